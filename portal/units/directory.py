"""All units in memory: a snapshot that answers in microseconds what `queries` answers from the database.

Built once a process, and again when the tree was changed (`portal.units.revision`). Dates are days in Vietnam; nothing
here knows what day it is.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from portal.alphabet import alphabet_key
from portal.units.errors import NoSuchPlace, NoSuchUnit
from portal.units.models import Level, Succession, Unit
from portal.units.offices import lower_first
from portal.units.places import Place, PlaceIndex, PlaceMatch
from portal.units.revision import REVISION
from portal.units.tree import LevelRecord, UnitRecord

ONE_STOP = "one_stop"


class UnitDirectory:
    """Every unit of every era. Answers are codes; `get` gives the facts of one."""

    def __init__(
        self,
        levels: Iterable[LevelRecord],
        units: Iterable[UnitRecord],
        successions: Iterable[tuple[str, str]],
        revision: int = 0,
    ) -> None:
        self.revision = revision
        self.levels = tuple(sorted(levels, key=lambda level: level.rank))
        self._units = {unit.code: unit for unit in sorted(units, key=lambda unit: unit.code)}
        self._ancestors = {code: self._chain(code) for code in self._units}
        self._children: dict[str, list[str]] = {code: [] for code in self._units}
        self._offices: dict[tuple[str, str], str] = {}
        self._index_children()
        self._successors: dict[str, list[str]] = {}
        self._predecessors: dict[str, list[str]] = {}
        for unit, successor in sorted(successions):
            self._successors.setdefault(unit, []).append(successor)
            self._predecessors.setdefault(successor, []).append(unit)
        lowest = self.levels[-1].code if self.levels else ""
        self._communes = self._in_alphabet(unit for unit in self._units.values() if unit.level == lowest)
        self._places = PlaceIndex([self._place(unit) for unit in self._communes])

    def __hash__(self) -> int:
        """Return another number for each revision: what was remembered of an older tree is not found any more."""
        return hash((id(self), self.revision))

    def __eq__(self, other: object) -> bool:
        return self is other

    def become(self, newer: "UnitDirectory") -> None:
        """Know what a newer one knows, at once and wholly, for everybody who holds this one."""
        self.__dict__ = newer.__dict__

    def __len__(self) -> int:
        return len(self._units)

    def find(self, code: str) -> UnitRecord | None:
        return self._units.get(code)

    def get(self, code: str) -> UnitRecord:
        """Return the facts of a unit. Raises `NoSuchUnit`, as every answer about an unknown code does."""
        try:
            return self._units[code]
        except KeyError:
            raise NoSuchUnit(code) from None

    def units(self, day: date | None = None) -> tuple[UnitRecord, ...]:
        """Return all units, or those alive on a day, offices among them, by code."""
        return tuple(unit for unit in self._units.values() if day is None or unit.alive_on(day))

    def name(self, code: str, language: str = "vi") -> str:
        return self.get(code).said_in(language)

    def full_name(self, code: str, language: str = "vi") -> str:
        """Return the name with all that the unit lies in: "Xã Nghĩa Mỹ, huyện Tư Nghĩa, tỉnh Quảng Ngãi".

        An office already carries the name of its unit where that is needed, so it is followed by what lies above.
        """
        unit = self.get(code)
        above = [self._units[ancestor].said_in(language) for ancestor in self._ancestors[code]]
        if above and unit.is_office and self._lies_in_name(unit, above[0], language):
            above = above[1:]
        return ", ".join([unit.said_in(language), *(above if language == "en" else map(lower_first, above))])

    def level(self, code: str) -> str:
        """Return the level's code; an office has that of its unit."""
        return self.get(code).level

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return what a unit lies in, nearest first, without the unit itself."""
        self.get(code)
        return self._ancestors[code]

    def children(self, code: str, day: date | None = None) -> tuple[str, ...]:
        """Return the units directly below, without offices."""
        self.get(code)
        below = (self._units[child] for child in self._children[code])
        return tuple(unit.code for unit in below if not unit.is_office and (day is None or unit.alive_on(day)))

    def offices(self, code: str, kind: str | None = None, day: date | None = None) -> tuple[str, ...]:
        """Return the offices of a unit itself, of one kind where it is given."""
        self.get(code)
        below = (self._units[child] for child in self._children[code])
        return tuple(
            unit.code
            for unit in below
            if unit.is_office and kind in (None, unit.kind) and (day is None or unit.alive_on(day))
        )

    def subtree(self, code: str, day: date | None = None) -> tuple[str, ...]:
        """Return the unit and all below it, offices among them; only those alive where a day is given."""
        self.get(code)
        found = [code]
        for above in found:
            found.extend(self._children[above])
        return tuple(unit for unit in found if day is None or self._units[unit].alive_on(day))

    def parent_at(self, code: str, level: str) -> str | None:
        """Return the unit of a level that this one is or lies in; None when there is none."""
        self.get(code)
        for above in (code, *self._ancestors[code]):
            unit = self._units[above]
            if unit.level == level and not unit.is_office:
                return above
        return None

    def office(self, code: str, kind: str, day: date) -> str | None:
        """Return the office of this kind that the unit has on a day; of the unit itself, not of those above."""
        self.get(code)
        office = self._offices.get((code, kind))
        return office if office is not None and self._units[office].alive_on(day) else None

    def reception(self, code: str, day: date) -> str:
        """Return the one-stop office that takes in dossiers for a unit: its own, else of the nearest unit above.

        Raises `NoSuchPlace`.
        """
        self.get(code)
        chain = (code, *self._ancestors[code])
        for above in chain:
            for office in (above, *self.offices(above, day=day)):
                unit = self._units[office]
                if unit.office_type == ONE_STOP and unit.alive_on(day):
                    return office
        raise NoSuchPlace("reception", code, chain)

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """Return the units alive on a day that a unit lives on in: itself, or those its succession leads to."""
        if self.get(code).alive_on(day):
            return (code,)
        found: dict[str, None] = {}
        ahead = list(self._successors.get(code, ()))
        for heir in ahead:
            if self._units[heir].alive_on(day):
                found[heir] = None
            elif self._units[heir].valid_from <= day:
                ahead.extend(self._successors.get(heir, ()))
        return tuple(found)

    def took_over(self, code: str) -> tuple[str, ...]:
        """Return the units that took this one over directly, of its own level: a commune answers for no district."""
        level = self.get(code).level
        return tuple(heir for heir in self._successors.get(code, ()) if self._units[heir].level == level)

    def was_taken_over(self, code: str) -> tuple[str, ...]:
        """Return the units of its own level that this one took over directly."""
        level = self.get(code).level
        return tuple(unit for unit in self._predecessors.get(code, ()) if self._units[unit].level == level)

    def predecessors(self, code: str) -> tuple[str, ...]:
        """Return all units that this one carries on, also through others, the latest first."""
        self.get(code)
        found: dict[str, None] = {}
        ahead = list(self._predecessors.get(code, ()))
        for unit in ahead:
            if unit not in found:
                found[unit] = None
                ahead.extend(self._predecessors.get(unit, ()))
        return tuple(found)

    def communes(self, day: date) -> tuple[str, ...]:
        """Return the units of the lowest level alive on a day, in the order of the Vietnamese alphabet."""
        return tuple(unit.code for unit in self._communes if unit.alive_on(day))

    def commune_names(self, day: date) -> tuple[str, ...]:
        """Return the full names of the communes alive on a day; `find_commune` understands each of them."""
        return tuple(self.full_name(code) for code in self.communes(day))

    def province(self, day: date) -> str:
        """Return the unit at the top on a day; of several, the one whose number the province of today bears.

        Raises `NoSuchPlace` when there is none, or no telling which.
        """
        tops = [unit for unit in self._units.values() if unit.parent is None]
        alive = [unit for unit in tops if unit.alive_on(day)]
        if len(alive) > 1:
            numbers = {unit.gso_code for unit in tops if unit.valid_to is None}
            alive = [unit for unit in alive if unit.gso_code in numbers]
        if len(alive) != 1:
            raise NoSuchPlace("province", day.isoformat(), tuple(unit.code for unit in tops))
        return alive[0].code

    def agency_code(self, code: str) -> str:
        """Return the agency code that starts the codes of a unit's cases: its own, else of the nearest unit above.

        Sub-codes are issued by the province; those in the file are proposals (confidence C). Raises `NoSuchPlace`.
        """
        chain = (code, *self.ancestors(code))
        for above in chain:
            agency = self._units[above].agency_code
            if agency is not None:
                return agency
        raise NoSuchPlace("agency code", code, chain)

    def search_places(self, text: str, day: date, *, limit: int = 20) -> tuple[PlaceMatch, ...]:
        """Return the communes alive on a day that a text may mean, by their own or by a former name, best first."""
        return self._places.search(text, day, self.successors, limit=limit)

    def find_commune(self, text: str, *, past: bool, day: date | None = None) -> str | None:
        """Return the code of the commune that a code or a name means, if it means exactly one.

        With `past`, communes that are over count too. Without a day, the present ones are those without a last day.
        """
        return self._places.find(text, past=past, day=day)

    def _chain(self, code: str) -> tuple[str, ...]:
        found: list[str] = []
        parent = self._units[code].parent
        while parent is not None:
            found.append(parent)
            parent = self._units[parent].parent
        return tuple(found)

    def _index_children(self) -> None:
        for unit in self._units.values():
            if unit.parent is not None:
                self._children[unit.parent].append(unit.code)
                if unit.is_office:
                    self._offices[unit.parent, unit.kind] = unit.code

    def _in_alphabet(self, units: Iterable[UnitRecord]) -> tuple[UnitRecord, ...]:
        return tuple(sorted((u for u in units if not u.is_office), key=lambda unit: alphabet_key(unit.name)))

    def _place(self, unit: UnitRecord) -> Place:
        above = tuple(self._units[code].name for code in self._ancestors[unit.code])
        return Place(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            above=above,
            full_name=self.full_name(unit.code),
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )

    def _lies_in_name(self, office: UnitRecord, name: str, language: str) -> bool:
        return (name if language == "en" else lower_first(name)) in office.said_in(language)


def load_directory(connection: Connection) -> UnitDirectory:
    """Return the directory of all units in the database."""
    return UnitDirectory(
        [LevelRecord(**row._mapping) for row in connection.execute(select(Level.__table__))],
        [UnitRecord(**row._mapping) for row in connection.execute(select(Unit.__table__))],
        [(row.unit, row.successor) for row in connection.execute(select(Succession.unit, Succession.successor))],
        connection.execute(select(REVISION)).scalar_one(),
    )
