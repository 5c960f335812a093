"""Papers of a case on the desk: shown beside the answers, or downloaded."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.errors import NoSuchCase
from portal.people.policy import Action
from portal.web.context import house, now
from portal.web.desk.case import note_paper, open_case
from portal.web.desk.room import room
from portal.web.downloads import send_file
from portal.web.routing import page as bound


@room.get("/cases/<code>/files/<uuid:file_id>")
@bound(Action.READ_CASE)
def file(code: str, file_id: Any) -> ResponseReturnValue:
    opened = open_case(code)
    with house().database.read() as look:
        found = next((f for f in queries.files_of(look, opened.row.id) if f.id == str(file_id)), None)
    if found is None:
        raise NoSuchCase
    note_paper(opened)
    content = house().storage.read(found.sha256)
    return send_file(content, found.file_name, found.media_type, inline="show" in request.args)


@room.get("/cases/<code>/documents/<kind>.pdf")
@bound(Action.READ_CASE)
def document(code: str, kind: str) -> ResponseReturnValue:
    opened = open_case(code)
    with house().database.read() as look:
        found = next((d for d in queries.documents_of(look, opened.row.id) if d.kind == kind), None)
    if found is None:
        raise NoSuchCase
    note_paper(opened)
    content = house().storage.read(found.sha256)
    return send_file(content, f"{code}-{kind}.pdf", "application/pdf", inline="show" in request.args)


@room.get("/cases/<code>/slip-06.pdf")
@bound(Action.READ_CASE)
def slip_06(code: str) -> ResponseReturnValue:
    """The process control of the case, made from its events at this moment and kept nowhere."""
    opened = open_case(code)
    with house().database.read() as look:
        content = house().mill.slip_06(look, opened.row, now())
    note_paper(opened)
    return send_file(content, f"{code}-06.pdf", "application/pdf")
