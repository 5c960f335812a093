"""How a case came in, as rows to read: by which way, who helped, where it was taken in, who decides, where it goes."""

from typing import Any

from sqlalchemy import Row

from portal.cases.deadlines import paper_moves
from portal.clock import local
from portal.web.answer_view import AnswerRow
from portal.web.case_words import channel_name, return_name
from portal.web.context import house
from portal.web.language import gettext as _
from portal.web.ledger_view import paper_words
from portal.web.names import unit_full_name


def filing_rows(row: Row[Any], names: dict[str, str]) -> list[AnswerRow]:
    """Return the facts of filing; `names` has the helper's."""
    rows = [AnswerRow(name=_("Cách nộp"), value=channel_name(row.channel))]
    if row.helper:
        helper = ", ".join(part for part in (names.get(row.helper, ""), unit_full_name(row.help_unit)) if part)
        rows.append(AnswerRow(name=_("Người nhận hoặc nộp giúp"), value=helper))
    elsewhere = is_elsewhere(row)
    for_another = _("Nhận thay cho nơi giải quyết") if elsewhere else ""
    note = "; ".join(part for part in (for_another, moved_to(row, "intake")) if part)
    rows.append(AnswerRow(name=_("Nơi tiếp nhận"), value=unit_full_name(row.intake), note=note))
    if moves := paper_moves(row.submitted_at, row.channel, house().calendar):
        rows.append(AnswerRow(name=_("Hồ sơ giấy"), value=paper_words(moves)))
    decides = unit_full_name(row.competent)
    rows.append(AnswerRow(name=_("Nơi giải quyết"), value=decides, note=moved_to(row, "competent")))
    at = unit_full_name(row.return_unit) if row.return_unit else ""
    rows.append(AnswerRow(name=_("Nơi trả kết quả"), value=return_name(row.return_by), note=at))
    return rows


def is_elsewhere(row: Row[Any]) -> bool:
    """Say whether the case was taken in by another office than that of the unit that decides it."""
    return bool(house().directory.reception(row.competent, local(row.submitted_at).date()) != row.intake)


def filed_for(row: Row[Any]) -> str:
    """Name the authority that a case was filed for and the one that decides it now; nothing where they are the same."""
    moved = moved_to(row, "competent")
    return f"{_('Nộp cho %(unit)s;', unit=unit_full_name(row.competent))} {moved}" if moved else ""


def moved_to(row: Row[Any], which: str) -> str:
    """Name the unit that a case is with now, where it is not the one it was filed for; `which`: competent or intake.

    The columns of the row are as filed; a reorganisation or a transfer changes only what follows from the events.
    """
    now = row.snapshot[which]
    return "" if now == getattr(row, which) else _("nay: %(name)s", name=unit_full_name(now))
