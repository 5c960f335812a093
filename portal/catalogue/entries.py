"""The entries of the catalogue in the database: written by imports and publishing, read by pages and the search."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, insert, select, update

from portal.catalogue.entry_facts import (
    Component,
    EntryFacts,
    Fee,
    LawReference,
    Online,
    TimeLimit,
    facts_as_json,
)
from portal.catalogue.entry_models import CatalogueEntryRow as Entries
from portal.catalogue.entry_models import CatalogueStampRow as Stamp
from portal.catalogue.words import field_names
from portal.text import fold

OWN, NATIONAL = "own", "national"
_TUPLES = ("also_called", "levels", "audiences", "agencies", "life_events")
_FACTS = tuple(each.name for each in fields(EntryFacts))


class NoSuchEntry(Exception):
    """No entry, or only a retired one, has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    facts: EntryFacts
    source: str
    updated_at: datetime
    retired: bool

    @classmethod
    def from_row(cls, row: Row[Any]) -> Self:
        facts = {name: getattr(row, name) for name in _FACTS}
        return cls(facts_from_columns(facts), row.source, row.updated_at, row.retired)


def find_entry(connection: Connection, code: str) -> CatalogueEntry | None:
    """Return the entry of `code`, retired or not."""
    row = connection.execute(select(Entries.__table__).where(Entries.code == code)).first()
    return None if row is None else CatalogueEntry.from_row(row)


def get_entry(connection: Connection, code: str) -> CatalogueEntry:
    """Return the entry of `code`. Raises `NoSuchEntry` when there is none in use."""
    entry = find_entry(connection, code)
    if entry is None or entry.retired:
        raise NoSuchEntry(code)
    return entry


def index_own_entry(connection: Connection, facts: EntryFacts, now: datetime) -> bool:
    """Make one of our own published procedures findable. It replaces a national entry of the same code, which is kept.

    A `field` written as a code of words.yaml is stored under its official name. Returns whether anything changed.
    """
    columns = columns_of(replace(facts, field=field_names().get(facts.field, facts.field)))
    known = connection.execute(select(Entries.__table__).where(Entries.code == facts.code).with_for_update()).first()
    digest = digest_of(columns)
    values = columns | {"source": OWN, "content_hash": digest, "updated_at": now, "retired": False}
    if known is None:
        connection.execute(insert(Entries).values(**values, national=None, national_hash=None))
    elif known.source == OWN and known.content_hash == digest and not known.retired:
        return False
    else:
        if known.source == NATIONAL:
            values |= {"national": national_columns(known), "national_hash": known.content_hash}
        connection.execute(update(Entries).where(Entries.code == facts.code).values(**values))
    touch(connection)
    return True


def retire_own_entry(connection: Connection, code: str, now: datetime) -> None:
    """Take one of our own procedures out of the catalogue; a national record of the code takes its place again.

    Raises `NoSuchEntry` when no own procedure has this code.
    """
    known = connection.execute(
        select(Entries.source, Entries.national, Entries.national_hash).where(Entries.code == code)
    ).first()
    if known is None or known.source != OWN:
        raise NoSuchEntry(code)
    if known.national is None:
        values: dict[str, Any] = {"retired": True}
    else:
        values = known.national | {"source": NATIONAL, "content_hash": known.national_hash}
        values |= {"national": None, "national_hash": None}
    connection.execute(update(Entries).where(Entries.code == code).values(**values, updated_at=now))
    touch(connection)


def columns_of(facts: EntryFacts) -> dict[str, Any]:
    """Return the facts as values of the table's columns, with the folded text that the search reads."""
    columns: dict[str, Any] = {name: getattr(facts, name) for name in _FACTS}
    columns |= {name: list(columns[name]) for name in _TUPLES}
    columns |= {
        "online": str(facts.online),
        "time_limits": facts_as_json(facts.time_limits),
        "fees": facts_as_json(facts.fees),
        "components": facts_as_json(facts.components),
        "legal_basis": facts_as_json(facts.legal_basis),
        "folded_name": fold(facts.name),
        "folded_words": fold(
            " ".join((facts.plain_name, facts.name_en, *facts.also_called, facts.field, facts.result))
        ),
    }
    return columns


def facts_from_columns(columns: dict[str, Any]) -> EntryFacts:
    """Return the facts that `columns_of` made these columns from."""
    facts = {name: columns[name] for name in _FACTS}
    facts |= {name: tuple(facts[name]) for name in _TUPLES}
    facts |= {
        "online": Online(facts["online"]),
        "time_limits": tuple(map(TimeLimit.from_json, facts["time_limits"])),
        "fees": tuple(map(Fee.from_json, facts["fees"])),
        "components": tuple(map(Component.from_json, facts["components"])),
        "legal_basis": tuple(map(LawReference.from_json, facts["legal_basis"])),
    }
    return EntryFacts(**facts)


def national_columns(row: Row[Any]) -> dict[str, Any]:
    """Return what an own entry keeps of the national one that it replaces."""
    return {name: getattr(row, name) for name in (*_FACTS, "folded_name", "folded_words")}


def digest_of(columns: dict[str, Any]) -> str:
    canonical = json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def touch(connection: Connection) -> None:
    """Say that the entries have changed. Belongs in the same transaction as the change."""
    changed = connection.execute(update(Stamp).where(Stamp.id == 1).values(stamp=Stamp.stamp + 1))
    if changed.rowcount == 0:
        connection.execute(insert(Stamp).values(id=1, stamp=1))


def current_stamp(connection: Connection) -> int:
    """Return a number that is never the same again after the entries have changed."""
    return connection.execute(select(Stamp.stamp).where(Stamp.id == 1)).scalar() or 0


def list_entries(connection: Connection, *names: str) -> Sequence[Row[Any]]:
    """Return these columns of every entry in use, ordered by code."""
    table = Entries.__table__
    return connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.retired.is_(False)).order_by(table.c.code)
    ).all()
