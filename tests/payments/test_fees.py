from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.payments.fees import FeeRule, compute_fees

EXTRACT = FeeRule(id="extract", amount=8_000, per="copy", channels={"online": 4_000}, exempt=frozenset({"poor", "war"}))
STAMP = FeeRule(id="stamp", amount=20_000, channels={"post": 35_000})

GOLDEN = [
    ("counter", 1, (), 28_000),
    ("counter", 3, (), 44_000),
    ("online", 3, (), 32_000),
    ("post", 1, (), 43_000),
    ("counter", 3, ("poor",), 20_000),
    ("counter", 3, ("child",), 44_000),
    ("counter", 0, (), 20_000),
    ("unheard-of", 1, (), 28_000),
]


@pytest.mark.parametrize(("channel", "copies", "claims", "total"), GOLDEN)
def test_a_quote_adds_up(channel: str, copies: int, claims: tuple[str, ...], total: int) -> None:
    assert compute_fees([EXTRACT, STAMP], channel=channel, copies=copies, claims=claims).total == total


def test_a_line_says_how_it_came_about() -> None:
    (line,) = compute_fees([EXTRACT], channel="online", copies=3).lines

    assert (line.id, line.each, line.times, line.exempt, line.amount) == ("extract", 4_000, 3, None, 12_000)


def test_an_exempt_line_stays_visible_with_the_claim() -> None:
    (line,) = compute_fees([EXTRACT], channel="online", copies=3, claims={"war", "poor"}).lines

    assert (line.each, line.exempt, line.amount) == (4_000, "poor", 0)


def test_a_channel_may_be_free() -> None:
    assert compute_fees([FeeRule(id="x", amount=10, channels={"online": 0})], channel="online").total == 0


def test_a_fraction_is_rounded_half_up_to_the_dong() -> None:
    assert compute_fees([FeeRule(id="x", amount=3, times=Decimal("0.5"))], channel="online").total == 2


def test_no_fee_is_due_less_than_no_times() -> None:
    with pytest.raises(ValueError, match="extract"):
        compute_fees([EXTRACT], channel="online", copies=-1)


def test_nothing_costs_nothing() -> None:
    assert compute_fees([], channel="online").total == 0


rules = st.builds(
    FeeRule,
    id=st.text(min_size=1),
    amount=st.integers(0, 10**9),
    per=st.sampled_from(["case", "copy"]),
    times=st.integers(0, 100) | st.decimals(0, 100, places=2),
    exempt=st.frozensets(st.sampled_from("abc")),
)


@given(st.lists(rules), st.integers(0, 50), st.sets(st.sampled_from("abcd")))
def test_claims_and_fewer_copies_never_cost_more(fees: list[FeeRule], copies: int, claims: set[str]) -> None:
    plain = compute_fees(fees, channel="online", copies=copies)

    assert compute_fees(fees, channel="online", copies=copies, claims=claims).total <= plain.total
    assert plain.total <= compute_fees(fees, channel="online", copies=copies + 1).total
    assert plain.total == sum(line.amount for line in plain.lines)
    assert isinstance(plain.total, int)
