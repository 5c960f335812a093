"""Whole ways through the portal, as people go them: on a phone and at a desk, with and without a script.

Each window watches what it shows: no sideways scroll, nothing in the console, no rule of the content policy broken,
nothing asked of another host. Where scripts run, axe-core is asked on every page.
"""

from playwright.sync_api import Browser
from sqlalchemy import select

from portal.cases.models import Case
from portal.clock import local
from tests.e2e.applications import ALLOWANCE, BIRTH, BROUGHT, LIVED_ELSEWHERE, MARITAL_STATUS, photo
from tests.e2e.people import Citizen, Counter, Officer, Supervisor, Visitor
from tests.e2e.serving import Site
from tests.e2e.town import Deed, Town
from tests.e2e.ways import WAYS, looked_at
from tests.e2e.window import DESK, Way

ASSIGN: Deed = ("head", "assign", {"officer": "Specialist"})
GRANT: Deed = ("specialist", "grant", {"draft": "Chưa đăng ký kết hôn với ai."})
FINISH: tuple[Deed, ...] = (
    ("head", "agree", {}),
    ("leader", "sign", {}),
    ("clerk", "issue", {}),
    ("reception", "hand_over", {"receipt": "Nhận bản điện tử"}),
)
AT_THE_DEPARTMENT: tuple[Deed, ...] = (
    ("province-reception", "accept", {}),
    ("province-head", "assign", {"officer": "Province specialist"}),
    ("province-specialist", "grant", {"draft": "Đủ điều kiện hưởng trợ cấp hằng tháng."}),
    ("province-head", "agree", {}),
    ("province-leader", "sign", {}),
    ("province-clerk", "issue", {}),
)


@looked_at(*WAYS)
def test_a_certificate_from_the_search_to_the_hand_and_into_the_figures(town: Town) -> None:
    _from_the_search_to_the_figures(town)


def test_the_same_on_postgresql(browser: Browser, postgresql_site: Site) -> None:
    _from_the_search_to_the_figures(Town(browser, postgresql_site, Way(width=DESK)))


def _from_the_search_to_the_figures(town: Town) -> None:
    with town.window() as window:
        Visitor(window).finds("giay doc than", title="Cấp Giấy xác nhận tình trạng hôn nhân")
    code, secret = town.applies(MARITAL_STATUS)
    with town.officer("reception") as window:
        Officer(window).accepts(code)
    town.do(code, ASSIGN, GRANT)
    with town.window() as window:
        Visitor(window).is_refused_tracking(code, "SAISAISA")
        Visitor(window).tracks(code, secret)
    town.do(code, *FINISH)
    town.site.runs_errands()
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Đã trả kết quả")
        assert citizen.downloads_the_result(code).startswith(b"%PDF")
    with town.officer("supervisor") as window:
        supervisor = Supervisor(window)
        supervisor.reads_the_figures()
        assert supervisor.opens_what_is_behind("Đã giải quyết") == 1
        supervisor.opens_a_case(code)


@looked_at("phone", "desk-without-script")
def test_who_lived_elsewhere_is_asked_for_a_paper_and_sends_a_photo_of_it(town: Town) -> None:
    code, _secret = town.applies(LIVED_ELSEWHERE)
    town.do(code, ("reception", "accept", {}), ASSIGN)
    with town.officer("specialist") as window:
        Officer(window).asks_for(code, ["divorce_judgment"], "Chụp rõ trang có dấu của bản án.")
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Chụp rõ trang có dấu của bản án")
        citizen.answers_the_supplement(code, {"divorce_judgment": photo()}, "Tôi gửi ảnh trang có dấu.")
    with town.officer("specialist") as window:
        officer = Officer(window)
        officer.reads_a_paper(code, "IMG_2041.jpg")
        officer.does(code, "verify")
    town.do(code, GRANT)
    with town.citizen() as window:
        Citizen(window).follows(code, state="Trưởng phòng")


@looked_at("desk", "phone-without-script")
def test_a_birth_with_its_paper_and_copies_paid_for_at_the_counter(town: Town) -> None:
    code, _secret = town.applies(BIRTH)
    with town.officer("reception") as window:
        officer = Officer(window)
        officer.reads_a_paper(code, "giay-chung-sinh.pdf")
        officer.accepts(code)
    with town.citizen() as window:
        Citizen(window).follows(code, state="chưa nộp lệ phí 24.000 đồng")
    with town.officer("reception") as window:
        Officer(window).records_payment(code, "BL-000123")
    town.do(code, ("specialist", "grant", {"draft": "Đủ điều kiện đăng ký khai sinh."}), *FINISH[1:])
    with town.citizen() as window:
        Citizen(window).follows(code, state="Đã nộp lệ phí 24.000 đồng")


