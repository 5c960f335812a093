"""The words for a bulk job: what it does, and what became of each case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.cases.bulk import PRINT, REASSIGN, TAKE
from portal.web.context import today
from portal.web.format import moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.refusals import deed_words

BADGES = {"waiting": "waiting", "done": "done", "refused": "late", "stale": "soon"}


def job_name(deed: str, name: Mapping[str, str]) -> str:
    """Return what a job does, as on its button."""
    own = {TAKE: _("Nhận việc"), PRINT: _("In phiếu tiếp nhận"), REASSIGN: _("Chuyển việc cho người khác")}
    return own.get(deed) or name.get(language()) or name.get("vi") or deed


def status_name(status: str) -> str:
    return {
        "waiting": _("Đang chờ"),
        "done": _("Đã làm"),
        "refused": _("Không làm được"),
        "stale": _("Vừa thay đổi"),
    }[status]


def reason_words(item: Any, names: Mapping[str, str]) -> str:
    """Return why nothing was done to a case; `names` are those of officers."""
    if item.status == "stale":
        who = names.get(item.facts["by"]) or _("Người nộp")
        when = moment(datetime.fromisoformat(item.facts["at"]), today(), language=language())
        return _("%(who)s %(deed)s lúc %(moment)s.", who=who, deed=deed_words(item.facts["what"]), moment=when)
    if item.reason == "HeldByAnother":
        holder = names.get(item.facts.get("by", ""), _("Một cán bộ khác"))
        return _("%(who)s đang giữ việc này.", who=holder)
    words = {
        "ActionNotOffered": _("Bước này của hồ sơ không có việc đó."),
        "SameHands": _("Người đã thẩm định hồ sơ không được ký hồ sơ đó."),
        "InputMissing": _("Việc này cần ghi thêm nội dung: mở hồ sơ để làm."),
        "NotForMany": _("Việc này phải làm từng hồ sơ."),
        "NotInThatUnit": _("Cán bộ được chọn không làm ở đơn vị nhận hồ sơ."),
        "NoSlipYet": _("Hồ sơ chưa được tiếp nhận nên chưa có phiếu."),
        "NotAllowed": _("Hồ sơ không ở bàn của bạn."),
        "NoSuchCase": _("Bạn không còn xem được hồ sơ này."),
        "Trouble": _("Hệ thống gặp trục trặc với hồ sơ này. Thử lại."),
    }
    return words.get(item.reason, _("Không làm được việc này.")) if item.status == "refused" else ""
