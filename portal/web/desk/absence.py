"""Who is away and who stands in: entered by oneself or by one's head, with the roster, and what was done meanwhile."""

from datetime import datetime, time
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from portal.cases.errors import NoSuchCase
from portal.cases.standing_in import REMEMBERED, HandOver, hand_over
from portal.catalogue.versions import Published
from portal.clock import VIETNAM
from portal.people.absences import (
    AbsenceRecord,
    Colleague,
    absences_of,
    cancel_absence,
    enter_absence,
    people_of,
    rosters_of,
    set_roster,
    units_in_charge,
)
from portal.people.errors import AbsenceRefused, NoSuchAbsence
from portal.people.policy import Action
from portal.people.principal import Post
from portal.people.roles import DESK_ROLES, Role
from portal.text import clean
from portal.web.case_words import role_name
from portal.web.context import house, now, principal, today
from portal.web.desk.absence_form import AbsenceForm, post_of, refusal, value_of
from portal.web.desk.room import room
from portal.web.format import day, moment_short
from portal.web.language import language
from portal.web.names import unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

ROSTER_PLACES = 3


@room.get("/absence")
@bound(Action.KEEP_ABSENCES)
def absence() -> ResponseReturnValue:
    return _show(AbsenceForm(data={"officer": principal().id}))


@room.post("/absence")
@bound(Action.KEEP_ABSENCES)
def absence_entered() -> ResponseReturnValue:
    """Write an absence down: one's own, or that of somebody one answers for."""
    form = AbsenceForm(request.form)
    if not form.validate():
        return _show(form, {name: str(found[0]) for name, found in form.errors.items() if name}, 422)
    try:
        with house().database.transaction() as work:
            enter_absence(work, principal(), form.absence(), now(), today())
    except AbsenceRefused as refused:
        return _show(form, dict([refusal(refused.reason)]), 422)
    return redirect(url_for("desk.absence", done="entered"), 303)


@room.post("/absence/cancel")
@bound(Action.KEEP_ABSENCES)
def absence_cancelled() -> ResponseReturnValue:
    """End an absence at once: the officer is back, or it was a mistake."""
    absence_id = request.form.get("absence")
    if absence_id is None:
        abort(422)
    try:
        with house().database.transaction() as work:
            cancel_absence(work, principal(), absence_id, now())
    except NoSuchAbsence:
        raise NoSuchCase from None  # what is not theirs is not there
    return redirect(url_for("desk.absence", done="cancelled"), 303)


@room.post("/absence/roster")
@bound(Action.KEEP_ABSENCES)
def roster_kept() -> ResponseReturnValue:
    """Keep who stands in for a role of one's unit when nobody was chosen."""
    post = post_of(request.form.get("post", ""))
    officers = list(filter(None, map(clean, request.form.getlist("officer"))))
    try:
        if post is None:
            raise AbsenceRefused("roster")
        with house().database.transaction() as work:
            set_roster(work, principal(), post, officers, today())
    except AbsenceRefused as refused:
        where = request.form.get("post", "")
        typed = AbsenceForm(data={"officer": principal().id})
        problem = refusal("roster" if refused.reason == "not_yours" else refused.reason)[1]
        return _show(typed, {}, 422, roster_typed={where: officers}, roster_problem=problem)
    return redirect(url_for("desk.absence", done="roster"), 303)


def _show(
    form: AbsenceForm,
    problems: dict[str, str] | None = None,
    status: int = 200,
    *,
    roster_typed: dict[str, list[str]] | None = None,
    roster_problem: str = "",
) -> tuple[Response, int]:
    who, charge = principal(), units_in_charge(principal())
    own = tuple(post for post in who.own_posts if post.role in DESK_ROLES)
    with house().database.read() as look:
        known = absences_of(look, who, today() - REMEMBERED)
        people = people_of(look, {post.unit for post in own} | charge, today())
        rosters = rosters_of(look, charge) if charge else {}
        told, since = _told(look, known, own)
        published = {one.definition.code: one for one in house().versions.all_current(look, today())}
        workflows = {row.version_id: house().versions.get(look, row.version_id) for row in _rows(told)}
    names = {one.id: one.name for one in people}
    page = render(
        "desk/absence.html",
        form=form,
        problems=problems or {},
        officers=[{"value": one.id, "text": one.name} for one in _may_be_away(people, charge)],
        stand_ins=[{"value": one.id, "text": one.name} for one in people],
        posts=[{"value": value_of(post), "text": _post_name(post)} for post in _posts(own, people, charge)],
        may_grant=any(post.role is Role.LEADER for post in own),
        procedures=[{"value": code, "text": label(one.definition.name)} for code, one in published.items()],
        absences=[_absence(one, published) for one in known if one.cancelled_at is None and one.last_day >= today()],
        rosters=_rosters(charge, people, rosters, roster_typed or {}),
        roster_problem=roster_problem,
        since=since,
        done=[_deed(one, workflows[one.version_id], names) for one in told.done] if told else [],
        still_open=[_open(row, workflows[row.version_id], names) for row in told.still_open] if told else [],
    )
    return page, status


