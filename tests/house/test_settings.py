"""Settings: read with their types, refused where they make no sense, and in production wherever they are not safe."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args, get_type_hints

import pytest

import config
from config import Settings, UnsafeSettings, load_settings
from portal.people.claims import FAMILIES

SAFE = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET": "q7Z0mT4vB9xLr2Wc8NdK5sHj1GfPyE6a",
    "PORTAL_BASE_URL": "https://dichvucong.quangngai.example",
    "PORTAL_TRUSTED_HOSTS": "dichvucong.quangngai.example",
    "PORTAL_PROXIES": "1",
    "PORTAL_SUPPORT_PHONE": "0255 3822 999",
    "PORTAL_CITIZEN_ISSUER": "https://id.example",
    "PORTAL_CITIZEN_CLIENT_SECRET": "one",
    "PORTAL_OFFICER_ISSUER": "https://officers.example",
    "PORTAL_OFFICER_CLIENT_SECRET": "two",
    "PORTAL_SMTP_HOST": "mail.example",
    "PORTAL_SMTP_SENDER": "khong-tra-loi@quangngai.example",
    "PORTAL_SMS_URL": "https://gateway.example/send",
    "PORTAL_SMS_TOKEN": "three",
}
# What production refuses: the variable that the line has to name, and what is changed against SAFE (None: missing).
UNSAFE = [
    ("PORTAL_SECRET", None),
    ("PORTAL_SECRET", "short"),
    ("PORTAL_SECRET", "a" * 64),
    ("PORTAL_SECRET", "please-change-me-0123456789-0123456789"),
    ("PORTAL_OLDER_SECRETS", "q7Z0mT4vB9xLr2Wc8NdK5sHj1GfPyE6a"),
    ("PORTAL_DEMO", "1"),
    ("PORTAL_DEBUG", "1"),
    ("PORTAL_SQLITE_SYNCHRONOUS", "NORMAL"),
    ("PORTAL_SQLITE_SYNCHRONOUS", "OFF"),
    ("PORTAL_DATABASE_URL", "sqlite:///:memory:"),
    ("PORTAL_DATABASE_URL", "sqlite:///"),
    ("PORTAL_DATABASE_URL", "sqlite:////srv/portal.db?nolock=1"),
    ("PORTAL_BASE_URL", "http://dichvucong.quangngai.example"),
    ("PORTAL_TRUSTED_HOSTS", None),
    ("PORTAL_TRUSTED_HOSTS", "other.example"),
    ("PORTAL_TRUSTED_HOSTS", "*,dichvucong.quangngai.example"),
    ("PORTAL_PROXIES", None),
    ("PORTAL_SUPPORT_PHONE", None),
    ("PORTAL_CITIZEN_ISSUER", None),
    ("PORTAL_CITIZEN_ISSUER", "http://id.example"),
    ("PORTAL_CITIZEN_CLIENT_SECRET", None),
    ("PORTAL_CITIZEN_ACR_ACCEPTED", ","),
    ("PORTAL_CITIZEN_ALGORITHMS", "ES256,HS256"),
    ("PORTAL_OFFICER_ISSUER", "http://127.0.0.1:4100"),
    ("PORTAL_OFFICER_ALGORITHMS", "none"),
    ("PORTAL_SMTP_HOST", None),
    ("PORTAL_SMTP_SENDER", None),
    ("PORTAL_SMTP_SECURITY", "none"),
    ("PORTAL_SMS_URL", "http://gateway.example/send"),
    ("PORTAL_SMS_TOKEN", None),
]


def load(tmp_path: Path, base: Mapping[str, str] = MappingProxyType({}), /, **changes: str | None) -> Settings:
    given = {"PORTAL_HOME": str(tmp_path), **base, **changes}
    return load_settings({name: value for name, value in given.items() if value is not None})


def test_nothing_has_to_be_set_for_development(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert settings.problems() == []
    assert settings.database_url == f"sqlite:///{tmp_path / 'portal.db'}"
    assert settings.storage_folder == tmp_path / "files"
    assert not settings.demo


def test_production_starts_when_all_is_safe(tmp_path: Path) -> None:
    load(tmp_path, SAFE).refuse_if_unsafe()


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_production_refuses(name: str, value: str | None, tmp_path: Path) -> None:
    problems = load(tmp_path, SAFE, **{name: value}).problems()

    assert [line.partition(":")[0] for line in problems] == [name]


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_development_does_not_mind(name: str, value: str | None, tmp_path: Path) -> None:
    assert load(tmp_path, SAFE, **{name: value, "PORTAL_ENV": "development"}).problems() == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        load(tmp_path, PORTAL_ENV="production", PORTAL_DEMO="1", PORTAL_DEBUG="1").refuse_if_unsafe()

    told = {line.partition(":")[0] for line in refused.value.problems}
    assert {"PORTAL_SECRET", "PORTAL_DEMO", "PORTAL_DEBUG", "PORTAL_BASE_URL", "PORTAL_SMTP_HOST"} <= told


def test_mail_that_is_off_needs_no_server(tmp_path: Path) -> None:
    assert load(tmp_path, SAFE, PORTAL_SMTP_HOST=None, PORTAL_SMTP_SENDER=None, PORTAL_MAIL="0").problems() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PORT", "eighty"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_DEMO", "perhaps"),
        ("PORTAL_SMTP_PORT", "-25"),
        ("PORTAL_ENV", "staging"),
        ("PORTAL_SQLITE_SYNCHRONOUS", "SOMETIMES"),
        ("PORTAL_SMTP_SECURITY", "perhaps"),
        ("PORTAL_CITIZEN_CLAIMS_MAP", "another"),
        ("PORTAL_DATABASE_ULR", "sqlite:///x"),
    ],
)
def test_a_value_that_cannot_be_read_is_no_default(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match=name):
        load(tmp_path, **{name: value})


def test_a_misspelt_name_is_told_with_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="Did you mean PORTAL_DATABASE_URL"):
        load(tmp_path, PORTAL_DATABASE_ULR="sqlite:///x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_DATABASE_URL", "mysql://somewhere"),
        ("PORTAL_LANGUAGES", "vi,fr"),
        ("PORTAL_PORT", "70000"),
        ("PORTAL_MAX_REQUEST_BYTES", "1000"),
        ("PORTAL_UNITS_FILE", "no-such-file.json"),
        ("PORTAL_CALENDAR_FILE", "no-such-file.json"),
        ("PORTAL_CITIZEN_CLAIMS_FILE", "no-such-file.json"),
        ("PORTAL_PROCEDURES_FOLDER", "no-such-folder"),
        ("PORTAL_SMS_URL", "gateway.example/send"),
    ],
)
def test_nonsense_is_refused_everywhere(name: str, value: str, tmp_path: Path) -> None:
    assert [line.partition(":")[0] for line in load(tmp_path, **{name: value}).problems()] == [name]


def test_a_password_for_an_open_line_is_refused_everywhere(tmp_path: Path) -> None:
    problems = load(tmp_path, PORTAL_SMTP_PASSWORD="x", PORTAL_SMTP_SECURITY="none").problems()

    assert [line.partition(":")[0] for line in problems] == ["PORTAL_SMTP_PASSWORD"]


def test_lists_and_groups_are_read_with_their_types(tmp_path: Path) -> None:
    settings = load(
        tmp_path, PORTAL_OLDER_SECRETS="b, a", PORTAL_CITIZEN_ISSUER="https://id.example/x", PORTAL_PORT="81"
    )

    assert settings.older_secrets == ("b", "a")
    assert settings.citizen.issuer == "https://id.example/x"
    assert settings.issuer_origins == ("https://id.example",)
    assert settings.base_url == "http://127.0.0.1:81"


def test_development_makes_its_secret_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path).secret, load(tmp_path).secret

    assert first == second
    assert len(first) >= config.SHORTEST_SECRET
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["secret"]


def test_production_refuses_the_secret_of_development(tmp_path: Path) -> None:
    made = load(tmp_path).secret

    problems = load(tmp_path, SAFE, PORTAL_SECRET=made).problems()

    assert [line.partition(":")[0] for line in problems] == ["PORTAL_SECRET"]


def test_no_secret_is_printed_with_the_settings(tmp_path: Path) -> None:
    secret = {"PORTAL_SMTP_PASSWORD": "hidden-1", "PORTAL_OLDER_SECRETS": "hidden-2"}
    secret["PORTAL_DATABASE_URL"] = "postgresql+psycopg://portal:hidden-3@db/portal"

    printed = repr(load(tmp_path, SAFE, **secret))

    assert "hidden" not in printed
    assert SAFE["PORTAL_SECRET"] not in printed


def test_the_families_of_claims_are_those_that_can_be_read() -> None:
    families = get_args(get_type_hints(config.Issuer)["claims_map"])

    assert sorted(families) == sorted(FAMILIES)


def test_every_setting_has_a_comment() -> None:
    lines = Path(config.__file__).read_text().splitlines()
    for number, name in settings_in_source():
        above = number - 1  # counted from 0: the line of the field itself
        while "#" not in lines[above] and re.match(r"    \w+: ", lines[above]):
            above -= 1  # a comment may stand above a few settings that belong together
        assert "#" in lines[above], f"{name} has no comment"


def settings_in_source() -> Iterator[tuple[int, str]]:
    tree = ast.parse(Path(config.__file__).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in ("Issuer", "Smtp", "Settings"):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.lineno, field.target.id
