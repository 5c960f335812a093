"""A legal time limit: so many working days, days, hours or months."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from portal.worktime.errors import LimitError

Unit = Literal["working_days", "days", "hours", "months"]

# A day that a decision splits has eight hours, whatever the hours of the office (D3).
ACCOUNTING_DAY = 8 * 60
QUARTER = Decimal("0.25")
HALF_MONTH = 15  # Civil Code, article 146


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the decision states it. "No limit" is the absence of a `Limit`, never zero (D10).

    `counted_in` and `amount` say how it is counted: a quarter of a working day becomes two hours (D3), half a month
    fifteen days. `amount` is in minutes when counted in hours, else in whole days or months. Raises `LimitError`.
    """

    value: Decimal | int
    unit: Unit
    counted_in: Unit = field(init=False, compare=False)
    amount: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        counted_in, amount = _count(self.value, self.unit)
        object.__setattr__(self, "counted_in", counted_in)
        object.__setattr__(self, "amount", amount)


def _count(value: object, unit: Unit) -> tuple[Unit, int]:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise LimitError(value, unit, "not a number")
    exact = Decimal(value)
    if not exact.is_finite() or exact <= 0:
        raise LimitError(value, unit, "not more than nothing")
    if unit == "hours":
        return "hours", _whole(exact * 60, value, unit)
    if unit == "working_days" and exact % 1:
        return "hours", _whole(exact / QUARTER, value, unit) * ACCOUNTING_DAY // 4
    if unit == "days" and exact < 1:
        return "hours", _whole(exact / QUARTER, value, unit) * ACCOUNTING_DAY // 4
    if unit == "months" and exact == Decimal("0.5"):
        return "days", HALF_MONTH
    if unit not in ("working_days", "days", "months"):
        raise LimitError(value, unit, "unknown unit")
    return unit, _whole(exact, value, unit)


def _whole(exact: Decimal, value: Decimal | int, unit: Unit) -> int:
    if exact % 1:
        raise LimitError(value, unit, "a fraction that is not counted")
    return int(exact)
