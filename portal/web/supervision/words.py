"""What each figure is called, and how it is counted, in one sentence: the definition that people read."""

from portal.statistics.figures import FEW, Figures
from portal.web.format import percent
from portal.web.language import gettext as _
from portal.web.language import language


def indicator_name(code: str) -> str:
    return {
        "carried": _("Kỳ trước chuyển sang"),
        "received": _("Đã nhận"),
        "decided": _("Đã giải quyết"),
        "early": _("Trước hạn"),
        "on_time": _("Đúng hạn"),
        "late": _("Trễ hạn"),
        "closed": _("Kết thúc khác"),
        "in_hand": _("Đang giải quyết"),
        "overdue": _("Đang quá hạn"),
    }[code]


def indicator_counted(code: str) -> str:
    """Return how a figure is counted."""
    return {
        "carried": _("Hồ sơ nộp trước kỳ, lúc kỳ bắt đầu chưa có kết quả và chưa kết thúc."),
        "received": _("Hồ sơ nộp trong kỳ."),
        "decided": _("Hồ sơ có kết quả phát hành trong kỳ, đồng ý hoặc từ chối."),
        "early": _("Kết quả phát hành trước ngày hạn."),
        "on_time": _("Kết quả phát hành trong ngày hạn."),
        "late": _("Kết quả phát hành sau ngày hạn."),
        "closed": _("Không tiếp nhận, công dân rút hoặc dừng xử lý trong kỳ."),
        "in_hand": _("Cuối kỳ chưa có kết quả và chưa kết thúc; kỳ chưa hết thì đếm lúc xem."),
        "overdue": _("Đang giải quyết và đã qua giờ hạn. Hồ sơ chờ bổ sung thì chưa có hạn để quá."),
    }[code]


def promptness_name(which: str) -> str:
    return {"done": _("Việc đã xong"), "in_time": _("Kịp giờ"), "late": _("Chậm")}[which]


def promptness_counted(which: str) -> str:
    """Return how the tasks of officers are counted."""
    return {
        "done": _("Bước cán bộ đã làm xong trong kỳ. Bước phải chờ người dân bổ sung thì không tính."),
        "in_time": _("Xong trong số giờ làm việc của bước."),
        "late": _("Xong sau số giờ làm việc của bước."),
    }[which]


def share_text(figures: Figures) -> str:
    """Return the share decided in time, or that there are too few cases to say."""
    share = figures.on_time_share
    return _("ít") if share is None else percent(share, language=language())


def share_note(figures: Figures) -> str:
    decided = figures["decided"]
    if figures.on_time_share is None:
        return _("dưới %(few)s hồ sơ có kết quả, chưa đủ để nói", few=FEW)
    return _("%(good)s trên %(all)s hồ sơ có kết quả", good=decided - figures["late"], all=decided)
