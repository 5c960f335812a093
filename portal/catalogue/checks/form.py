"""The form: every question understandable, every condition about something asked before, every setting in its place."""

import keyword
from collections.abc import Iterator, Mapping

from portal.catalogue.checks.scope import Names, known, names_of, typed
from portal.catalogue.definition import FormField, ProcedureDefinition
from portal.catalogue.expressions import FUNCTIONS
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document

RESERVED = frozenset({*keyword.kwlist, *FUNCTIONS, "today"})  # words of the language of conditions

# Settings that only some types of question have.
SETTINGS: Mapping[str, frozenset[str]] = {
    "min": frozenset({"number", "money"}),
    "max": frozenset({"number", "money"}),
    "max_length": frozenset({"text", "long_text"}),
    "format": frozenset({"text"}),
    "parts": frozenset({"person"}),
    "past": frozenset({"address", "person"}),
    "repeat": frozenset({"group"}),
    "default": frozenset({"yes_no", "number", "money", "choice", "text"}),
}

PREFILLS: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"person"}),
    "identity.residence": frozenset({"address", "place"}),
    "identity.phone": frozenset({"phone"}),
    "identity.email": frozenset({"email"}),
    "identity.name": frozenset({"text"}),
    "organisation": frozenset({"text", "address"}),
}


def check_form(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    """Yield everything that is wrong with the pages and questions."""
    yield from _repeated(document, definition)
    before: Names = {}
    for number, page in enumerate(definition.form):
        where: Where = ("form", number)
        yield from typed(document, (*where, "when"), page.when, before)
        here = {**before, **names_of(page.fields)}
        asked = dict(before)
        for place, field in enumerate(page.fields):
            inner = (*where, "fields", place)
            yield from typed(document, (*inner, "when"), field.when, asked)
            asked[field.name] = known(field)
            yield from _question(document, inner, field, here)
            if field.type == "group":
                yield from _group(document, inner, field, here)
        before = here


def _group(document: Document, where: Where, group: FormField, outside: Names) -> Iterator[Problem]:
    names = {**outside, **names_of(group.fields)}
    for number, field in enumerate(group.fields):
        inner = (*where, "fields", number)
        yield from typed(document, (*inner, "when"), field.when, names)
        yield from _question(document, inner, field, names)
        if field.name in outside:
            mend = "Give it a name of its own."
            message = f"'{field.name}' is already a question outside the group."
            yield document.problem((*inner, "name"), message, mend)


def _question(document: Document, where: Where, field: FormField, names: Names) -> Iterator[Problem]:
    if field.name in RESERVED:
        message = f"'{field.name}' is a word of the language of conditions."
        yield document.problem((*where, "name"), message, f"Write another name: {field.name}_given.")
    if field.check is not None:
        yield from typed(document, (*where, "check", "that"), field.check.that, names)
    yield from typed(document, (*where, "fixed"), field.fixed, names)
    if field.fixed is not None and field.prefill is None:
        mend = "Add  prefill: …  or take  fixed  away."
        yield document.problem((*where, "fixed"), "Only an answer that is filled in beforehand can be fixed.", mend)
    yield from _settings(document, where, field)


def _settings(document: Document, where: Where, field: FormField) -> Iterator[Problem]:
    for setting, types in SETTINGS.items():
        if getattr(field, setting) != FormField.model_fields[setting].default and field.type not in types:
            mend = f"Take it away, or make the question one of the types {', '.join(sorted(types))}."
            yield document.problem((*where, setting), f"A question of the type {field.type} has no '{setting}'.", mend)
    if field.prefill is not None and field.type not in PREFILLS[field.prefill]:
        fits = ", ".join(sorted(PREFILLS[field.prefill]))
        message = f"'{field.prefill}' cannot fill in a question of the type {field.type}."
        yield document.problem((*where, "prefill"), message, f"It fills in questions of the type {fits}.")
    if field.min is not None and field.max is not None and field.min > field.max:
        message = f"No number is at least {field.min} and at most {field.max}."
        yield document.problem((*where, "max"), message, "Write the larger number under max.")
    if not _default_fits(field):
        mends = {"choice": f"Write one of {', '.join(field.options)}.", "yes_no": "Write true or false."}
        message = "The answer given beforehand does not fit the question."
        yield document.problem((*where, "default"), message, mends.get(field.type, "Write an answer of that type."))


def _default_fits(field: FormField) -> bool:
    default = field.default
    if default is None or field.type not in SETTINGS["default"]:
        return True
    if field.type == "yes_no":
        return isinstance(default, bool)
    if field.type == "choice":
        return default in field.options
    if field.type == "text":
        return isinstance(default, str)
    low = field.min if field.min is not None else 0
    return isinstance(default, int) and not isinstance(default, bool) and low <= default <= (field.max or default)


def _repeated(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    """Yield names that are given to two pages, questions, papers or fees."""
    pages = [(("form", n, "page"), page.page) for n, page in enumerate(definition.form)]
    questions = [
        (("form", n, "fields", m, "name"), field.name)
        for n, page in enumerate(definition.form)
        for m, field in enumerate(page.fields)
    ]
    papers = [(("dossier", n, "id"), paper.id) for n, paper in enumerate(definition.dossier)]
    fees = [(("fees", n, "id"), fee.id) for n, fee in enumerate(definition.fees)]
    for kind, named in (("page", pages), ("question", questions), ("paper", papers), ("fee", fees)):
        seen: dict[str, Where] = {}
        for where, name in named:
            if name in seen:
                message = f"There are two of the {kind} '{name}'."
                mend = f"Rename one; the first stands on line {document.line(seen[name])}."
                yield document.problem(where, message, mend)
            seen.setdefault(name, where)
