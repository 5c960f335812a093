"""The supervisor's pages: who gets in, what each number opens, and that reading a case is noted for the citizen."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from portal.cases.submission import Submit
from portal.statistics.figures import FEW
from portal.statistics.indicators import INDICATORS
from tests.stories import ANSWERS, bring_to, file_case, perform, write_draft
from tests.templates.inspection import Document, Element
from tests.world import COMMUNE, OTHER_COMMUNE, START, World

PERIOD = {"from": "01/03/2026", "to": "31/03/2026"}


@dataclass(frozen=True)
class Scene:
    """A decided case, one in hand that is overdue, one refused at reception, and one of another commune."""

    world: World
    decided: str
    overdue: str
    refused: str
    elsewhere: str

    def supervisor(self, name: str = "supervisor") -> FlaskClient:
        return self.world.client(self.world.officer(name))


@pytest.fixture
def scene(world: World) -> Scene:
    decided = bring_to(world, file_case(world), None)
    overdue = bring_to(world, file_case(world), "appraise")
    refused = perform(world, "reception", file_case(world), "refuse", reasons=("Không thuộc thẩm quyền.",))
    away = {**ANSWERS["subject"], "residence": {"unit": OTHER_COMMUNE, "line": "Thôn 1"}}
    neighbour = world.citizen("binh")
    elsewhere = world.house.submission.submit(
        Submit(draft_id=write_draft(world, neighbour, {**ANSWERS, "subject": away})), neighbour
    )
    world.clock.pass_(days=14)
    return Scene(world, decided.code, overdue.code, refused.code, elsewhere.code)


def read(client: FlaskClient, url: str) -> Document:
    answer = client.get(url, headers={"Accept-Language": "vi"})
    assert answer.status_code == 200, (url, answer.status_code)
    return Document(answer.text)


def overview(client: FlaskClient, **question: str) -> Document:
    return read(client, f"/supervision/?{urlencode({**PERIOD, **question})}")


def table(page: Document) -> list[list[Element]]:
    """Return the cells of the table of figures, line by line."""
    rows = [row for row in page.all("tr") if any(a.tag == "tbody" for a in row.ancestors)]
    return [[cell for cell in page.elements if cell.tag in ("th", "td") and row in cell.ancestors] for row in rows]


def links_in(page: Document, cell: Element) -> list[str]:
    return [link.attributes["href"] for link in page.all("a") if cell in link.ancestors]


def listed(page: Document) -> set[str]:
    return {a.attributes["href"].rsplit("/", 1)[1] for a in page.all("a") if "/desk/cases/" in a.attributes["href"]}


def test_the_figures_of_a_period(scene: Scene) -> None:
    (cells,) = table(overview(scene.supervisor("commune-supervisor")))
    found = [cell.text for cell in cells]

    assert found[:2] == ["Xã Tư Nghĩa", "ít"]
    assert dict(zip(INDICATORS, found[2:], strict=True)) == {
        "carried": "0",
        "received": "3",
        "decided": "1",
        "early": "1",
        "on_time": "0",
        "late": "0",
        "closed": "1",
        "in_hand": "1",
        "overdue": "1",
    }


@pytest.mark.parametrize("by", ["unit", "level", "procedure"])
def test_every_number_opens_as_many_codes(scene: Scene, by: str) -> None:
    client = scene.supervisor()
    page = overview(client, by=by)
    for cells in table(page):
        for cell in cells[2:]:
            links = links_in(page, cell)
            assert bool(links) == (cell.text != "0")
            for href in links:
                assert len(listed(read(client, href))) == int(cell.text), href
    for tile in page.all("a", "c-kpi__n"):
        number = tile.text.split()[0]
        if number.isdigit():
            assert len(listed(read(client, tile.attributes["href"]))) == int(number)


def test_the_way_back_from_a_list_leads_to_the_same_table(scene: Scene) -> None:
    client = scene.supervisor()
    page = overview(client, by="level")
    behind = read(client, links_in(page, table(page)[0][3])[0])
    back = next(a.attributes["href"] for a in behind.all("a") if a.text == "Giám sát" and "by=level" in str(a))

    assert [[cell.text for cell in row] for row in table(read(client, back))] == [
        [cell.text for cell in row] for row in table(page)
    ]


def test_a_supervisor_of_a_commune_sees_the_commune_alone(scene: Scene) -> None:
    own = read(scene.supervisor("commune-supervisor"), f"/supervision/cases/received?{urlencode(PERIOD)}")
    whole = read(scene.supervisor(), f"/supervision/cases/received?{urlencode(PERIOD)}")

    assert listed(own) == {scene.decided, scene.overdue, scene.refused}
    assert listed(whole) == {scene.decided, scene.overdue, scene.refused, scene.elsewhere}


@pytest.mark.parametrize("question", ["nguyễn văn an", "nguyen an", "051 090 000 001", "thon dien an"])
def test_a_supervisor_searches_all_cases_of_their_units(world: World, question: str) -> None:
    """By name, identifier and words of the answers, without marks: as the desk does."""
    case = file_case(world)
    for who in ("supervisor", "commune-supervisor"):
        browser = world.client(world.officer(who))
        assert 'href="/supervision/find"' in browser.get("/supervision/").text

        found = browser.get("/supervision/find", query_string={"q": question}).text

        assert f'href="/desk/cases/{case.code}"' in found, who
    assert "Không tìm thấy" in browser.get("/supervision/find?q=tran+thi+khong+co").text
    assert "Không tìm thấy" not in browser.get("/supervision/find").text, "nothing was searched for"


@pytest.mark.parametrize("name", ["reception", "specialist", "head", "leader", "clerk", "administrator"])
@pytest.mark.parametrize(
    "url", ["/supervision/", "/supervision/cases/received", "/supervision/tasks", "/supervision/find"]
)
def test_officers_who_do_not_supervise_are_turned_away(world: World, name: str, url: str) -> None:
    assert world.client(world.officer(name)).get(url).status_code == 403


def test_a_supervisor_reads_a_case_with_its_ledger_and_can_do_nothing_to_it(scene: Scene) -> None:
    page = read(scene.supervisor(), f"/desk/cases/{scene.overdue}")

    assert page.all(css="c-ledger")
    assert not [form for form in page.all("form") if "/desk/cases/" in form.attributes.get("action", "")]


def test_that_a_supervisor_read_a_case_is_shown_to_the_citizen(scene: Scene) -> None:
    citizen = scene.world.client(scene.world.citizen())
    before = citizen.get(f"/cases/{scene.overdue}").text
    read(scene.supervisor("commune-supervisor"), f"/desk/cases/{scene.overdue}")
    after = citizen.get(f"/cases/{scene.overdue}").text

    assert "Commune-supervisor" not in before
    assert "Commune-supervisor" in after


def test_looking_at_figures_and_lists_opens_no_case(scene: Scene) -> None:
    overview(scene.supervisor())
    read(scene.supervisor(), f"/supervision/cases/in_hand?{urlencode(PERIOD)}")

    assert "Supervisor" not in scene.world.client(scene.world.citizen()).get(f"/cases/{scene.overdue}").text


def test_as_of_a_day_the_case_was_not_overdue_yet(scene: Scene) -> None:
    client = scene.supervisor("commune-supervisor")

    assert [cell.text for cell in table(overview(client, as_of="10/03/2026"))[0]][-2:] == ["1", "0"]
    assert [cell.text for cell in table(overview(client, as_of="13/03/2026"))[0]][-2:] == ["1", "1"]


def test_narrowed_to_a_unit_and_a_procedure(scene: Scene) -> None:
    client = scene.supervisor()
    there = overview(client, unit=OTHER_COMMUNE)
    none = overview(client, procedure="2.000635")

    assert [row[0].text for row in table(there)] == ["Xã Vệ Giang"]
    assert table(none) == []
    assert "Chưa có hồ sơ nào" in "".join(heading.text for heading in none.all("h3"))
    assert [link.attributes["href"] for link in there.all("a") if link.text.startswith("Bỏ lọc ")]


def test_officers_are_compared_in_one_unit_only(scene: Scene) -> None:
    everywhere = overview(scene.supervisor(), by="officer")
    here = overview(scene.supervisor(), by="officer", unit=COMMUNE)
    own = overview(scene.supervisor("commune-supervisor"), by="officer")

    assert table(everywhere) == []
    assert "Chọn một đơn vị" in "".join(heading.text for heading in everywhere.all("h3"))
    assert [[cell.text for cell in row] for row in table(here)] == [[cell.text for cell in row] for row in table(own)]
    reception = next(row for row in table(own) if row[0].text.startswith("Reception"))
    assert [cell.text for cell in reception[1:4]] == ["4", "4", "0"]
    tasks = read(scene.supervisor("commune-supervisor"), links_in(own, reception[1])[0])
    assert len([row for row in tasks.all("tr") if any(a.tag == "tbody" for a in row.ancestors)]) == 4


def test_twenty_cases_make_a_percentage(world: World) -> None:
    for _number in range(FEW):
        bring_to(world, file_case(world), "hand_over")
        world.clock.now = START + timedelta(minutes=1)
    world.clock.pass_(days=1)
    (cells,) = table(overview(world.client(world.officer("commune-supervisor"))))

    assert cells[1].text == "100,0%"


def test_a_list_goes_on_where_its_page_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.statistics.figures.PAGE_SIZE", 2)
    filed = {file_case(world).code for _number in range(5)}
    world.clock.pass_(minutes=1)
    client = world.client(world.officer("supervisor"))
    url, found, pages = f"/supervision/cases/received?{urlencode(PERIOD)}", [], 0
    while url:
        page = read(client, url)
        found += sorted(listed(page))
        url = next((a.attributes["href"] for a in page.all("a") if a.attributes.get("rel") == "next"), "")
        pages += 1

    assert pages == 3
    assert sorted(found) == sorted(filed)


@pytest.mark.parametrize(
    "question",
    [
        "unit=99",
        "line=99",
        "by=colour",
    ],
)
def test_a_question_that_makes_no_sense_is_not_found(world: World, question: str) -> None:
    assert world.client(world.officer("supervisor")).get(f"/supervision/?{question}").status_code == 404


@pytest.mark.parametrize(
    ("question", "told", "kept"),
    [
        ("from=31/03/2026&to=01/03/2026", "Ngày này đứng trước ngày bắt đầu", "01/03/2026"),
        ("from=32/03/2026", "Ghi ngày có thật", "32/03/2026"),
        ("to=never", "Ghi ngày có thật", "never"),
        ("as_of=29/02/2026", "Ghi ngày có thật", "29/02/2026"),
        ("from=01/01/0001", "Ghi ngày có thật", "01/01/0001"),
        ("to=31/12/9999", "Ghi ngày có thật", "31/12/9999"),
    ],
)
def test_a_day_that_cannot_be_read_is_told_beside_it_and_kept(
    world: World, question: str, told: str, kept: str
) -> None:
    supervisor = world.client(world.officer("supervisor"))
    answer = supervisor.get(f"/supervision/?{question}")
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{kept}"' in answer.text
    assert supervisor.get(f"/supervision/cases/received?{question}").status_code == 404


@pytest.mark.parametrize("question", ["level=moon", "procedure=0.000000", "as_of=01/01/2020", "as_of=01/01/2090"])
def test_a_question_without_an_answer_gets_an_empty_page(world: World, question: str) -> None:
    assert table(read(world.client(world.officer("supervisor")), f"/supervision/?{question}")) == []


def test_the_periods_people_ask_for_are_one_click_away(scene: Scene) -> None:
    page = read(scene.supervisor(), "/supervision/?unit=51")
    nav = next(one for one in page.all("nav") if one.attributes.get("aria-label") == "Kỳ hay xem")
    links = [link for link in page.all("a") if nav in link.ancestors]

    assert [link.text for link in links] == ["Tháng này", "Tháng trước", "Quý này", "Năm nay"]
    assert [link.has("aria-current") for link in links] == [True, False, False, False]
    assert all("unit=51" in link.attributes["href"] for link in links)
    for link in links:
        read(scene.supervisor(), link.attributes["href"])
