"""Where people find the slips: the applicant on the page of the case, the officer among the papers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.test_papers import ask_at_appraisal, refuse, stop, work_off
from tests.documents.pdftext import in_order, text_of
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import World, copy_sqlite, world_at


@pytest.fixture
def world(prepared_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """One world: pages say the same on every database."""
    with world_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as made:
        yield made


def test_notice_02_is_read_where_it_is_answered(world: World) -> None:
    case, citizen = ask_for_more(world, file_case(world)), world.client(world.citizen())
    before = citizen.get(f"/cases/{case.code}/supplement")
    work_off(world)

    after, mine = citizen.get(f"/cases/{case.code}/supplement"), citizen.get(f"/cases/{case.code}")

    address = f"/cases/{case.code}/documents/slip-02-1.pdf"
    assert (before.status_code, address in before.text) == (200, False)
    assert address in after.text
    assert "Phiếu yêu cầu bổ sung (Mẫu 02)" in after.text
    assert "Số 01/PBS, PDF" in after.text
    assert "Giấy tờ cơ quan gửi bạn" in mine.text
    assert address in mine.text
    assert "Số: 01/PBS" in text_of(citizen.get(address).data)


@pytest.mark.parametrize(("end", "slip"), [(refuse, "slip-03"), (stop, "slip-05")])
def test_a_case_that_ended_says_first_where_the_reasons_are(world: World, end: object, slip: str) -> None:
    assert callable(end)
    case = end(world, file_case(world))
    work_off(world)

    page = world.client(world.citizen()).get(f"/cases/{case.code}")

    assert "Đọc lý do, việc có thể làm tiếp" in page.text
    assert page.text.count(f"/cases/{case.code}/documents/{slip}.pdf") == 2


def test_a_stranger_gets_no_slip(world: World) -> None:
    case = refuse(world, file_case(world))
    work_off(world)

    for who in (world.citizen("binh"), world.officer("stranger")):
        for url in ("/cases/{}/documents/slip-03.pdf", "/desk/cases/{}/documents/slip-03.pdf"):
            assert world.client(who).get(url.format(case.code)).status_code in (403, 404)


def test_the_desk_lists_every_slip_by_its_name(world: World) -> None:
    case = ask_at_appraisal(world, file_case(world))
    work_off(world)

    page = world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text

    for words in ("Giấy hẹn (Mẫu 01)", "01/TNHS", "Phiếu yêu cầu bổ sung (Mẫu 02)", "01/PBS"):
        assert words in page


def test_the_desk_draws_slip_06_of_any_case_at_any_moment(world: World) -> None:
    case = bring_to(world, file_case(world), None)
    officer = world.client(world.officer("head"))

    page = officer.get(f"/desk/cases/{case.code}")
    slip = officer.get(f"/desk/cases/{case.code}/slip-06.pdf")

    assert f"/desk/cases/{case.code}/slip-06.pdf" in page.text
    assert in_order(
        text_of(slip.data),
        *("PHIẾU KIỂM SOÁT", case.code, "Nguyễn Văn An", "Tiếp nhận, kiểm tra hồ sơ", "Phân công", "Trước hạn"),
    )
