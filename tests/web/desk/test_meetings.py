"""Meetings at the desk and on the applicant's page: invited, asked for another day, recorded with photos."""

import io
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.missed import miss_appointments
from tests.filing import photo
from tests.meeting import MEETS_AT, PLACE, at_inspection, held, invite
from tests.stories import token
from tests.web.desk.test_roads import take
from tests.web.test_statements import MOST, counted
from tests.world import World, copy_sqlite, world_at

DAY = {"day": "16/03/2026", "time": "8h30", "place": PLACE, "asked": "Cán bộ địa chính"}
SAID = {"attended": "Nguyễn Văn An, chủ nhà\nLê Bình, trưởng thôn", "result": "fit", "minutes": "Đúng bản vẽ."}


def page(world: World, case: Receipt, who: str = "specialist") -> str:
    return world.client(world.officer(who)).get(f"/desk/cases/{case.code}").text


def name_of(answer: TestResponse) -> str:
    """Return under which name a browser keeps what was downloaded."""
    return unquote(answer.headers["Content-Disposition"].rpartition("filename*=UTF-8''")[2])


def record(world: World, case: Receipt, typed: dict[str, str] | None = None, *, sheet: bool = True) -> TestResponse:
    client, url = world.client(world.officer("specialist")), f"/desk/cases/{case.code}"
    sent: dict[str, object] = {"csrf_token": token(client.get(url)), "key": uuid4().hex, "seen_version": case.version}
    sent |= {"appointment": "1", **SAID, **(typed or {}), "photo": (io.BytesIO(photo()), "anh.jpg")}
    if sheet:
        sent["sheet"] = (io.BytesIO(photo("gray", "PNG")), "to-ky.png")
    return client.post(f"{url}/minutes", data=sent, content_type="multipart/form-data")


