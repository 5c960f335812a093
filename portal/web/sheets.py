"""Tables as files for a spreadsheet. No cell is ever run as a formula there (R-EXP)."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# What a spreadsheet reads as the beginning of a formula, in ASCII and in the wide forms of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV: UTF-8 with a mark of that, so that Vietnamese letters arrive in every spreadsheet."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(harmless, heads))
    writer.writerows(map(harmless, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell that stays text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
