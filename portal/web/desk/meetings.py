"""Meetings at the desk: the appointments of one's units, the minutes of one, and the files of the minutes."""

from collections.abc import Mapping
from itertools import groupby

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, select
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from portal.cases.appointments import list_ahead
from portal.cases.errors import NoSuchCase
from portal.cases.meeting_models import CaseAppointment
from portal.cases.meeting_models import MeetingFile as KeptFile
from portal.cases.meeting_papers import file_words
from portal.clock import local
from portal.people.officers import officer_names
from portal.people.policy import Action, require
from portal.storage.kinds import PDF, PICTURES
from portal.text import clean
from portal.web.case_words import case_error, need_words
from portal.web.context import house, now, principal
from portal.web.desk.action_form import MAX_WORDS
from portal.web.desk.case import OpenCase, note_paper, note_view, open_case
from portal.web.desk.room import room
from portal.web.document_words import document_title, paper_file
from portal.web.downloads import send_file
from portal.web.forms.command_form import CommandForm
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.names import unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.commands import Attendant, MeetingFile, RecordMeeting
from portal.workflow.errors import CaseError, InputMissing
from portal.workflow.names import MEETING_NAMES

MOST_PHOTOS = 12
KINDS: Mapping[str, frozenset[str]] = {"photo": PICTURES, "sheet": PICTURES | {PDF}}


class MinutesForm(CommandForm):
    appointment = IntegerField(validators=[Optional(), NumberRange(min=1, max=1000)])
    result = StringField(validators=[Length(max=40)])
    minutes = TextAreaField(validators=[Length(max=4 * MAX_WORDS)])
    attended = TextAreaField(validators=[Length(max=MAX_WORDS)])


@room.get("/appointments")
@bound(Action.SEE_APPOINTMENTS)
def appointments() -> ResponseReturnValue:
    """What lies ahead in one's units, day by day; what waits for its minutes stands first."""
    with house().database.read() as look:
        listed = list_ahead(look, principal(), house().directory, house().sealer)
        versions = {one.row.version_id for one in listed}
        names = {version: label(house().versions.get(look, version).definition.name) for version in versions}
        holders = officer_names(look, {one.row.holder for one in listed if one.row.holder})
    rows = [
        {
            "row": one.row,
            "place": one.told.place,
            "kind": label(MEETING_NAMES[one.row.kind]),
            "procedure": names[one.row.version_id],
            "holder": holders.get(one.row.holder, ""),
            "unit": unit_name(one.row.unit),
            "is_past": one.row.meets_at <= now(),
        }
        for one in listed
    ]
    days = [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: local(row["row"].meets_at).date())]
    return render("desk/appointments.html", days=days)


@room.get("/cases/<code>/minutes")
@bound(Action.READ_CASE)
def minutes(code: str) -> ResponseReturnValue:
    """The form for the minutes; after a login that came in between, with what was written."""
    typed = take_stash()
    opened = open_case(code)
    if typed is None:
        return _show(opened, MinutesForm(), {}, 200)
    return _show(opened, MinutesForm(typed), {"sheet": _("Phiên đăng nhập đã hết giữa chừng. Chọn lại tệp.")}, 200)


@room.post("/cases/<code>/minutes")
@keeps_form
@bound(Action.KEEP_APPOINTMENT)
def record(code: str) -> ResponseReturnValue:
    """Keep what came of a meeting."""
    opened, form = open_case(code), MinutesForm(request.form)
    attended, problems = _attended(form.attended.data or "")
    files = _files(problems)
    if not form.validate():
        problems["minutes"] = _("Xem lại những gì bạn đã ghi.")
    command = RecordMeeting(
        case_id=opened.row.id,
        seen_version=form.seen_version.data or 0,
        key=form.key.data or "",
        appointment=form.appointment.data or 0,
        result=form.result.data or "",
        minutes=clean(form.minutes.data or "", lines=True),
        attended=attended,
        files=files,
    )
    if problems:
        require(principal(), Action.KEEP_APPOINTMENT, opened.facts)
        return _show(opened, form, problems, 422)
    try:
        house().door.apply(command, principal(), current_origin())
    except InputMissing as error:
        return _show(opened, form, {error.need: case_error(error)}, 422)
    except CaseError as error:
        return _show(open_case(code), form, {"minutes": case_error(error)}, 409)
    return redirect(url_for("desk.case", code=code), 303)


