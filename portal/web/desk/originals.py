"""The register of original papers on the desk: while an application is taken in, on the page of its case, by unit."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.drafts import draft_for
from portal.cases.errors import NoSuchCase
from portal.cases.files import files_of_draft
from portal.cases.originals import (
    NoSuchOriginal,
    Shown,
    forget_original,
    give_back,
    note_original,
    originals_held,
    originals_of_case,
)
from portal.cases.queries import files_of
from portal.catalogue import answers as given
from portal.people.policy import Action, NotAllowed
from portal.people.roles import Role
from portal.text import clean
from portal.web.citizen.open_draft import open_draft
from portal.web.context import house, now, principal
from portal.web.desk.case import OpenCase, open_case, show
from portal.web.desk.intake_room import room as intake_room
from portal.web.desk.room import room
from portal.web.draft_addresses import draft_url
from portal.web.language import gettext as _
from portal.web.names import unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

LONGEST = 200


@intake_room.post("/<uuid:draft_id>/originals/<component>")
@bound(Action.TAKE_IN)
def note_in_draft(draft_id: Any, component: str) -> ResponseReturnValue:
    """Note that the original of a paper was shown, or is kept; with a scan, that the two were compared."""
    opened = open_draft(str(draft_id))
    wanted = {c.id: c for c in given.components(opened.definition, opened.draft.answers, opened.today)}
    if component in wanted and opened.draft.unit is not None:
        with house().database.transaction() as work:
            scans = [f.sha256 for f in files_of_draft(work, opened.draft.id) if f.component == component]
            shown = _shown(component, label(wanted[component].name), scans)
            whose = {"unit": opened.draft.unit, "draft_id": opened.draft.id}
            note_original(work, shown, officer=principal().id, now=now(), **whose)
    return redirect(draft_url("papers.show", draft_id=draft_id), 303)


@intake_room.post("/<uuid:draft_id>/originals/<uuid:original_id>/remove")
@bound(Action.TAKE_IN)
def forget_in_draft(draft_id: Any, original_id: Any) -> ResponseReturnValue:
    """Strike out what was entered by mistake."""
    with house().database.transaction() as work:
        forget_original(work, str(original_id), draft_for(work, house().sealer, str(draft_id), principal()).id)
    return redirect(draft_url("papers.show", draft_id=draft_id), 303)


@room.get("/originals")
@bound(Action.KEEP_ORIGINALS)
def originals() -> ResponseReturnValue:
    """The papers that lie in the officer's offices: those whose case has ended are to go back."""
    units = sorted(principal().units_as(Role.RECEPTION))
    with house().database.read() as look:
        held = originals_held(look, units)
        published = {row.version_id: house().versions.get(look, row.version_id) for row in held}
    rows = [(row, unit_name(row.unit), label(published[row.version_id].definition.name)) for row in held]
    return render("desk/originals.html", rows=rows, offices=[unit_name(unit) for unit in units])


@room.post("/cases/<code>/originals")
@bound(Action.KEEP_ORIGINALS)
def note_in_case(code: str) -> ResponseReturnValue:
    """Enter a paper that was brought after the case was filed."""
    opened = _open(code)
    wanted = opened.published.definition.components
    component = request.form.get("component", "")
    paper = clean(request.form.get("paper", ""))[:LONGEST]
    if component not in wanted:
        return show(opened, problem=_("Chọn giấy tờ."), problem_at="original-component", status=422)
    with house().database.transaction() as work:
        scans = [f.sha256 for f in files_of(work, opened.row.id) if f.component == component]
        shown = _shown(component, paper or label(wanted[component].name), scans)
        whose = {"unit": _office(opened), "case_id": opened.row.id}
        note_original(work, shown, officer=principal().id, now=now(), **whose)
    return redirect(url_for("desk.case", code=code), 303)


@room.post("/cases/<code>/originals/<uuid:original_id>/return")
@bound(Action.KEEP_ORIGINALS)
def return_original(code: str, original_id: Any) -> ResponseReturnValue:
    """Give a paper back: to whom is written down."""
    opened, to = _open(code), clean(request.form.get("to", ""))[:LONGEST]
    if not to:
        at = f"to-{original_id}"
        return show(opened, problem=_("Ghi ai nhận lại bản chính."), problem_at=at, status=422)
    try:
        with house().database.transaction() as work:
            give_back(work, str(original_id), opened.row.id, to=to, officer=principal().id, now=now())
    except NoSuchOriginal:
        with house().database.read() as look:
            known = {row.id for row in originals_of_case(look, opened.row.id)}
        if str(original_id) not in known:
            raise NoSuchCase from None  # another's paper and none are the same page
    return redirect(url_for("desk.case", code=code), 303)


def _open(code: str) -> OpenCase:
    """Open a case whose papers this officer may keep. Raises `NoSuchCase`, `NotAllowed`."""
    opened = open_case(code)
    if not opened.may_collect:
        raise NotAllowed(Action.KEEP_ORIGINALS)
    return opened


def _office(opened: OpenCase) -> str:
    return min(principal().units_as(Role.RECEPTION) & opened.dossier.units)


def _shown(component: str, paper: str, scans: list[str]) -> Shown:
    """Return what the form says; a comparison counts only where there is a scan to compare with."""
    compared = request.form.get("compared") == "yes" and bool(scans)
    kept = request.form.get("deed") == "keep"
    return Shown(component=component, paper=paper, is_kept=kept, sha256=scans[-1] if compared else None)
