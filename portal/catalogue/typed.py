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
        case "yes_no" | "declaration":
            return {path: ["yes" if value else "no"]}
        case kind:
            return {path: [_AS_TYPED.get(kind, str)(value)]}  # a text that looks like a date is a text


def day_as_typed(value: str) -> str:
    """Return `2026-11-27` as `27/11/2026`, `2021-06` as `06/2021`, a year as it is."""
    return "/".join(reversed(value.split("-")))


def phone_as_typed(value: str) -> str:
    """Return `+84912345678` as it is said and dialled at home, `0912 345 678`; a number abroad as it is."""
    home = value.removeprefix("+84")
    return value if home == value else f"0{home[:3]} {home[3:6]} {home[6:]}"


def _person(path: str, value: Mapping[str, Any], name_of: NameOf) -> TypedAnswer:
    shown: TypedAnswer = {}
    for part, inner in value.items():
        if isinstance(inner, Mapping):
            shown |= _address(f"{path}.{part}", inner, name_of)
        elif inner:
            shown[f"{path}.{part}"] = [_AS_TYPED.get(part, str)(inner)]
    return shown


def _address(path: str, value: Mapping[str, Any], name_of: NameOf) -> TypedAnswer:
    return {f"{path}.unit": [name_of(value["unit"])], f"{path}.line": [value.get("line") or ""]}


# By type of a question, and by part of a person.
_AS_TYPED: Mapping[str, Callable[[Any], str]] = {
    "date": day_as_typed,
    "partial_date": day_as_typed,
    "birth_date": day_as_typed,
    "phone": phone_as_typed,
}
