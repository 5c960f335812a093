"""What pydantic finds wrong with a file, in the words of somebody who explains a form."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document

Words = tuple[str, str]  # what is wrong, how to mend it

PATTERNS: dict[str, str] = {
    r"^\d\.\d{6}$": 'Write one digit, a dot and six digits: "1.004873".',
    r"^[a-z][a-z0-9_]*$": "Write small letters a to z, digits and _, a letter first: lived_elsewhere.",
    r"^[a-z][a-z0-9-]*$": "Write small letters a to z, digits and hyphens, a letter first: civil-status.",
    r"^[A-Za-z0-9-]+$": "Write the kind of an office as the units know it: X-VP, S-TP.",
    r"^0[1-7]$": 'Write the number of the slip in quotes, "01" to "07".',
    r"^[A-ZĐ0-9-]{1,20}$": "Write capital letters, digits and hyphens, at most 20: XNTTHN.",
    r"^[a-z0-9-]+$": "Write the template's name without its ending: marital-status.",
    r"^(competent|intake|return|parent\([a-z-]+\)|department\([A-Za-z0-9-]+\)|unit\([A-Za-z0-9./-]+\))$": (
        "Write competent, intake, return, parent(level), department(KIND) or unit(code);"
        " in a template also a parameter listed under with."
    ),
}

# For each kind of error: what is wrong, how to mend it; {given} is what stands there.
SENTENCES: dict[str, Words] = {
    "bool_type": ("{given} is neither true nor false.", "Write true or false, without quotes."),
    "int_type": ("{given} is not a whole number.", "Write a whole number, without quotes."),
    "string_type": ("{given} is not a text.", "Write a text; put quotes around digits."),
    "dict_type": ("{given} is not a list of names and values.", "Write  name: value  lines below it."),
    "model_type": ("{given} stands where names and values belong.", "Write  name: value  lines below it, or {{…}}."),
    "tuple_type": ("{given} is not a list.", "Write a list: [first, second], or lines that begin with a hyphen."),
    "too_short": ("The list is empty.", "Give at least {min_length}."),
    "string_too_short": ("The text is too short.", "Write at least {min_length} characters."),
    "string_too_long": ("The text is too long.", "Write at most {max_length} characters."),
    "greater_than": ("{given} is too small.", "Write a number above {gt}."),
    "greater_than_equal": ("{given} is too small.", "Write {ge} or more."),
    "less_than_equal": ("{given} is too large.", "Write {le} or less."),
    "literal_error": ("{given} is not one of the words allowed here.", "Write one of {expected}."),
}
NUMBER: Words = (
    "{given} is not a number.",
    "Write a number such as 3 or 14.5; in a template also a parameter of hours.",
)
DATE: Words = ("{given} is not a date.", "Write year-month-day: 2026-07-01.")


def problems_of(document: Document, error: ValidationError, model: type[BaseModel]) -> Iterator[Problem]:
    """Yield one problem for each place where a file does not have the shape of `model`."""
    seen: set[Where] = set()
    schema = model.model_json_schema(by_alias=True)
    for detail in error.errors(include_url=False):
        where = _place(document.value, detail)
        if where not in seen:
            seen.add(where)
            message, mend = _words(document.value, detail, where, schema)
            yield document.problem(where, message, mend)


def _place(value: Any, detail: ErrorDetails) -> Where:
    """Return the way to the error in the file itself, without the names of alternatives that pydantic adds."""
    where: list[str | int] = []
    for part in detail["loc"]:
        entries = dict(enumerate(value)) if isinstance(value, list) else value
        if isinstance(entries, dict) and part in entries:
            value = entries[part]
            where.append(part)
    if detail["type"] == "missing":
        where.append(detail["loc"][-1])
    return tuple(where)


def _words(value: Any, detail: ErrorDetails, where: Where, schema: Mapping[str, Any]) -> Words:
    kind, context = detail["type"], detail.get("ctx", {})
    last = str(where[-1]) if where else ""
    if kind == "rule":
        return context["message"], context["mend"]
    if kind in SPECIAL:
        return SPECIAL[kind](last, _around(value, where), _known(schema, where[:-1]))
    if kind == "string_pattern_mismatch":
        sentence: Words = (
            "{given} is not written as it has to be.",
            PATTERNS.get(context["pattern"], "Look at others."),
        )
    elif kind.startswith("decimal") or kind == "finite_number":
        sentence = NUMBER
    elif kind.startswith("date"):
        sentence = DATE
    else:
        sentence = SENTENCES.get(kind, ("{given} does not fit here.", "Compare with another procedure."))
    given = _given(detail["input"])
    return sentence[0].format(given=given, **context), sentence[1].format(given=given, **context)


def _missing(name: str, around: Mapping[str, Any], known: tuple[str, ...]) -> Words:
    if name in ("vi", "en"):
        language = {"vi": "Vietnamese", "en": "English"}[name]
        return f"The {language} words are missing.", f'Add  {name}: "…"  beside the other language.'
    near = difflib.get_close_matches(name, [key for key in around if key not in known], n=1)
    if near:
        return f"'{name}' is missing.", f"Write '{name}' for '{near[0]}'."
    return f"'{name}' is missing.", f"Add a line  {name}: …"


def _extra(name: str, _: Mapping[str, Any], known: tuple[str, ...]) -> Words:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"'{name}' is not known here.", f"Write '{near[0]}', or take the line away."
    return f"'{name}' is not known here.", f"Take the line away, or use one of {', '.join(known)}."


SPECIAL: dict[str, Callable[[str, Mapping[str, Any], tuple[str, ...]], Words]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
}


def _given(value: Any) -> str:
    if value is None:
        return "Nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "A list"
    return f"'{value}'"


def _around(value: Any, where: Where) -> Mapping[str, Any]:
    for part in where[:-1]:
        value = value[part]
    return value if isinstance(value, dict) else {}


def _known(schema: Mapping[str, Any], where: Where) -> tuple[str, ...]:
    """Return the names that the schema knows at a place."""
    nodes = _resolved(schema, schema)
    for part in where:
        nodes = [found for node in nodes for found in _step(schema, node, part)]
    return tuple(dict.fromkeys(name for node in nodes for name in node.get("properties", {})))


def _step(schema: Mapping[str, Any], node: Mapping[str, Any], part: str | int) -> list[Mapping[str, Any]]:
    if isinstance(part, int):
        return _resolved(schema, node.get("items", {}))
    named = node.get("properties", {}).get(part)
    others = [named] if named else [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    return [found for inner in others if isinstance(inner, dict) for found in _resolved(schema, inner)]


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a node of a JSON schema, or its alternatives, with references followed."""
    if "$ref" in node:
        return _resolved(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    alternatives = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    return [found for one in alternatives for found in _resolved(schema, one)] if alternatives else [node]
