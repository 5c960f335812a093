"""From the cells of a row to a fee."""

import pytest

from portal.catalogue.entry_facts import Channel, Fee
from portal.catalogue.national.fees import read_fee
from portal.catalogue.national.table import Row

NOTHING = "Không có thông tin"


def fee(cell: str, note: str | None = "", *, glued: bool = False, text: str = "") -> Fee:
    return read_fee(Row(channel=Channel.ONLINE, time="1", fee=cell, note=note, text=text, glued=glued))


@pytest.mark.parametrize(
    ("cell", "note", "amount", "currency"),
    [
        ("70,000 Việt Nam Đồng", "", 70_000, "VND"),
        ("20,000,000 VNĐ", "một giấy phép", 20_000_000, "VND"),
        ("10 USD", "/lần", 10, "USD"),
        ("20 VNĐ", "20.000 vnđ /tờ khai", 20_000, "VND"),
        ("135 VNĐ", "Lệ phí: 135.000 đồng/lần.", 135_000, "VND"),
        ("Miễn phí", "", 0, "VND"),
        ("Miễn phí", "Không có.", 0, "VND"),
    ],
)
def test_an_amount_is_read(cell: str, note: str, amount: int, currency: str) -> None:
    found = fee(cell, note)

    assert (found.amount, found.currency, found.raw, found.note) == (amount, currency, cell, note)


@pytest.mark.parametrize(
    ("cell", "note", "kind", "reason"),
    [
        ("Miễn phí", "Mức lệ phí do Hội đồng nhân dân tỉnh quy định", "varies", None),
        (NOTHING, "theo nghị quyết của HĐND", "varies", None),
        (NOTHING, "", "unstated", None),
        (NOTHING, "xem biểu phí", "text", None),
        ("Miễn phí", "150.000 đồng/giấy", "text", "note_beside_free"),
        ("Miễn phí", "Không quy định", "text", "note_beside_free"),
        ("20 VNĐ", "", "text", "amount_too_small"),
        ("25 VNĐ", "25.000.000đ/giấy", "text", "amount_too_small"),
        ("25 VNĐ", "25.000 đồng, hoặc 50.000 đồng", "text", "amount_too_small"),
        ("1,00 VNĐ", "", "text", None),
    ],
)
def test_what_is_not_a_sure_amount_stays_text(cell: str, note: str, kind: str, reason: str | None) -> None:
    found = fee(cell, note)

    assert (found.kind, found.amount, found.reason, found.raw) == (kind, None, reason, cell)


def test_figures_run_together_with_the_time_are_no_amount() -> None:
    assert fee("125 VNĐ", glued=True).reason == "glued_figures"


def test_a_note_that_never_closes_makes_free_doubtful() -> None:
    found = fee("Miễn phí", None, text="(2.400.000 đồng (cấp lại) 15 ngày")

    assert (found.kind, found.reason, found.note) == ("text", "unclosed_note", "(2.400.000 đồng (cấp lại) 15 ngày")