def _attended(typed: str) -> tuple[tuple[Attendant, ...], dict[str, str]]:
    """Return who was there, a line each: name, comma, part; and what is wrong with it."""
    found = []
    for line in clean(typed, lines=True).split("\n"):
        name, _comma, part = (piece.strip() for piece in line.partition(","))
        if name and not part:
            return (), {"attended": _("“%(line)s”: ghi thêm dấu phẩy và tư cách của người này.", line=line)}
        if name:
            found.append(Attendant(name=name, part=part))
    return tuple(found), {} if found else {"attended": need_words("attended")}


def _files(problems: dict[str, str]) -> tuple[MeetingFile, ...]:
    """Keep what was attached; a file that is refused gets its sentence, and those beside it have to be chosen again."""
    kept: list[MeetingFile] = []
    for kind in ("photo", "sheet"):
        sent = [upload for upload in request.files.getlist(kind) if upload.filename]
        if len(sent) > MOST_PHOTOS:
            problems[kind] = _("Nhiều nhất %(most)s tệp.", most=MOST_PHOTOS)
            continue
        for upload in sent:
            _keep(kind, upload, kept, problems)
    if kept and problems:
        again = _("Biên bản chưa được ghi. Chọn lại tệp.")
        problems |= dict.fromkeys({file.kind for file in kept} - problems.keys(), again)
    return tuple(kept)


def _keep(kind: str, upload: FileStorage, kept: list[MeetingFile], problems: dict[str, str]) -> None:
    try:
        stored = receive(upload)
    except RefusedUpload as refused:
        problems[kind] = refused.sentence
        return
    if stored.media_type not in KINDS[kind]:
        problems[kind] = _("Chọn tệp ảnh.") if kind == "photo" else _("Chọn tệp ảnh hoặc PDF.")
        return
    kept.append(MeetingFile(kind=kind, sha256=stored.sha256, size=stored.size, media_type=stored.media_type))


def _show(opened: OpenCase, form: MinutesForm, problems: Mapping[str, str], status: int) -> ResponseReturnValue:
    note_view(opened)
    step = opened.definition.steps.get(opened.state.step or "")
    rule = step.meets if step is not None and opened.may_act else None
    page = render(
        "desk/minutes.html",
        opened=opened,
        form=form,
        appointment=opened.state.appointment if rule else None,
        kind=label(MEETING_NAMES[rule.kind]) if rule else "",
        results=[{"value": code, "text": label(words)} for code, words in rule.results.items()] if rule else [],
        problems=problems,
        too_early=opened.state.appointment is not None and opened.state.appointment.meets_at > now(),
    )
    return page, status


@room.get("/cases/<code>/meetings/<int:number>/files/<int:place>")
@bound(Action.READ_CASE)
def meeting_file(code: str, number: int, place: int) -> ResponseReturnValue:
    """A photo of the minutes, or the signed sheet."""
    opened = open_case(code)
    key = (KeptFile.case_id == opened.row.id, KeptFile.number == number, KeptFile.place == place)
    met = and_(CaseAppointment.case_id == KeptFile.case_id, CaseAppointment.number == KeptFile.number)
    wanted = select(KeptFile.kind, KeptFile.sha256, KeptFile.media_type, CaseAppointment.meets_at)
    with house().database.read() as look:
        found = look.execute(wanted.join(CaseAppointment, met).where(*key)).one_or_none()
    if found is None:
        raise NoSuchCase
    note_paper(opened)
    ending = {"image/jpeg": "jpg", "image/png": "png", PDF: "pdf"}.get(found.media_type, "bin")
    title = f"{document_title(f'minutes-{number}')}, {file_words(place, found.kind)}"
    content, name = house().storage.read(found.sha256), paper_file(title, code, found.meets_at, ending)
    return send_file(content, name, found.media_type, inline="show" in request.args)
