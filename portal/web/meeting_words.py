"""The words for meetings with applicants: what happened, told to them and to officers, and why not."""

from portal.cases.numbers import SLIP_REGISTERS, document_number
from portal.web.format import moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.rendering import label
from portal.workflow import errors, events
from portal.workflow.definition import Definition


def meeting_title(event: events.AnyEvent) -> str:
    """Return what happened, to the applicant; empty for an event that is about no meeting."""
    match event:
        case events.AppointmentFixed(moved=moved):
            return _("Đổi giờ hẹn gặp bạn") if moved else _("Hẹn gặp bạn")
        case events.AppointmentCancelled():
            return _("Bỏ cuộc hẹn, bạn không phải đến")
        case events.AppointmentDeclined():
            return _("Bạn báo không đến được")
        case events.AppointmentMissed():
            return _missed(event, _("Bạn không có mặt tại cuộc hẹn"))
        case events.MeetingHeld():
            return _("Cuộc hẹn đã có biên bản")
        case _:
            return ""


def meeting_deed(event: events.AnyEvent, definition: Definition) -> str:
    """Return what happened, to officers; empty for an event that is about no meeting."""
    match event:
        case events.AppointmentFixed(moved=moved):
            return _("Đổi giờ hẹn người dân") if moved else _("Hẹn người dân")
        case events.AppointmentCancelled():
            return _("Bỏ cuộc hẹn")
        case events.AppointmentDeclined():
            return _("Người dân báo không đến được")
        case events.AppointmentMissed():
            return _missed(event, _("Người dân không có mặt tại cuộc hẹn"))
        case events.MeetingHeld():
            return _("Ghi biên bản: %(result)s", result=result_words(event, definition))
        case _:
            return ""


def _missed(event: events.AppointmentMissed, absent: str) -> str:
    """Whoever asked for another day was not absent; where nobody wrote anything down, nobody knows."""
    if event.excused:
        return _("Cuộc hẹn đã qua; trước đó đã báo không đến được")
    return _("Cuộc hẹn đã qua mà không có biên bản") if event.by_time else absent


def meeting_text(event: events.AnyEvent) -> str:
    """Return what was said with it, for whoever is concerned."""
    match event:
        case events.AppointmentFixed(meets_at=meets_at, place=place, reason=reason):
            when = moment(meets_at, language=language())
            return ". ".join(part.rstrip(".") for part in (when, place, reason) if part)
        case events.AppointmentCancelled(reason=reason) | events.AppointmentMissed(reason=reason, by_time=False):
            return reason
        case events.AppointmentDeclined(words=words):
            return words
        case events.MeetingHeld(minutes=minutes, slip_number=number):
            return ". ".join(part for part in (_numbered(number), minutes) if part)
        case _:
            return ""


def result_words(event: events.MeetingHeld, definition: Definition) -> str:
    """Return what came of a meeting, as the step names it."""
    rule = definition.steps[event.step].meets
    return label(rule.results[event.result]) if rule is not None else event.result


def _numbered(number: int | None) -> str:
    return _("Biên bản số %(number)s", number=document_number(number, SLIP_REGISTERS["minutes"])) if number else ""


def meeting_error(error: errors.CaseError) -> str:
    """Return why it was refused, and what to do; empty for a refusal that is about no meeting."""
    match error:
        case errors.NotMet():
            return _("Ghi biên bản cuộc hẹn trước, rồi mới làm được việc này.")
        case errors.AppointmentOpen():
            return _("Đang có một cuộc hẹn. Ghi biên bản, ghi vắng mặt hoặc bỏ cuộc hẹn trước.")
        case errors.NoAppointment():
            return _("Cuộc hẹn này đã ghi xong hoặc đã bỏ. Xem lại hồ sơ.")
        case errors.BadMoment(why=why):
            return {
                "notice": _("Sớm quá: người dân phải được báo trước đủ số ngày. Chọn ngày muộn hơn."),
                "closed": _("Giờ này cơ quan không làm việc. Chọn giờ khác."),
                "ahead": _("Chưa đến giờ hẹn."),
            }.get(why, _("Đã quá giờ hẹn."))
        case _:
            return ""


def meeting_need(need: str) -> str:
    """Return what to write when something a meeting needs is missing; empty for what is about no meeting."""
    return {
        "day": _("Ghi ngày hẹn, ví dụ 15/12/2026."),
        "time": _("Ghi giờ hẹn, ví dụ 8:30."),
        "place": _("Ghi nơi hẹn."),
        "asked": _("Ghi mời những ai."),
        "words": _("Ghi vì sao, và ngày bạn đến được."),
        "result": _("Chọn kết quả."),
        "attended": _("Ghi ai có mặt, mỗi người một dòng: họ tên, dấu phẩy, tư cách."),
        "sheet": _("Đính kèm bản quét tờ ký của người có mặt."),
    }.get(need, "")
