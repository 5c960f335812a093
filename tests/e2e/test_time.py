"""What time brings about, through the worker's own duties: an apology before it is late, and a waiting that ends."""

from tests.e2e.people import Citizen, Officer
from tests.e2e.roads import Colleague
from tests.e2e.scenes import at_the_land_office, bring
from tests.e2e.town import Town
from tests.e2e.ways import looked_at
from tests.stories import file_case

WHY_LATE = "Nhiều hồ sơ cùng lúc sau lễ, xã xin lỗi bạn."
NOT_MENDED = "Đã quá 30 ngày mà không bổ sung."
NOT_PAID = "Đã quá 30 ngày mà không nộp tiền."


@looked_at("desk", "phone-without-script")
def test_a_case_that_will_be_late_gets_an_apology_and_keeps_its_first_day(town: Town) -> None:
    code = file_case(town.site.world).code
    bring(town, code, "appraise")
    town.site.lets_pass(days=2, hours=9)
    with town.officer("leader") as window:
        Colleague(window).apologises(code, WHY_LATE, "20/03/2026")
    town.site.runs_errands()
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Cơ quan xin lỗi và hẹn lại ngày trả")
        citizen.sees(WHY_LATE)
        citizen.sees("hẹn lại 17:30 thứ Sáu 20/03/2026. Ngày hẹn đầu là 17:30 thứ Năm 12/03/2026.")
        assert citizen.downloads(code, "slip-04").startswith(b"%PDF")


@looked_at("phone")
def test_a_request_that_nobody_answers_ends_and_the_leader_stops_the_case(town: Town) -> None:
    code = file_case(town.site.world).code
    bring(town, code, "appraise")
    with town.officer("specialist") as window:
        Officer(window).asks_for(code, ["status"], "Chọn đúng tình trạng hôm nay.")
    town.site.lets_pass(days=31)
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Hết hạn bổ sung")
        citizen.is_too_late(code)
    _the_leader_stops(town, code, NOT_MENDED)


@looked_at("desk-without-script")
def test_a_levy_that_nobody_pays_ends_and_the_leader_stops_the_case(town: Town) -> None:
    code = at_the_land_office(town)
    town.do(code, ("land-specialist", "ask_payment", {"amount": "45.000.000", "reason": "Tiền sử dụng đất."}))
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Nộp 45.000.000 đồng")
        citizen.sees("Thời gian đang dừng, chờ nộp tiền")
        citizen.sees("Tiền sử dụng đất.")
    town.site.lets_pass(days=31)
    with town.citizen() as window:
        Citizen(window).follows(code, state="Hết hạn nộp tiền")
    _the_leader_stops(town, code, NOT_PAID)


def _the_leader_stops(town: Town, code: str, reasons: str) -> None:
    """Nobody had to bring it to the leader, who decides; the citizen reads why, and where to complain."""
    with town.officer("leader") as window:
        leader = Officer(window)
        leader.opens(code)
        leader.sees("Quá thời hạn mà không nhận được trả lời.")
        leader.does(code, "stop", reasons=reasons)
    town.site.runs_errands()
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state=reasons)
        citizen.sees("Nếu bạn không đồng ý")
        assert citizen.downloads(code, "slip-05").startswith(b"%PDF")
