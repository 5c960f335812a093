"""Assisted filing: a helper writes with a person, who confirms by a code or a signature; then nothing is left."""

import logging
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.cases.codes_sent import CodesSent
from portal.cases.confirmation_models import Confirmation
from portal.cases.errands import Errands
from portal.cases.errors import NotConfirmed
from portal.cases.models import Case, CaseEvent, CaseFile, Draft
from portal.cases.submission import Submit
from portal.cases.verification import Verifier
from portal.notifications.mail import Mail
from portal.notifications.models import OutboxMessage
from portal.notifications.sms import SmsChannel
from portal.notifications.texts import TextsByMail
from portal.notifications.worker import Worker
from portal.people.officers import add_officer, appoint
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from tests.notifications.sms_gateway import sms_gateway
from tests.storage.files import picture
from tests.stories import CERTIFICATE, TYPED, post, token
from tests.web.desk.test_intake import STRANGER
from tests.world import COMMUNE, ISSUER, World

HOME = "/desk/assist/"
OFFICE = f"{COMMUNE}/X-TTPVHCC"


class Letters:
    """A channel that keeps what it carries."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)

    @property
    def code(self) -> str:
        return str(re.findall(r"\b\d{6}\b", self.sent[-1].text)[0])


@pytest.fixture
def letters(world: World) -> Letters:
    """Let this portal have both channels, and hire somebody of a community digital team."""
    settings = replace(world.house.settings, demo=True)
    object.__setattr__(world.house, "settings", settings)
    with world.house.database.transaction() as work:
        helper = add_officer(
            work, issuer=ISSUER, subject="officer-helper", name="Helper", email=None, now=world.clock()
        )
        appoint(work, helper, Post(Role.HELPER, OFFICE), date(2025, 7, 1), date(2026, 12, 31))
    return Letters()


def deliver(world: World, letters: Letters) -> None:
    """Let the worker do what waits."""
    house = world.house
    texts = TextsByMail(letters)
    codes = CodesSent(
        database=house.database,
        sealer=house.sealer,
        versions=house.versions,
        directory=house.directory,
        channels={"email": texts, "sms": texts},
        clock=house.clock,
    )
    errands = Errands(database=house.database, mill=house.mill, channel=letters, clock=house.clock, texts=texts)
    worker = Worker(house.database, {**codes.handlers, **errands.handlers}, house.clock)
    while worker.run_once():
        pass


def write(world: World, who: FlaskClient, typed: dict[str, dict[str, str]] = TYPED) -> str:
    """Write a certificate with Nguyễn Văn An; return the address of the last look."""
    found = post(who, HOME, HOME, {"q": "051090000001"})
    page = str(re.findall(r'href="(/desk/assist/people/[0-9a-f-]{36})"', found.text)[0])
    answer = post(who, page, page, {"code": CERTIFICATE, "channel": "online", "unit": OFFICE})
    assert answer.status_code == 303, answer.text
    url = answer.headers["Location"]
    for fields in typed.values():
        answer = post(who, url, url, fields)
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
    return url


def confirming(review: str) -> str:
    return review.replace("/review", "/confirm")


def ask(who: FlaskClient, review: str, kind: str = "sms") -> Any:
    page = f"{confirming(review)}?return_by=portal"
    return post(who, page, f"{confirming(review)}/code", {"kind": kind, "return_by": "portal"})


def read_out(who: FlaskClient, review: str, code: str) -> Any:
    page = f"{confirming(review)}?return_by=portal"
    return post(who, page, confirming(review), {"code": code, "return_by": "portal"})


def counted(world: World, table: Any) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).select_from(table)).scalar_one())


def case_of(world: World) -> Any:
    with world.house.database.read() as look:
        return look.execute(select(Case.__table__)).one()


def helper(world: World) -> Principal:
    return world.officer("helper")


def test_the_person_reads_out_the_code_and_it_is_their_case(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    assert ask(who, review).status_code == 303
    deliver(world, letters)
    page = who.get(f"{confirming(review)}?return_by=portal").text
    assert "…678" in page
    assert letters.code not in page, "the code is the person's alone"
    assert "912345" not in page

    answer = read_out(who, review, letters.code)

    case = case_of(world)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/assist/sent/{case.code}")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert (case.applicant_id, case.helper, case.help_unit) == (world.citizen().id, helper(world).id, OFFICE)
    assert (case.channel, case.intake) == ("online", OFFICE)
    with world.house.database.read() as look:
        filed = look.execute(select(CaseEvent.facts, CaseEvent.actor).where(CaseEvent.seq == 1)).one()
        house = world.house
        assert [found for _, found in Verifier(house.sealer, house.versions, house.calendar).verify_all(look)] == [[]]
    assert (filed.facts["confirmed_by"], filed.actor["role"]) == ("sms", "helper")
    assert "confirmed_to" not in filed.facts, "where it went is sealed beside the event"
    shown = world.client(world.citizen()).get(f"/cases/{case.code}").text
    assert "đã giúp bạn nộp hồ sơ" in shown
    assert "Xác nhận bằng mã gửi qua tin nhắn đến …678" in shown
    assert "Xác nhận bằng mã" in world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text
    deliver(world, letters)
    assert "đã giúp bạn nộp" in letters.sent[-1].text
    assert letters.sent[-1].to == "an@example.org"


def test_the_code_lies_nowhere_in_the_database_and_in_no_log(
    world: World, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    read_out(who, review, letters.code)

    with world.house.database.read() as look:
        rows = [str(row) for table in (Confirmation, OutboxMessage) for row in look.execute(select(table.__table__))]
    assert rows
    assert not any(letters.code in row for row in rows)
    assert letters.code not in caplog.text


def test_without_a_confirmation_nothing_is_sent(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    draft_id = review.split("/")[3]

    assert read_out(who, review, "123456").status_code == 422
    assert who.post(review.replace("/review", "/submit"), data={"csrf_token": token(who.get(HOME))}).status_code == 404
    with pytest.raises(NotConfirmed):
        world.house.submission.submit(Submit(draft_id=draft_id), helper(world))
    assert counted(world, Case) == 0


def test_reception_that_helps_has_no_other_button_to_send_it(world: World, letters: Letters) -> None:
    who = world.client(world.officer("reception"))
    review = write(world, who)
    at_the_counter = review.replace("/assist/", "/intake/").replace("/review", "/submit")

    answer = who.post(at_the_counter, data={"csrf_token": token(who.get(HOME)), "return_by": "portal"})
    assert answer.status_code == 404
    assert counted(world, Case) == 0


def test_five_wrong_tries_end_a_code(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    wrong = f"{(int(letters.code) + 1) % 1_000_000:06d}"

    answers = [read_out(who, review, wrong) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert "không dùng được nữa" in answers[-1].text
    assert wrong not in answers[0].text, "a code is not shown again"
    assert read_out(who, review, letters.code).status_code == 422
    assert counted(world, Case) == 0


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "０１２３４５", "123456\u0000", "' or 1=1"])
def test_what_is_no_code_is_refused(world: World, letters: Letters, code: str) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)

    assert read_out(who, review, code).status_code in (303, 422)
    assert counted(world, Case) == 0


def test_a_code_is_over_after_ten_minutes(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    world.clock.pass_(minutes=10)

    assert "hết hạn" in read_out(who, review, letters.code).text
    assert counted(world, Case) == 0


def test_a_code_that_is_late_for_the_worker_is_not_sent(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    ask(who, write(world, who))
    world.clock.pass_(minutes=11)
    deliver(world, letters)

    assert letters.sent == []


def test_only_the_latest_code_counts(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    first = letters.code
    ask(who, review, "email")
    deliver(world, letters)

    assert letters.sent[-1].to == "an@example.org"
    assert read_out(who, review, first).status_code == 422
    assert read_out(who, review, letters.code).status_code == 303


@pytest.mark.parametrize("change", ["answer", "return"])
def test_whatever_is_changed_after_the_code_was_sent_makes_it_void(world: World, letters: Letters, change: str) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    if change == "answer":
        purpose = review.replace("/review", "/purpose")
        assert post(who, purpose, purpose, {**TYPED["purpose"], "copies": "3"}).status_code == 303
        answer = read_out(who, review, letters.code)
    else:
        answer = post(who, confirming(review), confirming(review), {"code": letters.code, "return_by": "counter"})

    assert (answer.status_code, "đã sửa" in answer.text) == (422, True)
    assert counted(world, Case) == 0


def test_a_code_of_one_draft_is_worth_nothing_for_another(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    first, second = write(world, who), write(world, who)
    ask(who, first)
    deliver(world, letters)

    assert read_out(who, second, letters.code).status_code == 422
    assert read_out(who, first, letters.code).status_code == 303
    again = read_out_again(who, first, letters.code)
    assert again.headers["Location"].endswith(case_of(world).code), "a second click finds the one case"
    assert counted(world, Case) == 1


def read_out_again(who: FlaskClient, review: str, code: str) -> Any:
    return who.post(confirming(review), data={"csrf_token": token(who.get(HOME)), "code": code, "return_by": "portal"})


def test_codes_have_an_end(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    answers = [ask(who, review).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
    world.clock.pass_(hours=1, minutes=1)
    assert ask(who, review).status_code == 303


def test_a_channel_that_is_not_there_is_asked_about(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)

    assert ask(who, review, "pigeon").status_code == 422
    object.__setattr__(world.house, "settings", replace(world.house.settings, demo=False))
    page = who.get(confirming(review)).text
    assert "Dùng phiếu có chữ ký" in page
    assert ask(who, review, "sms").status_code == 422


def hand_in(who: FlaskClient, review: str, sheet: str, content: bytes | None = None) -> Any:
    page = f"{confirming(review)}?return_by=portal"
    data: dict[str, Any] = {"csrf_token": token(who.get(page)), "sheet": sheet, "return_by": "portal"}
    if content is not None:
        data["file"] = (BytesIO(content), "phiếu ký.png")
    return who.post(f"{confirming(review)}/slip", data=data, content_type="multipart/form-data")


def printed_code(world: World, review: str) -> str:
    """Return the code on the sheet, as whoever reads the print types it."""
    from portal.cases.confirming import Wish, digest_of, sheet_code
    from portal.cases.drafts import draft_for
    from portal.cases.files import files_of_draft

    with world.house.database.read() as look:
        draft = draft_for(look, world.house.sealer, review.split("/")[3], helper(world))
        held = files_of_draft(look, draft.id)
        return sheet_code(digest_of(world.house.sealer, draft, held, Wish("portal", "intake")))


def test_a_signed_sheet_confirms_too_and_stays_with_the_case(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    pdf = who.get(f"{confirming(review)}/slip.pdf?return_by=portal")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    code = printed_code(world, review)

    assert hand_in(who, review, code).status_code == 422
    wrong = hand_in(who, review, "AAAAAAAA", picture("PNG"))
    assert (wrong.status_code, "AAAAAAAA" in wrong.text) == (422, True)
    assert hand_in(who, review, code, b"not a picture").status_code == 422
    assert hand_in(who, review, f"{code[:4]} {code[4:].lower()}", picture("PNG")).status_code == 303
    assert "đã xác nhận" in who.get(f"{confirming(review)}?return_by=portal").text
    assert read_out(who, review, "").status_code == 303

    case = case_of(world)
    with world.house.database.read() as look:
        kept = look.execute(select(CaseFile.component, CaseFile.file_name)).all()
        facts = look.execute(select(CaseEvent.facts).where(CaseEvent.seq == 1)).scalar_one()
    assert [tuple(row) for row in kept] == [("signed_slip", "phiếu ký.png")]
    assert (facts["confirmed_by"], len(facts["files"])) == ("slip", 1)
    shown = world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text
    assert "Phiếu xác nhận có chữ ký" in shown


def test_a_signed_sheet_of_other_answers_confirms_nothing(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    old = printed_code(world, review)
    assert hand_in(who, review, old, picture("PNG")).status_code == 303
    purpose = review.replace("/review", "/purpose")
    post(who, purpose, purpose, {**TYPED["purpose"], "copies": "3"})

    assert read_out(who, review, "").status_code == 422
    assert hand_in(who, review, old, picture("PNG")).status_code == 422
    assert counted(world, Case) == 0


def test_afterwards_the_helper_knows_the_code_and_nothing_else(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    sent = read_out(who, review, letters.code).headers["Location"]
    code, draft = sent.rsplit("/", 1)[1], review.rsplit("/", 1)[0]

    receipt = who.get(sent)
    assert (receipt.status_code, code in receipt.text) == (200, True)
    assert receipt.headers["Cache-Control"] == "no-store"
    assert "Nguyễn" not in receipt.text
    assert "051090000001" not in receipt.text
    for address in ("who", "purpose", "review", "confirm", "papers"):
        answer = who.get(f"{draft}/{address}")
        assert (answer.status_code, answer.headers.get("Location")) == (303, sent), address
    for address in (f"/desk/cases/{code}", f"/cases/{code}", f"/desk/intake/cases/{code}/receipt", "/desk/"):
        assert who.get(address).status_code in (403, 404), address
    listed = who.get(HOME).text
    assert code in listed
    assert "Nguyễn" not in listed
    secret = re.findall(r"\b[A-Z3479]{8}\b", receipt.text)
    assert secret, "the receipt carries the secret of tracking"
    world.clock.pass_(minutes=16)
    assert not re.findall(r"\b[A-Z3479]{8}\b", who.get(sent).text), "later it does not"


def test_what_is_not_finished_is_the_helpers_alone_and_lasts_a_day(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    draft = review.rsplit("/", 1)[0]
    with world.house.database.read() as look:
        row = look.execute(select(Draft.__table__)).one()
    assert (row.expires_at - world.clock()).total_seconds() == 24 * 3600
    assert "Nguyễn Văn An" in who.get(HOME).text

    other = world.client(world.officer("reception"))  # of the same office, with the same right
    assert "Nguyễn Văn An" not in other.get(HOME).text
    assert other.get(review).status_code == 404
    assert other.get(review.replace("/assist/", "/intake/")).status_code == 404
    assert row.id not in other.get("/desk/intake/").text
    assert world.client(world.citizen()).get(review).status_code == 403

    gone = post(who, HOME, f"{draft}/abandon", {})
    assert (gone.status_code, gone.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert counted(world, Draft) == 0


def test_a_helper_has_no_desk_and_an_appointment_that_ended_has_no_table(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    for address in ("/desk/", "/desk/cases", "/desk/intake/", "/desk/register", "/desk/absence", "/supervision/"):
        assert who.get(address).status_code == 403, address
    assert who.get("/start").headers["Location"] == HOME
    review = write(world, who)
    world.clock.pass_(days=300)
    assert who.get(HOME).status_code == 403
    assert who.get(review).status_code == 403


def test_a_draft_confirmed_before_a_cut_of_the_power_is_sent_after_it(world: World, letters: Letters) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    with world.house.database.transaction() as work:  # the code was right, and the process died before there was a case
        work.execute(update(Confirmation).values(confirmed_at=world.clock()))

    assert read_out(who, review, "").status_code == 303
    assert counted(world, Case) == 1


def test_somebody_without_mail_hears_by_telephone_what_was_filed_for_them(world: World, letters: Letters) -> None:
    who, new = world.client(helper(world)), "/desk/assist/people/new"
    page = post(who, new, new, STRANGER).headers["Location"]
    url = post(who, page, page, {"code": CERTIFICATE, "channel": "online", "unit": OFFICE}).headers["Location"]
    for fields in TYPED.values():
        answer = post(who, url, url, fields)
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
    assert "Thư điện tử:" not in who.get(confirming(url)).text
    ask(who, url)
    deliver(world, letters)
    assert read_out(who, url, letters.code).status_code == 303
    deliver(world, letters)

    assert letters.sent[-1].to == "+84912345679"
    assert "đã giúp bạn nộp" in letters.sent[-1].text


def test_a_gateway_that_is_busy_gets_the_code_a_minute_later(world: World, letters: Letters) -> None:
    """The whole way of a text message, over real HTTP."""
    who, house = world.client(helper(world)), world.house
    review = write(world, who)
    ask(who, review)
    with sms_gateway() as gateway:
        gateway.status = 503
        codes = CodesSent(
            database=house.database,
            sealer=house.sealer,
            versions=house.versions,
            directory=house.directory,
            channels={"sms": SmsChannel(gateway.settings())},
            clock=house.clock,
        )
        worker = Worker(house.database, codes.handlers, house.clock)
        assert worker.run_once() == 1
        assert gateway.taken == []
        gateway.status = 202
        assert worker.run_once() == 0, "not yet"
        world.clock.pass_(minutes=1)
        assert worker.run_once() == 1

    (taken,) = gateway.taken
    assert (taken["to"], len(gateway.asked)) == ("+84912345678", 2)
    assert len({headers["idempotency-key"] for _, headers in gateway.asked}) == 1, "the same message at every try"
    assert read_out(who, review, re.findall(r"\b\d{6}\b", taken["text"])[0]).status_code == 303
