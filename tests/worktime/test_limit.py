from decimal import Decimal

import pytest

from portal.worktime import Limit, LimitError, Unit


@pytest.mark.parametrize(
    ("value", "unit", "counted_in", "amount"),
    [
        (3, "working_days", "working_days", 3),
        (Decimal("0.25"), "working_days", "hours", 120),
        (Decimal("0.5"), "working_days", "hours", 240),
        (Decimal("1.5"), "working_days", "hours", 720),
        (Decimal("0.5"), "days", "hours", 240),
        (20, "days", "days", 20),
        (Decimal("1.5"), "hours", "hours", 90),
        (Decimal("2.0"), "months", "months", 2),
        (Decimal("0.5"), "months", "days", 15),
    ],
)
def test_D3_a_limit_is_counted_in_whole_pieces(value: Decimal, unit: Unit, counted_in: Unit, amount: int) -> None:
    limit = Limit(value, unit)

    assert (limit.counted_in, limit.amount) == (counted_in, amount)
    assert (limit.value, limit.unit) == (value, unit)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0, "working_days"),
        (-1, "days"),
        (None, "working_days"),
        ("", "hours"),
        (0.5, "working_days"),
        (True, "days"),
        (Decimal("nan"), "days"),
        (Decimal("inf"), "hours"),
        (Decimal("0.3"), "working_days"),
        (Decimal("1.5"), "days"),
        (Decimal("1.5"), "months"),
        (Decimal("0.01"), "hours"),
        (3, "weeks"),
    ],
)
def test_D10_a_limit_of_nothing_or_of_no_known_measure_is_refused(value: Decimal, unit: Unit) -> None:
    with pytest.raises(LimitError) as refused:
        Limit(value, unit)

    assert refused.value.value is value
    assert refused.value.unit == unit


def test_limits_that_say_the_same_are_equal() -> None:
    assert Limit(3, "working_days") == Limit(Decimal("3.0"), "working_days")
    assert Limit(3, "working_days") != Limit(3, "days")
