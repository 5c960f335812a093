"""The words for cases: states, roles, channels, what happened, and why a command was refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import local
from portal.people.roles import Role
from portal.web.format import moment
from portal.web.language import gettext as _
from portal.web.language import language, ngettext
from portal.web.meeting_words import meeting_error, meeting_need, meeting_title
from portal.web.names import unit_name
from portal.workflow import errors, events
from portal.workflow.case import OfficialState

SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class Badge:
    """A state or due moment in a row: shape and words."""

    kind: str
    text: str


def state_name(state: int) -> str:
    """Return the official name of a state, as the national portal writes it."""
    return {
        1: _("Mới đăng ký"),
        2: _("Được tiếp nhận"),
        3: _("Không được tiếp nhận"),
        4: _("Đang xử lý"),
        5: _("Yêu cầu bổ sung giấy tờ"),
        6: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
        7: _("Công dân rút hồ sơ"),
        8: _("Dừng xử lý"),
        9: _("Đã xử lý xong"),
        10: _("Đã trả kết quả"),
    }[state]


def role_name(role: str) -> str:
    names: dict[str, str] = {
        Role.RECEPTION: _("một cửa"),
        Role.SPECIALIST: _("chuyên viên"),
        Role.HEAD: _("trưởng phòng"),
        Role.LEADER: _("lãnh đạo"),
        Role.CLERK: _("văn thư"),
        Role.SUPERVISOR: _("giám sát"),
        Role.ADMINISTRATOR: _("quản trị"),
        Role.HELPER: _("tổ công nghệ số cộng đồng"),
    }
    return names.get(role, role)


def channel_name(channel: str) -> str:
    names = {
        "online": _("Trực tuyến"),
        "kiosk": _("Tại màn hình công cộng"),
        "counter": _("Tại quầy"),
        "post": _("Bưu chính"),
        "system": _("Từ hệ thống khác"),
        "unit": _("Đơn vị khác gửi đến"),
    }
    return names.get(channel, channel)


def return_name(way: str) -> str:
    return {
        "portal": _("Nhận bản điện tử trên cổng này"),
        "counter": _("Đến quầy một cửa nhận"),
        "post": _("Nhận qua bưu điện"),
    }[way]


def due_badge(row: Any, now: datetime) -> Badge:
    """Return how near a case is to its due moment. `row` has state and due_at."""
    state = OfficialState(row.state)
    if state in (OfficialState.RETURNED, OfficialState.DECIDED):
        return Badge("done", state_name(state))
    if state in (OfficialState.NOT_ACCEPTED, OfficialState.WITHDRAWN, OfficialState.STOPPED):
        return Badge("plain", state_name(state))
    if state is OfficialState.SUPPLEMENT_REQUESTED:
        return Badge("paused", _("Chờ bổ sung"))
    if state is OfficialState.PAYMENT_REQUESTED:
        return Badge("paused", _("Chờ nộp tiền"))
    if row.due_at is None:
        return Badge("waiting", state_name(state))
    if row.due_at < now:
        return Badge("late", _("Quá hạn"))
    days = (local(row.due_at).date() - local(now).date()).days
    if days < SOON_DAYS:
        return Badge("soon", _("Hạn hôm nay") if days <= 0 else ngettext("Còn %(num)d ngày", "Còn %(num)d ngày", days))
    return Badge("ok", ngettext("Còn %(num)d ngày", "Còn %(num)d ngày", days))


def due_sentence(row: Any) -> str:
    """Return one sentence on when the answer comes, or came. `row` has state, due_at, decided_at, ended_at."""
    here = language()
    if row.decided_at is not None:
        return _("Có kết quả lúc %(moment)s.", moment=moment(row.decided_at, language=here))
    if row.ended_at is not None:
        return _("Kết thúc lúc %(moment)s.", moment=moment(row.ended_at, language=here))
    if row.due_at is not None and row.extended_to is not None:
        again, first = (moment(at, language=here) for at in (row.extended_to, row.due_at))
        return _("Cơ quan xin lỗi, hẹn lại %(moment)s. Ngày hẹn đầu là %(first)s.", moment=again, first=first)
    if row.due_at is not None:
        return _("Trả kết quả chậm nhất %(moment)s.", moment=moment(row.due_at, language=here))
    if row.state == OfficialState.SUPPLEMENT_REQUESTED:
        return _("Thời gian giải quyết đang dừng, chờ bạn bổ sung.")
    if row.state == OfficialState.PAYMENT_REQUESTED:
        return _("Thời gian giải quyết đang dừng, chờ bạn nộp tiền.")
    return _("Đang chờ một cửa kiểm tra; tiếp nhận rồi mới tính hạn.")


def event_title(event: events.AnyEvent, step_name: str) -> str:  # noqa: PLR0911, PLR0912  one line for each event
    """Return what happened, in plain words; empty for what only the ledger shows."""
    match event:
        case events.CaseSubmitted():
            return _filed(event)
        case events.ClockStarted():
            return _("Hồ sơ được tiếp nhận, bắt đầu tính hạn")
        case events.SupplementRequested():
            return _("Cơ quan yêu cầu bạn bổ sung")
        case events.SupplementAnswered():
            return _("Bạn đã bổ sung")
        case events.SupplementLapsed():
            return _("Hết hạn bổ sung, cơ quan chưa nhận được trả lời")
        case events.PaymentRequested():
            return _("Cơ quan yêu cầu bạn nộp tiền")
        case events.PaymentLapsed():
            return _("Hết hạn nộp tiền")
        case events.TakenIn():
            return _("Hồ sơ đủ, đang chuyển đến cơ quan giải quyết; cơ quan đó nhận thì bắt đầu tính hạn")
        case events.DeadlineExtended():
            return _("Cơ quan xin lỗi và hẹn lại ngày trả")
        case events.ReferralAsked():
            return _("Cơ quan hỏi ý kiến nơi khác")
        case events.ReferralAnswered():
            return _("Nơi được hỏi đã trả lời")
        case events.ReferralClosed():
            return _("Không chờ ý kiến nơi khác nữa")
        case events.ResultIssued(outcome="granted"):
            return _("Đã có kết quả: đồng ý")
        case events.ResultIssued():
            return _("Đã có kết quả: từ chối, có nêu lý do")
        case events.ResultHandedOver():
            return _("Đã trả kết quả")
        case events.PaymentRecorded():
            return _("Đã thu lệ phí")
        case events.CaseEnded(state=state):
            return state_name(state)
        case events.StepEntered():
            return _("Chuyển đến bước: %(step)s", step=step_name)
        case events.CaseRehomed():
            return _("Hồ sơ chuyển sang đơn vị mới do sắp xếp đơn vị hành chính")
        case events.ChildOpened():
            return _("Gửi một phần việc đến cơ quan khác")
        case events.ChildCalledBack():
            return _("Đề nghị cơ quan khác dừng phần việc đó")
        case events.ChildEnded(result_number=None):
            return _("Cơ quan khác trả lại, không có kết quả")
        case events.ChildEnded():
            return _("Cơ quan khác đã quyết định phần việc đó")
        case events.TransferAsked():
            return _("Chuyển hồ sơ đến đơn vị có thẩm quyền, chờ nhận")
        case events.TransferAccepted():
            return _("Đơn vị có thẩm quyền đã nhận hồ sơ")
        case events.TransferReturned():
            return _("Đơn vị được chuyển đến trả lại hồ sơ")
        case events.InspectionRecorded():
            return _("Đã thẩm định thực tế, có biên bản")
        case _:
            return meeting_title(event)


def _filed(event: events.CaseSubmitted) -> str:
    if not event.helper:
        return _("Bạn nộp hồ sơ")
    if event.channel in ("counter", "post"):
        return _("Một cửa nhận hồ sơ của bạn")
    return _("%(unit)s đã giúp bạn nộp hồ sơ", unit=unit_name(event.help_unit))


def confirmation_words(event: events.CaseSubmitted) -> str:
    """Return how the person confirmed what a helper wrote; empty where nobody had to."""
    words = {
        "sms": _("Xác nhận bằng mã gửi qua tin nhắn đến %(to)s", to=event.confirmed_to),
        "email": _("Xác nhận bằng mã gửi qua thư điện tử đến %(to)s", to=event.confirmed_to),
        "slip": _("Xác nhận bằng phiếu có chữ ký"),
    }
    return words.get(event.confirmed_by, "")


def case_error(error: errors.CaseError) -> str:  # noqa: PLR0911, PLR0912  one line for each refusal
    """Return why a command was refused, and what to do."""
    match error:
        case errors.ActionNotOffered():
            return _("Hồ sơ đã sang bước khác, việc này không làm được nữa. Xem lại hồ sơ bên dưới.")
        case errors.HeldByAnother():
            return _("Một cán bộ khác đã nhận việc này.")
        case errors.NotHeld():
            return _("Chỉ người đang giữ việc mới trả lại được.")
        case errors.InputMissing(need=need):
            return need_words(need)
        case errors.SameHands():
            return _("Người đã thẩm định hồ sơ không được ký hồ sơ đó. Chuyển cho người khác ký.")
        case errors.FeeUnpaid():
            return _("Thu lệ phí trước khi trả kết quả.")
        case errors.AnswerLate(reply_by=reply_by):
            return _("Thời hạn bổ sung đã hết lúc %(moment)s.", moment=moment(reply_by, language=language()))
        case errors.NothingToAnswer():
            return _("Hồ sơ không chờ bạn bổ sung.")
        case errors.AlreadyAsked():
            return _("Mục này đã hỏi bổ sung một lần, không hỏi lại được. Chọn mục khác, hoặc làm việc khác với hồ sơ.")
        case errors.NotBrought():
            return _("Người nộp tự nộp hồ sơ này bằng tài khoản của mình, nên tự làm việc này bằng tài khoản đó.")
        case errors.TooLateToWithdraw():
            return _("Hồ sơ đã có quyết định hoặc đã kết thúc, không rút được nữa.")
        case errors.WrongAmount():
            return _("Số tiền không khớp số còn phải thu.")
        case errors.ReferralOpen(unit=unit):
            return _(
                "Hồ sơ đang chờ ý kiến của %(unit)s. Chờ trả lời, hoặc thôi chờ và ghi lý do.", unit=unit_name(unit)
            )
        case errors.NoSuchReferral():
            return _("Câu hỏi này đã được trả lời hoặc không còn chờ nữa.")
        case errors.ChildOpen(code=code):
            return _("Hồ sơ đang chờ kết quả của hồ sơ %(code)s ở cơ quan khác.", code=code)
        case errors.NoSuchChild():
            return _("Hồ sơ ở cơ quan khác đã xong, không đề nghị dừng được nữa.")
        case errors.CannotOpen(procedure=procedure):
            return _("Chưa gửi được: thủ tục %(code)s ở cơ quan nhận chưa mở. Báo quản trị.", code=procedure)
        case errors.NotTransferable(why=why):
            return _not_transferable(why)
        case errors.NotRecallable():
            return _("Không rút lại được: đã có người mở hồ sơ, hoặc hồ sơ đã đi kèm văn bản.")
        case errors.NotExtendable(why="done"):
            return _("Hồ sơ này đã xin lỗi và hẹn lại một lần. Mỗi hồ sơ chỉ hẹn lại một lần.")
        case errors.NotExtendable(why="date"):
            return _("Ngày hẹn lại phải sau ngày đã hẹn.")
        case errors.NotExtendable():
            return _("Hồ sơ này không tính hạn lúc này, không cần hẹn lại.")
        case errors.NotLapsed():
            return _("Thời hạn của người dân chưa hết.")
        case errors.NothingProposed():
            return _("Chưa có đề xuất kết quả để phát hành.")
        case _:
            return meeting_error(error) or _("Không làm được việc này.")


def _not_transferable(why: str) -> str:
    words = {
        "workflow": _("Thủ tục này không chuyển sang đơn vị khác được."),
        "pending": _("Hồ sơ đã được chuyển, đang chờ đơn vị kia nhận."),
        "decided": _("Hồ sơ đã có quyết định hoặc đã kết thúc, không chuyển được nữa."),
        "step": _("Ở bước này không chuyển được. Một cửa hoặc trưởng phòng chuyển hồ sơ."),
        "waiting": _("Hồ sơ đang chờ bổ sung hoặc chờ nơi khác trả lời. Chờ xong rồi chuyển."),
        "unit": _("Đơn vị này không giải quyết thủ tục này. Chọn đơn vị khác."),
        "none": _("Hồ sơ không chờ đơn vị bạn nhận nữa."),
        "once": _("Đã trả lại một lần. Nơi gửi gửi lại thì đơn vị bạn nhận."),
    }
    return words[why]


def wrong_words(wrong: str) -> str:
    """Return what is wrong with a paper or an answer, as slip 02 names it."""
    return {"missing": _("Thiếu"), "invalid": _("Không hợp lệ"), "unclear": _("Không rõ")}[wrong]


def need_words(need: str) -> str:
    """Return what to write when something an action needs is missing."""
    return (
        meeting_need(need)
        or {
            "reason": _("Ghi lý do."),
            "reasons": _("Ghi lý do và căn cứ pháp luật."),
            "items": _("Chọn ít nhất một giấy tờ hoặc thông tin còn thiếu."),
            "officer": _("Chọn cán bộ."),
            "draft": _("Ghi nội dung dự thảo hoặc ý kiến."),
            "receipt": _("Ghi ai nhận kết quả và nhận bằng cách nào."),
            "minutes": _("Ghi biên bản."),
            "amount": _("Ghi số tiền phải nộp, bằng số."),
            "question": _("Ghi câu hỏi."),
            "unit": _("Chọn đơn vị nhận hồ sơ."),
            "units": _("Chọn ít nhất một nơi để hỏi."),
            "opinion": _("Chọn ý kiến."),
            "text": _("Ghi nội dung trả lời."),
            "cause": _("Chọn lý do chậm."),
            "explanation": _("Giải thích vì sao chậm."),
            "new_due": _("Ghi ngày hẹn lại, ví dụ 15/12/2026."),
        }[need]
    )


def opinion_words(opinion: str) -> str:
    """Return what a unit that was asked thinks."""
    return {"agrees": _("Đồng ý"), "objects": _("Không đồng ý"), "other": _("Ý kiến khác")}[opinion]
