"""One case on the desk: what was said, the papers, where it stands, its clock, its history, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.hands import hands, place_of
from portal.cases.loaded import case_facts
from portal.catalogue.versions import Published
from portal.people.policy import Action, CaseFacts, allows
from portal.people.principal import Post
from portal.web.context import house, now, principal, today
from portal.web.desk import case_panels as panels
from portal.web.desk.action_form import ActionForm
from portal.web.desk.room import room
from portal.web.rendering import render
from portal.web.routing import page as bound
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.definition import Definition

READING_TIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case as an officer sees it."""

    dossier: queries.Dossier
    state: CaseState
    published: Published
    definition: Definition
    waits: bool  # for the citizen, whose time to answer is not over yet
    may_act: bool
    may_take: bool
    may_collect: bool
    facts: CaseFacts  # what the policy is asked with
    place: Post | None  # by which the officer works on the task, if on any

    @property
    def row(self) -> Row[Any]:
        return self.dossier.row

    @property
    def task(self) -> queries.TaskRow | None:
        return self.dossier.task


@room.get("/cases/<code>")
@bound(Action.READ_CASE)
def case(code: str) -> ResponseReturnValue:
    return show(open_case(code))


def open_case(code: str) -> OpenCase:
    """Load a case through what this officer may see. Raises `NoSuchCase`."""
    with house().database.read() as look:
        dossier = queries.get_dossier(look, code, visible_to(principal(), house().directory))
        row, task = dossier.row, dossier.task
        published = house().versions.get(look, row.version_id)
        place = _place(task, row.procedure_code)
        others = hands(look, principal(), place, task.holder if task else None, today())
    facts = case_facts(row.applicant_id, dossier.units, task, house().directory, row.procedure_code)
    state = case_from_json(row.snapshot)
    waits = state.waiting is not None and not state.waiting.is_over(now())
    acts = allows(principal(), Action.ACT_ON_TASK, facts) and task is not None and not waits
    mine = task is not None and task.holder in {principal().id, *others}
    return OpenCase(
        dossier=dossier,
        state=state,
        waits=waits,
        published=published,
        definition=published.workflows[row.variant],
        may_act=acts and (task is None or task.holder is None or mine),
        may_take=acts and task is not None and task.holder is None and place is not None and place.held_for is None,
        place=place,
        may_collect=allows(principal(), Action.RECORD_PAYMENT, facts),
        facts=facts,
    )


def _place(task: queries.TaskRow | None, procedure: str) -> Post | None:
    return None if task is None else place_of(principal(), task.role, task.unit, procedure, task.holder)


def show(
    opened: OpenCase,
    *,
    forms: dict[str, ActionForm] | None = None,
    problem: str = "",
    problem_at: str = "actions",
    receipt: str = "",
    road: Any = None,
    status: int = 200,
    kept: Mapping[str, str] | None = None,
) -> tuple[Response, int]:
    """Render the case page; after a refused command with the officer's own form, and a status that tells the truth.

    `problem_at` is the id of the control that the problem is about, `road` the refused form of a road with its name;
    `kept` is what was typed beside the case.
    """
    note_view(opened)
    looked = panels.look_at(opened)
    told = {"problem": problem, "problem_at": problem_at, "receipt": receipt, "kept": kept or {}}
    page = render(
        "desk/case.html",
        opened=opened,
        **told,
        **panels.said_panel(opened, looked, request.args.get("file")),
        **panels.documents_panel(opened, looked),
        **panels.standing_panel(opened, looked),
        **panels.history_panel(opened, looked),
        **panels.deeds_panel(opened, looked, forms or {}, road),
        **panels.kept_panel(opened, looked),
        **panels.walk_panel(),
    )
    return page, status


def note_paper(opened: OpenCase) -> None:
    """A paper that is read beside the page of its case is part of that view; one that is had by itself is a view."""
    with house().database.read() as look:
        views = queries.views_of(look, opened.row.id)
    if not any(view.viewer_id == principal().id and now() - view.at < READING_TIME for view in views):
        note_view(opened)


def note_view(opened: OpenCase) -> None:
    """Reading somebody's case is itself written down, where the person can see it (R-AZ-9)."""
    post = next((p for p in principal().posts if opened.task is not None and p.unit == opened.task.unit), None)
    post = post or (principal().posts[0] if principal().posts else None)
    viewer = {
        "id": principal().id,
        "name": principal().name,
        "role": post.role.value if post else "",
        "unit": post.unit if post else "",
        "purpose": opened.task.step if opened.task is not None and opened.may_act else "look",
    }
    with house().database.transaction() as work:
        queries.note_view(work, opened.row.id, viewer, now())
