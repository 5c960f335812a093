"""One case on the desk: what was said, the papers, where it stands, its clock, its history, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.cases import deadlines, queries
from portal.cases.access import visible_to
from portal.cases.beside import Beside, read_beside
from portal.cases.door import case_facts
from portal.cases.finding import units_of_desk
from portal.cases.hands import hands, place_of
from portal.cases.making import missing
from portal.cases.originals import originals_of_case
from portal.cases.queries import HistoryEntry
from portal.cases.supplements import latest_notice
from portal.catalogue.answers import components
from portal.catalogue.versions import Published
from portal.clock import local
from portal.people.officers import active_holders
from portal.people.policy import Action, CaseFacts, allows
from portal.people.principal import Post
from portal.people.roles import Role
from portal.web.answer_view import answer_rows, file_titles
from portal.web.case_words import due_badge, role_name, state_name, wrong_words
from portal.web.context import house, now, principal, today
from portal.web.desk.action_form import WRONG, ActionForm
from portal.web.desk.listing import came_from, walk_hrefs
from portal.web.desk.meeting_panel import meeting_panel
from portal.web.desk.others_panel import others_panel
from portal.web.desk.road_panel import Around, asked_targets, asked_units, late_causes, road_panel
from portal.web.desk.room import room
from portal.web.document_words import document_title
from portal.web.filing_view import filing_rows
from portal.web.format import moment_short
from portal.web.history_view import actors_of, history_rows, said_before
from portal.web.language import language
from portal.web.ledger_view import case_ledger_view
from portal.web.meeting_view import meeting_days
from portal.web.names import unit_full_name, unit_name
from portal.web.originals_view import original_rows
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.web.supplement_view import answered_items
from portal.workflow.acting import offered
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.definition import Definition
from portal.workflow.diagram import draw
from portal.workflow.meetings import is_blocked, needs_of
from portal.workflow.names import action_name
from portal.workflow.picture_words import as_text

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
    row = opened.row
    clock = deadlines.clock_of(opened.state, opened.published.definition, row.variant, row.channel)
    with house().database.read() as look:
        files, documents = queries.papers_of(look, row.id)
        originals = originals_of_case(look, row.id)
        history = queries.history(look, row.id, house().sealer)
        away = opened.place.held_for if opened.place is not None else None
        named = {*actors_of(history), *((away,) if away else ()), *((row.helper,) if row.helper else ())}
        units, task_id = units_of_desk(principal()), opened.task and opened.task.id
        beside = read_beside(look, row.id, task_id, units, house().sealer, named)
        names = dict(beside.names)
        fellows = colleagues(look, opened)
        answers = opened.dossier.answers(house().sealer)
        supplement = _supplement(look, opened, history, files, answers)
    around = _around(opened, answers, history, road)
    asked = asked_units(opened.state, around)
    picture = draw(opened.definition, opened.state, language=language(), asked=asked)
    shown = next((f for f in files if f.id == request.args.get("file")), files[0] if files else None)
    page = render(
        "desk/case.html",
        opened=opened,
        badge=due_badge(row, now()),
        state_name=state_name(row.state),
        answers=answer_rows(opened.published.definition, answers, mask=True),
        wanted=components(opened.published.definition, answers, local(row.submitted_at).date()),
        supplement=supplement,
        files=files,
        file_titles=file_titles(opened.published.definition),
        shown=shown,
        documents=[(document, document_title(document.kind)) for document in documents],
        making=[(kind, document_title(kind)) for kind in missing(history, documents)],
        ledger=case_ledger_view(row, clock, now(), meeting_days(history)) if clock else None,
        picture=picture,
        picture_text=as_text(opened.definition, opened.state, language=language(), asked=asked),
        history=history_rows(history, opened.definition, names),
        said=said_before(history, opened.definition, names) if _is_undecided(opened) else [],
        actions=_actions(opened, fellows, forms or {}),
        stands_for=names.get(away or "", ""),
        role_name=role_name(opened.task.role) if opened.task else "",
        unit_name=unit_full_name(row.unit) if row.unit else "",
        problem=problem,
        problem_at=problem_at,
        receipt=receipt,
        roads=road_panel(opened.definition, opened.state, opened.facts, around, may_act=opened.may_act),
        road=road,
        others=others_panel(
            opened.published.definition,
            opened.definition,
            opened.state,
            opened.facts,
            children=beside.children,
            history=history,
            answers=answers,
            may_act=opened.may_act,
        ),
        meeting=meeting_panel(opened.definition, opened.state, history, may_act=opened.may_act),
        asked_before=asked_targets(opened.published.definition, opened.state),
        late_causes=late_causes(),
        wrongs=[{"value": wrong, "text": wrong_words(wrong)} for wrong in WRONG],
        filing=filing_rows(row, names),
        originals=original_rows(originals),
        beside=beside,
        checks=_checks(opened, beside),
        may_make=allows(principal(), Action.MAKE_DOCUMENT, opened.facts),
        may_keep=allows(principal(), Action.KEEP_NOTES, opened.facts),
        own_units=[(code, unit_name(code)) for code in units_of_desk(principal()) if code in opened.facts.units],
        kept=kept or {},
        unit_names={code: unit_name(code) for code in {place.unit for place in beside.places}},
        came_from=came_from(),
        listed=urlencode(came_from()),
        walk=walk_hrefs(),
    )
    return page, status


def _supplement(
    look: Any, opened: OpenCase, history: list[HistoryEntry], files: list[Any], answers: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the answer to the latest notice, old beside new; None where there is none."""
    asked = latest_notice(history)
    if asked is None or asked.answer is None:
        return None
    before = queries.answers_of_revision(look, opened.row.id, asked.revision, house().sealer)
    items = answered_items(opened.published.definition, asked, files, before, answers)
    return {"items": items, "at": asked.answer.at, "message": asked.answer.message, "number": asked.number}


