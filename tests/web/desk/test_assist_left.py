"""Assisted filing: what a helper is left with, and what goes on when power, mail or gateway fail."""

import re

from sqlalchemy import select, update

from portal.cases.codes_sent import CodesSent
from portal.cases.confirmation_models import Confirmation
from portal.cases.models import Case, Draft
from portal.notifications.sms import SmsChannel
from portal.notifications.worker import Worker
from tests.assisting import HOME, OFFICE, ask, confirming, counted, deliver, helper, read_out, write
from tests.notifications.sms_gateway import sms_gateway
from tests.postbox import Postbox
from tests.stories import CERTIFICATE, TYPED, post
from tests.web.desk.test_intake import STRANGER
from tests.world import World


def test_afterwards_the_helper_knows_the_code_and_nothing_else(world: World, letters: Postbox) -> None:
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


def test_what_is_not_finished_is_the_helpers_alone_and_lasts_a_day(world: World, letters: Postbox) -> None:
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


def test_a_helper_has_no_desk_and_an_appointment_that_ended_has_no_table(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    for address in ("/desk/", "/desk/cases", "/desk/intake/", "/desk/register", "/desk/absence", "/supervision/"):
        assert who.get(address).status_code == 403, address
    assert who.get("/start").headers["Location"] == HOME
    review = write(world, who)
    world.clock.pass_(days=300)
    assert who.get(HOME).status_code == 403
    assert who.get(review).status_code == 403


def test_a_draft_confirmed_before_a_cut_of_the_power_is_sent_after_it(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    with world.house.database.transaction() as work:  # the code was right, and the process died before there was a case
        work.execute(update(Confirmation).values(confirmed_at=world.clock()))

    assert read_out(who, review, "").status_code == 303
    assert counted(world, Case) == 1


def test_somebody_without_mail_hears_by_telephone_what_was_filed_for_them(world: World, letters: Postbox) -> None:
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


def test_a_gateway_that_is_busy_gets_the_code_a_minute_later(world: World, letters: Postbox) -> None:
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
