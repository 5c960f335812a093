"""Tables as files for a spreadsheet. No cell is ever run as a formula there (R-EXP)."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

A4 = 9  # as spreadsheets number sizes of paper
WIDEST = 40  # letters; longer texts are wrapped

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


def xlsx_file(title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]], made_at: datetime) -> bytes:
    """Return a table as a workbook of one sheet. The same table gives the same bytes.

    Texts are written as texts, whatever they begin with; only whole numbers are numbers.
    """
    book = BytesIO()
    with Workbook(book, {"in_memory": True, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": title, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        sheet = workbook.add_worksheet()
        bold, wrapped = workbook.add_format({"bold": True, "text_wrap": True}), workbook.add_format({"text_wrap": True})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        widths = [len(head) for head in heads]
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], len(str(cell)))
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell, wrapped)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 2)
    return book.getvalue()
