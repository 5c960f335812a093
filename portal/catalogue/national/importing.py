"""Loading the national catalogue into the database: as many times as one likes, whatever state the file is in."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, bindparam, insert, select, update

from portal.catalogue.entries import NATIONAL, OWN, columns_of, digest_of, touch
from portal.catalogue.entry_models import CatalogueEntryRow as Entries
from portal.catalogue.national.parse import NationalEntry, parse_record
from portal.catalogue.national.record import SpoiledLine, read_record
from portal.catalogue.national.report import ImportReport
from portal.catalogue.national.source import Line, read_lines
from portal.db import Database

BATCH = 200


def import_catalogue(database: Database, source: Path | str | BinaryIO, now: datetime) -> ImportReport:
    """Load the file or stream `source` (JSON lines, plain or gzip) as information-only entries.

    Works in transactions of `BATCH` entries: an interrupted import has kept what it did and is simply run again. An own
    procedure stays as it is; its national record is kept beside it. Entries that the file no longer has are counted and
    left alone. Raises `OSError` when the file cannot be opened.
    """
    report = ImportReport()
    seen: set[str] = set()
    with _opened(source) as stream:
        entries = _entries(stream, report, seen)
        while batch := list(islice(entries, BATCH)):
            with database.transaction() as work:
                _store(work, batch, now, report)
    with database.read() as look:
        stored = look.execute(select(Entries.code).where(Entries.source == NATIONAL)).scalars()
        report.absent = len(set(stored) - seen)
    return report


def _opened(source: Path | str | BinaryIO) -> AbstractContextManager[BinaryIO]:
    return Path(source).open("rb") if isinstance(source, Path | str) else nullcontext(source)


def _entries(stream: BinaryIO, report: ImportReport, seen: set[str]) -> Iterator[NationalEntry]:
    for line in read_lines(stream):
        try:
            entry = _entry(line, seen)
        except SpoiledLine as spoiled:
            report.add_spoiled(spoiled.kind, line.number, spoiled.detail)
            continue
        report.limits_stated += entry.states_limit
        report.limits_read += entry.limit_read
        for problem in entry.problems:
            report.add_unread(problem.kind, entry.facts.code, problem.text)
        yield entry


def _entry(line: Line, seen: set[str]) -> NationalEntry:
    if line.damage:
        raise SpoiledLine(line.damage, line.content.decode("utf-8", "replace"))
    record = read_record(line.content)
    if record.code in seen:
        raise SpoiledLine("duplicate_code", record.code)
    seen.add(record.code)
    return parse_record(record)


def _store(work: Connection, batch: list[NationalEntry], now: datetime, report: ImportReport) -> None:
    codes = [entry.facts.code for entry in batch]
    known = {
        row.code: row
        for row in work.execute(
            select(Entries.code, Entries.source, Entries.content_hash, Entries.national_hash, Entries.retired)
            .where(Entries.code.in_(codes))
            .with_for_update()
        )
    }
    new, changed, beside = [], [], []
    for entry in batch:
        columns = columns_of(entry.facts)
        digest = digest_of(columns)
        row = known.get(entry.facts.code)
        own = row is not None and row.source == OWN and not row.retired
        if row is None:
            new.append(_national(columns, digest, now) | {"national": None, "national_hash": None})
        elif digest == (row.national_hash if own else row.content_hash):
            report.unchanged += 1
        elif own:
            beside.append({"known_code": row.code, "national": columns, "national_hash": digest})
        else:
            changed.append(_national(columns, digest, now) | {"known_code": row.code})
    _write(work, new, changed, beside)
    report.added += len(new)
    report.updated += len(changed) + len(beside)


def _write(
    work: Connection, new: list[dict[str, Any]], changed: list[dict[str, Any]], beside: list[dict[str, Any]]
) -> None:
    if new:
        work.execute(insert(Entries), new)
    for rows in (changed, beside):
        if rows:
            names = [name for name in rows[0] if name not in ("known_code", "code")]
            work.execute(
                update(Entries).where(Entries.code == bindparam("known_code")).values({n: bindparam(n) for n in names}),
                rows,
            )
    if new or changed:
        touch(work)


def _national(columns: dict[str, Any], digest: str, now: datetime) -> dict[str, Any]:
    return columns | {"source": NATIONAL, "content_hash": digest, "updated_at": now, "retired": False}
