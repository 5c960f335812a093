"""Apologies that wait for a leader: counted, read, signed one by one or several at once."""

from datetime import date, timedelta
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.cases.timely import Timely
from portal.people.officers import appoint
from portal.people.principal import Post
from portal.people.roles import Role
from tests.stories import bring_to, file_case, token
from tests.web.error_pages import WORDS
from tests.world import OTHER_COMMUNE, World

LATER = "20/03/2026"
PAGE = "/desk/apologies"


def soon_late(world: World, number: int = 1) -> list[Receipt]:
    """Bring cases so near to their due moment that the worker puts their apologies before the leader."""
    cases = [bring_to(world, file_case(world), "appraise") for _ in range(number)]
    world.clock.pass_(days=2, hours=9)
    Timely(world.house.door).draft_extensions(world.clock())
    return cases


def leader(world: World) -> FlaskClient:
    return world.client(world.officer("leader"))


def typed(world: World, case: Receipt, **changed: str) -> dict[str, str]:
    """Return the fields of one apology as a leader fills them in."""
    row = extended(world, case)
    fields = {"case_id": row.id, "version": str(row.version), "cause": "overload", "explanation": WORDS}
    return {f"{case.code}-{name}": value for name, value in {**fields, "new_due": LATER, **changed}.items()}


def sign(browser: FlaskClient, fields: dict[str, str], *cases: Receipt, key: str = "") -> TestResponse:
    carried = {"csrf_token": token(browser.get("/track")), "key": key or uuid4().hex}
    return browser.post(PAGE, data={**carried, **fields, "case": [case.code for case in cases]})


def extended(world: World, case: Receipt) -> Case:
    with world.house.database.read() as look:
        found: Case = look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()  # type: ignore[assignment]
    return found


def test_R2_12_what_will_be_late_waits_for_the_leader_with_a_day_that_the_steps_ahead_lead_to(world: World) -> None:
    case = soon_late(world)[0]

    page = leader(world).get(PAGE).text

    assert case.code in page
    assert "Xin lỗi, hẹn lại (1)" in page
    assert 'value="17/03/2026"' in page  # due on Thursday the 12th, and 21 hours of work lie ahead


def test_several_are_signed_at_once_each_with_its_own_words(world: World) -> None:
    one, other = soon_late(world, 2)
    browser = leader(world)
    fields = {**typed(world, one), **typed(world, other, cause="citizen", new_due="23/03/2026")}

    answer = sign(browser, fields, one, other)

    assert answer.status_code == 303
    assert "Đã ký và gửi 2 phiếu xin lỗi" in browser.get(answer.headers["Location"]).text
    assert [extended(world, case).extended_to.day for case in (one, other)] == [20, 23]  # type: ignore[union-attr]


def test_only_what_was_ticked_is_signed(world: World) -> None:
    one, other = soon_late(world, 2)
    browser = leader(world)

    sign(browser, {**typed(world, one), **typed(world, other)}, one)

    assert extended(world, one).extended_to is not None
    assert extended(world, other).extended_to is None
    assert other.code in browser.get(PAGE).text


def test_the_button_of_one_signs_that_one_whatever_is_ticked(world: World) -> None:
    one, other = soon_late(world, 2)

    answer = sign(leader(world), {**typed(world, one), **typed(world, other), "one": other.code}, one)

    assert answer.status_code == 303
    assert extended(world, one).extended_to is None
    assert extended(world, other).extended_to is not None


def test_what_is_wrong_with_one_is_said_at_its_field_and_the_others_are_signed(world: World) -> None:
    one, other = soon_late(world, 2)
    browser = leader(world)

    answer = sign(browser, {**typed(world, one), **typed(world, other, new_due="31/02/2026")}, one, other)

    assert answer.status_code == 422
    assert f'href="#{other.code}-new_due"' in answer.text
    assert WORDS in answer.text
    assert "Đã ký và gửi 1 phiếu xin lỗi" in answer.text
    assert extended(world, one).extended_to is not None


def test_no_explanation_no_apology(world: World) -> None:
    case = soon_late(world)[0]

    answer = sign(leader(world), typed(world, case, explanation=" "), case)

    assert answer.status_code == 422
    assert "Giải thích vì sao chậm." in answer.text


def test_nothing_ticked_is_said(world: World) -> None:
    case = soon_late(world)[0]

    answer = sign(leader(world), typed(world, case))

    assert answer.status_code == 422
    assert "Đánh dấu ít nhất một hồ sơ" in answer.text
    assert WORDS in answer.text


def test_the_same_click_again_is_one_signature(world: World) -> None:
    case = soon_late(world)[0]
    browser, fields = leader(world), typed(world, case)

    answers = [sign(browser, fields, case, key="one-click") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert extended(world, case).version == int(fields[f"{case.code}-version"]) + 1


def test_two_leaders_at_once_are_one_apology_and_the_slower_is_told(world: World) -> None:
    case = soon_late(world)[0]
    fields = typed(world, case)
    assert sign(leader(world), fields, case).status_code == 303

    slower = sign(leader(world), fields, case)

    assert slower.status_code == 409
    assert f"{case.code} không còn chờ bạn ký" in slower.text


def test_a_leader_elsewhere_sees_and_signs_none(world: World) -> None:
    case = soon_late(world)[0]
    fields = typed(world, case)
    with world.house.database.transaction() as work:
        post = Post(Role.LEADER, f"{OTHER_COMMUNE}/X-UBND")
        appoint(work, world.officer("stranger").id, post, date(2025, 7, 1))
    elsewhere = world.client(world.officer("stranger"))

    assert case.code not in elsewhere.get(PAGE).text
    assert sign(elsewhere, fields, case).status_code == 409
    assert extended(world, case).extended_to is None


def test_whoever_leads_nothing_has_no_such_page(world: World) -> None:
    assert world.client(world.officer("specialist")).get(PAGE).status_code == 403


def test_what_was_said_with_the_draft_is_there(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    browser = world.client(world.officer("specialist"))
    carried = {"csrf_token": token(browser.get(f"/desk/cases/{case.code}")), "key": uuid4().hex}
    said = {"seen_version": str(case.version), "cause": "system", "explanation": WORDS}
    assert browser.post(f"/desk/cases/{case.code}/late", data={**carried, **said}).status_code == 303

    page = leader(world).get(PAGE).text

    assert WORDS in page
    assert 'value="system" selected' in page
    assert extended(world, case).due_at is not None
    assert world.clock() + timedelta(days=1) < extended(world, case).due_at  # type: ignore[operator]
