"""One deed for many cases: asked for from the list, done by the worker, told case by case."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from portal.cases.bulk import (
    MOST_CASES,
    PRINT,
    REASSIGN,
    TAKE,
    Job,
    NoSuchJob,
    Order,
    TooManyChosen,
    chosen_rows,
    get_job,
    list_jobs,
)
from portal.cases.errors import NoSuchCase
from portal.people.officers import officer_names
from portal.people.policy import Action
from portal.text import clean
from portal.web.context import house, principal
from portal.web.desk.bulk_form import assignees, begin_job, chosen_cases, name_of
from portal.web.desk.bulk_words import BADGES, job_name, reason_words, status_name
from portal.web.desk.room import room
from portal.web.downloads import send_file
from portal.web.forms.command_form import KEY
from portal.web.language import gettext as _
from portal.web.rendering import render
from portal.web.routing import page as bound

REFRESH_SECONDS = 3


class BulkForm(Form):
    key = HiddenField(validators=[InputRequired(), Regexp(KEY)])
    deed = StringField(validators=[InputRequired(), Regexp(r"[a-z][a-z0-9_]{0,39}\Z")])
    officer = StringField(validators=[Length(max=64)])


@room.get("/bulk")
@bound(Action.ACT_ON_MANY)
def bulk_jobs() -> ResponseReturnValue:
    """The officer's own jobs, newest first."""
    with house().database.read() as look:
        jobs = [(job, job_name(job.deed, job.name)) for job in list_jobs(look, principal())]
    return render("desk/bulk_jobs.html", jobs=jobs)


@room.post("/bulk")
@bound(Action.ACT_ON_MANY)
def bulk() -> ResponseReturnValue:
    """Write down what to do to the ticked cases; the worker does it."""
    form, chosen = BulkForm(request.form), chosen_cases()
    if not form.validate() or form.deed.data == REASSIGN:  # that one has a page of its own
        return _ask(form, _("Trang này đã cũ. Quay lại danh sách rồi chọn lại."))
    try:
        with house().database.read() as look:
            rows = chosen_rows(look, chosen, principal(), house().directory)
            name, needs_officer = name_of(look, form.deed.data or "", rows)
    except TooManyChosen:
        return _ask(form, _("Chọn nhiều nhất %(most)s hồ sơ một lần.", most=MOST_CASES))
    if not rows:
        return _ask(form, _("Bạn chưa chọn hồ sơ nào. Quay lại danh sách và đánh dấu ít nhất một hồ sơ."))
    officer = clean(form.officer.data or "")
    with house().database.read() as look:
        people = assignees(look) if needs_officer else []
    if needs_officer and officer not in dict(people):
        return _ask(form, _("Chọn cán bộ."), rows=rows, people=people)
    order = Order(
        deed=form.deed.data or "", key=form.key.data or "", name=name, assignee=officer if needs_officer else None
    )
    return begin_job(order, chosen)


@room.get("/bulk/<uuid:job_id>")
@bound(Action.ACT_ON_MANY)
def bulk_job(job_id: Any) -> ResponseReturnValue:
    """How far a job is, and what became of each case."""
    job = _job(job_id)
    with house().database.read() as look:
        names = officer_names(look, {item.facts["by"] for item in job.items if item.facts.get("by")})
    told = [
        {
            "item": item,
            "badge": BADGES[item.status],
            "status": status_name(item.status),
            "why": reason_words(item, names),
        }
        for item in _worst_first(job)
    ]
    response = render(
        "desk/bulk_job.html",
        job=job,
        name=job_name(job.row.deed, job.row.name),
        told=told,
        failed=job.with_status("refused", "stale"),
        done=len(job.with_status("done")),
    )
    if job.row.finished_at is None:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@room.get("/bulk/<uuid:job_id>.pdf")
@bound(Action.ACT_ON_MANY)
def bulk_file(job_id: Any) -> ResponseReturnValue:
    """The slips of a job in one file."""
    job = _job(job_id)
    if job.row.sha256 is None:
        raise NoSuchCase
    content = house().storage.read(job.row.sha256)
    return send_file(content, f"phieu-tiep-nhan-{job.row.created_at:%Y%m%d-%H%M}.pdf", "application/pdf")


def _job(job_id: Any) -> Job:
    """Load one of the officer's own jobs. Another's and an absent one are the same page (R-AZ-2)."""
    try:
        with house().database.read() as look:
            return get_job(look, str(job_id), principal())
    except NoSuchJob as error:
        raise NoSuchCase from error


def _worst_first(job: Job) -> list[Any]:
    """Return the cases of a job: what was not done stands first, because somebody has to look at it."""
    return [item for status in ("refused", "stale", "done", "waiting") for item in job.with_status(status)]


def _ask(form: BulkForm, problem: str, *, rows: Any = (), people: Any = ()) -> ResponseReturnValue:
    """Say what is missing, with the cases that were chosen."""
    seen = {one.case_id: one.seen_version for one in chosen_cases()}
    deed = form.deed.data or ""
    text = _("Làm") if deed in (TAKE, PRINT) or not rows else _("Giao")
    page = render("desk/bulk_ask.html", problem=problem, deed=deed, rows=rows, seen=seen, people=people, text=text)
    return page, 422