class TestInviting:
    def test_the_applicant_reads_when_where_and_what_to_bring(self, world: World) -> None:
        case = at_inspection(world)

        answer = take(world, "specialist", case, "appoint", **DAY)

        assert answer.status_code == 303, answer.text
        applicant = world.client(world.citizen())
        told = applicant.get(f"/cases/{case.code}").text
        assert "Có mặt lúc 08:30 thứ Hai 16/03/2026" in told
        assert "hẹn kiểm tra tại chỗ, 08:30, thời gian vẫn tính" in told
        shown = applicant.get(f"/cases/{case.code}/appointment").text
        assert PLACE in shown
        assert "Bản chính các giấy tờ đã gửi" in shown

    def test_their_calendar_takes_it(self, world: World) -> None:
        case = invite(world, at_inspection(world))

        answer = world.client(world.citizen()).get(f"/cases/{case.code}/appointment.ics")

        assert answer.mimetype == "text/calendar"
        assert "DTSTART:20260316T013000Z\r\n" in answer.text
        assert f"LOCATION:{PLACE.replace(',', chr(92) + ',')}\r\n" in answer.text
        assert max(len(line.encode()) for line in answer.text.split("\r\n")) <= 75

    @pytest.mark.parametrize(
        ("typed", "status", "words"),
        [
            ({"day": "hôm nào"}, 422, "Ghi ngày hẹn"),
            ({"time": "sáng"}, 422, "Ghi giờ hẹn"),
            ({"place": ""}, 422, "Ghi nơi hẹn."),
            ({"day": "10/03/2026"}, 422, "Sớm quá"),
            ({"day": "15/03/2026"}, 422, "Giờ này cơ quan không làm việc"),
            ({"day": "16/03/2096"}, 422, "Giờ này cơ quan không làm việc"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, world: World, typed: dict[str, str], status: int, words: str
    ) -> None:
        answer = take(world, "specialist", at_inspection(world), "appoint", **{**DAY, **typed})

        assert answer.status_code == status
        assert words in answer.text
        assert "Cán bộ địa chính" in answer.text

    def test_the_next_step_waits_for_it(self, world: World) -> None:
        case = at_inspection(world)

        assert "làm được sau khi cuộc hẹn xong" in page(world, case)
        assert f"/desk/cases/{case.code}/actions/inspect" not in page(world, case)

    def test_the_unit_sees_it_in_its_days(self, world: World) -> None:
        case = invite(world, at_inspection(world))

        listed = world.client(world.officer("head")).get("/desk/appointments").text

        assert case.code in listed
        assert PLACE in listed
        assert case.code not in world.client(world.officer("stranger")).get("/desk/appointments").text


class TestAnotherDay:
    def test_the_applicant_asks_and_the_officer_reads_it(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        applicant, url = world.client(world.citizen()), f"/cases/{case.code}/appointment"
        sent = {"csrf_token": token(applicant.get(url)), "key": uuid4().hex, "seen_version": str(case.version)}

        silent = applicant.post(url, data=sent)
        answer = applicant.post(url, data={**sent, "key": uuid4().hex, "words": "Tôi đi viện, xin thứ Năm."})

        assert (silent.status_code, answer.status_code) == (422, 303)
        assert "Ghi vì sao, và ngày bạn đến được." in silent.text
        assert "Tôi đi viện, xin thứ Năm." in page(world, case)
        assert "Bạn đã báo không đến được" in applicant.get(url).text

    def test_a_stranger_finds_nothing(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        other = world.client(world.citizen("binh"))

        assert other.get(f"/cases/{case.code}/appointment").status_code == 404
        assert other.get(f"/cases/{case.code}/appointment.ics").status_code == 404

    def test_after_the_hour_it_is_too_late(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        world.clock.now = MEETS_AT + timedelta(minutes=5)

        assert "Báo không đến được" not in world.client(world.citizen()).get(f"/cases/{case.code}/appointment").text


class TestTheMinutes:
    def test_they_are_written_with_photos_and_the_case_goes_on(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        world.clock.now = MEETS_AT + timedelta(hours=1)

        answer = record(world, case)

        assert answer.status_code == 303, answer.text
        shown = page(world, case)
        assert "Đã có biên bản: Đạt yêu cầu" in shown
        assert f'action="/desk/cases/{case.code}/actions/inspect"' in shown
        specialist = world.client(world.officer("specialist"))
        file = f"/desk/cases/{case.code}/meetings/1/files/1"
        assert specialist.get(file).mimetype == "image/jpeg"
        assert name_of(specialist.get(file)) == f"Biên bản, Ảnh 1, {case.code}, 16-03-2026.jpg"
        assert name_of(specialist.get(file[:-1] + "2")) == f"Biên bản, Tờ ký 2, {case.code}, 16-03-2026.png"
        assert world.client(world.officer("stranger")).get(file).status_code == 404
        told = world.client(world.citizen()).get(f"/cases/{case.code}").text
        assert "Cuộc hẹn đã có biên bản" in told

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"attended": "Nguyễn Văn An"}, "ghi thêm dấu phẩy"),
            ({"attended": ""}, "Ghi ai có mặt"),
            ({"result": ""}, "Chọn kết quả."),
            ({"minutes": ""}, "Ghi biên bản."),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_written_stays(
        self, world: World, typed: dict[str, str], words: str
    ) -> None:
        case = invite(world, at_inspection(world))
        world.clock.now = MEETS_AT + timedelta(hours=1)

        answer = record(world, case, typed)

        assert answer.status_code == 422
        assert words in answer.text
        assert (typed.get("minutes") == "") or "Đúng bản vẽ." in answer.text

    def test_without_the_signed_sheet_there_are_no_minutes(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        world.clock.now = MEETS_AT + timedelta(hours=1)

        answer = record(world, case, sheet=False)

        assert answer.status_code == 422
        assert "Đính kèm bản quét tờ ký" in answer.text

    def test_not_before_the_hour_and_not_twice(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        early = record(world, case)
        held(world, case)
        late = record(world, case)

        assert (early.status_code, late.status_code) == (409, 409)
        assert "Chưa đến giờ hẹn." in early.text
        assert "Cuộc hẹn này đã ghi xong" in late.text


def test_an_absence_is_written_down_and_the_worker_explains_what_nobody_wrote(world: World) -> None:
    case = invite(world, at_inspection(world))
    world.clock.now = MEETS_AT + timedelta(hours=1)
    answer = take(world, "specialist", case, "missed", appointment="1", reason="Gọi cửa không ai ra.")
    assert answer.status_code == 303, answer.text
    assert "Hẹn không thành 1 lần" in page(world, case)
    again = {**DAY, "day": "24/03/2026"}
    case = Receipt(case.case_id, case.code, case.version + 1, case.state, case.step)
    assert take(world, "specialist", case, "appoint", **again).status_code == 303

    world.clock.now = MEETS_AT + timedelta(days=20)
    assert miss_appointments(world.house.door, world.clock()) == 1

    told = world.client(world.citizen()).get(f"/cases/{case.code}").text
    assert "Bạn không có mặt tại cuộc hẹn" in told
    assert "Cuộc hẹn đã qua mà không có biên bản" in told
    assert "Xem xét dừng giải quyết" in told


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("specialist", "/desk/appointments"),
        ("specialist", "/desk/cases/{code}"),
        ("specialist", "/desk/cases/{code}/minutes"),
        ("citizen", "/cases/{code}"),
        ("citizen", "/cases/{code}/appointment"),
    ],
)
def test_a_page_about_a_meeting_asks_the_database_eight_times_at_most(
    prepared_sqlite: Path, tmp_path: Path, who: str, address: str
) -> None:
    with world_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as world:
        case = held(world, invite(world, at_inspection(world)))
        invite(world, case, MEETS_AT + timedelta(days=7))
        client, url = (
            world.client(world.citizen() if who == "citizen" else world.officer(who)),
            address.format(code=case.code),
        )
        client.get(url)
        with counted(world) as statements:
            assert client.get(url).status_code == 200

    assert 0 < len(statements) <= MOST, "\n".join(statements)
