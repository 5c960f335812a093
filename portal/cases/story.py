"""A case with all that happened to it, read once: what documents are written from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Row

from portal.cases import queries
from portal.cases.queries import HistoryEntry
from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.versions import Versions
from portal.clock import local
from portal.crypto import Sealer
from portal.people.officers import officer_names
from portal.units.directory import UnitDirectory
from portal.workflow import events
from portal.workflow.definition import Definition

E = TypeVar("E", bound=events.Event)

COMMITTEE = "committee"
_KINDS_OF_PLACES = ("Tỉnh ", "Thành phố ", "Huyện ", "Thị xã ", "Thị trấn ", "Xã ", "Phường ", "Đặc khu ")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """One case. The same events give the same story, whenever it is read."""

    row: Row[Any]
    definition: ProcedureDefinition
    workflow: Definition
    entries: Sequence[HistoryEntry]
    names: Mapping[str, str]
    directory: UnitDirectory
    told_at: int | None = None  # the event that a document tells of: units are those of its moment

    def as_of(self, seq: int) -> "CaseStory":
        """Return the story as a document of an event tells it: a reorganisation since then changes nothing of it."""
        return replace(self, told_at=seq)

    @property
    def seat(self) -> events.CaseSubmitted | events.CaseRehomed | events.TransferAccepted:
        """The event that says which units the case is with: how it was filed, or where it went since."""
        told = self.row.last_seq if self.told_at is None else self.told_at
        kinds = events.CaseSubmitted | events.CaseRehomed | events.TransferAccepted
        seats = (e.event for e in reversed(self.entries) if e.seq <= told)
        return next(e for e in seats if isinstance(e, kinds))

    @property
    def filed(self) -> events.CaseSubmitted:
        """The first event: how the case came in."""
        first = self.entries[0].event
        if not isinstance(first, events.CaseSubmitted):
            raise ValueError(f"the first event of a case is CaseSubmitted, not {type(first).__name__}")
        return first

    @property
    def authority(self) -> str:
        return self._authority("vi")

    @property
    def authority_en(self) -> str:
        """The same for those who read English; the Vietnamese name is the one that counts."""
        return self._authority("en")

    @property
    def office(self) -> str:
        """The office that took the case in, and speaks with the applicant."""
        return self.directory.name(self.seat.intake)

    @property
    def office_en(self) -> str:
        return self.directory.name(self.seat.intake, "en")

    def _authority(self, language: str) -> str:
        return authority_of(self.directory, self.seat.competent, local(self.seat.at).date(), language)

    @property
    def place(self) -> str:
        return place_of(self.directory, self.seat.competent)

    def entry(self, seq: int) -> HistoryEntry:
        return next(entry for entry in self.entries if entry.seq == seq)

    def told(self, seq: int, kind: type[E]) -> E:
        """Return the event that a document tells, which is of the document's kind."""
        event = self.entry(seq).event
        if not isinstance(event, kind):
            raise TypeError(event)
        return event

    def until(self, seq: int, kind: type[E]) -> Iterator[tuple[HistoryEntry, E]]:
        """Yield the events of a kind up to one event, the latest first."""
        for entry in reversed(self.entries):
            if entry.seq <= seq and isinstance(entry.event, kind):
                yield entry, entry.event

    def first(self, kind: type[E]) -> HistoryEntry | None:
        return next((entry for entry in self.entries if isinstance(entry.event, kind)), None)

    def who(self, entry: HistoryEntry) -> str:
        """Return who caused an event: the applicant, or an officer with the unit."""
        if entry.actor["kind"] == "citizen":
            return str(self.row.applicant_name)
        unit = entry.actor.get("unit")
        parts = (self.officer(entry, entry.actor["id"]), self.directory.name(unit) if unit else "")
        return ", ".join(part for part in parts if part)

    def officer(self, entry: HistoryEntry, officer_id: str) -> str:
        """Return the name of an officer of an event, and in whose place they acted if it was not their own."""
        name = self.names.get(officer_id, "")
        away = self.names.get(entry.actor.get("for", ""), "") if officer_id == entry.actor["id"] else ""
        return f"{name} thay {away}" if away else name

    def paid(self, seq: int) -> tuple[int, str | None]:
        """Return what had been paid when an event happened, in đồng, and the number of the latest receipt."""
        payments = [payment for _, payment in self.until(seq, events.PaymentRecorded)]
        return sum(payment.amount for payment in payments), payments[0].receipt if payments else None


def read_story(
    look: Connection, row: Row[Any], *, sealer: Sealer, versions: Versions, directory: UnitDirectory
) -> CaseStory:
    """Read the story of a case whose row was found."""
    published = versions.get(look, row.version_id)
    entries = queries.history(look, row.id, sealer)
    named = {entry.actor[key] for entry in entries for key in ("id", "for") if key in entry.actor}
    for entry in entries:
        named |= {
            officer for name in ("officer", "holder", "approved_by") if (officer := getattr(entry.event, name, None))
        }
    return CaseStory(
        row=row,
        definition=published.definition,
        workflow=published.workflows[row.variant],
        entries=entries,
        names=officer_names(look, named),
        directory=directory,
    )


def authority_of(directory: UnitDirectory, unit: str, day: date, language: str = "vi") -> str:
    """Return in whose name a unit decides: of a commune or province that is its committee."""
    return directory.name(committee_of(directory, unit, day), language)


def committee_of(directory: UnitDirectory, unit: str, day: date) -> str:
    """Return the committee of a commune or province; any other unit decides itself."""
    offices = directory.offices(unit, day=day)
    return next((office for office in offices if directory.get(office).office_type == COMMITTEE), unit)


def place_of(directory: UnitDirectory, unit: str) -> str:
    """Return the name of the commune or province where a unit makes its documents, without its kind."""
    chain = (unit, *directory.ancestors(unit))
    name = directory.name(next((code for code in chain if "/" not in code), unit))
    kind = next((kind for kind in _KINDS_OF_PLACES if name.startswith(kind)), "")
    return name.removeprefix(kind)
