"""What has to leave the portal because of what happened to a case: letters to the applicant, documents to make."""

from collections.abc import Sequence
from datetime import datetime

from portal.cases import store
from portal.cases.slips import is_owed
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
        events.AppointmentFixed,
        events.AppointmentCancelled,
        events.AppointmentMissed,
        events.MeetingHeld,
        events.ResultIssued,
        events.ResultHandedOver,
        events.CaseEnded,
        events.TransferAccepted,
    }
)


def tell(
    batch: Batch,
    case_id: str,
    chained: store.Chained,
    happened: Sequence[events.AnyEvent],
    now: datetime,
    *,
    to_applicant: bool = True,
) -> None:
    """Leave messages for the worker: mail for the applicant and for who asked, documents to make.

    Of a case that another one opened the applicant is told by that one. Letters of a case leave in their order.
    Documents belong to no order: one that cannot be made holds up no letter.
    """
    for event, row in zip(happened, chained.rows, strict=True):
        if to_applicant and type(event) in TELL:
            letter = {"case_id": case_id, "seq": row["seq"]}
            batch.add(ENQUEUE, message_row("notify-applicant", letter, case_id=case_id, now=now))
        if isinstance(event, events.ResultIssued):
            batch.add(ENQUEUE, message_row("make-result", {"case_id": case_id}, case_id=None, now=now))
        elif isinstance(event, events.ReferralAnswered):
            answer = {"case_id": case_id, "number": event.number}
            # Of no case: who asked need not wait for letters of the case that go out one after the other.
            batch.add(ENQUEUE, message_row("referral-answered", answer, case_id=None, now=now))
        elif is_owed(event):
            slip = {"case_id": case_id, "seq": row["seq"]}
            batch.add(ENQUEUE, message_row("make-slip", slip, case_id=None, now=now))