def _told(look: Connection, known: list[AbsenceRecord], own: tuple[Post, ...]) -> tuple[HandOver | None, str]:
    """Return what the officer is told of their last absence that began, and since when; nothing if there was none."""
    mine = [one for one in known if one.officer_id == principal().id and one.first_day <= today()]
    if not mine or not own:
        return None, ""
    first = max(one.first_day for one in mine)
    since = datetime.combine(first, time(), VIETNAM)
    return hand_over(look, principal().id, own, since, today()), day(first, language=language())


def _rows(told: HandOver | None) -> list[Any]:
    return [] if told is None else [*told.done, *told.still_open]


def _may_be_away(people: list[Colleague], charge: frozenset[str]) -> list[Colleague]:
    """Return oneself, and the people one answers for."""
    return [one for one in people if one.id == principal().id or any(post.unit in charge for post in one.posts)]


def _posts(own: tuple[Post, ...], people: list[Colleague], charge: frozenset[str]) -> list[Post]:
    """Return the posts that can be left to somebody, where there is a choice."""
    theirs = {post for one in people for post in one.posts if post.unit in charge}
    found = sorted(theirs | set(own), key=lambda post: (post.unit, post.role))
    return found if len(found) > 1 else []


def _post_name(post: Post) -> str:
    return f"{role_name(post.role)}, {unit_name(post.unit)}"


def _absence(one: AbsenceRecord, published: dict[str, Published]) -> dict[str, Any]:
    named = [label(published[code].definition.name) if code in published else code for code in one.procedures]
    return {
        "id": one.id,
        "who": one.officer,
        "days": f"{day(one.first_day, language=language())} – {day(one.last_day, language=language())}",
        "stand_in": one.stand_in,
        "posts": "; ".join(_post_name(post) for post in one.posts),
        "procedures": "; ".join(named),
        "signing": one.signing,
        "now": one.first_day <= today(),
    }


def _rosters(
    charge: frozenset[str],
    people: list[Colleague],
    rosters: dict[Post, tuple[str, ...]],
    typed: dict[str, list[str]],
) -> list[dict[str, Any]]:
    """Return one list for each role that somebody has in the units one answers for."""
    posts = {post for one in people for post in one.posts if post.unit in charge} | set(rosters)
    made = []
    for number, post in enumerate(sorted(posts, key=lambda post: (post.unit, post.role))):
        chosen = typed.get(value_of(post), list(rosters.get(post, ())))
        others = [{"value": one.id, "text": one.name} for one in people if any(p.unit == post.unit for p in one.posts)]
        places = max(ROSTER_PLACES, len(chosen))
        made.append(
            {
                "id": f"roster-{number}",
                "value": value_of(post),
                "name": _post_name(post),
                "others": others,
                "chosen": [*chosen, *[""] * (places - len(chosen))],
                "bad": value_of(post) in typed,
            }
        )
    return made


def _deed(one: Any, published: Published, names: dict[str, str]) -> dict[str, str]:
    step = published.workflows[one.variant].steps.get(one.facts.get("step", ""))
    return {
        "code": one.code,
        "applicant": one.applicant,
        "what": label(step.name) if step else "",
        "when": moment_short(one.at, language=language()),
        "by": names.get(one.by, ""),
    }


def _open(row: Any, published: Published, names: dict[str, str]) -> dict[str, str]:
    return {
        "code": row.code,
        "applicant": row.applicant_name,
        "what": label(published.workflows[row.variant].steps[row.step].name),
        "holder": names.get(row.holder, ""),
        "due": moment_short(row.due_at, now(), language=language()),
    }
