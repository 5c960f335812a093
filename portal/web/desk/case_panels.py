"""What the page of a case shows, panel by panel: what was said, the clock, the history, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from portal.cases import deadlines, queries
from portal.cases.beside import Beside, read_beside
from portal.cases.finding import units_of_desk
from portal.cases.making import missing
from portal.cases.originals import originals_of_case
from portal.cases.queries import HistoryEntry
from portal.cases.referrals import enclosed_in
from portal.cases.supplements import latest_notice
from portal.catalogue.answers import components
from portal.clock import local
from portal.people.officers import active_holders
from portal.people.policy import Action, allows
from portal.people.roles import Role
from portal.web.answer_view import answer_rows, file_titles
from portal.web.case_words import due_badge, role_name, state_name, wrong_words
from portal.web.context import house, now, principal, today
from portal.web.desk.action_form import WRONG, ActionForm
from portal.web.desk.counter_panel import counter_panel
from portal.web.desk.listing import came_from, walk_hrefs
from portal.web.desk.meeting_panel import meeting_panel
from portal.web.desk.others_panel import others_panel
from portal.web.desk.road_panel import Around, asked_targets, asked_units, late_causes, road_panel
from portal.web.document_words import document_title
from portal.web.filing_view import filing_rows
from portal.web.format import moment_short
from portal.web.history_view import actors_of, history_rows, said_before
from portal.web.language import language
from portal.web.ledger_view import case_ledger_view
from portal.web.meeting_view import meeting_days
from portal.web.names import unit_full_name, unit_name
from portal.web.originals_view import original_rows
from portal.web.rendering import label
from portal.web.supplement_view import answered_items
from portal.workflow.acting import offered
from portal.workflow.diagram import draw
from portal.workflow.events import ReferralAnswered, SupplementRequested
from portal.workflow.meetings import is_blocked, needs_of
from portal.workflow.names import action_name
from portal.workflow.picture_words import as_text

if TYPE_CHECKING:
    from portal.web.desk.case import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is read for the page, each of it once."""

    files: list[Any]
    documents: list[queries.DocumentRow]
    originals: Any
    history: list[HistoryEntry]
    enclosed: Sequence[Any]  # papers that came with answers of other units
    beside: Beside
    fellows: list[tuple[str, str]]
    answers: Mapping[str, Any]
    supplement: dict[str, Any] | None

    @property
    def names(self) -> dict[str, str]:
        return dict(self.beside.names)


def look_at(opened: "OpenCase") -> Looked:
    """Read what lies around an opened case, by few questions."""
    row = opened.row
    with house().database.read() as look:
        files, documents = queries.papers_of(look, row.id)
        history = queries.history(look, row.id, house().sealer)
        answers = opened.dossier.answers(house().sealer)
        return Looked(
            files=files,
            documents=documents,
            originals=originals_of_case(look, row.id),
            history=history,
            enclosed=_enclosed(look, row.id, history),
            beside=_beside(look, opened, history),
            fellows=colleagues(look, opened),
            answers=answers,
            supplement=_supplement(look, opened, history, files, answers),
        )


def _enclosed(look: Any, case_id: str, history: list[HistoryEntry]) -> Sequence[Any]:
    """Ask for them only where the history tells of some: hardly any case has one."""
    told = any(isinstance(entry.event, ReferralAnswered) and entry.event.files for entry in history)
    return enclosed_in(look, case_id) if told else ()


def _beside(look: Any, opened: "OpenCase", history: list[HistoryEntry]) -> Beside:
    away, helper = opened.place.held_for if opened.place is not None else None, opened.row.helper
    named = {*actors_of(history), *((away,) if away else ()), *((helper,) if helper else ())}
    task_id = opened.task and opened.task.id
    return read_beside(look, opened.row.id, task_id, units_of_desk(principal()), house().sealer, named)


def said_panel(opened: "OpenCase", looked: Looked, shown: str | None) -> dict[str, Any]:
    """Return what was said and sent: answers, papers, originals; `shown` is the id of the file in the viewer."""
    definition = opened.published.definition
    return {
        "answers": answer_rows(definition, looked.answers, mask=True),
        "wanted": components(definition, looked.answers, local(opened.row.submitted_at).date()),
        "supplement": looked.supplement,
        "files": looked.files,
        "file_titles": file_titles(definition),
        "shown": next((f for f in looked.files if f.id == shown), looked.files[0] if looked.files else None),
        "filing": filing_rows(opened.row, looked.names),
        "originals": original_rows(looked.originals),
        "asked_before": asked_targets(definition, opened.state),
    }


def documents_panel(opened: "OpenCase", looked: Looked) -> dict[str, Any]:
    """Return the documents that were made for the case, and those that it is owed."""
    return {
        "documents": [(document, document_title(document.kind)) for document in looked.documents],
        "making": [(kind, document_title(kind)) for kind in missing(looked.history, looked.documents)],
        "may_make": allows(principal(), Action.MAKE_DOCUMENT, opened.facts),
    }


