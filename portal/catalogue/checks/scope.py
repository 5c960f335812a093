"""Which questions a condition may speak of: those that were asked by then."""

from collections.abc import Iterable, Iterator

from portal.catalogue.definition import FormField, ProcedureDefinition
from portal.catalogue.expression_types import Known, Type, check_types
from portal.catalogue.expressions import ExpressionError
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document

Names = dict[str, Known]

_TYPES: dict[str, Type] = {
    "number": "number",
    "money": "number",
    "date": "date",
    "partial_date": "date",
    "yes_no": "bool",
    "declaration": "bool",
    "choice": "choice",
    "choices": "choices",
    "person": "person",
    "address": "address",
    "place": "place",
    "group": "list",
}


def known(field: FormField) -> Known:
    """Return what is known of a question before it is answered."""
    parts = frozenset(field.parts) if field.type == "person" else frozenset()
    return Known(_TYPES.get(field.type, "text"), frozenset(field.options), parts)


def names_of(fields: Iterable[FormField]) -> Names:
    return {field.name: known(field) for field in fields}


def all_names(definition: ProcedureDefinition) -> Names:
    """Return every question of the form: what fees, papers and variants may speak of."""
    return names_of(field for page in definition.form for field in page.fields)


def typed(
    document: Document, where: Where, source: str | None, names: Names, wanted: tuple[Type, ...] = ("bool",)
) -> Iterator[Problem]:
    """Yield what is wrong with an expression that stands at `where`."""
    if source is None:
        return
    try:
        check_types(source, names, wanted=wanted)
    except ExpressionError as error:
        message = str(error)
        yield document.problem(where, f"{message[:1].upper()}{message[1:]}.", error.mend)
