"""Carrying a draft over to a newer version of its procedure: which answers still fit, which are asked again."""

from collections.abc import Mapping
from typing import Any

from portal.catalogue.definition import FormField, ProcedureDefinition
from portal.catalogue.fees import EXEMPTION

# What of a question decides whether an answer to the old one is an answer to the new one. Words do not.
SHAPE = ("type", "parts", "repeat", "min", "max", "max_length", "format", "past")


def carried(before: ProcedureDefinition, after: ProcedureDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that the questions of the new version can take as they are."""
    old, new = before.fields, after.fields
    kept = {name: value for name, value in answers.items() if name in old and name in new}
    fitting = {name: value for name, value in kept.items() if _fits(old[name], new[name], value)}
    if answers.get(EXEMPTION) in after.exemptions:
        fitting[EXEMPTION] = answers[EXEMPTION]
    return fitting


def _fits(old: FormField, new: FormField, value: Any) -> bool:
    same = all(getattr(old, part) == getattr(new, part) for part in SHAPE)
    inner = [(f.name, *(getattr(f, part) for part in SHAPE), tuple(f.options or ())) for f in old.fields]
    outer = [(f.name, *(getattr(f, part) for part in SHAPE), tuple(f.options or ())) for f in new.fields]
    return same and inner == outer and _is_offered(new, value)


def _is_offered(field: FormField, value: Any) -> bool:
    if field.type not in ("choice", "choices") or value is None:
        return True
    return set(value if isinstance(value, list) else [value]) <= set(field.options or ())
