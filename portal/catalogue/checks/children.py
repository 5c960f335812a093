"""Cases that a procedure opens at other units: is there such a procedure, does it get what it asks, does it end?"""

from collections.abc import Iterable, Iterator
from datetime import date

from portal.catalogue.definition import UNIT, ProcedureDefinition
from portal.catalogue.pinned import Loaded
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document
from portal.workflow.definition import ChildCase

NOWHERE = Document("", {}, {})
Opening = tuple[Where, ChildCase]


def check_children(everything: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Return what is wrong with the cases that procedures open; asked of all of them together."""
    known = {one.definition.code: one.definition for one in sorted(everything, key=_since)}
    opens = {one.definition.code: _openings(one) for one in everything}
    found: list[Problem] = []
    for one in everything:
        document, code = one.source or NOWHERE, one.definition.code
        for where, rule in _openings(one):
            target = known.get(rule.procedure)
            if target is None or UNIT not in target.channels:
                mend = "Name a procedure of this folder that has  unit  among its channels."
                found.append(document.problem((*where, "procedure"), _unknown(rule, target), mend))
            elif _leads_to(code, rule.procedure, opens):
                mend = "Take one of them away: the cases would open each other without end."
                message = f"{rule.procedure} leads back to {code}."
                found.append(document.problem((*where, "procedure"), message, mend))
            else:
                found += _shared(document, where, rule, one.definition, target)
    return tuple(sorted(set(found)))


def _since(one: Loaded) -> date:
    return one.definition.in_force.from_


def _openings(one: Loaded) -> list[Opening]:
    found: dict[Where, ChildCase] = {}
    for workflow in one.workflows.values():
        for code, step in workflow.steps.items():
            for name, action in step.actions.items():
                if action.opens is not None:
                    found["workflow", "steps", code, "actions", name, "opens"] = action.opens
    return list(found.items())


def _unknown(rule: ChildCase, target: ProcedureDefinition | None) -> str:
    if target is None:
        return f"There is no procedure {rule.procedure}."
    return f"{rule.procedure} takes no cases from other units."


def _leads_to(code: str, start: str, opens: dict[str, list[Opening]]) -> bool:
    """Say whether a procedure opens, itself or through others, cases of another."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        at = ahead.pop()
        if at == code:
            return True
        if at not in seen:
            seen.add(at)
            ahead += [rule.procedure for _, rule in opens.get(at, [])]
    return False


def _shared(
    document: Document, where: Where, rule: ChildCase, here: ProcedureDefinition, there: ProcedureDefinition
) -> Iterator[Problem]:
    """What is shared stands in both under the same name; and what the other always asks is shared."""
    for name in rule.answers:
        if name not in here.fields or name not in there.fields or here.fields[name].type != there.fields[name].type:
            message = f"The question '{name}' is not the same in {here.code} and {there.code}."
            yield document.problem((*where, "answers"), message, "Share what both ask, by the same name and type.")
    for paper in rule.papers:
        if paper not in here.components or paper not in there.components:
            message = f"The paper '{paper}' is not in the dossiers of {here.code} and {there.code}."
            yield document.problem((*where, "papers"), message, "Share what both have, by the same id.")
    always = {f.name for page in there.form if not page.when for f in page.fields if f.required and not f.when}
    for name in sorted(always - set(rule.answers)):
        message = f"{there.code} always asks '{name}', and that is not shared."
        yield document.problem((*where, "answers"), message, f"Add  {name}  to answers.")
    papers = {component.id for component in there.dossier if component.required and not component.when}
    for paper in sorted(papers - set(rule.papers)):
        message = f"{there.code} always needs the paper '{paper}', and that is not shared."
        yield document.problem((*where, "papers"), message, f"Add  {paper}  to papers.")
