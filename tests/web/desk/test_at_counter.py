"""Who filed at a counter answers a notice there, and takes the case back there: an account is not needed for either."""

import io
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.cases.queries import HistoryEntry, answers_of, files_of, history
from portal.cases.verification import Verifier
from portal.workflow.case import OfficialState
from portal.workflow.commands import MissingItem
from portal.workflow.events import CaseEnded, SupplementAnswered
from tests.cases.test_control import rows
from tests.storage.files import pdf
from tests.stories import ask_for_more, bring_to, file_case, perform, seen_version, token
from tests.web.desk.test_intake import OFFICE, begin, fill_in, only, submit
from tests.world import World

ASKED_BY = "Anh An đến quầy, đơn viết tay ngày 10/03, vì nộp nhầm."


def brought(world: World) -> Receipt:
    """Take in a certificate that somebody brings."""
    desk = world.client(world.officer("reception"))
    submit(desk, fill_in(desk, begin(world, desk)))
    row = only(world, Case.__table__.select())
    return Receipt(row.id, row.code, row.version, row.state, row.step)


def send(desk: FlaskClient, url: str, to: str = "", **values: Any) -> TestResponse:
    shown = desk.get(url)
    form = {"csrf_token": token(shown), "key": uuid4().hex, "seen_version": seen_version(shown)}
    return desk.post(to or url, data={**form, **values})


def told(world: World, case: Receipt) -> list[HistoryEntry]:
    with world.house.database.read() as look:
        return list(history(look, case.case_id, world.house.sealer))


def follows_from_its_events(world: World) -> bool:
    house = world.house
    with house.database.read() as look:
        found = Verifier(house.sealer, house.versions, house.calendar).verify_all(look)
        return [problems for _, problems in found] == [[]]


def test_an_answer_is_taken_in_on_the_applicants_own_pages_and_says_by_whom(world: World) -> None:
    case, desk = brought(world), world.client(world.officer("reception"))
    ask_for_more(world, case, "copies", "purpose")
    page = desk.get(f"/desk/cases/{case.code}").text
    assert f'href="/desk/cases/{case.code}/supplement"' in page
    url = f"/desk/cases/{case.code}/supplement"
    assert desk.get(url).text.count("Gửi bản rõ hơn") == 2

    missing = send(desk, url, copies="nhiều")
    assert missing.status_code == 422
    assert 'value="nhiều"' in missing.text
    done = send(desk, url, copies="3", purpose=(io.BytesIO(pdf()), "giấy.pdf"))

    assert (done.status_code, done.location) == (303, f"/desk/cases/{case.code}")
    with world.house.database.read() as look:
        assert answers_of(look, case.case_id, world.house.sealer)["copies"] == 3
        assert [file.file_name for file in files_of(look, case.case_id)] == ["giấy.pdf"]
    answered = next(entry for entry in told(world, case) if isinstance(entry.event, SupplementAnswered))
    assert (answered.actor["kind"], answered.actor["id"]) == ("officer", world.officer("reception").id)
    assert answered.actor["role"] == "reception"
    assert follows_from_its_events(world)
    assert "Reception" in world.client(world.citizen()).get(f"/cases/{case.code}").text


def test_the_answer_goes_back_to_the_desk_that_asked_and_its_clock_runs_on(world: World) -> None:
    case = bring_to(world, brought(world), "appraise")
    item = MissingItem(target="copies", wrong="missing", mend="Ghi rõ.")
    asked = perform(world, "specialist", case, "supplement", items=(item,))
    assert asked.state == OfficialState.SUPPLEMENT_REQUESTED

    url = f"/desk/cases/{case.code}/supplement"
    assert send(world.client(world.officer("reception")), url, copies="3").status_code == 303

    row = only(world, Case.__table__.select())
    assert (row.state, row.step, row.holder) == (OfficialState.IN_PROGRESS, "appraise", world.officer("specialist").id)
    answered = next(entry for entry in told(world, case) if isinstance(entry.event, SupplementAnswered))
    assert answered.actor["role"] == "reception", "not that of the desk where the task lies"


def test_after_its_time_nothing_is_taken_in_and_what_was_written_stays(world: World) -> None:
    case, desk = brought(world), world.client(world.officer("reception"))
    ask_for_more(world, case, "copies")
    url = f"/desk/cases/{case.code}/supplement"
    shown = desk.get(url)
    world.clock.pass_(days=31)
    form = {"csrf_token": token(shown), "key": "late", "seen_version": seen_version(shown), "message": "Mang muộn."}

    late = desk.post(url, data={**form, "copies": "3"})

    assert late.status_code == 409
    assert "Mang muộn." in late.text
    assert "/supplement" not in desk.get(f"/desk/cases/{case.code}").text


def test_who_filed_by_their_own_login_answers_by_it(world: World) -> None:
    case, desk = file_case(world), world.client(world.officer("reception"))
    ask_for_more(world, case, "copies")
    page = desk.get(f"/desk/cases/{case.code}").text
    assert "/supplement" not in page
    assert "/withdrawal" not in page

    for address in ("supplement", "withdrawal"):
        form = {"csrf_token": token(desk.get("/desk/")), "key": uuid4().hex, "seen_version": "2", "reason": ASKED_BY}
        refused = desk.post(f"/desk/cases/{case.code}/{address}", data=form)
        assert refused.status_code == 409
        assert "bằng tài khoản của mình" in refused.text


@pytest.mark.parametrize("who", ["specialist", "head", "leader", "commune-supervisor"])
def test_only_reception_takes_in(world: World, who: str) -> None:
    case = bring_to(world, brought(world), "appraise")
    desk = world.client(world.officer(who))

    assert desk.get(f"/desk/cases/{case.code}/supplement").status_code in (403, 404)
    assert "/withdrawal" not in desk.get(f"/desk/cases/{case.code}").text


def test_a_withdrawal_is_noted_with_who_asked_for_it(world: World) -> None:
    case, desk = bring_to(world, brought(world), "appraise"), world.client(world.officer("reception"))
    url = f"/desk/cases/{case.code}"

    silent = send(desk, url, f"{url}/withdrawal", reason=" ")
    assert silent.status_code == 422
    assert "Ghi ai đề nghị rút" in silent.text
    done = send(desk, url, f"{url}/withdrawal", reason=ASKED_BY)

    assert done.status_code == 303
    ended = told(world, case)[-1]
    assert isinstance(ended.event, CaseEnded)
    assert (ended.event.state, ended.event.reasons) == (OfficialState.WITHDRAWN, (ASKED_BY,))
    assert (ended.actor["id"], ended.actor["role"]) == (world.officer("reception").id, "reception")
    assert follows_from_its_events(world)
    handed = rows(world, case)[-1]
    assert (handed.giver, handed.receiver) == ("Nguyễn Văn An", world.house.directory.name(OFFICE))


def test_a_signed_case_is_not_taken_back_at_the_counter_either(world: World) -> None:
    case, desk = bring_to(world, brought(world), "sign"), world.client(world.officer("reception"))
    url = f"/desk/cases/{case.code}"
    shown = desk.get(url)
    form = {"csrf_token": token(shown), "key": "too-late", "seen_version": "0", "reason": ASKED_BY}
    assert "/withdrawal" in shown.text
    signed = perform(world, "leader", case, "sign")

    refused = desk.post(f"{url}/withdrawal", data={**form, "seen_version": str(signed.version)})

    assert refused.status_code == 409
    assert "không rút được nữa" in refused.text
    assert ASKED_BY in refused.text or "/withdrawal" not in refused.text
