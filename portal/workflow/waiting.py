"""While a case waits for the citizen: they answer, they pay, or their time is over. Pure."""

from collections.abc import Iterable

from portal.workflow import errors
from portal.workflow.acting import enter, lapse, offered, resumed
from portal.workflow.case import CaseState, OfficialState
from portal.workflow.commands import AnswerSupplement, Lapse, RecordPayment
from portal.workflow.definition import Definition
from portal.workflow.events import ActionDone, AnyEvent, PaymentRecorded, SupplementAnswered
from portal.workflow.roads import need
from portal.workflow.setting import Setting


def answer(
    definition: Definition, case: CaseState, command: AnswerSupplement, setting: Setting
) -> tuple[AnyEvent, ...]:
    """The citizen answers a notice; the task is open again, with whoever had it. Raises `AnswerLate` after its time."""
    if case.waiting is None or case.waiting.kind != "supplement" or case.step is None:
        raise errors.NothingToAnswer
    if case.waiting.is_over(setting.now):
        raise errors.AnswerLate(case.waiting.reply_by)
    answered = SupplementAnswered(
        at=setting.now, answers_digest=command.answers_digest, files=command.files, message=command.message
    )
    return (answered, *resumed(case, setting), enter(definition, case.step, setting, officer=case.holder))


def pay(definition: Definition, case: CaseState, command: RecordPayment, setting: Setting) -> tuple[AnyEvent, ...]:
    """A fee is paid, whole; where the case waited for it, the task is open again."""
    if case.end is not None and case.end_state != OfficialState.RETURNED:
        raise errors.ActionNotOffered("pay", None)
    if command.amount != case.unpaid or not command.amount:
        raise errors.WrongAmount(case.unpaid)
    need(command, "receipt")
    paid = PaymentRecorded(at=setting.now, amount=command.amount, receipt=command.receipt)
    if case.waiting is None or case.waiting.kind != "payment" or case.step is None:
        return (paid,)
    return (paid, *resumed(case, setting), enter(definition, case.step, setting, officer=case.holder))


def lapse_by_itself(definition: Definition, case: CaseState, command: Lapse, setting: Setting) -> Iterable[AnyEvent]:
    """Yield what the end of the citizen's time leads to: the desk, or the leader who decides. Nothing is decided."""
    if case.waiting is None or case.step is None or not case.waiting.is_over(setting.now):
        raise errors.NotLapsed
    over = next(iter(offered(definition, case, setting.now).items()), None)
    yield from lapse(case, setting)
    if over is None or over[1].to in definition.ends:
        return  # an end is for a person to decide; the task is open again
    code, action = over
    yield ActionDone(at=setting.now, step=case.step, action=code, officer=setting.actor, reasons=(command.reason,))
    yield enter(definition, action.to, setting)
