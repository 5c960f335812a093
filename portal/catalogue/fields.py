"""From what was typed to an answer: one question at a time.

Typed values come as a flat mapping of names, as a form sends them: `subject.birth_date`, `residences.0.address.unit`.
An answer is JSON: texts, whole numbers, booleans, ISO dates, lists, and mappings for persons and addresses.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from portal.catalogue.definition import FormField, PersonPart
from portal.people.identifiers import FORMATS, email, personal_id, phone
from portal.text import clean

Typed = Mapping[str, Sequence[str]]

MAX_TEXT = 500
MAX_LONG_TEXT = 5000
MAX_NUMBER = 10**12
SEXES = ("male", "female")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `path` names the input it belongs to; `code` says what is wrong, `facts` the figures in it."""

    path: str
    code: str
    facts: Mapping[str, Any]


class Places(Protocol):
    """What reading an address needs to know of the organisation tree."""

    def find_commune(self, text: str, *, past: bool) -> str | None:
        """Return the code of the commune that a code or a full name means, if it means exactly one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one question: an answer, or problems, or nothing where nothing was asked."""

    value: Any = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers as of a day."""

    places: Places
    today: date

    def read(self, field: FormField, typed: Typed, prefix: str = "") -> Reading:
        """Return the answer to one question. Left empty it reads as None, with a problem when it is required."""
        path = prefix + field.name
        if field.type == "group":
            return self._group(field, typed, path)
        if field.type == "person":
            return self._person(field, typed, path)
        if field.type == "address":
            return self._address(field, typed, path, required=field.required)
        if field.type == "choices":
            return _choices(field, typed, path)
        if field.type in ("yes_no", "declaration"):
            return _yes_no(field, typed, path)
        text = clean(_first(typed, path), lines=field.type == "long_text")
        if not text:
            return Reading(problems=(Problem(path, "required", {}),) if field.required else ())
        return self._scalar(field, text, path)

    def _scalar(self, field: FormField, text: str, path: str) -> Reading:
        match field.type:
            case "number" | "money":
                return _number(field, text, path)
            case "date":
                return self._date(field, text, path)
            case "partial_date":
                return self._partial_date(text, path)
            case "choice":
                return Reading(text) if text in field.options else _bad(path, "not_an_option")
            case "place":
                code = self.places.find_commune(text, past=False)
                return Reading(code) if code else _bad(path, "unknown_place", text=text)
            case "phone":
                return _checked(phone, text, path, "phone")
            case "email":
                return _checked(email, text, path, "email")
            case _:
                return _text(field, text, path)

    def _date(self, field: FormField, text: str, path: str) -> Reading:
        day = parse_day(text)
        if day is None:
            return _bad(path, "date")
        return self._in_time(day, path) or Reading(day.isoformat())

    def _in_time(self, day: date, path: str) -> Reading | None:
        return _bad(path, "year") if not 1890 <= day.year <= self.today.year + 10 else None

    def _partial_date(self, text: str, path: str) -> Reading:
        value = parse_partial(text)
        if value is None:
            return _bad(path, "partial_date")
        return _bad(path, "year") if not 1890 <= int(value[:4]) <= self.today.year + 10 else Reading(value)

    def _person(self, field: FormField, typed: Typed, path: str) -> Reading:
        name_field = FormField.model_construct(
            **{**_TEXT, "name": "name", "format": "name", "required": field.required}
        )
        readings = {"name": self.read(name_field, typed, path + ".")}
        for part in field.parts:
            readings[part] = self._part(part, field, typed, path)
        if not field.required and not any(_given(typed, path)):
            return Reading()
        return _together(readings)

    def _part(self, part: PersonPart, field: FormField, typed: Typed, path: str) -> Reading:
        if part == "residence":
            inner = FormField.model_construct(**{**_TEXT, "name": "residence", "type": "address", "past": field.past})
            return self._address(inner, typed, f"{path}.residence", required=field.required)
        text = clean(_first(typed, f"{path}.{part}"))
        if not text:
            needed = field.required and part not in ("phone", "email")
            return _bad(f"{path}.{part}", "required") if needed else Reading()
        match part:
            case "identifier":
                return _checked(personal_id, text, f"{path}.{part}", "personal_id")
            case "birth_date":
                day = parse_day(text)
                if day is None:
                    return _bad(f"{path}.{part}", "date")
                if day > self.today:
                    return _bad(f"{path}.{part}", "birth_date")
                return self._in_time(day, f"{path}.{part}") or Reading(day.isoformat())
            case "sex":
                return Reading(text) if text in SEXES else _bad(f"{path}.{part}", "not_an_option")
            case "phone":
                return _checked(phone, text, f"{path}.{part}", "phone")
            case _:
                return _checked(email, text, f"{path}.{part}", "email")

    def _address(self, field: FormField, typed: Typed, path: str, *, required: bool) -> Reading:
        place, line = clean(_first(typed, f"{path}.unit")), clean(_first(typed, f"{path}.line"))
        if not place and not line and not required:
            return Reading()
        if not place:
            return _bad(f"{path}.unit", "place_required")
        code = self.places.find_commune(place, past=field.past)
        if code is None:
            return _bad(f"{path}.unit", "unknown_place", text=place)
        if len(line) > MAX_TEXT:
            return _bad(f"{path}.line", "too_long", max=MAX_TEXT)
        return Reading({"unit": code, "line": line})

    def _group(self, field: FormField, typed: Typed, path: str) -> Reading:
        numbers = sorted(
            {int(m.group(1)) for name in typed if (m := re.match(rf"{re.escape(path)}\.(\d{{1,3}})\.", name))}
        )
        rows: list[Any] = []
        problems: list[Problem] = []
        repeat = field.repeat
        most = repeat.max if repeat else 1
        if len(numbers) > most:
            problems.append(Problem(path, "too_many", {"max": most}))
        for number in numbers[:most]:
            row: dict[str, Any] = {}
            for inner in field.fields:
                reading = self.read(inner, typed, f"{path}.{number}.")
                problems += reading.problems
                row[inner.name] = reading.value
            rows.append(row)
        least = repeat.min if repeat else 1
        if field.required and len(rows) < least:
            problems.append(Problem(path, "too_few", {"min": least}))
        return Reading(rows, tuple(problems))


_TEXT: dict[str, Any] = {
    name: info.get_default(call_default_factory=True)
    for name, info in FormField.model_fields.items()
    if not info.is_required()
} | {"name": "", "type": "text", "label": None}


def parse_day(text: str) -> date | None:
    """Return the day of `dd/mm/yyyy` (or with - or .), or of an ISO date; None for an impossible one."""
    match = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def parse_partial(text: str) -> str | None:
    """Return `yyyy`, `yyyy-mm` or `yyyy-mm-dd`: partial dates are legal for old people (domain.md section 8)."""
    if re.fullmatch(r"\d{4}", text):
        return text
    if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", text) or re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{2})", text):
        groups = match.groupdict()
        month, year = (groups["m"], groups["y"]) if groups else (match[1], match[2])
        return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None
    day = parse_day(text)
    return day.isoformat() if day else None


def _first(typed: Typed, path: str) -> str:
    values = typed.get(path) or ("",)
    return values[0]


def _given(typed: Typed, path: str) -> list[str]:
    return [v for name, values in typed.items() if name.startswith(path + ".") for v in values if v.strip()]


def _bad(path: str, code: str, **facts: Any) -> Reading:
    return Reading(problems=(Problem(path, code, facts),))


def _together(readings: Mapping[str, Reading]) -> Reading:
    problems = tuple(p for reading in readings.values() for p in reading.problems)
    return Reading({name: reading.value for name, reading in readings.items()}, problems)


def _checked(read: Any, text: str, path: str, code: str) -> Reading:
    try:
        return Reading(read(text))
    except ValueError:
        return _bad(path, code)


def _yes_no(field: FormField, typed: Typed, path: str) -> Reading:
    text = _first(typed, path)
    if field.type == "declaration":
        return Reading(value=True) if text == "yes" else _bad(path, "declare")
    if text in ("yes", "no"):
        return Reading(text == "yes")
    return _bad(path, "choose") if field.required else Reading()


def _choices(field: FormField, typed: Typed, path: str) -> Reading:
    chosen = [value for value in typed.get(path, ()) if value]
    if any(value not in field.options for value in chosen):
        return _bad(path, "not_an_option")
    if not chosen and field.required:
        return _bad(path, "choose")
    return Reading([option for option in field.options if option in chosen])


def _number(field: FormField, text: str, path: str) -> Reading:
    """Read a whole number, with dots or spaces between thousands as people write them."""
    digits = re.sub(r"(?<=\d)[. ](?=\d{3}\b)", "", text.removesuffix("đồng").removesuffix("đ").strip())
    if not re.fullmatch(r"-?\d{1,13}", digits):
        return _bad(path, "number")
    number = int(digits)
    low = field.min if field.min is not None else 0
    high = field.max if field.max is not None else MAX_NUMBER
    if not low <= number <= high:
        return _bad(path, "out_of_range", min=low, max=high)
    return Reading(number)


def _text(field: FormField, text: str, path: str) -> Reading:
    most = field.max_length or (MAX_LONG_TEXT if field.type == "long_text" else MAX_TEXT)
    if len(text) > most:
        return _bad(path, "too_long", max=most, length=len(text))
    if field.format is not None:
        return _checked(FORMATS[field.format], text, path, field.format)
    return Reading(text)
