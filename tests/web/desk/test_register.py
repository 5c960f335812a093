"""The register on the desk: whose it is, what it holds, and what leaves the house with it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.cases.models import Case
from portal.people.principal import SYSTEM
from portal.web.sheets import FORMULA, csv_file, harmless, xlsx_file
from portal.workflow.commands import Rehome
from tests.documents.pdftext import in_order, text_of
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import COMMUNE, OTHER_COMMUNE, World, copy_sqlite, world_at

DAY = "09/03/2026"


@pytest.fixture
def world(prepared_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """One world: what a query finds is proved on both databases with the cases."""
    with world_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as made:
        yield made


@pytest.mark.parametrize("who", ["reception", "specialist", "head", "leader", "clerk"])
def test_everybody_at_a_desk_reads_the_register_of_the_own_unit(world: World, who: str) -> None:
    case = bring_to(world, file_case(world), None)

    page = world.client(world.officer(who)).get(f"/desk/register?from={DAY}")

    assert page.status_code == 200
    assert case.code in page.text


def test_it_shows_what_was_received_on_the_day_and_nothing_else(world: World) -> None:
    first = file_case(world)
    world.clock.pass_(days=1)
    second = file_case(world)
    reception = world.client(world.officer("reception"))

    today, yesterday = reception.get("/desk/register").text, reception.get(f"/desk/register?from={DAY}").text
    both = reception.get(f"/desk/register?from={DAY}&to=10/03/2026").text

    assert (first.code in today, second.code in today) == (False, True)
    assert (first.code in yesterday, second.code in yesterday) == (True, False)
    assert both.index(first.code) < both.index(second.code)


@pytest.mark.parametrize("path", ["/desk/register", "/desk/register.pdf", "/desk/register.csv", "/desk/register.xlsx"])
def test_a_register_of_others_is_not_there(world: World, path: str) -> None:
    file_case(world)
    stranger = world.client(world.officer("stranger"))

    for unit in (COMMUNE, f"{COMMUNE}/X-TTPVHCC", "51", "nowhere"):
        assert stranger.get(f"{path}?unit={unit}").status_code == 404


def test_a_supervisor_reads_the_registers_of_what_lies_below(world: World) -> None:
    case, supervisor = file_case(world), world.client(world.officer("supervisor"))

    assert case.code in supervisor.get(f"/desk/register?unit={COMMUNE}").text
    assert case.code not in supervisor.get(f"/desk/register?unit={OTHER_COMMUNE}").text
    assert world.client(world.officer("commune-supervisor")).get("/desk/register?unit=51").status_code == 404


def test_a_question_that_no_page_asks_is_not_there(world: World) -> None:
    assert world.client(world.officer("reception")).get("/desk/register?after=x").status_code == 404


@pytest.mark.parametrize("path", ["/desk/register", "/desk/register.pdf", "/desk/register.csv", "/desk/register.xlsx"])
@pytest.mark.parametrize(
    ("query", "told", "kept"),
    [
        ("from=31/02/2026", "Ghi ngày có thật", "31/02/2026"),
        ("from=&to=hôm+qua", "Ghi ngày có thật", "hôm qua"),
        ("from=10/03/2026&to=09/03/2026", "Ngày này đứng trước ngày bắt đầu", "09/03/2026"),
        ("from=01/01/0001", "Ghi ngày có thật", "01/01/0001"),
    ],
)
def test_a_day_that_cannot_be_read_is_told_beside_it_and_kept(
    world: World, path: str, query: str, told: str, kept: str
) -> None:
    answer = world.client(world.officer("reception")).get(f"{path}?{query}")
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{kept}"' in answer.text


@pytest.mark.parametrize("path", ["/desk/register", "/desk/register.pdf", "/desk/register.csv", "/desk/register.xlsx"])
def test_too_many_days_are_refused_in_words(world: World, path: str) -> None:
    answer = world.client(world.officer("reception")).get(f"{path}?from=01/01/2026&to=09/03/2026")

    assert answer.status_code == 422
    assert "Chọn nhiều nhất 31 ngày một lần." in answer.text


def test_the_form_of_the_law_has_the_addresses_that_the_page_does_not_show(world: World) -> None:
    case, reception = file_case(world), world.client(world.officer("reception"))

    answer = reception.get("/desk/register.pdf")
    page = reception.get("/desk/register").text

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert in_order(
        text_of(answer.data),
        *("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ TƯ NGHĨA", "SỔ THEO DÕI HỒ SƠ", "1 hồ sơ", case.code),
        *("Nguyễn Văn An", "Thôn Điện An", "+84912345678", "Ủy ban nhân dân xã Tư Nghĩa", "Mới đăng ký"),
    )
    assert "Điện An" not in page
    assert "912345678" not in page


def test_the_table_has_a_row_for_each_case_and_letters_arrive(world: World) -> None:
    waiting, ended = ask_for_more(world, file_case(world)), bring_to(world, file_case(world), None)

    answer = world.client(world.officer("reception")).get(f"/desk/register.csv?from={DAY}")

    heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert heads[:3] == ["TT", "Mã hồ sơ", "Thủ tục"]
    assert [(row[0], row[1], row[4], row[12]) for row in rows] == [
        ("1", waiting.code, "Nguyễn Văn An", "Yêu cầu bổ sung giấy tờ"),
        ("2", ended.code, "Nguyễn Văn An", "Đã trả kết quả"),
    ]
    assert len({len(row) for row in rows} | {len(heads)}) == 1


def test_AC63_a_name_that_is_a_formula_stays_text(world: World) -> None:
    file_case(world)
    with world.house.database.transaction() as work:
        work.execute(Case.__table__.update().values(applicant_name='=HYPERLINK("https://evil.example")'))  # type: ignore[attr-defined]
        assert work.execute(select(Case.applicant_name)).scalar_one().startswith("=")

    answer = world.client(world.officer("reception")).get("/desk/register.csv")

    _, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row[4] == '\'=HYPERLINK("https://evil.example")'


@pytest.mark.parametrize("first", list("=+-@\t\r＝＋－＠"))
def test_AC63_no_cell_begins_like_a_formula(first: str) -> None:
    assert harmless(f"{first}1") == f"'{first}1"
    written = csv_file([f"{first}head"], [[f"{first}cell", "a", ""]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(written, newline=""))) == [f"'{first}head"]


@pytest.mark.parametrize("cell", ["", "Nguyễn", "1.004873", " =1", "a=b", "'x"])
def test_a_cell_that_begins_otherwise_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_whoever_takes_registers_out_too_often_has_to_wait(world: World) -> None:
    reception = world.client(world.officer("reception"))

    answers = [reception.get("/desk/register.csv").status_code for _ in range(6)]
    world.clock.pass_(hours=2)

    assert answers == [200] * 5 + [429]
    assert reception.get("/desk/register.csv").status_code == 200


def test_a_day_without_cases_says_so(world: World) -> None:
    assert "Không nhận hồ sơ nào" in world.client(world.officer("reception")).get("/desk/register").text


def sheet(book: bytes) -> tuple[str, list[str]]:
    """Return the sheet of a workbook as it stands in the file, and all its texts in order."""
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        texts = opened.read("xl/sharedStrings.xml").decode()
        found = re.findall(r"<t(?: [^>]*)?>(.*?)</t>", texts, re.DOTALL)
        return opened.read("xl/worksheets/sheet1.xml").decode(), found


def test_the_workbook_has_a_row_for_each_case_and_is_the_same_again(world: World) -> None:
    waiting, ended = ask_for_more(world, file_case(world)), bring_to(world, file_case(world), None)
    reception, url = world.client(world.officer("reception")), f"/desk/register.xlsx?from={DAY}"

    first = reception.get(url)
    world.clock.pass_(days=3)
    again = reception.get(url)

    cells, texts = sheet(first.data)
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert (cells.count("<row "), "<f>" in cells) == (3, False)
    assert texts[:3] == ["TT", "Mã hồ sơ", "Thủ tục"]
    for text in (waiting.code, ended.code, "Nguyễn Văn An", "Yêu cầu bổ sung giấy tờ", "Đã trả kết quả"):
        assert text in texts
    assert first.data == again.data


HOSTILE = (*(f"{first}1+1" for first in FORMULA), '=HYPERLINK("https://evil.example")', "https://evil.example", "007")


@pytest.mark.parametrize("typed", HOSTILE)
def test_AC63_no_cell_of_a_workbook_is_anything_but_text(typed: str) -> None:
    made = xlsx_file("Sổ", [typed], [[typed], [5]], datetime(2026, 3, 9, tzinfo=UTC))

    cells, texts = sheet(made)
    assert "<f>" not in cells
    assert "hyperlink" not in cells
    assert re.findall(r'<c r="A\d"(?: s="\d")?(?: t="(\w)")?>', cells) == ["s", "s", ""]
    assert len(texts) == 1


def test_a_case_that_moved_says_who_decides_now(world: World) -> None:
    case = file_case(world)
    moved = Rehome(
        case_id=case.case_id,
        seen_version=case.version,
        key="moved",
        intake=f"{OTHER_COMMUNE}/X-TTPVHCC",
        competent=OTHER_COMMUNE,
        unit=f"{OTHER_COMMUNE}/X-TTPVHCC",
        holder=None,
        decree="Nghị quyết 1/NQ",
    )
    world.house.door.apply(moved, SYSTEM)
    reception = world.client(world.officer("reception"))

    _, texts = sheet(reception.get(f"/desk/register.xlsx?from={DAY}").data)
    receipt = world.client(world.citizen()).get(f"/cases/{case.code}/receipt").text
    at_the_counter = reception.get(f"/desk/intake/cases/{case.code}/receipt").text
    on_screen = reception.get(f"/desk/register?from={DAY}").text

    then, now = (world.house.directory.name(code) for code in (COMMUNE, OTHER_COMMUNE))
    told = next(text for text in texts if "nay:" in text)
    assert then.removeprefix("Xã ") in told.split("nay:")[0]
    assert now.removeprefix("Xã ") in told.split("nay:")[1]
    for page in (receipt, at_the_counter, on_screen):
        assert (
            f"Nộp cho {world.house.directory.full_name(COMMUNE)}; nay: {world.house.directory.full_name(OTHER_COMMUNE)}"
            in page
        )
    assert "nay:" in text_of(reception.get(f"/desk/register.pdf?from={DAY}").data)
