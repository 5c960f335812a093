"""Rows of a repeating question, as their inputs are named: `residences.0.from`, `residences.1.from`."""

from collections.abc import Mapping
from typing import Any

Typed = dict[str, list[str]]


def changed_rows(typed: Mapping[str, list[str]], deed: str) -> Typed:
    """Return the inputs with a row added or taken away, as a button says: "add:residences", "remove:residences:1"."""
    verb, name, *rest = deed.split(":")
    if verb == "add":
        number = max(row_numbers(typed, name), default=-1) + 1
        return {**typed, f"{name}.{number}._": [""]}
    return without_row(typed, name, rest[0]) if rest else dict(typed)


def without_row(typed: Mapping[str, list[str]], name: str, gone: str) -> Typed:
    """Drop a row and move the later ones up: rows are numbered as they are shown."""
    places = {str(n): place for place, n in enumerate(n for n in row_numbers(typed, name) if str(n) != gone)}
    moved = {}
    for key, value in typed.items():
        row, _dot, inner = key.removeprefix(f"{name}.").partition(".")
        if not key.startswith(f"{name}."):
            moved[key] = value
        elif row in places:
            moved[f"{name}.{places[row]}.{inner}"] = value
    return moved


def row_numbers(typed: Mapping[str, Any], name: str) -> list[int]:
    prefix = name + "."
    parts = (key[len(prefix) :].split(".")[0] for key in typed if key.startswith(prefix))
    return sorted({int(part) for part in parts if part.isdecimal() and len(part) <= 3})
