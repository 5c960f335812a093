"""Papers of a case on the desk: shown beside the answers, or downloaded."""

import logging
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.errors import NoSuchCase
from portal.cases.making import make_document, missing
from portal.cases.slips import owed
from portal.documents.errors import RenderFailed
from portal.people.policy import Action, require
from portal.web.context import house, now, principal
from portal.web.desk.case import note_paper, open_case, show
from portal.web.desk.room import room
from portal.web.document_words import document_file, receipt_file
from portal.web.downloads import send_file
from portal.web.language import gettext as _
from portal.web.routing import page as bound

log = logging.getLogger("portal.web")


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
    content, name = house().storage.read(found.sha256), document_file(kind, code, found.made_at)
    return send_file(content, name, "application/pdf", inline="show" in request.args)


@room.post("/cases/<code>/documents/<kind>")
@bound(Action.MAKE_DOCUMENT)
def make(code: str, kind: str) -> ResponseReturnValue:
    """Make a document that the worker could not make yet. The case does not wait for it, and neither does the page.

    It is for those who work on the case: whoever only oversees them reads.
    """
    opened = open_case(code)
    require(principal(), Action.MAKE_DOCUMENT, opened.facts)
    with house().database.read() as look:
        entries = queries.history(look, opened.row.id, house().sealer)
        documents = queries.documents_of(look, opened.row.id)
    seq = owed(entries).get(kind)
    if seq is None:
        raise NoSuchCase
    if kind in missing(entries, documents):  # somebody else may have been faster
        try:
            make_document(house().database, house().mill, opened.row, seq, now())
        except RenderFailed:
            log.exception("document %s of a case could not be made", kind)
            failed = _("Chưa làm được văn bản này. Hồ sơ vẫn đi tiếp; máy sẽ tự làm lại sau ít phút.")
            return show(open_case(code), problem=failed, problem_at=f"make-{kind}", status=503)
    return redirect(url_for("desk.case", code=code), 303)


@room.get("/cases/<code>/slip-06.pdf")
@bound(Action.READ_CASE)
def slip_06(code: str) -> ResponseReturnValue:
    """The process control of the case, made from its events at this moment and kept nowhere."""
    opened = open_case(code)
    with house().database.read() as look:
        content = house().mill.slip_06(look, opened.row, now())
    note_paper(opened)
    return send_file(content, document_file("slip-06", code, now()), "application/pdf")


@room.get("/cases/<code>/slip-01.pdf")
@bound(Action.READ_CASE)
def slip_01(code: str) -> ResponseReturnValue:
    """The receipt, to print: made from the events each time, so that nobody waits for the worker at the counter.

    When the typesetter fails, the case has gone on all the same: the page says so, and the next try makes it.
    """
    opened = open_case(code)
    try:
        with house().database.read() as look:
            content = house().mill.slip_01(look, opened.row)
    except RenderFailed:
        log.exception("slip 01 of a case could not be made")
        failed = _("Chưa in được phiếu 01. Hồ sơ vẫn đi tiếp. Đợi một phút rồi bấm “In phiếu 01” lần nữa.")
        return show(opened, problem=failed, problem_at="slip-01", status=503)
    note_paper(opened)
    return send_file(content, receipt_file(opened.row), "application/pdf", inline=True)