@looked_at("desk", "phone-without-script")
def test_an_allowance_goes_up_to_the_province_and_comes_back(town: Town) -> None:
    code, _secret = town.applies(ALLOWANCE)
    town.do(
        code,
        ("reception", "accept", {}),
        ("social-specialist", "forward", {"draft": "Hồ sơ đủ, đề nghị tỉnh xét."}),
        ("social-head", "agree", {}),
        ("leader", "sign", {}),
        ("clerk", "send_up", {}),
    )
    part = _part_of(town, code)
    with town.citizen() as window:
        Citizen(window).follows(code, state=part)
    with town.officer("supervisor") as window:
        Supervisor(window).sees_both(code, part)
    town.do(part, *AT_THE_DEPARTMENT)
    town.site.runs_errands()
    town.do(
        code,
        ("social-specialist", "carry_out", {}),
        ("reception", "hand_over", {"receipt": "Bà Lành ký nhận tại quầy"}),
    )
    town.site.runs_errands()
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Sở Nội vụ")
        assert citizen.downloads_the_result(code).startswith(b"%PDF")


def _part_of(town: Town, code: str) -> str:
    """Return the code of the case that another one opened at the province."""
    with town.site.world.house.database.read() as look:
        whole = select(Case.id).where(Case.code == code).scalar_subquery()
        return look.execute(select(Case.code).where(Case.parent_id == whole)).scalar_one()


@looked_at("desk", "phone-without-script")
def test_somebody_stands_in_for_a_day_and_hands_back(town: Town) -> None:
    done, left = (town.applies(MARITAL_STATUS)[0] for _ in range(2))
    for code in (done, left):
        town.do(code, ("reception", "accept", {}), ASSIGN)
    with town.officer("specialist") as window:
        day = f"{local(town.site.world.clock()):%d/%m/%Y}"
        Officer(window).is_away(day, day, "Second-specialist")
    town.do(done, ("second-specialist", "grant", {"draft": "Chưa đăng ký kết hôn với ai."}))
    with town.officer("second-specialist") as window:
        Officer(window).sends_too_late(left, "grant", "Specialist", "Đã xác minh với công an xã.")
    with town.officer("specialist") as window:
        Officer(window).is_handed_back(done, "Second-specialist", left)
    town.do(left, GRANT)


@looked_at("phone", "desk-without-script")
def test_an_application_that_is_not_accepted_says_why(town: Town) -> None:
    code, _secret = town.applies(MARITAL_STATUS)
    with town.officer("reception") as window:
        Officer(window).refuses_to_accept(code, "Bạn thường trú ở xã khác; nộp tại xã đó.")
    with town.citizen() as window:
        Citizen(window).follows(code, state="Bạn thường trú ở xã khác; nộp tại xã đó.")


@looked_at("desk", "phone-without-script")
def test_an_application_can_be_withdrawn(town: Town) -> None:
    code, _secret = town.applies(MARITAL_STATUS)
    with town.citizen() as window:
        Citizen(window).withdraws(code, "Tôi đã tìm thấy giấy cũ.")


@looked_at("desk", "phone-without-script")
def test_whoever_came_to_the_counter_answers_and_takes_back_there_too(town: Town) -> None:
    with town.officer("reception") as window:
        counter, officer = Counter(window), Officer(window)
        code = counter.takes_in("051090000001", BROUGHT)
        officer.asks_for(code, ["status"], "Chọn lại tình trạng hôn nhân.")
        counter.takes_the_answer(code, {"status": "never"}, "Anh An nói lại: chưa kết hôn.")
        officer.opens(code)
        counter.takes_back(code, "Anh An đến quầy, có thẻ căn cước: không cần nữa.")
    with town.citizen() as window:
        Citizen(window).follows(code, state="Công dân rút hồ sơ")


@looked_at("desk", "desk-without-script", "phone")
def test_what_is_brought_to_the_counter_goes_home_with_a_slip_and_its_original(town: Town) -> None:
    with town.officer("reception") as window:
        counter = Counter(window)
        code = counter.takes_in("051090000001", BROUGHT)
        assert counter.prints_the_slip().startswith(b"%PDF")
        Officer(window).accepts(code)
        counter.gives_back(code)
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Hồ sơ được tiếp nhận")
        citizen.sees("Tại quầy")
        citizen.sees("Đã trả cho Nguyễn Văn An")
