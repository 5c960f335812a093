"""The shape of a file of units: levels, units, the types of offices that each unit has, and agency codes of offices.

Each entry is read on its own, so that one bad entry hides nothing of the others.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9./-]+$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^H\d{2}(\.\d{1,3}){0,3}$")]

LISTS = ("levels", "units", "department_types", "district_department_types", "commune_department_types")
TYPE_LISTS = LISTS[2:]

_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here",
    "string_type": "has to be a text",
    "int_type": "has to be a whole number",
    "date_type": "has to be a day, as 2025-07-01",
    "date_parsing": "has to be a day, as 2025-07-01",
    "date_from_datetime_parsing": "has to be a day, as 2025-07-01",
    "string_pattern_mismatch": "has to be written as {pattern}",
    "tuple_type": "has to be a list",
    "model_type": "has to be an object",
}


class Entry(BaseModel):
    """An object of the file. A field nobody knows is a mistake, most often of spelling."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LevelEntry(Entry):
    code: Code
    name: Text
    name_en: Text
    rank: int
    closed_on: date | None = None


class UnitEntry(Entry):
    code: Code
    name: Text
    name_en: Text | None = None
    kind: Text
    level: Code
    parent: Code | None = None
    valid_from: date
    valid_to: date | None = None
    successors: tuple[Code, ...] = ()
    agency_code: AgencyCode | None = None
    gso_code: Text | None = None
    place_code: Annotated[str, StringConstraints(pattern=r"^\d{12}$")] | None = None
    note: Text | None = None


class OfficeType(Entry):
    """An office that every unit of level `at` has; `{unit}` in a name becomes the unit's own.

    `since` and `until` narrow it to units that begin then, `kinds` and `units` to some of them. Where a successor has
    no office of this type, `then` names the type that takes over.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$", max_length=40)]
    name: Text
    name_en: Text
    type: Text
    at: Code
    since: date | None = None
    until: date | None = None
    kinds: tuple[Text, ...] = ()
    units: tuple[Code, ...] = ()
    then: Code | None = None
    confidence: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TreeFile:
    """What a file says, entry by entry, with the place of each; and what could not be read."""

    levels: tuple[tuple[str, LevelEntry], ...]
    units: tuple[tuple[str, UnitEntry], ...]
    office_types: tuple[tuple[str, OfficeType], ...]
    office_agency_codes: dict[str, str]
    unread: frozenset[str]  # codes of entries that could not be read; references to them are not errors of their own
    errors: tuple[str, ...]


EntryT = TypeVar("EntryT", bound=Entry)


class _Reader:
    def __init__(self) -> None:
        self.errors: list[str] = []
        self.unread: set[str] = set()

    def entries(self, raw: dict[str, Any], name: str, shape: type[EntryT]) -> tuple[tuple[str, EntryT], ...]:
        values = raw.get(name, [])
        if not isinstance(values, list):
            self.errors.append(f"{name}: has to be a list")
            return ()
        read = ((self._where(name, number, value), value) for number, value in enumerate(values))
        return tuple((where, entry) for where, value in read if (entry := self._entry(where, value, shape)) is not None)

    def _where(self, name: str, number: int, value: Any) -> str:
        code = value.get("code") if isinstance(value, dict) else None
        return f"{name}[{number}] {code}" if isinstance(code, str) else f"{name}[{number}]"

    def _entry(self, where: str, value: Any, shape: type[EntryT]) -> EntryT | None:
        try:
            return shape.model_validate_json(json.dumps(value))
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                path = ".".join(str(part) for part in problem["loc"])
                said = _PLAIN.get(problem["type"], problem["msg"].lower()).format(**problem.get("ctx", {}))
                self.errors.append(f"{where}: {path} {said}" if path else f"{where}: {said}")
            if isinstance(value, dict) and isinstance(value.get("code"), str):
                self.unread.add(value["code"])
            return None

    def agency_codes(self, raw: dict[str, Any]) -> dict[str, str]:
        values = raw.get("office_agency_codes", {})
        if isinstance(values, dict) and all(isinstance(value, str) for value in values.values()):
            return values
        self.errors.append("office_agency_codes: has to be an object of texts")
        return {}


def read_file(text: str) -> TreeFile:
    """Read the text of a file as far as it can be read."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        return TreeFile((), (), (), {}, frozenset(), (f"not a JSON file: {error}",))
    if not isinstance(raw, dict):
        return TreeFile((), (), (), {}, frozenset(), ("the file has to be an object with levels and units",))
    reader = _Reader()
    reader.errors += [f"{name}: is missing" for name in ("levels", "units") if name not in raw]
    known = {*LISTS, "meta", "office_agency_codes"}
    reader.errors += [f"{name}: is not a part that is known here" for name in raw if name not in known]
    levels = reader.entries(raw, "levels", LevelEntry)
    units = reader.entries(raw, "units", UnitEntry)
    types = tuple(found for name in TYPE_LISTS for found in reader.entries(raw, name, OfficeType))
    agency_codes = reader.agency_codes(raw)
    return TreeFile(levels, units, types, agency_codes, frozenset(reader.unread), tuple(reader.errors))
