"""Entries in the database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from portal.catalogue.entries import (
    NoSuchEntry,
    current_stamp,
    find_entry,
    get_entry,
    index_own_entry,
    retire_own_entry,
)
from portal.catalogue.entry_facts import (
    Channel,
    Component,
    EntryFacts,
    Fee,
    FeeKind,
    LawReference,
    LimitUnit,
    Online,
    TimeLimit,
)
from portal.db import Database

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
FULL = EntryFacts(
    code="9.000001",
    name="Cấp giấy phép thả diều",
    plain_name="Xin phép thả diều",
    name_en="Kite licence",
    also_called=("giấy diều",),
    field="Trò chơi",
    levels=("commune",),
    audiences=("citizen",),
    agencies=("Ủy ban nhân dân cấp xã",),
    online=Online.FULL,
    life_events=("birth",),
    time_limits=(
        TimeLimit(
            channel=Channel.ONLINE, value=Decimal("0.5"), unit=LimitUnit.WORKING_DAYS, raw="½ ngày", source="column"
        ),
    ),
    fees=(Fee(channel=Channel.ONLINE, kind=FeeKind.AMOUNT, amount=8_000, currency="VND", raw="8.000 đồng"),),
    components=(Component(name="Đơn", originals=1, copies=0),),
    legal_basis=(LawReference(title="Luật Thả diều", number="34/2030/QH19", dated="2030-01-02"),),
    result="Giấy phép",
    details={"steps": "Bước 1"},
)


def test_an_entry_comes_back_as_it_went_in(database: Database) -> None:
    with database.transaction() as work:
        assert index_own_entry(work, FULL, NOW)

    with database.read() as look:
        entry = get_entry(look, "9.000001")
    assert (entry.facts, entry.source, entry.updated_at, entry.retired) == (FULL, "own", NOW, False)


def test_the_same_entry_again_changes_neither_row_nor_stamp(database: Database) -> None:
    with database.transaction() as work:
        index_own_entry(work, FULL, NOW)
        stamp = current_stamp(work)

        assert not index_own_entry(work, FULL, NOW + timedelta(days=1))
        assert current_stamp(work) == stamp > 0


def test_a_field_written_as_a_code_gets_its_official_name(database: Database) -> None:
    with database.transaction() as work:
        index_own_entry(work, EntryFacts(code="9.000002", name="x", field="civil-status"), NOW)

        assert get_entry(work, "9.000002").facts.field == "Hộ tịch"


def test_a_retired_entry_is_found_only_by_who_asks_for_it(database: Database) -> None:
    with database.transaction() as work:
        index_own_entry(work, FULL, NOW)
        retire_own_entry(work, "9.000001", NOW)

        entry = find_entry(work, "9.000001")
        assert entry is not None
        assert entry.retired
        with pytest.raises(NoSuchEntry):
            get_entry(work, "9.000001")


def test_a_retired_entry_that_is_published_again_is_back(database: Database) -> None:
    with database.transaction() as work:
        index_own_entry(work, FULL, NOW)
        retire_own_entry(work, "9.000001", NOW)

        assert index_own_entry(work, FULL, NOW)
        assert not get_entry(work, "9.000001").retired


@pytest.mark.parametrize("code", ["9.999999", ""])
def test_an_unknown_entry_cannot_be_shown_or_retired(database: Database, code: str) -> None:
    with database.transaction() as work:
        assert find_entry(work, code) is None
        with pytest.raises(NoSuchEntry):
            get_entry(work, code)
        with pytest.raises(NoSuchEntry):
            retire_own_entry(work, code, NOW)
