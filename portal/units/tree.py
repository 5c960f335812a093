"""A whole organisation tree as plain values: what a file holds, and what the database gives back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord:
    """A level of administration; `rank` 1 is the top, `closed_on` its last day."""

    code: str
    name: str
    name_en: str
    rank: int
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """A unit in one era, or an office of one. Dates are the first and the last day, both included."""

    code: str
    name: str
    name_en: str
    kind: str
    level: str
    parent: str | None
    office_type: str | None = None
    valid_from: date
    valid_to: date | None = None
    agency_code: str | None = None
    gso_code: str | None = None
    place_code: str | None = None
    note: str = ""

    @property
    def is_office(self) -> bool:
        return self.office_type is not None

    def alive_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def said_in(self, language: str) -> str:
        return self.name_en if language == "en" else self.name


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree that was proved sound: every parent and successor is in it, in every life the dates fit."""

    levels: tuple[LevelRecord, ...]
    units: tuple[UnitRecord, ...]  # a parent stands before its children
    successions: tuple[tuple[str, str], ...]