def _around(opened: OpenCase, answers: Mapping[str, Any], history: Sequence[queries.HistoryEntry], road: Any) -> Around:
    """Return what says whom to ask: the answers, and what was sought and ticked on the form that came back."""
    form = road[1] if road is not None and road[0] == "refer" else None
    return Around(
        consult=opened.published.definition.consult,
        answers=answers,
        history=history,
        sought=form.sought.data or "" if form is not None else "",
        ticked=form.units.data or () if form is not None else (),
    )


def _checks(opened: OpenCase, beside: Beside) -> list[dict[str, Any]]:
    """Return the checklist of the step, each line with who ticked it and when."""
    lines = opened.definition.steps[opened.task.step].checklist if opened.task else ()
    made: list[dict[str, Any]] = []
    for number, words in enumerate(lines):
        ticked = beside.ticks.get(number)
        note = f"{ticked.who}, {moment_short(ticked.at, language=language())}" if ticked else ""
        line = {"id": f"check-{number}", "name": "line", "value": str(number), "text": label(words), "note": note}
        made.append({**line, "checked": ticked is not None})
    return made


def _is_undecided(opened: OpenCase) -> bool:
    return opened.task is not None and opened.state.result_number is None


def _actions(opened: OpenCase, others: list[tuple[str, str]], forms: dict[str, ActionForm]) -> list[dict[str, Any]]:
    """Return the actions this officer may do now, each with its form."""
    step = opened.definition.steps[opened.task.step] if opened.task else None
    if step is None or not opened.may_act:
        return []
    made, blank = [], ActionForm()  # one for all: each form of the page has its own key
    for code, action in offered(opened.definition, opened.state, now()).items():
        form = forms.get(code, blank)
        named = {"code": code, "name": action_name(code, action), "proposes": action.proposes}
        met = {"needs": needs_of(step, action), "blocked": is_blocked(step, opened.state, action)}
        made.append({**named, **met, "refuses": action.slip == "03", "form": form, "refused": code in forms})
    return [{**action, "colleagues": others} for action in made]


def colleagues(look: Any, opened: OpenCase) -> list[tuple[str, str]]:
    """Return the officers an assignment may go to: specialists of the unit where the next step is."""
    if opened.task is None or opened.task.role != Role.HEAD:
        return []
    return [(o.id, o.name) for o in active_holders(look, Role.SPECIALIST, opened.task.unit, today())]


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
