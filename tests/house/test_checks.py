"""`./run check` goes red: each of its own checks on a fault made for it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import addresses, locks, translations
from tools.check import CHECKS, run_all, run_check

ROOT = Path(locks.__file__).resolve().parent.parent


@pytest.fixture
def copied_locks(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", *locks.LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def edit(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text()
    after = change(before)
    assert after != before
    file.write_text(after)


def test_the_locks_are_in_step(copied_locks: Path) -> None:
    assert list(locks.problems(copied_locks)) == []


LOCK_FAULTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a new dependency": (
        "pyproject.toml",
        lambda text: text.replace('  "flask>=', '  "left-pad>=1",\n  "flask>='),
        "left-pad>=1 is declared and not locked",
    ),
    "a raised floor": (
        "pyproject.toml",
        lambda text: text.replace('"gunicorn>=27,<28"', '"gunicorn>=99"'),
        "pyproject.toml asks for >=99",
    ),
    "a dependency taken away": (
        "pyproject.toml",
        lambda text: text.replace('  "python-stdnum>=2.2,<3",\n', ""),
        "python-stdnum is locked and nothing asks for it any more",
    ),
    "an index": (
        "requirements.lock",
        lambda text: "--extra-index-url somewhere\n" + text,
        "requirements.lock:1: names an address",
    ),
    "a download address": (
        "requirements.lock",
        lambda text: text + "evil @ https://elsewhere.example/evil.whl\n",
        "names an address",
    ),
    "a folder of packages": (
        "requirements-dev.lock",
        lambda text: "--find-links /somewhere\n" + text,
        "requirements-dev.lock:1: names an address",
    ),
    "a pin without hash": (
        "requirements.lock",
        lambda text: text + "zzz==1\n    # via flask\n",
        "zzz has no hash",
    ),
    "two versions": (
        "requirements-dev.lock",
        lambda text: text.replace("\nwerkzeug==3", "\nwerkzeug==2.3"),
        "requirements-dev.lock: werkzeug is 2.3",
    ),
}


@pytest.mark.parametrize("fault", LOCK_FAULTS)
def test_locks_out_of_step_are_told(fault: str, copied_locks: Path) -> None:
    name, change, told = LOCK_FAULTS[fault]
    edit(copied_locks / name, change)

    assert told in "\n".join(locks.problems(copied_locks))


COUNTING = """
msgid "%(num)s hồ sơ"
msgid_plural "%(num)s các hồ sơ"
msgstr[0] "%(num)s case"
msgstr[1] "%(num)s cases"
"""


@pytest.fixture
def little_portal(tmp_path: Path) -> Path:
    """A portal of one view and one page, with its English complete."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "portal" / "view.py").write_text('_("Nộp hồ sơ")\nngettext("%(num)s hồ sơ", "%(num)s các hồ sơ", 2)\n')
    (tmp_path / "templates" / "page.html").write_text("{% trans who=name %}Chào {{ who }}{% endtrans %} {{ _('Hạn') }}")
    catalogue = tmp_path / translations.CATALOGUE
    catalogue.parent.mkdir(parents=True)
    english = {
        "Nộp hồ sơ": "Apply",
        "Chào %(who)s": "Hello %(who)s",
        "Hạn": "Due",
    }
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    catalogue.write_text(head + "\n".join(f'msgid "{vi}"\nmsgstr "{en}"\n' for vi, en in english.items()) + COUNTING)
    return tmp_path


def test_a_complete_translation_has_no_problem(little_portal: Path) -> None:
    assert list(translations.problems(little_portal)) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('msgstr "Apply"', 'msgstr ""', "portal/view.py:1: no English for 'Nộp hồ sơ'"),
        ('msgid "Nộp hồ sơ"', '#, fuzzy\nmsgid "Nộp hồ sơ"', "portal/view.py:1: no English for 'Nộp hồ sơ'"),
        ('msgid "Hạn"', 'msgid "Hạn chót"', "templates/page.html:1: no English for 'Hạn'"),
        ("Hello %(who)s", "Hello %(name)s", "the English of 'Chào %(who)s' has other values"),
        ("%(num)s cases", "cases", "the English of '%(num)s hồ sơ' has other values"),
        ("%(num)s cases", "", "portal/view.py:2: no English for '%(num)s hồ sơ'"),
    ],
)
def test_a_missing_translation_is_told(little_portal: Path, before: str, after: str, told: str) -> None:
    edit(little_portal / translations.CATALOGUE, lambda text: text.replace(before, after))

    assert told in "\n".join(translations.problems(little_portal))


def test_the_catalogue_is_brought_up_to_date_and_keeps_its_english(little_portal: Path) -> None:
    edit(little_portal / "portal" / "view.py", lambda text: text + '_("Mới")\n')

    translations.write(little_portal)

    assert list(translations.problems(little_portal)) == ["portal/view.py:3: no English for 'Mới'"]


def test_a_template_that_cannot_be_read_is_no_silence(little_portal: Path) -> None:
    (little_portal / "templates" / "page.html").write_text("{% trans %}không hết")

    with pytest.raises(Exception, match="trans"):
        list(translations.problems(little_portal))


@pytest.mark.parametrize(
    "line",
    [
        "cd /" + "work/main",
        "open('/" + "root/.cache')",
        "see /" + "home/somebody/x",
        "../" + "shared/design.md",
        "index = https://" + "pypi." + "org/simple",
        '"resolved": "https://' + "registry." + 'npmjs.org/x"',
    ],
)
def test_what_names_the_machine_is_told(line: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(f"fine\n{line}\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "notes.txt"], cwd=tmp_path, check=True)

    assert [told.split(": ")[0] for told in addresses.problems(tmp_path)] == ["notes.txt:2"]


def test_addresses_of_pages_are_not_paths_of_a_machine(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<a href="https://example.org/home/x/">x</a> {{ base }}/work/ ./root/\n')
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "page.html"], cwd=tmp_path, check=True)

    assert list(addresses.problems(tmp_path)) == []


def test_a_failed_check_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    failed = run_all({"good": ("python", "-c", "print(1)"), "bad": ("python", "-c", "raise SystemExit('because')")})

    assert [(outcome.name, outcome.output) for outcome in failed] == [("bad", "because")]
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split("s  ")[1].split()[0] for line in lines) == ["FAIL", "ok"]


def test_every_check_is_a_program_of_the_environment() -> None:
    assert run_check("version", ("python", "--version")).passed
    assert all((Path(sys.executable).parent / command[0]).exists() for command in CHECKS.values())
