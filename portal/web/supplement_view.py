"""What was asked for, beside what was sent: for the applicant who answers, and for the officer who reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.cases.supplements import Asked
from portal.catalogue.definition import ProcedureDefinition
from portal.web.answer_view import AnswerRow, file_titles, question_rows
from portal.web.case_words import wrong_words
from portal.workflow.commands import MissingItem

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """What was sent for one thing, at one time: the rows of the answer, and files."""

    rows: Sequence[AnswerRow]
    files: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was asked for, as it was and as it is now. `after` is missing while it is not answered."""

    target: str
    title: str
    wrong: str
    mend: str
    before: Side
    after: Side | None = None
    is_changed: bool = False
    changed_rows: frozenset[int] = frozenset()  # places among the rows after


def asked_items(definition: ProcedureDefinition, asked: Asked, files: Iterable[Any], before: Answers) -> list[Item]:
    """Return what a notice asks for, each with what was sent of it before."""
    sent = [file for file in files if file.revision <= asked.revision]
    return [_item(definition, missing, sent, before) for missing in asked.notice.items]


def answered_items(
    definition: ProcedureDefinition, asked: Asked, files: Sequence[Any], before: Answers, after: Answers
) -> list[Item]:
    """Return what a notice asked for, old beside new, and what else changed because of it. Identifiers are masked."""
    named = {item.target for item in asked.notice.items}
    others = sorted(name for name in {*before, *after} - named if before.get(name) != after.get(name))
    fresh = [file for file in files if file.revision == asked.revision + 1]
    others += sorted({file.component for file in fresh} - named - set(others))
    wanted = (*asked.notice.items, *(MissingItem(target=name, wrong="", mend="") for name in others))
    sent = [file for file in files if file.revision <= asked.revision]
    return [_answered(definition, missing, (sent, fresh), before, after) for missing in wanted]


def _answered(
    definition: ProcedureDefinition,
    missing: MissingItem,
    files: tuple[Sequence[Any], Sequence[Any]],
    before: Answers,
    after: Answers,
) -> Item:
    old, name = _item(definition, missing, files[0], before, mask=True), missing.target
    new = _side(definition, name, files[1], after, mask=True)
    differs = before.get(name) != after.get(name)
    known = {(row.name, row.value) for row in old.before.rows}
    changed = frozenset(n for n, row in enumerate(new.rows) if (row.name, row.value) not in known)
    if differs and not changed:  # in what is masked, or by what was taken away
        changed = frozenset(range(len(new.rows)))
    return Item(
        target=name,
        title=old.title,
        wrong=old.wrong,
        mend=old.mend,
        before=old.before,
        after=new,
        is_changed=differs or bool(new.files),
        changed_rows=changed if differs else frozenset(),
    )


def _item(
    definition: ProcedureDefinition, missing: MissingItem, files: Sequence[Any], answers: Answers, *, mask: bool = False
) -> Item:
    return Item(
        target=missing.target,
        title=file_titles(definition)[missing.target] or missing.target,
        wrong=wrong_words(missing.wrong) if missing.wrong else "",
        mend=missing.mend,
        before=_side(definition, missing.target, files, answers, mask=mask),
    )


def _side(definition: ProcedureDefinition, name: str, files: Sequence[Any], answers: Answers, *, mask: bool) -> Side:
    field = definition.fields.get(name)
    rows = question_rows(field, answers, mask=mask) if field is not None else []
    return Side(rows, [file for file in files if file.component == name])
