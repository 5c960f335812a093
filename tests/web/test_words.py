"""Amounts in words, as they stand on receipts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.spelling import amount_in_words

DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7}
DIGITS |= {"tám": 8, "chín": 9}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (105, "Một trăm lẻ năm đồng"),
        (111, "Một trăm mười một đồng"),
        (1005, "Một nghìn không trăm lẻ năm đồng"),
        (8000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (121_555, "Một trăm hai mươi mốt nghìn năm trăm năm mươi lăm đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (1_000_005, "Một triệu không trăm lẻ năm đồng"),
        (2_021_000_000, "Hai tỷ không trăm hai mươi mốt triệu đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (10**18, "Một tỷ tỷ đồng"),
    ],
)
def test_an_amount_in_words(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_the_words_say_the_amount_again(amount: int) -> None:
    assert _read(amount_in_words(amount).lower().removesuffix(" đồng").split()) == amount


def _read(words: list[str]) -> int:
    """Read words back the way a cashier does: digits gather, "tỷ" multiplies all that was said."""
    total = group = digit = 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word == "tỷ":
            total, group, digit = (total + group + digit) * SCALES["tỷ"], 0, 0
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
    return total + group + digit
