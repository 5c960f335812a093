"""A reorganisation as a file says it: which units end, which carry them on, and what becomes of what they had open.

The tree says which units there are and when; this file has to agree with it. It adds what a tree cannot know: who gets
the open cases of a unit that several carry on, whose officers move, whose registers go on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from portal.units.directory import UnitDirectory

Where = tuple[str | int, ...]  # the way from the top of the file to one value
Code = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),  # a province is written 51
    StringConstraints(pattern=r"^[A-Za-z0-9./-]+$", max_length=60),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]

# How many units each kind of change is about, and how many carry them on: the least and the most.
_MANY = 1000
SHAPES: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "merge": ((1, _MANY), (1, 1)),
    "split": ((1, 1), (2, _MANY)),
    "rename": ((1, 1), (1, 1)),
    "abolish": ((1, 1), (0, _MANY)),
    "move": ((1, 1), (1, _MANY)),  # what a unit was competent for goes to units of another level
}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Entry):
    """One change. `otherwise` gets what neither the answers nor the office of intake give to one of several units."""

    kind: Literal["merge", "split", "rename", "abolish", "move"]
    units: tuple[Code, ...]
    into: tuple[Code, ...] = ()
    otherwise: Code | None = None
    officers: Literal["move", "end"] = "move"
    carries_on: tuple[Code, ...] = ()  # the units whose registers go on; those of the others end, new ones begin at 1


class Reorganisation(_Entry):
    """The whole file. `choices` (of cases) and `posts` (of accounts) answer by name what no rule answers."""

    decree: Text
    day: date = Field(alias="date")
    changes: tuple[Change, ...]
    choices: dict[str, Code] = {}
    posts: dict[str, Code] = {}
    agency_codes: dict[Code, str] = {}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that keeps a file from being enacted, and where it stands."""

    where: Where
    what: str


class BadReorganisation(Exception):
    """The file does not say what a reorganisation is; `mistakes` holds everything at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(mistake.what for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def read_reorganisation(value: Any) -> Reorganisation:
    """Return what the plain values of a file mean. Raises `BadReorganisation`."""
    try:
        return Reorganisation.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        raise BadReorganisation([Mistake(p["loc"], p["msg"]) for p in problems]) from error


def disagreements(file: Reorganisation, directory: UnitDirectory) -> Iterator[Mistake]:
    """Yield where the file is at odds with itself or with the tree."""
    named: dict[str, int] = {}
    for number, change in enumerate(file.changes):
        where: Where = ("changes", number)
        yield from (Mistake(where, what) for what in _of_shape(change))
        for unit in change.units:
            if unit in named:
                yield Mistake((*where, "units"), f"{unit} is named before, by change {named[unit] + 1}.")
            named[unit] = number
            yield from (Mistake((*where, "units"), what) for what in _of_unit(unit, change, file.day, directory))
    for record in directory.units():
        if record.valid_to == file.day - timedelta(days=1) and not record.is_office and record.code not in named:
            what = f"{record.code} ({record.name}) ends on {record.valid_to}, and no change says what becomes of it."
            yield Mistake(("changes",), what)
    yield from _of_agency_codes(file, directory)


def _of_shape(change: Change) -> Iterator[str]:
    (least, most), (fewest, top) = SHAPES[change.kind]
    if not least <= len(change.units) <= most:
        yield f"A {change.kind} is about {least if least == most else 'one or more'} units, not {len(change.units)}."
    if not fewest <= len(change.into) <= top:
        count = str(fewest) if fewest == top else f"{fewest} or more"
        yield f"A {change.kind} goes into {count} units, not {len(change.into)}."
    if change.otherwise is not None and change.otherwise not in change.into:
        yield f"otherwise: {change.otherwise} is not one of those that carry on ({', '.join(change.into)})."
    yield from (f"carries_on: {unit} is not one of units." for unit in change.carries_on if unit not in change.units)


def _of_unit(unit: str, change: Change, day: date, directory: UnitDirectory) -> Iterator[str]:
    unknown = [code for code in (unit, *change.into) if directory.find(code) is None]
    if unknown:
        yield f"The tree does not know {', '.join(unknown)}. Load one that does: portal units load FILE."
        return
    record = directory.get(unit)
    if record.is_office:
        yield f"{unit} is an office: name the unit that it belongs to."
    if record.valid_to != day - timedelta(days=1):
        yield f"{unit} does not end on the day before {day}: its last day in the tree is {record.valid_to or 'open'}."
        return
    heirs = directory.successors(unit, day)
    if set(heirs) != set(change.into):
        yield f"In the tree {unit} is carried on by {', '.join(heirs) or 'nobody'}, not by {', '.join(change.into)}."
    same_level = {directory.level(code) == record.level for code in change.into}
    if change.kind == "move" and True in same_level:
        yield f"{unit} is moved to its own level: that is a merge, a split or a new name."
    if change.kind in ("merge", "split", "rename") and False in same_level:
        yield f"{unit} goes to another level: that is a move."


def _of_agency_codes(file: Reorganisation, directory: UnitDirectory) -> Iterator[Mistake]:
    for unit, expected in file.agency_codes.items():
        record = directory.find(unit)
        if record is None or record.agency_code != expected:
            found = "no such unit" if record is None else record.agency_code or "none"
            yield Mistake(("agency_codes", unit), f"The tree has {found}, not {expected}.")


class Heirs:
    """Who carries on a unit or an office, from the day of the reorganisation on."""

    def __init__(self, file: Reorganisation, directory: UnitDirectory) -> None:
        self.file, self.directory = file, directory
        self._changes = {unit: change for change in file.changes for unit in change.units}

    def is_over(self, code: str) -> bool:
        return not self.directory.get(code).alive_on(self.file.day)

    def change_of(self, code: str) -> Change | None:
        """Return the change that ends a unit, or the unit of an office."""
        return self._changes.get(self.home(code))

    def home(self, code: str) -> str:
        """Return the unit that an office belongs to, or the unit itself."""
        unit = self.directory.get(code)
        return unit.parent if unit.is_office and unit.parent is not None else code

    def pick(self, code: str, wishes: Sequence[str]) -> str | None:
        """Return the unit that carries on one that is over: the only one, the first that is wished, or the default."""
        change = self.change_of(code)
        if change is None:
            return None
        if len(change.into) == 1:
            return change.into[0]
        return next((wish for wish in wishes if wish in change.into), change.otherwise)

    def follow(self, code: str, wishes: Sequence[str] = ()) -> str | None:
        """Return the unit or office that carries this one on: itself while it lives; None where nothing says who."""
        if not self.is_over(code):
            return code
        home = self.pick(code, wishes)
        if home is None or not self.directory.get(code).is_office:
            return home
        alike = self.directory.successors(code, self.file.day)
        return next((office for office in alike if self.directory.get(office).parent == home), None)
