"""The answers of an application as a whole: which pages are asked, what is still wrong, which variant applies."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.catalogue.definition import Component, FormField, Page, ProcedureDefinition
from portal.catalogue.expressions import compile_expression
from portal.catalogue.fields import Problem, Reader, Typed
from portal.workflow.definition import Definition

Answers = Mapping[str, Any]

STANDARD = "standard"  # the variant of a procedure that names none


def environment(definition: ProcedureDefinition, answers: Answers) -> dict[str, Any]:
    """Return the answers as conditions see them: dates as dates, unanswered questions as None."""
    return {name: _value(field, answers.get(name)) for name, field in definition.fields.items()}


def pages(definition: ProcedureDefinition, answers: Answers, today: date) -> list[Page]:
    """Return the pages that these answers lead through."""
    known = environment(definition, answers)
    return [page for page in definition.form if holds(page.when, known, today)]


def asked(page: Page, definition: ProcedureDefinition, answers: Answers, today: date) -> list[FormField]:
    """Return the questions of a page that these answers lead to."""
    known = environment(definition, answers)
    return [field for field in page.fields if holds(field.when, known, today)]


def read_page(
    definition: ProcedureDefinition, page: Page, typed: Typed, answers: Answers, reader: Reader
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read one page; return all answers with its own replaced, and its problems.

    A question of the page may depend on another of the same page, so conditions are asked as the answers come in. An
    answer that is no longer asked for is dropped. A prefilled answer that may not be typed over is kept as it was.
    """
    merged = dict(answers)
    problems: list[Problem] = []
    for field in page.fields:
        if field.when is not None or field.fixed is not None:
            known = environment(definition, merged)
            if not holds(field.when, known, reader.today):
                merged.pop(field.name, None)
                continue
            is_fixed = field.fixed is not None and holds(field.fixed, known, reader.today)
            if is_fixed and answers.get(field.name) is not None:
                continue
        reading = reader.read(field, typed)
        problems += reading.problems
        merged[field.name] = reading.value
    bad = {problem.path.split(".")[0] for problem in problems}
    problems += [p for p in _cross_checks(definition, page, merged, reader.today) if p.path.split(".")[0] not in bad]
    return merged, tuple(problems)


def only_asked(definition: ProcedureDefinition, answers: Answers, today: date) -> dict[str, Any]:
    """Return the answers without those that the others no longer lead to.

    Who unticks what a page was about has taken the page back: it decides no fee, calls for no paper, goes to nobody.
    """
    kept = dict(answers)
    known = environment(definition, kept)
    for page in definition.form:
        is_open = holds(page.when, known, today)
        for field in page.fields:
            if field.name in kept and not (is_open and holds(field.when, known, today)):
                del kept[field.name]
                known[field.name] = None
    return kept


def check(definition: ProcedureDefinition, answers: Answers, today: date) -> tuple[Problem, ...]:
    """Return what is still missing or contradictory over the whole form: the last look before submitting."""
    problems: list[Problem] = []
    for page in pages(definition, answers, today):
        for field in asked(page, definition, answers, today):
            value = answers.get(field.name)
            if field.required and (value is None or value in ("", [])):
                problems.append(Problem(field.name, "required", {"page": page.page}))
        problems += _cross_checks(definition, page, answers, today)
    return tuple(problems)


def variant(definition: ProcedureDefinition, answers: Answers, today: date) -> str:
    """Return the code of the variant that applies: the first whose condition holds."""
    known = environment(definition, answers)
    for code, candidate in definition.variants.items():
        if holds(candidate.when, known, today):
            return code
    return STANDARD


def components(definition: ProcedureDefinition, answers: Answers, today: date) -> list[Component]:
    """Return the papers that these answers call for."""
    known = environment(definition, answers)
    return [component for component in definition.dossier if holds(component.when, known, today)]


def missing_components(
    definition: ProcedureDefinition, answers: Answers, today: date, *, present: frozenset[str]
) -> tuple[Problem, ...]:
    """Return the papers that are required and not there."""
    return tuple(
        Problem(component.id, "paper_missing", {"page": "papers"})
        for component in components(definition, answers, today)
        if component.required and component.id not in present
    )


def guards(workflow: Definition, definition: ProcedureDefinition, answers: Answers, today: date) -> dict[str, bool]:
    """Return what the workflow's conditions come to for these answers: kept with the case, asked once."""
    known = environment(definition, answers)
    return {source: holds(source, known, today) for source in sorted(workflow.guards)}


def holds(source: str | None, known: Mapping[str, Any], today: date) -> bool:
    """Say whether a condition holds in an `environment`; one that is not there always does."""
    return source is None or compile_expression(source).holds(known, today)


def _cross_checks(definition: ProcedureDefinition, page: Page, answers: Answers, today: date) -> Iterator[Problem]:
    """Yield the rules across answers that do not hold. A rule about an unanswered question is not broken yet."""
    known = environment(definition, answers)
    for field in page.fields:
        if not holds(field.when, known, today):
            continue
        answered = field.check is not None and _answered(known.get(field.name))
        if field.check is not None and answered and not compile_expression(field.check.that).holds(known, today):
            yield Problem(field.name, "check", {"otherwise": field.check.otherwise, "page": page.page})
        if field.type == "group":
            yield from _group_checks(field, answers, known, today, page.page)


def _group_checks(
    group: FormField, answers: Answers, known: Mapping[str, Any], today: date, page: str
) -> Iterator[Problem]:
    for number, row in enumerate(answers.get(group.name) or ()):
        scope = {**known, **{inner.name: _value(inner, row.get(inner.name)) for inner in group.fields}}
        for inner in group.fields:
            if inner.check is None or not _answered(scope.get(inner.name)):
                continue
            if not compile_expression(inner.check.that).holds(scope, today):
                path = f"{group.name}.{number}.{inner.name}"
                yield Problem(path, "check", {"otherwise": inner.check.otherwise, "page": page})


def _answered(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _value(field: FormField, value: Any) -> Any:
    if value is None:
        return None
    if field.type == "date":
        return date.fromisoformat(value)
    if field.type == "partial_date":
        return _earliest(value)
    if field.type == "person":
        born = value.get("birth_date")
        return {**value, "birth_date": date.fromisoformat(born) if born else None}
    return value


def _earliest(partial: str) -> date:
    """A year or a month stands for its first day when it is compared."""
    year, month, day = (*partial.split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))
