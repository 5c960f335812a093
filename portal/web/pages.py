"""Keyset pages in the address: `?after=<moment>~<id>`. Newer ones are reached with the browser's own way back."""

from datetime import datetime

from flask import abort, request

from portal.cases.inbox import Cursor
from portal.cases.queries import CaseCursor
from portal.web.rendering import with_query


def cursor_from_query() -> CaseCursor | None:
    """Return where the list of cases goes on; a mangled cursor is a 404, not a guess."""
    moment, case_id = _split()
    return CaseCursor(moment, case_id) if moment is not None else None


def inbox_cursor_from_query(name: str = "after") -> Cursor | None:
    moment, task_id = _split(name)
    return Cursor(moment, task_id) if moment is not None else None


def next_page_url(cursor: CaseCursor | Cursor | None) -> str | None:
    """Return the address of the page that follows, if there is one."""
    if cursor is None:
        return None
    if isinstance(cursor, CaseCursor):
        return with_query(after=f"{cursor.submitted_at.isoformat()}~{cursor.case_id}")
    return with_query(after=f"{cursor.due_at.isoformat()}~{cursor.task_id}")


def _split(name: str = "after") -> tuple[datetime | None, str]:
    raw = request.args.get(name)
    if not raw:
        return None, ""
    moment, _, row_id = raw.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        abort(404)
    if at.tzinfo is None or not row_id:
        abort(404)
    return at, row_id
