"""Periods of time in Vietnamese prose: "05 ngày làm việc", "mười (10) ngày", "nửa tháng", "1,5 ngày"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.catalogue.entry_facts import LimitUnit

_ONES = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LAST = {"một": "mốt", "năm": "lăm", "bốn": "tư", "bảy": "bẩy"}  # as they sound after mươi


def _number_words() -> dict[str, Decimal]:
    words = {name: Decimal(n) for n, name in enumerate(_ONES) if name} | {"mười": Decimal(10), "nửa": Decimal("0.5")}
    for tens in range(1, 10):
        start = "mười" if tens == 1 else f"{_ONES[tens]} mươi"
        words[start] = Decimal(tens * 10)
        for n, name in enumerate(_ONES[1:], start=1):
            for spoken in {name, _LAST.get(name, name)}:
                words[f"{start} {spoken}"] = Decimal(tens * 10 + n)
    return words


NUMBER_WORDS = _number_words()
_UNITS = r"ngày\s+làm\s+việc|ngày|giờ\s+làm\s+việc|giờ|phút|tuần|tháng|năm"
_FIGURE = r"\d{1,3}(?:[.,]\d{1,2})?|½|1/2"
_WORDS = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True)).replace(r"\ ", r"\s+")

# A date ("ngày 30 tháng 6") and a time of day ("trước 15 giờ") look like periods; what stands around them tells.
_PERIOD = re.compile(
    rf"(?<![\w/.,])(?<!ngày )(?<!trước )(?<!sau )(?<!lúc )(?P<number>{_FIGURE}|{_WORDS})\s*"
    rf"(?:\([^()]{{1,25}}\)\s*)?(?P<unit>{_UNITS})(?![\w/])(?!\s*\d)",
    re.IGNORECASE,
)
_FACTORS = {  # a week is seven days, a year twelve months (Civil Code, art. 147)
    "ngày làm việc": (1, LimitUnit.WORKING_DAYS),
    "ngày": (1, LimitUnit.DAYS),
    "giờ làm việc": (1, LimitUnit.WORKING_HOURS),
    "giờ": (1, LimitUnit.HOURS),
    "tuần": (7, LimitUnit.DAYS),
    "tháng": (1, LimitUnit.MONTHS),
    "năm": (12, LimitUnit.MONTHS),
}


@dataclass(frozen=True, slots=True)
class Period:
    value: Decimal
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Mention:
    """A period and where in the text it stands."""

    period: Period
    start: int
    end: int


def period(number: str, unit: str) -> Period:
    """Return `number` of `unit` (Vietnamese, any case) as a period. Half a month is 15 days (Civil Code, art. 147)."""
    value = read_number(number)
    name = " ".join(unit.casefold().split())
    if name == "tháng" and value == Decimal("0.5"):
        return Period(Decimal(15), LimitUnit.DAYS)
    if name == "phút":
        return Period((value / 60).quantize(Decimal("0.0001")).normalize() + 0, LimitUnit.HOURS)
    factor, of = _FACTORS[name]
    return Period(value * factor, of)


def read_number(number: str) -> Decimal:
    """Return a figure ("07", "1,5", "½") or a Vietnamese number word below one hundred as a decimal."""
    word = " ".join(number.casefold().split())
    if word in ("½", "1/2"):
        return Decimal("0.5")
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    return Decimal(word.replace(",", ".")).normalize() + 0


def mentions(text: str) -> list[Mention]:
    """Return every period that `text` speaks of, in order. Years are left out: they tell how long a paper is valid."""
    return [
        Mention(period(match["number"], match["unit"]), match.start(), match.end())
        for match in _PERIOD.finditer(text)
        if match["unit"].casefold() != "năm"
    ]
