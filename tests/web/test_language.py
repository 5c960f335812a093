"""Vietnamese first, English second: every message has both, and a page speaks one of them, to the end."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.units.load import QUANG_NGAI, read_tree
from portal.web.language import english, form_for, gettext, ngettext
from tests.stories import CERTIFICATE, apply_for_certificate, ask_for_more, begin_application, file_case
from tests.world import World, copy_sqlite, world_at
from tools import translations

VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ\u1ea0-\u1ef9]")
QUOTED = re.compile(r"“[^”]*”")
# What stays Vietnamese on an English page: names of places and people, and what people wrote.
NAMES = re.compile(r"Một Cửa|Quảng Ngãi|Tư Nghĩa|Nguyễn Văn|Thôn Điện An|Gửi bản rõ hơn")
COUNTED = ("%(n)s thủ tục", "%(n)s thủ tục")


@pytest.fixture
def world(prepared_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """One world: no database knows a language."""
    with world_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as made:
        yield made


def in_english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return client


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    assert found, page[:300]
    return found[1]


def words_of(page: str) -> list[str]:
    """Return the texts that a page shows or reads out, but for names to complete and what is marked Vietnamese."""
    shown = re.sub(r"<(script|style|svg|datalist)\b.*?</\1>", " ", page, flags=re.DOTALL)
    shown = re.sub(r'<(\w+)[^>]*\slang="vi"[^>]*>.*?</\1>', " ", shown, flags=re.DOTALL)
    read_out = re.findall(r'\s(?:aria-label|title|alt|data-failed)="([^"]*)"', shown)
    return [html.unescape(text).strip() for text in [*re.split(r"<[^>]*>", shown), *read_out] if text.strip()]


def test_every_message_has_an_english_with_the_same_values() -> None:
    assert list(translations.problems()) == []


def test_the_catalogue_holds_no_message_that_is_not_said() -> None:
    assert set(translations.english()) == {use.message for use in translations.uses()}


def test_the_english_ends_like_the_vietnamese() -> None:
    ends = re.compile(r"[.:?]$")

    apart = {
        message: form
        for message, forms in english().items()
        for form in forms
        if ends.findall(message) != ends.findall(form) and len(message) > len("lễ")
    }

    assert apart == {}


def test_the_english_has_no_vietnamese_word_in_it() -> None:
    assert [form for forms in english().values() for form in forms if VIETNAMESE.search(QUOTED.sub("", form))] == []


@pytest.mark.parametrize(("number", "text"), [(0, "0 procedures"), (1, "1 procedure"), (2, "2 procedures")])
def test_english_has_a_form_for_one_and_one_for_the_rest(world: World, number: int, text: str) -> None:
    with world.app.test_request_context(headers={"Accept-Language": "en"}):
        assert ngettext(*COUNTED, number, n=number) == text


@pytest.mark.parametrize("number", [0, 1, 2])
def test_vietnamese_has_one_form(world: World, number: int) -> None:
    with world.app.test_request_context():
        assert ngettext(*COUNTED, number, n=number) == f"{number} thủ tục"


def test_a_template_counts_and_fills_in_escaped_values(world: World) -> None:
    source = '{{ ngettext("%(n)s ngày", "%(n)s ngày", 1, n=n) }}; {{ ngettext("%(n)s ngày", "%(n)s ngày", 2, n="2%") }}'

    with world.app.test_request_context(headers={"Accept-Language": "en"}):
        assert world.app.jinja_env.from_string(source).render(n="<1>") == "&lt;1&gt; day; 2% days"


def test_a_message_without_english_is_said_in_vietnamese(world: World) -> None:
    with world.app.test_request_context(headers={"Accept-Language": "en"}):
        assert gettext("Chưa ai dịch %(what)s", what="câu này") == "Chưa ai dịch câu này"
        assert form_for("một", "nhiều", 1) == "một"
        assert form_for("một", "nhiều", 2) == "nhiều"


@pytest.mark.parametrize(
    ("cookie", "accepted", "spoken"),
    [
        ("", "", "vi"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,de;q=0.5", "vi"),
        ("", "vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("en", "vi", "en"),
        ("vi", "en", "vi"),
        ("tlh", "en", "en"),
    ],
)
def test_what_was_chosen_wins_then_the_browser_then_vietnamese(
    world: World, cookie: str, accepted: str, spoken: str
) -> None:
    client = world.client()
    if cookie:
        client.set_cookie("language", cookie)

    page = client.get("/", headers={"Accept-Language": accepted} if accepted else {}).text

    assert language_of(page) == spoken
    assert ("Bạn cần làm việc gì?" in page, "What do you need to do?" in page) == (spoken == "vi", spoken == "en")


def test_the_other_language_is_one_step_away_and_leads_back_to_the_page(world: World) -> None:
    client = world.client()
    here = "/procedures?q=khai+sinh"
    found = re.search(r'<a href="(/language/en[^"]*)"\s+hreflang="en"\s+lang="en"', client.get(here).text)
    assert found

    answer = client.get(html.unescape(found[1]))

    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    assert language_of(client.get(here).text) == "en"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/\\example.org"])
def test_choosing_a_language_leads_to_no_other_place(world: World, target: str) -> None:
    answer = world.client().get("/language/en", query_string={"next": target})

    assert answer.headers["Location"] == "/"


def test_a_language_we_do_not_speak_is_not_remembered(world: World) -> None:
    assert "Set-Cookie" not in world.client().get("/language/fr").headers


@dataclass(frozen=True)
class Visit:
    """A page that somebody opens, and the status it has."""

    who: str
    url: str
    status: int = 200


VISITS = [
    Visit("", "/"),
    Visit("", "/procedures"),
    Visit("", "/procedures?q=khai+sinh&field=H%E1%BB%99+t%E1%BB%8Bch"),
    Visit("", f"/procedures/{CERTIFICATE}"),
    Visit("", "/track"),
    Visit("", "/login"),
    Visit("", "/nothing-here", 404),
    Visit("citizen", "/me"),
    Visit("citizen", "/account/sessions"),
    Visit("citizen", "/cases/{code}"),
    Visit("citizen", "/cases/{code}/receipt"),
    Visit("citizen", "/cases/{asked}/supplement"),
    Visit("citizen", f"/procedures/{CERTIFICATE}/apply"),
    Visit("citizen", "{draft}"),
    Visit("citizen", "{draft}/../papers"),
    Visit("citizen", "{draft}/../review"),
    Visit("citizen", "/desk/", 403),
    Visit("reception", "/desk/"),
    Visit("reception", "/desk/cases"),
    Visit("reception", "/desk/cases/{code}"),
    Visit("supervisor", "/supervision/?by=unit"),
    Visit("supervisor", "/supervision/?by=level"),
    Visit("supervisor", "/supervision/cases/received"),
]


@pytest.fixture(scope="module")
def peopled(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, str]]]:
    """A world with a case, one that waits for a supplement, and a draft; and what stands for them in an address."""
    home = tmp_path_factory.mktemp("language")
    with world_at(copy_sqlite(prepared_sqlite, home / "portal.db"), home) as world:
        citizen = world.client(world.citizen())
        code, draft = apply_for_certificate(citizen), begin_application(citizen)
        asked = ask_for_more(world, file_case(world))
        yield world, {"code": code, "asked": asked.code, "draft": draft}


def browser_of(world: World, who: str) -> FlaskClient:
    if who == "citizen":
        return world.client(world.citizen())
    return world.client(world.officer(who) if who else None)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: f"{visit.who or 'anybody'} {visit.url}")
def test_an_english_page_is_english_but_for_names(visit: Visit, peopled: tuple[World, dict[str, str]]) -> None:
    world, names = peopled
    url = re.sub(r"/[^/]+/\.\./", "/", visit.url.format(**names))

    answer = in_english(browser_of(world, visit.who)).get(url)

    assert answer.status_code == visit.status
    assert language_of(answer.text) == "en"
    places = {world.house.directory.full_name(unit.code, "en") for unit in read_tree(QUANG_NGAI).units}
    left = [text for text in words_of(answer.text) if VIETNAMESE.search(QUOTED.sub("", NAMES.sub("", text)))]
    assert set(left) <= places
