"""What has to leave the portal because of what happened to a case: letters to the applicant, documents to make."""

from collections.abc import Sequence
from datetime import datetime

from portal.cases import store
from portal.notifications.outbox import ENQUEUE, message_row
from portal.statements import Batch
from portal.workflow import events

# Events of which the applicant is told; the notice is composed by the worker, after the commit.
TELL = frozenset(
    {
        events.CaseSubmitted,
        events.ClockStarted,
        events.TakenIn,
        events.SupplementRequested,
        events.PaymentRequested,
        events.DeadlineExtended,
        events.ResultIssued,
        events.ResultHandedOver,
        events.CaseEnded,
    }
)


def tell(
    batch: Batch, case_id: str, chained: store.Chained, happened: Sequence[events.AnyEvent], now: datetime
) -> None:
    """Leave messages for the worker: mail for the applicant and for who asked, documents to make."""
    for event, row in zip(happened, chained.rows, strict=True):
        if type(event) in TELL:
            letter = {"case_id": case_id, "seq": row["seq"]}
            batch.add(ENQUEUE, message_row("notify-applicant", letter, case_id=case_id, now=now))
        if isinstance(event, events.ResultIssued):
            batch.add(ENQUEUE, message_row("make-result", {"case_id": case_id}, case_id=case_id, now=now))
        if isinstance(event, events.ReferralAnswered):
            answer = {"case_id": case_id, "number": event.number}
            # Of no case: who asked need not wait for letters and slips of the case that go out one after the other.
            batch.add(ENQUEUE, message_row("referral-answered", answer, case_id=None, now=now))
        if isinstance(event, events.OnSlip) and event.slip_number is not None:
            slip = {"case_id": case_id, "seq": row["seq"]}
            batch.add(ENQUEUE, message_row("make-slip", slip, case_id=case_id, now=now))
