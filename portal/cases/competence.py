"""Which unit decides a case: from the procedure's rule and the answers (any-office intake keeps its own place)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.cases.errors import NotCompetent
from portal.catalogue.definition import Competence, ProcedureDefinition
from portal.catalogue.expressions import compile_expression
from portal.units.directory import UnitDirectory


def competent_unit(
    directory: UnitDirectory, definition: ProcedureDefinition, answers: Mapping[str, Any], day: date
) -> str:
    """Return the code of the competent unit, or of its office. Raises `NotCompetent`.

    An address of the past is followed to the unit that its territory belongs to today; where a unit was split, the
    citizen's choice is needed, and the old unit alone does not do.
    """
    rule = definition.competence
    if rule.of == "province":
        unit = directory.province(day)
    else:
        unit = _answered_unit(directory, rule.answer or "", answers, day)
        at_level = directory.parent_at(unit, rule.level)
        if at_level is None:
            raise NotCompetent(rule.answer or "")
        unit = at_level
    if rule.office is None:
        return unit
    office = directory.office(unit, rule.office, day)
    if office is None:
        raise NotCompetent(rule.office)
    return office


def competent_units(directory: UnitDirectory, rule: Competence, day: date) -> list[str]:
    """Return every unit that may be competent by a rule."""
    province = directory.province(day)
    level = [code for code in directory.subtree(province, day) if directory.parent_at(code, rule.level) == code]
    if rule.office is None:
        return level
    return [office for code in level if (office := directory.office(code, rule.office, day)) is not None]


def answered_code(directory: UnitDirectory, answer: str, answers: Mapping[str, Any], day: date) -> str | None:
    """Return the unit that the answers name, of whatever era; None where they name none."""
    found = compile_expression(answer).evaluate(answers, day)
    code = found.get("unit") if isinstance(found, Mapping) else found
    return code if isinstance(code, str) and directory.find(code) is not None else None


def _answered_unit(directory: UnitDirectory, answer: str, answers: Mapping[str, Any], day: date) -> str:
    code = answered_code(directory, answer, answers, day)
    if code is None:
        raise NotCompetent(answer)
    alive = directory.successors(code, day)
    if len(alive) != 1:
        raise NotCompetent(answer)
    return alive[0]
