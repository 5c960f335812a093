"""What the applicant is told by mail: on receipt, at each official state that concerns them, when there is a result.

No identifier, no content of documents, no link that opens anything without a login or the secret (AC-80).
"""

from dataclasses import dataclass

from portal.cases.complaints import DAYS, is_against
from portal.clock import local
from portal.workflow import events

SIGNATURE = {
    "vi": "Cổng dịch vụ công. Đây là thư tự động, không trả lời thư này.",
    "en": "The public-service portal. This is an automatic message; please do not reply.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of a letter."""

    subject: str
    text: str


def notice_of(
    event: events.AnyEvent, *, code: str, procedure: str, link: str, language: str, helped_by: str = ""
) -> Notice | None:
    """Return the letter about an event, or None where there is nothing to tell; `helped_by` is the helper's unit."""
    words = _WORDS.get("Helped" if helped_by else type(event).__name__)
    if words is None:
        return None
    here = language if language in ("vi", "en") else "vi"
    subject, body = words[here]
    if is_against(event):
        body += _COMPLAIN[here]
    facts = {"code": code, "procedure": procedure, "days": str(DAYS), "unit": helped_by, **_facts(event)}
    return _letter(subject, body, link, here, facts)


def reminder(*, code: str, procedure: str, link: str, language: str) -> Notice:
    """Return the letter about a result that waits to be fetched."""
    here = language if language in ("vi", "en") else "vi"
    subject, body = _REMINDER[here]
    return _letter(subject, body, link, here, {"code": code, "procedure": procedure})


def _letter(subject: str, body: str, link: str, language: str, facts: dict[str, str]) -> Notice:
    text = f"{body.format(**facts)}\n\n{link}\n\n{SIGNATURE[language]}\n"
    return Notice(subject.format(**facts), text)


def _facts(event: events.AnyEvent) -> dict[str, str]:
    if isinstance(event, events.SupplementRequested | events.PaymentRequested):
        return {"until": f"{local(event.reply_by):%H:%M %d/%m/%Y}"}
    if isinstance(event, events.DeadlineExtended):
        return {"until": f"{local(event.new_due):%H:%M %d/%m/%Y}"}
    if isinstance(event, events.AppointmentFixed):  # not where: that may be somebody's home
        return {"at": f"{local(event.meets_at):%H:%M %d/%m/%Y}"}
    return {}


_REMINDER = {
    "vi": (
        "Kết quả hồ sơ {code} đang chờ bạn",
        "Kết quả hồ sơ {code} ({procedure}) đã có và đang chờ bạn đến nhận. Xem nơi nhận trên trang hồ sơ.",
    ),
    "en": (
        "The result of {code} waits for you",
        "The result of application {code} ({procedure}) is ready. The page of the case says where to collect it.",
    ),
}
_COMPLAIN = {
    "vi": " Không đồng ý thì bạn có {days} ngày để khiếu nại; trang hồ sơ ghi gửi đến đâu.",
    "en": " If you do not agree, you have {days} days to complain; the page of the case says to whom.",
}

_WORDS = {
    "CaseSubmitted": {
        "vi": (
            "Đã nhận hồ sơ {code}",
            "Chúng tôi đã nhận hồ sơ {code}: {procedure}. Một cửa sẽ kiểm tra và báo cho bạn.",
        ),
        "en": ("Application {code} received", "We received application {code}: {procedure}. It will be checked next."),
    },
    "Helped": {
        "vi": (
            "Hồ sơ {code} của bạn đã được nộp giúp",
            "{unit} đã giúp bạn nộp hồ sơ {code}: {procedure}. Nếu bạn không nhờ nộp, báo ngay cho một cửa.",
        ),
        "en": (
            "Application {code} was sent with help",
            "{unit} helped you to send application {code}: {procedure}. If you did not ask for it, tell us at once.",
        ),
    },
    "ClockStarted": {
        "vi": (
            "Hồ sơ {code} được tiếp nhận",
            "Hồ sơ {code} đủ và được tiếp nhận. Xem hạn trả kết quả trên trang hồ sơ.",
        ),
        "en": ("Application {code} accepted", "Application {code} is complete and accepted. See its due date online."),
    },
    "SupplementRequested": {
        "vi": (
            "Hồ sơ {code} cần bổ sung",
            "Hồ sơ {code} còn thiếu. Xem cần bổ sung gì và gửi trước {until}. Thời gian giải quyết đang dừng.",
        ),
        "en": (
            "Application {code} needs more papers",
            "Something is missing in application {code}. See what, and send it before {until}. The clock stands.",
        ),
    },
    "TakenIn": {
        "vi": (
            "Hồ sơ {code} đã được nhận hộ",
            "Hồ sơ {code} đủ và đang được chuyển đến cơ quan giải quyết. Hạn tính từ khi cơ quan đó nhận.",
        ),
        "en": (
            "Application {code} is on its way",
            "Application {code} is complete and goes to the authority in charge. The clock starts when it arrives.",
        ),
    },
    "PaymentRequested": {
        "vi": (
            "Hồ sơ {code}: bạn cần nộp tiền",
            "Hồ sơ {code} chờ bạn nộp tiền trước {until}. Xem số tiền trên trang hồ sơ. Đồng hồ đang dừng.",
        ),
        "en": (
            "Application {code}: a payment is due",
            "Application {code} waits for your payment, due before {until}. The clock stands.",
        ),
    },
    "TransferAccepted": {
        "vi": (
            "Hồ sơ {code} được chuyển đến cơ quan có thẩm quyền",
            "Cơ quan khác có thẩm quyền giải quyết hồ sơ {code} và đã nhận. Bạn không phải nộp lại.",
        ),
        "en": (
            "Application {code} went to the authority in charge",
            "Another authority is in charge of application {code} and took it over. You need not apply again.",
        ),
    },
    "DeadlineExtended": {
        "vi": (
            "Xin lỗi: hồ sơ {code} trả chậm",
            "Chúng tôi xin lỗi: hồ sơ {code} chưa có kết quả đúng hẹn. Hẹn lại {until}. Xem lý do trên trang hồ sơ.",
        ),
        "en": (
            "Our apology: application {code} is late",
            "We apologise: the result of {code} will not be there as promised. The new date is {until}.",
        ),
    },
    "AppointmentFixed": {
        "vi": (
            "Hồ sơ {code}: mời bạn có mặt {at}",
            "Mời bạn có mặt lúc {at} về hồ sơ {code}. Trên trang hồ sơ: nơi hẹn, cần mang gì, và cách xin ngày khác.",
        ),
        "en": (
            "Application {code}: please be there on {at}",
            "You are invited on {at} about {code}. See online where, what to bring, and how to ask for another day.",
        ),
    },
    "AppointmentCancelled": {
        "vi": ("Hồ sơ {code}: bỏ cuộc hẹn", "Cuộc hẹn về hồ sơ {code} không còn nữa. Bạn không phải đến."),
        "en": ("Application {code}: appointment cancelled", "The appointment for {code} is off. You need not come."),
    },
    "AppointmentMissed": {
        "vi": (
            "Hồ sơ {code}: cuộc hẹn đã qua",
            "Cuộc hẹn về hồ sơ {code} đã qua mà chưa có biên bản. Xem việc tiếp theo trên trang hồ sơ.",
        ),
        "en": (
            "Application {code}: the appointment has passed",
            "The appointment for {code} has passed without minutes. See online what comes next.",
        ),
    },
    "MeetingHeld": {
        "vi": ("Hồ sơ {code} đã có biên bản", "Cuộc hẹn về hồ sơ {code} đã có biên bản. Đăng nhập để xem."),
        "en": ("Minutes for application {code}", "There are minutes of the meeting for {code}. Log in to see them."),
    },
    "ResultIssued": {
        "vi": ("Hồ sơ {code} đã có kết quả", "Hồ sơ {code} đã có kết quả. Đăng nhập để xem và tải về."),
        "en": ("Application {code} is decided", "There is a result for application {code}. Log in to see it."),
    },
    "ResultHandedOver": {
        "vi": ("Đã trả kết quả hồ sơ {code}", "Kết quả hồ sơ {code} đã được trả."),
        "en": ("Result of {code} handed over", "The result of application {code} was handed over."),
    },
    "CaseEnded": {
        "vi": ("Hồ sơ {code} đã kết thúc", "Hồ sơ {code} đã kết thúc. Xem lý do trên trang hồ sơ."),
        "en": ("Application {code} has ended", "Application {code} has ended. See why online."),
    },
}
