"""How commands speak: lines for people, JSON for programs."""

import json
from collections.abc import Sequence
from typing import Any

import click

# Of everything that reports.
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def say_json(value: Any) -> None:
    """Print a value as JSON; days and moments in ISO form."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_iso))


def _iso(value: Any) -> str:
    return str(value.isoformat())


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as lines with aligned columns; the last column is free."""
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    )
