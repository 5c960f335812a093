"""Has every step an office where somebody can do it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.catalogue.definition import UNIT, ProcedureDefinition
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document
from portal.workflow.definition import Definition, Step


@dataclass(frozen=True, slots=True)
class Offices:
    """The kinds of offices each level has, the highest level first; and which of them are one-stop offices."""

    kinds: Mapping[str, frozenset[str]]
    one_stop: frozenset[str]

    def above(self, level: str) -> tuple[str, ...]:
        """Return the levels above one."""
        levels = tuple(self.kinds)
        return levels[: levels.index(level)]

    def within_reach(self, level: str) -> list[str]:
        """Return the kinds of offices at a level and above it."""
        return sorted(kind for one in (*self.above(level), level) for kind in self.kinds[one])


def check_competence(document: Document, definition: ProcedureDefinition, offices: Offices) -> Iterator[Problem]:
    competence = definition.competence
    if competence.level not in offices.kinds:
        mend = f"Write one of {', '.join(offices.kinds)}."
        yield document.problem(("competence", "level"), f"There is no level '{competence.level}'.", mend)
    elif competence.office is not None and competence.office not in offices.kinds[competence.level]:
        mend = f"Write one of {', '.join(sorted(offices.kinds[competence.level]))}."
        message = f"The level {competence.level} has no office '{competence.office}'."
        yield document.problem(("competence", "office"), message, mend)


def check_places(
    document: Document, definition: ProcedureDefinition, workflow: Definition, offices: Offices, around: Where
) -> Iterator[Problem]:
    """Yield every step whose place does not exist, or where nobody of its role works."""
    if definition.competence.level not in offices.kinds:
        return
    for code, step in workflow.steps.items():
        wrong = _place(step, definition, offices) or _role(step, definition, offices)
        if wrong is not None:
            where = (*around, "steps", code, "at") if around == ("workflow",) else around
            yield document.problem(where, f"The step '{code}' cannot be done: {wrong[0]}.", wrong[1])


def check_intake(
    document: Document, definition: ProcedureDefinition, workflow: Definition, around: Where
) -> Iterator[Problem]:
    """Any office takes in what people bring; the clock starts when the competent authority receives it (R2.2)."""
    if definition.channels != (UNIT,) and workflow.elsewhere is None:
        message = "No step receives what another office took in: the clock would start there (R2.2)."
        mend = "Add a step of reception whose action has  clock: start, and  elsewhere: its name."
        yield document.problem(around, message, mend)


def _place(step: Step, definition: ProcedureDefinition, offices: Offices) -> tuple[str, str] | None:
    name, _, argument = step.at.removesuffix(")").partition("(")
    level = definition.competence.level
    if name == "department" and argument not in offices.within_reach(level):
        kinds = ", ".join(offices.within_reach(level))
        return f"there is no office '{argument}' at the level {level} or above", f"Write one of {kinds}."
    if name == "parent" and argument not in offices.above(level):
        levels = ", ".join(offices.above(level)) or "no level"
        return f"there is no level '{argument}' above {level}", f"Above it there is {levels}."
    if name == "competent" and definition.competence.office is None:
        mend = f"Write department(…) with one of {', '.join(sorted(offices.kinds[level]))}."
        return f"nobody sits in the {level} itself, only in its offices", mend
    return None


def _role(step: Step, definition: ProcedureDefinition, offices: Offices) -> tuple[str, str] | None:
    name, _, argument = step.at.removesuffix(")").partition("(")
    if name in ("parent", "unit"):
        return None
    kind = definition.competence.office if name == "competent" else argument
    one_stop = name in ("intake", "return") or kind in offices.one_stop
    if one_stop and step.role != "reception":
        return f"no {step.role} works in a one-stop office", "Name the office in charge: department(…)."
    if not one_stop and step.role == "reception":
        mend = f"Write intake, return, or department(…) with one of {', '.join(sorted(offices.one_stop))}."
        return "reception works in one-stop offices only", mend
    return None
