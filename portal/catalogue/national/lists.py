"""Levels, audiences, agencies and results: short lists written with commas, some of which stand inside a name."""

import re

from portal.catalogue.national.letters import CAPITALS
from portal.catalogue.national.table import UNSTATED

LEVELS = {
    "Cấp bộ": "ministry",
    "Cấp tỉnh": "province",
    "Cấp huyện": "district",
    "Cấp xã": "commune",
    "Cơ quan khác": "other",
}
AUDIENCES = {
    "Công dân Việt Nam": "citizen",
    "Người Việt Nam định cư ở nước ngoài": "overseas-vietnamese",
    "Người nước ngoài": "foreigner",
    "Người nước ngoài cư trú tại Việt Nam": "foreigner",
    "Cán bộ, công chức, viên chức": "official",
    "Doanh nghiệp": "business",
    "Doanh nghiệp Việt Nam": "business",
    "Doanh nghiệp có vốn đầu tư nước ngoài": "foreign-invested-business",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": "organisation",
    "Tổ chức nước ngoài": "foreign-organisation",
    "Hợp tác xã": "cooperative",
    "Đảng viên": "party-member",
    "Tổ chức Đảng": "party-organisation",
}

# A comma parts two items only before a capital and outside brackets: "Công an cấp xã, phường" is one agency. Some names
# write a capital after their own comma.
_GOES_ON = "Thể thao|Bản đồ|Chế biến|Lưu trữ|Chống thiên tai"
_COMMA = re.compile(rf",\s+(?=[{CAPITALS}])(?!{_GOES_ON})(?![^()]*\))")
LONGEST_ITEM = 250
_RESULT_CODE = re.compile(r"Mã: ((?:\d{3}\.\d{2}\.\d{2}\.)?(?:KQ\.)?[A-Z]\d{2}(?:-KQ|\.)\d{4,6})")
# What the page shows below the facts: its search words and the buttons to choose an agency.
_PAGE_FOOT = re.compile(r"Từ khóa.*\Z", re.DOTALL)


def read_list(text: str) -> list[str]:
    """Return the items, each once, in order; an empty list when the source says that it has none."""
    if text.strip() in ("", UNSTATED):
        return []
    return list(dict.fromkeys(item.strip(" .,") for item in _COMMA.split(text) if item.strip(" .,")))


def read_codes(text: str, codes: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the known items as codes, and the items that the table does not know as they stand."""
    items = read_list(text)
    return list(dict.fromkeys(codes[item] for item in items if item in codes)), [
        item for item in items if item not in codes
    ]


def read_results(text: str) -> list[dict[str, str]]:
    """Return name and national code of each result; one without a code when the text holds none."""
    text = without_page_foot(text)
    found, start = [], 0
    for match in _RESULT_CODE.finditer(text):
        found.append({"name": text[start : match.start()].strip(" ;./\n"), "code": match[1]})
        start = match.end()
    rest = text[start:].strip()
    if rest and rest != UNSTATED:
        found.append({"name": rest, "code": ""})
    return found


def without_page_foot(text: str) -> str:
    return _PAGE_FOOT.sub("", text).strip()


def stated(text: str) -> str:
    """Return `text` without the page foot, or nothing when it only says that there is no information."""
    text = without_page_foot(text)
    return "" if text.strip(" .") == UNSTATED else text
