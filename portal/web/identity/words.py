"""What a refused login says to the person: what happened, and what to do now."""

from dataclasses import dataclass

from portal.web.identity.refusal import Reason
from portal.web.language import gettext as _

_LOST = frozenset({Reason.STATE_MISSING, Reason.STATE_UNKNOWN, Reason.OTHER_BROWSER, Reason.OTHER_PROVIDER})
_DOWN = frozenset(
    {Reason.UNREACHABLE, Reason.REDIRECTED, Reason.ANSWER_TOO_LARGE, Reason.ANSWER_NOT_JSON, Reason.DISCOVERY_INVALID}
)
_TOO_LOW = frozenset({Reason.ASSURANCE_TOO_LOW, Reason.ACR})


@dataclass(frozen=True, slots=True)
class Explanation:
    """Title and text of the page, and its status: always of the 4xx kind, as nothing here is our failure."""

    status: int
    title: str
    text: str


def explain(reason: Reason) -> Explanation:
    """Return the words for a reason, in the language of the request."""
    if reason in _LOST:
        return Explanation(
            400,
            _("Lần đăng nhập này không còn dùng được"),
            _(
                "Mỗi lần đăng nhập chỉ dùng một lần, trong 10 phút, trên cùng một trình duyệt. "
                "Hãy đăng nhập lại từ đầu."
            ),
        )
    if reason in _DOWN:
        return Explanation(
            424,
            _("Nơi đăng nhập chưa trả lời được"),
            _(
                "Lỗi ở phía nơi xác thực, không phải do bạn. Đợi vài phút rồi thử lại; "
                "người đang đăng nhập vẫn làm việc bình thường."
            ),
        )
    if reason in _TOO_LOW:
        return Explanation(
            403,
            _("Tài khoản của bạn chưa đủ mức xác thực"),
            _(
                "Nộp hồ sơ cần tài khoản định danh điện tử mức độ 2. "
                "Đến công an xã, phường để nâng mức, rồi đăng nhập lại."
            ),
        )
    return _other(reason)


def _other(reason: Reason) -> Explanation:
    if reason is Reason.CANCELLED:
        return Explanation(
            403, _("Bạn đã dừng đăng nhập"), _("Chưa có gì bị thay đổi. Khi nào sẵn sàng, hãy đăng nhập lại.")
        )
    if reason is Reason.NOT_AN_OFFICER:
        return Explanation(
            403,
            _("Tài khoản này chưa được giao việc ở đây"),
            _(
                "Bạn đã xác thực đúng, nhưng chưa có đơn vị nào phân công bạn trên cổng. "
                "Hỏi người quản trị của đơn vị bạn."
            ),
        )
    if reason is Reason.ACCOUNT_INACTIVE:
        return Explanation(
            403, _("Tài khoản này đang ngừng hoạt động"), _("Hỏi người quản trị, hoặc gọi số hỗ trợ ở cuối trang.")
        )
    if reason is Reason.NEXT_NOT_OURS:
        return Explanation(
            400,
            _("Địa chỉ sau khi đăng nhập không thuộc cổng này"),
            _("Có thể bạn đã bấm vào một liên kết giả. Hãy mở cổng từ địa chỉ bạn vẫn dùng rồi đăng nhập."),
        )
    return Explanation(
        400,
        _("Chưa xác minh được lần đăng nhập này"),
        _("Câu trả lời của nơi xác thực không đúng như cổng yêu cầu, nên bạn chưa được đăng nhập. Hãy thử lại từ đầu."),
    )
