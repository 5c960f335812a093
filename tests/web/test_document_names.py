"""What is downloaded is named so that whoever finds it in a folder knows what it is, of which case, of which day."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.web.document_words import document_file
from tests.stories import bring_to, file_case
from tests.web.desk.test_meetings import name_of
from tests.world import World

LATE = datetime(2026, 3, 9, 17, 30, tzinfo=UTC)  # the tenth already, in Vietnam
CODE = "H48.35.09-260309-0001"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("slip-01", "Giấy hẹn (Mẫu 01)"),
        ("slip-02-3", "Phiếu yêu cầu bổ sung (Mẫu 02), lần 3"),
        ("minutes-1", "Biên bản"),
        ("child-2", "Quyết định của cơ quan khác, lần 2"),
        ("result", "Kết quả"),
    ],
)
def test_a_name_says_what_it_is_of_which_case_and_of_which_day(world: World, kind: str, title: str) -> None:
    app: Flask = world.app
    with app.test_request_context():
        assert document_file(kind, CODE, LATE) == f"{title}, {CODE}, 10-03-2026.pdf"


def test_the_citizen_and_the_desk_download_under_it(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    citizen, officer = world.client(world.citizen()), world.client(world.officer("specialist"))

    for answer in (citizen.get(f"/cases/{case.code}/receipt.pdf"), officer.get(f"/desk/cases/{case.code}/slip-01.pdf")):
        assert name_of(answer).startswith(f"Giấy hẹn (Mẫu 01), {case.code}, ")
    assert name_of(officer.get(f"/desk/cases/{case.code}/slip-06.pdf")).startswith("Phiếu kiểm soát (Mẫu 06), ")
