"""What depends on answers outside the form: variants, papers, fees, the competent unit, the workflow's branches."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from portal.catalogue.checks.scope import all_names, typed
from portal.catalogue.definition import FormField, ProcedureDefinition, Variant
from portal.catalogue.expressions import ExpressionError, compile_expression
from portal.catalogue.problems import Problem, Where
from portal.catalogue.vocabulary import EXEMPTIONS, FIELDS, REGISTERS, life_events
from portal.catalogue.yamlfile import Document
from portal.workflow.definition import Definition

MOST_CASES = 4096  # as many combinations of answers as are tried to prove that the variants leave no gap


def check_rules(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    """Yield everything that is wrong with what depends on answers, and with words from the lists."""
    names = all_names(definition)
    for code, variant in definition.variants.items():
        yield from typed(document, ("variants", code, "when"), variant.when, names)
    for number, paper in enumerate(definition.dossier):
        yield from typed(document, ("dossier", number, "when"), paper.when, names)
    for number, fee in enumerate(definition.fees):
        yield from typed(document, ("fees", number, "when"), fee.when, names)
        yield from typed(document, ("fees", number, "times"), fee.times, names, ("number",))
        if fee.per == "copy" and fee.times is None:
            mend = "Add  times: copies  with the question that holds the number."
            yield document.problem(("fees", number), "Nothing says how many copies are paid for.", mend)
    yield from _competence(document, definition)
    yield from _vocabulary(document, definition)
    yield from _variants(document, definition)


def check_branches(document: Document, definition: ProcedureDefinition, workflow: Definition) -> Iterator[Problem]:
    """Yield what is wrong with conditions that the workflow puts on actions."""
    names = all_names(definition)
    for code, step in workflow.steps.items():
        for name, action in step.actions.items():
            where: Where = ("workflow", "steps", code, "actions", name, "when")
            yield from typed(document, where, action.when, names)


def _competence(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    answer = definition.competence.answer
    if answer is None:
        return
    where: Where = ("competence", "answer")
    problems = list(typed(document, where, answer, all_names(definition), ("address", "place")))
    yield from problems
    if problems:
        return
    name = answer.split(".")[0]
    page = next(page for page in definition.form if any(field.name == name for field in page.fields))
    if page.when is not None or definition.fields[name].when is not None or not definition.fields[name].required:
        message = f"'{name}' is not always answered, and then nobody knows which unit decides."
        yield document.problem(where, message, "Name a required question without a condition.")


def _vocabulary(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    given: list[tuple[Where, str, Sequence[str]]] = [(("field",), definition.field, tuple(FIELDS))]
    events = tuple(life_events())
    given += [(("life_events", n), event, events) for n, event in enumerate(definition.life_events)]
    for number, fee in enumerate(definition.fees):
        given += [(("fees", number, "exempt", n), claim, tuple(EXEMPTIONS)) for n, claim in enumerate(fee.exempt)]
    for number, paper in enumerate(definition.dossier):
        if paper.register_ is not None:
            given.append((("dossier", number, "register"), paper.register_, tuple(REGISTERS)))
    for where, word, known in given:
        if word not in known:
            mend = f"Write one of {', '.join(known)}, or add it to portal/catalogue/vocabulary.py."
            yield document.problem(where, f"'{word}' is not in the list.", mend)


def _variants(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    """The first variant whose condition holds applies: none may be out of reach, and some one always has to apply."""
    codes = list(definition.variants)
    for code in codes[:-1]:
        if definition.variants[code].when is None:
            message = f"Every case is '{code}'; the variants after it are out of reach."
            mend = "Put the variant without  when  last, and keep only one."
            yield document.problem(("variants", code), message, mend)
            return
    if codes and definition.variants[codes[-1]].when is not None:
        gap = _gap(definition, list(definition.variants.values()))
        if gap is not None:
            mend = "Take  when  away from the last variant, so that it holds for the rest."
            yield document.problem(("variants", codes[-1], "when"), gap, mend)


def _gap(definition: ProcedureDefinition, variants: Sequence[Variant]) -> str | None:
    """Say for which answers no variant applies; None where it is proved that there are none."""
    try:
        conditions = [compile_expression(variant.when or "True") for variant in variants]
    except ExpressionError:
        return None  # told where it stands
    used = [field for field in definition.fields.values() if any(field.name in c.names for c in conditions)]
    choices = [_possible(definition, field) for field in used]
    cases = 1
    for possible in choices:
        cases *= len(possible)
    if not cases or cases > MOST_CASES or {n for c in conditions for n in c.names} - {field.name for field in used}:
        return "It cannot be proved that one of the variants always applies."
    for answers in itertools.product(*choices):
        values = {field.name: answer for field, answer in zip(used, answers, strict=True)}
        if not any(condition.holds(values, date.min) for condition in conditions):
            said = ", ".join(f"{name} is {_said(value)}" for name, value in values.items())
            return f"No variant applies when {said}."
    return None


def _possible(definition: ProcedureDefinition, field: FormField) -> list[Any]:
    """Return every answer a question may have, None among them where it may be left out; nothing if too many."""
    answers: dict[str, list[Any]] = {"yes_no": [True, False], "choice": list(field.options)}
    possible = answers.get(field.type, [])
    page = next(page for page in definition.form if field in page.fields)
    always = field.required and field.when is None and page.when is None
    return possible if always or not possible else [*possible, None]


def _said(value: Any) -> str:
    if value is None:
        return "not answered"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
