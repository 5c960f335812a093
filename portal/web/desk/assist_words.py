"""What is said while a person confirms what a helper wrote with them."""

from portal.cases.confirming import MOST_TRIES, Verdict
from portal.web.language import gettext as _


def way_names() -> dict[str, str]:
    """Return the ways to confirm."""
    return {"sms": _("Tin nhắn"), "email": _("Thư điện tử"), "slip": _("Phiếu có chữ ký")}


def refusal_words(verdict: Verdict) -> str:
    """Return why a code does not count, and what to do."""
    return {
        Verdict.WRONG: _("Mã chưa đúng. Xem lại tin rồi gõ lại."),
        Verdict.VOID: _("Bản khai đã sửa sau khi gửi mã. Đọc lại cho người nộp nghe, rồi gửi mã khác."),
        Verdict.OVER: _("Mã đã hết hạn. Gửi mã khác."),
        Verdict.SPENT: _("Mã đã gõ sai %(num)s lần, không dùng được nữa. Gửi mã khác.", num=MOST_TRIES),
    }.get(verdict, _("Chưa gửi mã. Bấm “Gửi mã” trước."))
