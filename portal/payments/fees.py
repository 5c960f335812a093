"""What has to be paid: rules, quantities and claims in, lines and a total in whole đồng out. Pure.

A claim not to have to pay (a poor household, a disability) sets a fee to nothing in the quote; reception checks the
evidence (domain rule of section 10: exemptions are claims with evidence).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Times = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """One fee. `amount` is for each case or each copy; a channel may have its own amount; `times` multiplies it."""

    id: str
    amount: int
    per: Literal["case", "copy"] = "case"
    times: Times = 1
    channels: Mapping[str, int] = field(default_factory=dict)
    exempt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as it is shown: each x times, or nothing because of a claim."""

    id: str
    each: int
    times: Times
    exempt: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class FeeQuote:
    lines: tuple[FeeLine, ...]

    @property
    def total(self) -> int:
        """The sum in đồng."""
        return sum(line.amount for line in self.lines)


def compute_fees(rules: Sequence[FeeRule], *, channel: str, copies: int = 1, claims: Collection[str] = ()) -> FeeQuote:
    """Return what is due over a channel of filing ("online", "counter", "post") for a number of copies.

    The first claim in the order of the alphabet that exempts from a fee is the one named on its line. Raises
    `ValueError` for a negative number of copies or times.
    """
    return FeeQuote(tuple(_line(rule, channel, copies, claims) for rule in rules))


def _line(rule: FeeRule, channel: str, copies: int, claims: Collection[str]) -> FeeLine:
    times = rule.times * copies if rule.per == "copy" else rule.times
    if times < 0:
        raise ValueError(f"fee {rule.id}: cannot be due {times} times")
    each = rule.channels.get(channel, rule.amount)
    exempt = min(rule.exempt.intersection(claims), default=None)
    amount = int((each * Decimal(times)).quantize(Decimal(1), ROUND_HALF_UP))
    return FeeLine(rule.id, each, times, exempt, 0 if exempt else amount)
