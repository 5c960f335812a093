"""From an answer back to what a person would type: how a saved answer is shown in its inputs again."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.catalogue.definition import FormField

TypedAnswer = dict[str, list[str]]
NameOf = Callable[[str], str]  # unit code -> full name


def typed(field: FormField, value: Any, name_of: NameOf, prefix: str = "") -> TypedAnswer:
    """Return the inputs of one question for an answer; nothing for no answer."""
    path = prefix + field.name
    if value is None:
        return {}
    match field.type:
        case "person":
            return _person(path, value, name_of)
        case "address":
            return _address(path, value, name_of)
        case "group":
            rows: TypedAnswer = {}
            for number, row in enumerate(value):
                for inner in field.fields:
                    rows |= typed(inner, row.get(inner.name), name_of, f"{path}.{number}.")
            return rows
        case "choices":
            return {path: list(value)}
        case "place":
            return {path: [name_of(value)]}
        case "date" | "partial_date":
            return {path: [day_as_typed(value)]}
        case "yes_no" | "declaration":
            return {path: ["yes" if value else "no"]}
        case _:
            return {path: [str(value)]}  # a text that looks like a date is a text


def day_as_typed(value: str) -> str:
    """Return `2026-11-27` as `27/11/2026`, `2021-06` as `06/2021`, a year as it is."""
    return "/".join(reversed(value.split("-")))


def _person(path: str, value: Mapping[str, Any], name_of: NameOf) -> TypedAnswer:
    shown: TypedAnswer = {}
    for part, inner in value.items():
        if isinstance(inner, Mapping):
            shown |= _address(f"{path}.{part}", inner, name_of)
        elif inner:
            shown[f"{path}.{part}"] = [day_as_typed(inner) if part == "birth_date" else str(inner)]
    return shown


def _address(path: str, value: Mapping[str, Any], name_of: NameOf) -> TypedAnswer:
    return {f"{path}.unit": [name_of(value["unit"])], f"{path}.line": [value.get("line") or ""]}
