"""Names of the catalogue's facets and their values; a national record's own words stay as they are."""

import re

from portal.catalogue.definition import Competence
from portal.catalogue.vocabulary import FIELDS, life_events
from portal.web.format import number
from portal.web.language import Number, language, ngettext
from portal.web.language import gettext as _
from portal.web.rendering import label

# The catalogue keeps a field by its national, Vietnamese name; those of our own procedures have an English one too.
_FIELDS = {words.vi: words for words in FIELDS.values()}

COUNCIL = "resolution of the provincial People's Council"


def facet_name(facet: str) -> str:
    return {
        "life_event": _("Việc trong đời"),
        "field": _("Lĩnh vực"),
        "audience": _("Dành cho"),
        "level": _("Cấp giải quyết"),
        "agency": _("Cơ quan"),
        "online": _("Nộp trực tuyến"),
    }[facet]


def facet_value_name(facet: str, value: str) -> str:
    """Return the words for a value; what is not ours is shown as it was published."""
    known = {
        "full": _("Làm trọn vẹn trên mạng"),
        "partial": _("Làm một phần trên mạng"),
        "information": _("Chỉ có thông tin"),
        "citizen": _("Người dân"),
        "business": _("Doanh nghiệp, hộ kinh doanh"),
        "organisation": _("Tổ chức"),
        "commune": _("Cấp xã"),
        "district": _("Cấp huyện"),
        "province": _("Cấp tỉnh"),
        "ministry": _("Cấp bộ"),
    }
    if value in known:
        return known[value]
    if facet == "life_event" and value in life_events():
        return label(life_events()[value])
    return label(_FIELDS[value]) if facet == "field" and value in _FIELDS else value


def published_words(text: str) -> str:
    """Return what a national record says, as it stands; the few sayings that most records have are translated."""
    return {"Không có thông tin": _("Không có thông tin"), "Miễn phí": _("Miễn phí")}.get(text, text)


def limit_text(value: Number, unit: str) -> str:
    """Return a time limit in words: "3 ngày làm việc"."""
    n = number(value, language=language())
    words = {
        "working_days": ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", value, n=n),
        "days": ngettext("%(n)s ngày", "%(n)s ngày", value, n=n),
        "hours": ngettext("%(n)s giờ làm việc", "%(n)s giờ làm việc", value, n=n),
        "working_hours": ngettext("%(n)s giờ làm việc", "%(n)s giờ làm việc", value, n=n),
        "months": ngettext("%(n)s tháng", "%(n)s tháng", value, n=n),
    }
    return words[unit]


def law_text(source: str) -> str:
    """Return a reference to a law as Vietnamese law writes it; definitions have "123/2015/NĐ-CP, article 22"."""
    text = re.sub(r"articles (\d+) (?:to|and) (\d+)", r"Điều \1 đến Điều \2", source)
    text = re.sub(r"article (\d+)", r"Điều \1", text)
    return text.replace(COUNCIL, "nghị quyết của Hội đồng nhân dân tỉnh")


def competent_text(competence: Competence) -> str:
    """Return which unit decides, in one sentence."""
    if competence.of == "province":
        return _("Cơ quan cấp tỉnh. Nộp trực tuyến, hoặc tại bất kỳ quầy một cửa nào trong tỉnh.")
    where = {
        "residence": _("nơi cư trú"),
        "works": _("nơi có công trình, thửa đất"),
        "seat": _("nơi đặt trụ sở"),
        "chosen": _("bạn chọn"),
    }[competence.of]
    level = {"commune": _("Xã, phường, đặc khu"), "district": _("Huyện, thị xã, thành phố")}.get(competence.level, "")
    return _("%(level)s %(where)s. Nộp trực tuyến, hoặc tại quầy một cửa.", level=level or _("Tỉnh"), where=where)
