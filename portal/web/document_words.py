"""What the documents of a case are called, by the kind under which they are kept."""

from portal.web.language import gettext as _


def document_title(kind: str) -> str:
    """Return the name of a document; of some there may be several: "slip-02-1", "minutes-2"."""
    if kind.startswith("child-"):
        return _("Quyết định của cơ quan khác")
    kind = kind.rsplit("-", 1)[0] if kind.startswith(("invitation-", "minutes-")) else kind[:7].rstrip("-")
    return {
        "result": _("Kết quả"),
        "slip-01": _("Giấy hẹn (Mẫu 01)"),
        "slip-02": _("Phiếu yêu cầu bổ sung (Mẫu 02)"),
        "slip-03": _("Phiếu từ chối tiếp nhận (Mẫu 03)"),
        "slip-04": _("Văn bản xin lỗi và hẹn lại (Mẫu 04)"),
        "slip-05": _("Thông báo dừng giải quyết (Mẫu 05)"),
        "invitation": _("Giấy mời"),
        "minutes": _("Biên bản"),
        "withdrawal": _("Xác nhận rút hồ sơ"),
    }.get(kind, kind)
