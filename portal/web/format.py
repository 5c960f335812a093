"""How moments, numbers, money and sizes are written for people, in Vietnamese and in English.

Every function takes the value first and `language` ("vi" or "en") by keyword; the filters of the same names know the
language of the request. A moment is aware; it is shown on the clock of Vietnam.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from flask import Flask

from portal.clock import local
from portal.documents.spelling import amount_in_words
from portal.web.language import Number
from portal.web.language import language as request_language

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_WEEKDAYS_SHORT = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_UNITS = {"vi": ("byte", "kB", "MB", "GB"), "en": ("bytes", "kB", "MB", "GB")}


def clock_time(value: datetime, *, language: str = "vi") -> str:
    """Return the time of day: "17:30", "5:30 pm"."""
    here = local(_aware(value))
    if language == "vi":
        return f"{here.hour:02}:{here.minute:02}"
    return f"{here.hour % 12 or 12}:{here.minute:02} {'am' if here.hour < 12 else 'pm'}"


def moment(value: datetime, today: date | None = None, *, language: str = "vi") -> str:
    """Return "17:30 thứ Sáu 27/11/2026", or "17:30 hôm nay" when `today` (a day or a moment) is that day."""
    time = clock_time(value, language=language)
    if _same_day(value, today):
        return f"{time} {'hôm nay' if language == 'vi' else 'today'}"
    return f"{time}{' ' if language == 'vi' else ', '}{day_long(value, language=language)}"


def moment_parts(value: datetime, *, language: str = "vi") -> tuple[str, str, str]:
    """Return the time, the weekday and the day, for a display that may break only between them."""
    return clock_time(value, language=language), weekday(value, language=language), day(value, language=language)


def moment_short(value: datetime, today: date | None = None, *, language: str = "vi") -> str:
    """Return a table's form of a moment, without the year: "17:30 T6 28/08", "5:30 pm Fri 28 Aug"."""
    if _same_day(value, today):
        return moment(value, today, language=language)
    here, time = _day(value), clock_time(value, language=language)
    return f"{time} {weekday_short(here, language=language)} {day_month(here, language=language)}"


def day(value: date, *, language: str = "vi") -> str:
    """Return "27/11/2026", "27 November 2026"."""
    here = _day(value)
    return (
        f"{here.day:02}/{here.month:02}/{here.year}"
        if language == "vi"
        else f"{here.day} {_MONTHS[here.month - 1]} {here.year}"
    )


def day_long(value: date, *, language: str = "vi") -> str:
    """Return the day with its weekday: "thứ Sáu 27/11/2026", "Friday 27 November 2026"."""
    here = _day(value)
    return f"{weekday(here, language=language)} {day(here, language=language)}"


def day_month(value: date, *, language: str = "vi") -> str:
    """Return the day without its year: "28/08", "28 Aug"."""
    here = _day(value)
    return f"{here.day:02}/{here.month:02}" if language == "vi" else f"{here.day} {_MONTHS[here.month - 1][:3]}"


def weekday(value: date, *, language: str = "vi") -> str:
    """Return "thứ Sáu", "Friday"."""
    return _WEEKDAYS[language][_day(value).weekday()]


def weekday_short(value: date, *, language: str = "vi") -> str:
    """Return "T6", "Fri"; Sunday is "CN"."""
    return _WEEKDAYS_SHORT[language][_day(value).weekday()]


def document_moment(value: datetime, *, language: str = "vi") -> str:
    """Return a moment as official documents write it: "17 giờ 30 phút, ngày 27 tháng 11 năm 2026"."""
    if language == "vi":
        return f"{local(_aware(value)):%H giờ %M phút}, {document_day(value)}"
    return f"{clock_time(value, language=language)}, {day(value, language=language)}"


def document_day(value: date, *, language: str = "vi") -> str:
    """Return "ngày 27 tháng 11 năm 2026"; days below 10 and the months 1 and 2 carry a zero (Decree 30/2020)."""
    if language != "vi":
        return day(value, language=language)
    here = _day(value)
    month = f"{here.month:02}" if here.month < 3 else str(here.month)
    return f"ngày {here.day:02} tháng {month} năm {here.year}"


def iso(value: date) -> str:
    """Return the machine's form, for the `datetime` attribute: with +07:00 when there is a time of day."""
    return local(_aware(value)).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def number(value: Number, places: int | None = None, *, language: str = "vi") -> str:
    """Return "31.408", "33,5"; with `places`, rounded half up to that many digits, else as exact as `value` is."""
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.to_integral_value()
    english = f"{exact:,f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def money(value: int, *, language: str = "vi") -> str:
    """Return an amount of đồng: "15.000 đồng", "15,000 dong"."""
    return f"{number(value, language=language)} {'đồng' if language == 'vi' else 'dong'}"


def percent(share: Number, places: int = 1, *, language: str = "vi") -> str:
    """Return a share of one as "96,1%"."""
    return f"{number(Decimal(str(share)) * 100, places, language=language)}%"


def file_size(size: int, *, language: str = "vi") -> str:
    """Return a number of bytes as "1,2 MB", "240 kB", in thousands; one digit after the comma below ten."""
    value, step = Decimal(size), 0
    while value >= Decimal("999.5") and step < 3:
        value, step = value / 1000, step + 1
    places = 1 if step and value < Decimal("9.95") else 0
    text = number(number_places(value, places), language=language)
    return f"{text} {_UNITS[language][step]}"


def working_hours(minutes: int, *, language: str = "vi") -> str:
    """Return minutes of working time as hours: "25,25 giờ làm việc", "1 working hour"."""
    hours = number_places(Decimal(minutes) / 60, 2)
    return _duration(hours, language, vietnamese="giờ làm việc", english="working hour")


def working_days(days: Number, *, language: str = "vi") -> str:
    """Return "3 ngày làm việc", "0,5 ngày làm việc", "1 working day"."""
    return _duration(Decimal(str(days)), language, vietnamese="ngày làm việc", english="working day")


def number_places(value: Decimal, places: int) -> Decimal:
    """Return `value` rounded half up to at most `places` digits, without trailing zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def register_formats(app: Flask, language: Callable[[], str] = request_language) -> None:
    """Give the templates of `app` one filter for each function here; `language` tells that of the request."""
    for function in _SPOKEN:
        app.jinja_env.filters[function.__name__] = partial(_speak, function, language)
    app.jinja_env.filters["iso"] = iso
    app.jinja_env.filters["amount_in_words"] = amount_in_words


def _speak(function: Callable[..., Any], language: Callable[[], str], *values: Any, **options: Any) -> Any:
    return function(*values, **options, language=language())


def _duration(value: Decimal, language: str, *, vietnamese: str, english: str) -> str:
    unit = vietnamese if language == "vi" else english + ("" if value == 1 else "s")
    return f"{number(value, language=language)} {unit}"


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be shown: {value!r}")
    return value


def _day(value: date) -> date:
    return local(_aware(value)).date() if isinstance(value, datetime) else value


def _same_day(value: datetime, today: date | None) -> bool:
    return today is not None and _day(value) == _day(today)


_SPOKEN: tuple[Callable[..., Any], ...] = (
    *(clock_time, moment, moment_parts, moment_short, day, day_long, day_month, weekday, weekday_short),
    *(document_moment, document_day, number, money, percent, file_size, working_hours, working_days),
)
