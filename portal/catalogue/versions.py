"""Published versions of procedures: pinned once, read often.

A version is immutable, so each process reads it from the database once. Which version is in force today is asked afresh
whenever anything was published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection, func, insert, or_, select, update

from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.entries import OWN, find_entry, index_own_entry, retire_own_entry
from portal.catalogue.loader import Loaded, digest_of, from_json, to_json
from portal.catalogue.models import ProcedureVersion
from portal.catalogue.own_entry import entry_of
from portal.clock import local
from portal.statements import Read
from portal.workflow.definition import Definition


@dataclass(frozen=True, slots=True)
class Published:
    """One published version, ready to be used."""

    id: str
    number: int
    definition: ProcedureDefinition
    workflows: Mapping[str, Definition]

    @property
    def code(self) -> str:
        return self.definition.code


# Asked with every page that needs a procedure in force.
_STAMP = Read(
    select(
        func.count(ProcedureVersion.id).label("number"),
        func.max(ProcedureVersion.published_at).label("newest"),
    )
)


class NoSuchVersion(Exception):
    """No published version has this id."""


def publish(work: Connection, loaded: Loaded, *, by: str, now: datetime) -> tuple[str, bool]:
    """Pin a definition as the newest version of its procedure; return its id, and whether it is new.

    Publishing the same text again changes nothing. The version before ends the day before the new one takes effect.
    """
    version_id, is_new = _pin(work, loaded, by=by, now=now)
    refresh_entry(work, loaded.definition.code, now)
    return version_id, is_new


def _pin(work: Connection, loaded: Loaded, *, by: str, now: datetime) -> tuple[str, bool]:
    code, digest = loaded.definition.code, digest_of(loaded)
    found = work.execute(
        select(ProcedureVersion.id).where(ProcedureVersion.code == code, ProcedureVersion.digest == digest)
    ).scalar()
    if found is not None:
        return found, False
    number = work.execute(
        select(func.coalesce(func.max(ProcedureVersion.number), 0)).where(ProcedureVersion.code == code)
    ).scalar_one()
    version_id = str(uuid4())
    period = loaded.definition.in_force
    work.execute(
        update(ProcedureVersion)
        .where(ProcedureVersion.code == code, ProcedureVersion.in_force_to.is_(None))
        .where(ProcedureVersion.in_force_from < period.from_)
        .values(in_force_to=date.fromordinal(period.from_.toordinal() - 1))
    )
    work.execute(
        insert(ProcedureVersion).values(
            id=version_id,
            code=code,
            number=number + 1,
            digest=digest,
            in_force_from=period.from_,
            in_force_to=period.to,
            published_at=now,
            published_by=by,
            definition=to_json(loaded),
        )
    )
    return version_id, True


def published_codes(look: Connection) -> list[str]:
    """Return the codes of all procedures that were ever published."""
    return list(look.execute(select(ProcedureVersion.code).distinct().order_by(ProcedureVersion.code)).scalars())


def refresh_entry(work: Connection, code: str, now: datetime) -> None:
    """Let the catalogue show the version of a procedure that is in force today.

    It shows nothing of one that is over, nor of one that only other units may ask for.
    """
    day, version = local(now).date(), ProcedureVersion
    in_force = (version.in_force_from <= day, or_(version.in_force_to.is_(None), version.in_force_to >= day))
    statement = select(version.definition).where(version.code == code, *in_force).order_by(version.number.desc())
    pinned = work.execute(statement.limit(1)).scalar()
    definition = from_json(pinned).definition if pinned is not None else None
    if definition is not None and not definition.is_for_units:
        index_own_entry(work, entry_of(definition), now)
        return
    shown = find_entry(work, code)
    if shown is not None and shown.source == OWN and not shown.retired:
        retire_own_entry(work, code, now)


class Versions:
    """The published versions, as this process knows them."""

    def __init__(self) -> None:
        self._known: dict[str, Published] = {}
        self._in_force: dict[str, list[tuple[date, date | None, int, str]]] = {}
        self._stamp: tuple[int, datetime | None] = (0, None)

    def get(self, look: Connection, version_id: str) -> Published:
        """Return a version by id. Raises `NoSuchVersion`."""
        if version_id not in self._known:
            row = look.execute(
                select(ProcedureVersion.number, ProcedureVersion.definition).where(ProcedureVersion.id == version_id)
            ).one_or_none()
            if row is None:
                raise NoSuchVersion(version_id)
            loaded = from_json(row.definition)
            self._known[version_id] = Published(version_id, row.number, loaded.definition, loaded.workflows)
        return self._known[version_id]

    def current(self, look: Connection, code: str, day: date) -> Published | None:
        """Return the version of a procedure in force on a day, the newest where several are."""
        self.refresh(look)
        return self._in_force_on(look, code, day)

    def knows(self, look: Connection, code: str) -> bool:
        """Say whether a procedure was ever published here, in force or not."""
        self.refresh(look)
        return code in self._in_force

    def last_day(self, look: Connection, code: str, today: date) -> date | None:
        """Return the last day of a procedure that was in force before today; None where there was none."""
        self.refresh(look)
        ends = (end for _start, end, _number, _version in self._in_force.get(code, ()))
        return max((end for end in ends if end is not None and end < today), default=None)

    def all_current(self, look: Connection, day: date) -> list[Published]:
        """Return every procedure in force on a day, by code."""
        self.refresh(look)
        return list(self._among(look, sorted(self._in_force), day).values())

    def current_among(self, look: Connection, codes: Iterable[str], day: date) -> dict[str, Published]:
        """Return those of some procedures that are in force on a day, by code."""
        self.refresh(look)
        return self._among(look, codes, day)

    def _among(self, look: Connection, codes: Iterable[str], day: date) -> dict[str, Published]:
        found = ((code, self._in_force_on(look, code, day)) for code in codes)
        return {code: published for code, published in found if published is not None}

    def _in_force_on(self, look: Connection, code: str, day: date) -> Published | None:
        fitting = [
            (number, version_id)
            for start, end, number, version_id in self._in_force.get(code, ())
            if start <= day and (end is None or day <= end)
        ]
        return self.get(look, max(fitting)[1]) if fitting else None

    def refresh(self, look: Connection) -> None:
        """Read anew which versions are in force, if anything was published since."""
        [stamp] = _STAMP.all(look, {})
        if stamp == self._stamp:
            return
        rows = look.execute(
            select(
                ProcedureVersion.code,
                ProcedureVersion.in_force_from,
                ProcedureVersion.in_force_to,
                ProcedureVersion.number,
                ProcedureVersion.id,
            )
        )
        in_force: dict[str, list[tuple[date, date | None, int, str]]] = {}
        for row in rows:
            in_force.setdefault(row.code, []).append((row.in_force_from, row.in_force_to, row.number, row.id))
        self._in_force, self._stamp = in_force, stamp
