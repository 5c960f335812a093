"""Mending an application that was sent: the answers that were asked about are given anew, all others stay.

A new answer may lead to questions and papers that the old one did not: these are asked too, so that what was complete
is complete again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalogue import answers as given
from portal.catalogue.definition import Component, FormField, ProcedureDefinition
from portal.catalogue.fields import Problem, Reader, Typed

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mended:
    """What was understood: all answers, the questions to show, the papers that came to be needed, what is wrong."""

    answers: dict[str, Any]
    followed: tuple[FormField, ...]  # questions that only the new answers lead to
    papers: tuple[Component, ...]  # papers that only the new answers call for, and that are not there
    problems: tuple[Problem, ...]
    changed: frozenset[str]


def mendable(definition: ProcedureDefinition, before: Answers, targets: Sequence[str], reader: Reader) -> list[str]:
    """Return those of the targets that are questions which may be answered anew.

    One's own particulars come from the identity provider; nobody types them over.
    """
    known = given.environment(definition, before)
    fields = [definition.fields[name] for name in targets if name in definition.fields]
    open_ = [field for field in fields if field.type != "declaration" and given.holds(field.when, known, reader.today)]
    return [f.name for f in open_ if f.fixed is None or not given.holds(f.fixed, known, reader.today)]


def mend(
    definition: ProcedureDefinition,
    before: Answers,
    names: Sequence[str],
    typed: Typed,
    reader: Reader,
    *,
    present: frozenset[str],
) -> Mended:
    """Read the questions `names` anew over the answers before; `present` are the papers that are there.

    A question whose inputs were not sent keeps its answer.
    """
    merged, problems = _read([definition.fields[name] for name in names], typed, dict(before), reader, keep=True)
    asked_before = _asked(definition, before, reader)
    followed: list[FormField] = []
    while more := [f for f in _asked(definition, merged, reader).values() if _is_new(f, asked_before, followed)]:
        merged, wrong = _read(more, typed, merged, reader, keep=False)
        problems += wrong
        followed += more
    merged = given.only_asked(definition, merged, reader.today)
    followed = [field for field in followed if field.name in _asked(definition, merged, reader)]
    problems += _contradictions(definition, before, merged, problems, reader)
    papers = _papers(definition, before, merged, present, reader)
    changed = frozenset(n for n in {*before, *merged} if before.get(n) != merged.get(n))
    return Mended(merged, tuple(followed), papers, tuple(problems), changed)


def _read(
    fields: Sequence[FormField], typed: Typed, merged: dict[str, Any], reader: Reader, *, keep: bool
) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    for field in fields:
        if keep and not _was_sent(field, typed):
            continue
        reading = reader.read(field, typed)
        problems += reading.problems
        if not (keep and _said(reading.value) == _said(merged.get(field.name))):
            merged = {**merged, field.name: reading.value}
    return merged, problems


def _said(value: Any) -> Any:
    """Return an answer without its empty parts: to send one's old answer again is no change."""
    if isinstance(value, Mapping):
        return {part: said for part, inner in value.items() if (said := _said(inner)) is not None}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return None if value == "" else value


def _was_sent(field: FormField, typed: Typed) -> bool:
    return any(name == field.name or name.startswith(f"{field.name}.") for name in typed)


def _asked(definition: ProcedureDefinition, answers: Answers, reader: Reader) -> dict[str, FormField]:
    """Return the questions that answers lead to."""
    today = reader.today
    pages = given.pages(definition, answers, today)
    return {field.name: field for page in pages for field in given.asked(page, definition, answers, today)}


def _is_new(field: FormField, before: Mapping[str, FormField], followed: Sequence[FormField]) -> bool:
    return field.name not in before and field.type != "declaration" and field not in followed


def _contradictions(
    definition: ProcedureDefinition, before: Answers, merged: Answers, found: Sequence[Problem], reader: Reader
) -> list[Problem]:
    """Return the rules across answers that held before and do not hold now; what cannot be read is told once."""
    old = {(problem.path, problem.code) for problem in given.check(definition, before, reader.today)}
    bad = {problem.path.split(".")[0] for problem in found}
    now = [problem for problem in given.check(definition, merged, reader.today) if problem.code == "check"]
    return [p for p in now if (p.path, p.code) not in old and p.path.split(".")[0] not in bad]


def _papers(
    definition: ProcedureDefinition, before: Answers, merged: Answers, present: frozenset[str], reader: Reader
) -> tuple[Component, ...]:
    """Return the papers that are required now, were not before, and are not there."""
    called_for = {c.id for c in given.components(definition, before, reader.today) if c.required}
    now = given.components(definition, merged, reader.today)
    return tuple(c for c in now if c.required and c.id not in called_for | present)