def standing_panel(opened: "OpenCase", looked: Looked) -> dict[str, Any]:
    """Return where the case stands: its badge, its clock, who has it and in whose place."""
    row, history = opened.row, looked.history
    clock = deadlines.clock_of(opened.state, opened.published.definition, row.variant, row.channel)
    away = opened.place.held_for if opened.place is not None else None
    return {
        "badge": due_badge(row, now()),
        "state_name": state_name(row.state),
        "notices": sum(isinstance(entry.event, SupplementRequested) for entry in history),
        "ledger": case_ledger_view(row, clock, now(), meeting_days(history)) if clock else None,
        "stands_for": looked.names.get(away or "", ""),
        "role_name": role_name(opened.task.role) if opened.task else "",
        "unit_name": unit_full_name(row.unit) if row.unit else "",
    }


def history_panel(opened: "OpenCase", looked: Looked) -> dict[str, Any]:
    """Return what happened, and what of it bears on the decision."""
    rows, names = looked.history, looked.names
    return {
        "history": history_rows(rows, opened.definition, names),
        "said": said_before(rows, opened.definition, names) if _is_undecided(opened) else [],
    }


def deeds_panel(opened: "OpenCase", looked: Looked, forms: dict[str, ActionForm], road: Any) -> dict[str, Any]:
    """Return what may be done: the actions of the step, the roads beside it, a meeting; and the picture of it."""
    workflow, state, history = opened.definition, opened.state, looked.history
    around = _around(opened, looked, road)
    asked = asked_units(state, around)
    return {
        "picture": draw(workflow, state, language=language(), asked=asked),
        "picture_text": as_text(workflow, state, language=language(), asked=asked),
        "actions": _actions(opened, looked.fellows, forms),
        "wrongs": [{"value": wrong, "text": wrong_words(wrong)} for wrong in WRONG],
        "roads": road_panel(workflow, state, opened.facts, around, may_act=opened.may_act),
        "road": road,
        "late_causes": late_causes(),
        "others": others_panel(
            opened.published.definition,
            workflow,
            state,
            opened.facts,
            children=looked.beside.children,
            history=history,
            answers=looked.answers,
            may_act=opened.may_act,
        ),
        "counter": counter_panel(opened),
        "meeting": meeting_panel(workflow, state, history, may_act=opened.may_act),
    }


def kept_panel(opened: "OpenCase", looked: Looked) -> dict[str, Any]:
    """Return what the office keeps beside the case: notes, labels, the place of the paper, ticks."""
    beside = looked.beside
    return {
        "beside": beside,
        "checks": _checks(opened, beside),
        "may_keep": allows(principal(), Action.KEEP_NOTES, opened.facts),
        "own_units": [(c, unit_name(c)) for c in units_of_desk(principal()) if c in opened.facts.units],
        "unit_names": {code: unit_name(code) for code in {place.unit for place in beside.places}},
    }


def walk_panel() -> dict[str, Any]:
    """Return the list that the officer came from, and the way to its next case."""
    return {"came_from": came_from(), "listed": urlencode(came_from()), "walk": walk_hrefs()}


def _supplement(
    look: Any, opened: "OpenCase", history: list[HistoryEntry], files: list[Any], answers: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the answer to the latest notice, old beside new; None where there is none."""
    asked = latest_notice(history)
    if asked is None or asked.answer is None:
        return None
    before = queries.answers_of_revision(look, opened.row.id, asked.revision, house().sealer)
    items = answered_items(opened.published.definition, asked, files, before, answers)
    return {"items": items, "at": asked.answer.at, "message": asked.answer.message, "number": asked.number}


def _around(opened: "OpenCase", looked: Looked, road: Any) -> Around:
    """Return what says whom to ask: the answers, and what was sought and ticked on the form that came back."""
    form = road[1] if road is not None and road[0] == "refer" else None
    return Around(
        consult=opened.published.definition.consult,
        answers=looked.answers,
        history=looked.history,
        enclosed=looked.enclosed,
        sought=form.sought.data or "" if form is not None else "",
        ticked=form.units.data or () if form is not None else (),
    )


def _checks(opened: "OpenCase", beside: Beside) -> list[dict[str, Any]]:
    """Return the checklist of the step, each line with who ticked it and when."""
    lines = opened.definition.steps[opened.task.step].checklist if opened.task else ()
    made: list[dict[str, Any]] = []
    for number, words in enumerate(lines):
        ticked = beside.ticks.get(number)
        note = f"{ticked.who}, {moment_short(ticked.at, language=language())}" if ticked else ""
        line = {"id": f"check-{number}", "name": "line", "value": str(number), "text": label(words), "note": note}
        made.append({**line, "checked": ticked is not None})
    return made


def _is_undecided(opened: "OpenCase") -> bool:
    return opened.task is not None and opened.state.result_number is None


def _actions(opened: "OpenCase", others: list[tuple[str, str]], forms: dict[str, ActionForm]) -> list[dict[str, Any]]:
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


def colleagues(look: Any, opened: "OpenCase") -> list[tuple[str, str]]:
    """Return the officers an assignment may go to: specialists of the unit where the next step is."""
    if opened.task is None or opened.task.role != Role.HEAD:
        return []
    return [(o.id, o.name) for o in active_holders(look, Role.SPECIALIST, opened.task.unit, today())]
