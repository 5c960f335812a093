"""The original papers of a case as rows to read: where each is, who compared it, when it went back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from portal.web.context import today
from portal.web.format import moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name


def original_rows(found: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Return the papers of `originals_of_case`, each with where it is."""
    return [_row(row) for row in found]


def _row(row: Row[Any]) -> dict[str, Any]:
    at = moment(row.taken_at, today(), language=language())
    taken = _("%(who)s, %(unit)s, %(at)s", who=row.taker or "", unit=unit_name(row.unit), at=at)
    return {
        "id": row.id,
        "paper": row.paper,
        "taken": taken,
        "compared": (row.comparer or "") if row.sha256 is not None else None,
        "is_held": row.is_kept and row.returned_at is None,
        "where": _where(row),
    }


def _where(row: Row[Any]) -> str:
    if not row.is_kept:
        return _("Đã xem, trả lại ngay")
    if row.returned_at is None:
        return _("Đang giữ tại %(unit)s", unit=unit_name(row.unit))
    at = moment(row.returned_at, today(), language=language())
    return _("Đã trả cho %(to)s, %(at)s, %(who)s trả", to=row.returned_to, at=at, who=row.giver or "")
