"""Loading the national catalogue, again and again, from files in any state."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.catalogue.entries import current_stamp, find_entry, get_entry, index_own_entry, retire_own_entry
from portal.catalogue.entry_facts import EntryFacts, Online
from portal.catalogue.entry_models import CatalogueEntryRow
from portal.catalogue.national import importing
from portal.catalogue.national.importing import import_catalogue
from portal.catalogue.national.report import ImportReport
from portal.db import Database
from tests.catalogue.national.records import VARIETY, line, lines, record

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def load(database: Database, data: bytes, now: datetime = NOW) -> ImportReport:
    return import_catalogue(database, BytesIO(data), now)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.added, report.updated, report.unchanged


def test_every_variety_is_loaded_and_shown_as_it_stands(database: Database) -> None:
    report = load(database, lines(*VARIETY))

    assert counts(report) == (25, 0, 0)
    assert report.spoiled == {}
    assert (report.limits_stated, report.limits_read) == (18, 17)
    with database.read() as look:
        entry = get_entry(look, "9.000004")
    assert entry.source == "national"
    assert [(limit.raw, limit.value, limit.reason) for limit in entry.facts.time_limits] == [("1", None, "no_unit")] * 2


def test_loading_again_changes_nothing(database: Database) -> None:
    load(database, lines(*VARIETY))
    with database.read() as look:
        before = look.execute(select(CatalogueEntryRow.__table__)).all(), current_stamp(look)

    report = load(database, gzip.compress(lines(*VARIETY)), LATER)

    assert counts(report) == (0, 0, 25)
    with database.read() as look:
        assert (look.execute(select(CatalogueEntryRow.__table__)).all(), current_stamp(look)) == before


def test_a_changed_record_is_updated_and_a_missing_one_is_left(database: Database) -> None:
    load(database, lines(record("9.000001", "Tên cũ"), record("9.000002")))

    report = load(database, lines(record("9.000001", "Tên mới")), LATER)

    assert (counts(report), report.absent) == ((0, 1, 0), 1)
    with database.read() as look:
        assert get_entry(look, "9.000001").facts.name == "Tên mới"
        assert get_entry(look, "9.000001").updated_at == LATER
        assert get_entry(look, "9.000002").updated_at == NOW


def test_spoiled_lines_never_stop_the_rest(database: Database) -> None:
    data = (
        line(record("9.000001"))
        + b"{not json\n"
        + b"\xc3\x28\n"
        + b'["a list"]\n'
        + line(record(code=""))
        + line(record("9.000002", linh_vuc=5))
        + line(record("9.000001", "Lần nữa"))
        + line(record("9.000003"))
    )

    report = load(database, data)

    assert report.added == 2
    assert {kind: found.count for kind, found in report.spoiled.items()} == {
        "bad_json": 1,
        "bad_utf8": 1,
        "not_an_object": 1,
        "no_code": 1,
        "wrong_type": 1,
        "duplicate_code": 1,
    }
    assert report.spoiled["bad_json"].examples[0]["where"] == "line 2"


def test_a_truncated_file_loads_what_is_whole(database: Database) -> None:
    data = gzip.compress(lines(*(record(f"9.{n:06}", f"Tên {n * 7919}") for n in range(600))))

    report = load(database, data[: len(data) - 200])

    assert 0 < report.added < 600
    assert report.spoiled["truncated"].count == 1


def test_text_that_no_database_takes_is_cleaned_first(database: Database) -> None:
    dirty = json.dumps(record("9.000001", "Tên \x00 \ud800 lạ")).encode()

    assert load(database, dirty).added == 1
    with database.read() as look:
        assert get_entry(look, "9.000001").facts.name == "Tên lạ"


def test_an_import_that_breaks_off_has_kept_its_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)

    class Torn(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(4_000)
            if not data:
                raise OSError
            return data

    with pytest.raises(OSError):
        import_catalogue(database, Torn(lines(*VARIETY)), NOW)

    with database.read() as look:
        kept = look.execute(select(func.count()).select_from(CatalogueEntryRow)).scalar_one()
    assert kept == 20
    assert counts(load(database, lines(*VARIETY))) == (5, 0, 20)


def test_a_file_is_opened_by_its_path(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.jsonl.gz"
    file.write_bytes(gzip.compress(line(record())))

    assert import_catalogue(database, file, NOW).added == 1
    with pytest.raises(OSError):
        import_catalogue(database, tmp_path / "missing", NOW)


def test_an_own_procedure_wins_and_its_national_record_is_kept(database: Database) -> None:
    own = EntryFacts(code="9.000001", name="Thả diều, làm trên mạng", online=Online.FULL)
    with database.transaction() as work:
        index_own_entry(work, own, NOW)

    first = load(database, line(record("9.000001", "Bản quốc gia")))
    again = load(database, line(record("9.000001", "Bản quốc gia")))

    assert (counts(first), counts(again)) == ((0, 1, 0), (0, 0, 1))
    with database.read() as look:
        assert get_entry(look, "9.000001").facts.name == "Thả diều, làm trên mạng"
    with database.transaction() as work:
        retire_own_entry(work, "9.000001", LATER)
    with database.read() as look:
        entry = get_entry(look, "9.000001")
    assert (entry.source, entry.facts.name) == ("national", "Bản quốc gia")
    assert counts(load(database, line(record("9.000001", "Bản quốc gia")))) == (0, 0, 1)


def test_a_national_record_takes_the_place_of_a_retired_own_procedure(database: Database) -> None:
    with database.transaction() as work:
        index_own_entry(work, EntryFacts(code="9.000001", name="Của ta"), NOW)
        retire_own_entry(work, "9.000001", NOW)

    load(database, line(record("9.000001", "Bản quốc gia")))

    with database.read() as look:
        entry = find_entry(look, "9.000001")
    assert entry is not None
    assert (entry.source, entry.retired, entry.facts.name) == ("national", False, "Bản quốc gia")


def test_the_report_reads_well_and_serves_a_program(database: Database) -> None:
    report = load(database, lines(*VARIETY) + b"{\n")

    text = "\n".join(report.lines())
    assert "entries 25: added 25, updated 0, unchanged 0" in text
    assert "spoiled lines 1" in text
    assert "time limits stated 18, read 17 (94.4%)" in text
    assert "  time_limit_no_unit 3" in text
    assert json.loads(json.dumps(report.to_json()))["time_limits"] == {"stated": 18, "read": 17, "share": 0.9444}
    assert all(len(found.examples) <= 5 for found in report.unread.values())
