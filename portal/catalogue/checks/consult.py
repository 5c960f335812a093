"""Do the answers that say whom to ask hold places?"""

from collections.abc import Iterator

from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.problems import Problem
from portal.catalogue.yamlfile import Document

PLACES = ("address", "place")


def check_consult(document: Document, definition: ProcedureDefinition) -> Iterator[Problem]:
    """Yield every name under `consult` that is no address of the form, and a list that no step could use."""
    known = sorted(_places(definition))
    for number, path in enumerate(definition.consult):
        if path not in known:
            mend = f"Write one of {', '.join(known) or 'the addresses the form asks for'}."
            yield document.problem(("consult", number), f"'{path}' is no address of the form.", mend)


def _places(definition: ProcedureDefinition) -> Iterator[str]:
    for name, field in definition.fields.items():
        if field.type in PLACES:
            yield name
        if field.type == "person" and "residence" in field.parts:
            yield f"{name}.residence"
        yield from (f"{name}.{inner.name}" for inner in field.fields if inner.type in PLACES)
