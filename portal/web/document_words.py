"""What the documents of a case are called, by the kind under which they are kept."""

from datetime import datetime
from typing import Any

from portal.clock import local
from portal.web.language import gettext as _

SEVERAL = ("slip-02-", "invitation-", "minutes-", "child-")


def document_title(kind: str) -> str:
    """Return the name of a document. Some come several times, "minutes-2": from the second on it says which."""
    name, _dash, number = kind.rpartition("-") if kind.startswith(SEVERAL) else (kind, "", "1")
    title = _titles().get(name, name)
    return title if number == "1" else _("%(title)s, lần %(number)s", title=title, number=number)


def _titles() -> dict[str, str]:
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
        "slip-06": _("Phiếu kiểm soát (Mẫu 06)"),
        "child": _("Quyết định của cơ quan khác"),
    }


def document_file(kind: str, code: str, made_at: datetime) -> str:
    """Return under which name a document is downloaded: what it is, of which case, of which day."""
    return paper_file(document_title(kind), code, made_at, "pdf")


def receipt_file(row: Any) -> str:
    """Return the same for slip 01, of the day it was issued; before that, of the day the case was filed."""
    return document_file("slip-01", row.code, row.accepted_at or row.submitted_at)


def paper_file(title: str, code: str, day: datetime, ending: str) -> str:
    """Return a name that a person understands for a file: "Biên bản, H48.35…, 16-03-2026.pdf"."""
    return f"{title}, {code}, {local(day):%d-%m-%Y}.{ending}"
