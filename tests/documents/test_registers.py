from datetime import date
from threading import Barrier, Thread

import pytest

from portal.db import Database
from portal.documents.registers import next_daily_number, next_number

DAY = date(2026, 11, 24)


def test_numbers_begin_with_one_in_each_register_unit_and_year(database: Database) -> None:
    with database.transaction() as work:
        first = [
            next_number(work, unit="X1", register="XNTTHN", year=2026),
            next_number(work, unit="X1", register="XNTTHN", year=2026),
            next_number(work, unit="X2", register="XNTTHN", year=2026),
            next_number(work, unit="X1", register="QĐ-UBND", year=2026),
            next_number(work, unit="X1", register="XNTTHN", year=2027),
        ]

    assert first == [1, 2, 1, 1, 1]


def test_dossier_numbers_begin_with_one_for_each_agency_and_day(database: Database) -> None:
    with database.transaction() as work:
        numbers = [
            next_daily_number(work, "H48.35", DAY),
            next_daily_number(work, "H48.35", DAY),
            next_daily_number(work, "H48.36", DAY),
            next_daily_number(work, "H48.35", date(2026, 11, 25)),
        ]

    assert numbers == [1, 2, 1, 1]


def test_a_number_that_was_not_used_is_given_again(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        assert next_daily_number(work, "H48.35", DAY) == 1
        raise ZeroDivisionError

    with database.transaction() as work:
        assert next_daily_number(work, "H48.35", DAY) == 1


def test_racers_leave_no_gap_and_no_double(database: Database) -> None:
    start, numbers = Barrier(8), list[int]()

    def race(racer: int) -> None:
        start.wait()
        for attempt in range(10):
            try:
                with database.transaction() as work:
                    number = next_daily_number(work, "H48.35", DAY)
                    if (racer + attempt) % 4 == 0:
                        raise LookupError
            except LookupError:
                continue
            numbers.append(number)

    racers = [Thread(target=race, args=(racer,)) for racer in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) == 60
