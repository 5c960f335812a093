"""What may be done to many of the cases in a list, and the form by which it is asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Row

from portal.cases.bulk import PRINT, TAKE, Chosen, Order, begin_bulk, suits_many
from portal.cases.inbox import LONG_PAGE, PAGE_SIZE, InboxRow
from portal.catalogue.versions import Published
from portal.people.officers import active_holders
from portal.people.roles import Role
from portal.web.context import house, now, principal, today
from portal.web.forms.command_form import LATEST
from portal.web.identity import current_origin
from portal.web.language import gettext as _
from portal.web.rendering import label, with_query
from portal.workflow.case import OfficialState
from portal.workflow.definition import Action
from portal.workflow.names import ACTION_NAMES, action_name

NEVER_ACCEPTED = frozenset({OfficialState.SUBMITTED, OfficialState.NOT_ACCEPTED})
_CHOSEN = re.compile(r"([0-9a-f-]{36}):([0-9]{1,10})\Z")


def chosen_value(row: InboxRow) -> str:
    """Return what a tick in the list sends: the case, and the version that the list shows."""
    return f"{row.case_id}:{row.version}"


def begin_job(order: Order, chosen: Sequence[Chosen]) -> ResponseReturnValue:
    """Write down a job for the worker, and lead to its page. Raises `NothingChosen`, `TooManyChosen`."""
    with house().database.transaction() as work:
        job_id = begin_bulk(
            work,
            order,
            chosen,
            principal(),
            directory=house().directory,
            sealer=house().sealer,
            now=now(),
            origin=current_origin(),
        )
    return redirect(url_for("desk.bulk_job", job_id=job_id), 303)


def chosen_cases() -> list[Chosen]:
    """Return the cases that were ticked; what is no tick of ours is left out."""
    found = (_CHOSEN.match(value) for value in request.form.getlist("case"))
    pairs = [(one[1], int(one[2])) for one in found if one is not None]
    return [Chosen(case_id, seen) for case_id, seen in pairs if _is_id(case_id) and seen < LATEST]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Many:
    """What may be done to many cases of a list, and to whom they may be given."""

    deeds: list[dict[str, Any]]
    officers: list[tuple[str, str]]
    number: int  # how many are ticked when the page comes
    all_href: str
    clear_href: str
    long_href: str


def many_of(look: Connection, rows: Sequence[InboxRow], names: Mapping[str, Published]) -> Many:
    """Return what the bulk bar of a list offers."""
    deeds = bulk_deeds(rows, names)
    officers = assignees(look) if needs_officer(rows, names) else []
    number = len(rows) if request.args.get("chosen") == "all" else 0
    long_href = with_query(rows=LONG_PAGE, after=None) if len(rows) == PAGE_SIZE else ""
    return Many(deeds, officers, number, with_query(chosen="all"), with_query(chosen=None), long_href)


def bulk_deeds(rows: Sequence[InboxRow], names: Mapping[str, Published]) -> list[dict[str, Any]]:
    """Return the buttons of the bulk bar: what at least one case of the list allows, accepting first."""
    words = {code: label(action_name(code, action)) for code, action in _actions(rows, names)}
    buttons = [(code, words[code]) for code in sorted(words, key=lambda code: code != "accept")]
    if any(row.holder is None and row.status == "open" for row in rows):
        buttons.append((TAKE, _("Nhận việc")))
    if any(row.state not in NEVER_ACCEPTED for row in rows):
        buttons.append((PRINT, _("In phiếu tiếp nhận")))
    return [
        {"text": text, "name": "deed", "value": code, "primary": place == 0}
        for place, (code, text) in enumerate(buttons)
    ]


def needs_officer(rows: Sequence[InboxRow], names: Mapping[str, Published]) -> bool:
    """Say whether something in the list may be given to an officer."""
    return any("officer" in action.needs for _code, action in _actions(rows, names))


def assignees(look: Connection) -> list[tuple[str, str]]:
    """Return the officers that this head may give cases to: the specialists of the unit."""
    units = sorted(principal().units_as(Role.HEAD))
    found = {o.id: o.name for unit in units for o in active_holders(look, Role.SPECIALIST, unit, today())}
    return list(found.items())


def name_of(look: Connection, deed: str, rows: Sequence[Row[Any]]) -> tuple[dict[str, str], bool]:
    """Return the words on the button of a deed, in both languages, and whether it needs an officer.

    `rows` are the chosen cases as they stand: the first whose step has the action says what it is called.
    """
    for version_id, variant, code in dict.fromkeys((row.version_id, row.variant, row.step) for row in rows):
        step = house().versions.get(look, version_id).workflows[variant].steps.get(code)
        action = step.actions.get(deed) if step is not None else None
        if action is not None:
            words = action_name(deed, action)
            return {"vi": words.vi, "en": words.en}, "officer" in action.needs
    known = ACTION_NAMES.get(deed)
    return ({} if known is None else {"vi": known.vi, "en": known.en}), False


def _actions(rows: Sequence[InboxRow], names: Mapping[str, Published]) -> Iterator[tuple[str, Action]]:
    """Yield the actions that suit many, of the steps at which the listed cases are."""
    here = dict.fromkeys((row.version_id, row.variant, row.step) for row in rows if row.status == "open")
    for version_id, variant, code in here:
        definition = names[version_id].workflows[variant]
        step = definition.steps[code]
        for name, action in step.actions.items():
            if suits_many(definition, step, action):
                yield name, action
