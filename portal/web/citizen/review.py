"""The last look: every answer with a way to change it, what it costs, how the result is wanted; then one click."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from portal.cases.competence import competent_unit
from portal.cases.drafts import BROUGHT, save_draft
from portal.cases.errors import NotCompetent, NotComplete
from portal.cases.files import files_of_draft
from portal.cases.originals import originals_of_draft
from portal.cases.submission import Submit
from portal.catalogue import answers as given
from portal.catalogue.fees import EXEMPTION, quote
from portal.catalogue.fields import Problem
from portal.catalogue.vocabulary import EXEMPTIONS
from portal.people.policy import Action
from portal.units.errors import NoSuchPlace
from portal.web.answer_view import answer_pages
from portal.web.case_words import return_name
from portal.web.citizen.application import change_url, step_url
from portal.web.citizen.open_draft import PAPERS, OpenDraft, open_draft
from portal.web.context import house, now, principal
from portal.web.draft_addresses import draft_url
from portal.web.forms.wording import problem_text
from portal.web.identity import current_origin, keeps_form
from portal.web.kiosk_here import at_kiosk
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.limits import allow_attempt
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

room = Blueprint("review", __name__, url_prefix="/apply")


@room.get("/<uuid:draft_id>/review")
@bound(Action.WRITE_APPLICATION)
def show(draft_id: Any) -> ResponseReturnValue:
    return last_look(open_draft(str(draft_id)), ())


@room.get("/<uuid:draft_id>/fee", endpoint="claim_again")
@room.get("/<uuid:draft_id>/submit", endpoint="submit_again")
@bound(Action.WRITE_APPLICATION)
def look_again(draft_id: Any) -> ResponseReturnValue:
    """Come back to the last look, when the session ended before the click."""
    return redirect(draft_url("review.show", draft_id=open_draft(str(draft_id)).draft.id), 303)


@room.post("/<uuid:draft_id>/fee")
@keeps_form
@bound(Action.WRITE_APPLICATION)
def claim_exemption(draft_id: Any) -> ResponseReturnValue:
    """Keep a claim not to have to pay; reception checks its evidence."""
    opened = open_draft(str(draft_id))
    claim = request.form.get(EXEMPTION, "")
    answers = dict(opened.draft.answers)
    answers.pop(EXEMPTION, None)
    if claim in opened.definition.exemptions:
        answers[EXEMPTION] = claim
    with house().database.transaction() as work:
        save_draft(
            work, house().sealer, opened.draft, answers=answers, typed=opened.draft.typed, page="review", now=now()
        )
    return redirect(draft_url("review.show", draft_id=draft_id), 303)


@room.post("/<uuid:draft_id>/submit")
@keeps_form
@bound(Action.WRITE_APPLICATION)
def submit(draft_id: Any) -> ResponseReturnValue:
    """Send the application. The draft is the key: a double click, another tab, a retry give the same one case."""
    command = submit_command(str(draft_id), request.form.get("return_by", ""))
    allow_attempt("submit", principal().id)
    try:
        receipt = house().submission.submit(command, principal(), current_origin())
    except NotComplete as error:
        problems = tuple(problem for problem in error.problems if isinstance(problem, Problem))
        return last_look(open_draft(str(draft_id)), problems), 422
    except (NotCompetent, NoSuchPlace):
        return last_look(open_draft(str(draft_id)), (), no_unit=True), 422
    return redirect(draft_url("follow.receipt", code=receipt.code), 303)


def submit_command(draft_id: str, wanted: str) -> Submit:
    """Return the command that sends a draft; `wanted` is how the result is wished for, as the form says it."""
    way, _separator, where = wanted.partition("-")
    kiosk = at_kiosk()
    return Submit(
        draft_id=draft_id,
        channel="online" if kiosk is None else "kiosk",
        kiosk_at="" if kiosk is None else kiosk.unit,
        language=language(),
        return_by=way if way in ("portal", "counter", "post") else "portal",
        return_at="competent" if where == "competent" else "intake",
    )


def last_look(opened: OpenDraft, problems: tuple[Problem, ...], *, no_unit: bool = False) -> Response:
    definition, answers, today = opened.definition, opened.draft.answers, opened.today
    with house().database.read() as look:
        files = files_of_draft(look, opened.draft.id)
        originals = [] if opened.draft.unit is None else originals_of_draft(look, opened.draft.id)
    competent = competent_of(opened)
    steps = opened.steps
    return render(
        "citizen/review.html",
        opened=opened,
        pages=[(page, change_url(opened.draft.id, page.code)) for page in answer_pages(definition, answers)],
        papers=[(c, [f for f in files if f.component == c.id]) for c in given.components(definition, answers, today)],
        papers_url=step_url(opened.draft.id, PAPERS),
        quote=quote(definition, answers, opened.draft.channel, today),
        exemptions=[{"value": code, "text": label(EXEMPTIONS[code])} for code in definition.exemptions],
        claimed=answers.get(EXEMPTION, ""),
        unit=unit_full_name(competent) if competent else "",
        office=unit_full_name(opened.draft.unit) if opened.draft.unit and opened.draft.channel in BROUGHT else "",
        kept={original.component for original in originals if original.is_kept},
        ways=(ways := _ways(opened, competent)),
        usual_way=_usual_way(opened, ways),
        errors=[_problem_line(opened, problem) for problem in problems],
        no_unit=no_unit,
        step=len(steps),
        steps=len(steps),
    )


def _ways(opened: OpenDraft, competent: str) -> list[dict[str, str]]:
    """Return the ways to get the result; of an application taken in elsewhere, the counter of whoever decides too."""
    ways = [{"value": way, "text": return_name(way)} for way in opened.definition.result.return_]
    office = house().directory.reception(competent, opened.today) if competent and opened.draft.unit else ""
    if office and office != opened.draft.unit and any(way["value"] == "counter" for way in ways):
        text = _("Đến quầy nơi giải quyết nhận: %(unit)s", unit=unit_full_name(office))
        ways.append({"value": "counter-competent", "text": text})
    return ways


def _usual_way(opened: OpenDraft, ways: list[dict[str, str]]) -> str:
    """Return the way that is chosen at first: who brought it to a counter mostly comes back to it."""
    offered = [way["value"] for way in ways]
    return "counter" if opened.draft.channel == "counter" and "counter" in offered else offered[0]


def competent_of(opened: OpenDraft) -> str:
    try:
        return competent_unit(house().directory, opened.definition, opened.draft.answers, opened.today)
    except (NotCompetent, NoSuchPlace):
        return ""


def _problem_line(opened: OpenDraft, problem: Problem) -> dict[str, str]:
    step = str(problem.facts.get("page", ""))
    name = problem.path.split(".")[0]
    component = opened.definition.components.get(name)
    field = opened.definition.fields.get(name)
    title = label(component.name) if component else label(field.label) if field else name
    return {"text": f"{title}: {problem_text(problem)}", "href": change_url(opened.draft.id, step or opened.steps[0])}
