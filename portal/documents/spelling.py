"""Amounts and time limits in words, as receipts and slips must carry them."""

from decimal import Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_BILLION = 10**9


def amount_in_words(amount: int) -> str:
    """Return đồng in words, capitalised: 8000 is "Tám nghìn đồng". Raises ValueError below zero."""
    if amount < 0:
        raise ValueError(f"an amount on a receipt cannot be negative: {amount}")
    text = " ".join(_number(amount)) if amount else _DIGITS[0]
    return f"{text[0].upper()}{text[1:]} đồng"


def _number(value: int, *, full: bool = False) -> list[str]:
    """Return the words of `value`; with `full`, something stands before it, so its empty hundreds are spoken."""
    billions, rest = divmod(value, _BILLION)
    words = [*_number(billions, full=full), "tỷ"] if billions else []
    full = full or bool(billions)
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _group(group, full=full)
            words += [_SCALES[power]] if power else []
            full = True
    return words


def _group(value: int, *, full: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    spoken = hundreds > 0 or full
    words = [_DIGITS[hundreds], "trăm"] if spoken else []
    tens, ones = divmod(rest, 10)
    if not tens:
        return words + ([*(["lẻ"] if spoken else []), _DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_one(tens, ones)] if ones else [])


def _one(tens: int, ones: int) -> str:
    """Return the last digit after a ten: hai mươi mốt, mười lăm."""
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]


def limit_in_words(value: Decimal, unit: str) -> str:
    """Return a time limit as a slip writes it: "03 ngày làm việc"."""
    number = f"{int(value):02d}" if value == int(value) else f"{value.normalize():f}".replace(".", ",")
    words = {"working_days": "ngày làm việc", "days": "ngày", "hours": "giờ làm việc", "months": "tháng"}
    return f"{number} {words[unit]}"


def limit_in_english(value: Decimal, unit: str) -> str:
    """Return the same limit for those who read English: "3 working days", "1 month"."""
    words = {"working_days": "working day", "days": "day", "hours": "working hour", "months": "month"}
    number = f"{int(value)}" if value == int(value) else f"{value.normalize():f}"
    return f"{number} {words[unit]}{'' if value == 1 else 's'}"
