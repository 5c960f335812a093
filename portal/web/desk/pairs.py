"""Cases with those they opened at other units: a list of what runs, and one pair with both clocks side by side."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from portal.cases import deadlines
from portal.cases.access import visible_to
from portal.cases.pairs import Pair, Side, codes_of, list_running, read_pair
from portal.catalogue.versions import Published
from portal.people.policy import Action
from portal.web.answer_view import AnswerRow
from portal.web.case_words import Badge, due_badge, state_name
from portal.web.context import house, now, principal
from portal.web.desk.room import room
from portal.web.format import moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.ledger_view import LedgerView, ledger_view
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One of the two cases, ready for the page."""

    side: Side
    unit: str
    state: str
    badge: Badge
    step: str
    facts: list[AnswerRow]
    ledger: LedgerView | None


@room.get("/pairs")
@bound(Action.SEE_PAIRS)
def pairs() -> ResponseReturnValue:
    """The pairs that run; those over their limit are marked."""
    with house().database.read() as look:
        found = list_running(look, visible_to(principal(), house().directory))
        known = {version: house().versions.get(look, version) for version in codes_of(found)}
    listed = [(pair, _view(pair.whole, known), _view(pair.part, known), pair.is_stuck(now())) for pair in found]
    return render("desk/pairs.html", listed=listed)


@room.get("/pairs/<code>")
@bound(Action.SEE_PAIRS)
def pair(code: str) -> ResponseReturnValue:
    """One pair, found by the code of the second case."""
    with house().database.read() as look:
        found = read_pair(look, code, visible_to(principal(), house().directory))
        known = {version: house().versions.get(look, version) for version in codes_of([found])}
    views = [_view(side, known, with_ledger=True) for side in (found.whole, found.part)]
    return render("desk/pair.html", code=code, pair=found, views=views, is_stuck=_stuck(found))


def _stuck(found: Pair) -> bool:
    return found.is_stuck(now())


def _view(side: Side, known: dict[str, Published], *, with_ledger: bool = False) -> SideView:
    row, published = side.row, known[side.row.version_id]
    step = published.workflows[row.variant].steps.get(row.step) if row.step else None
    return SideView(
        side=side,
        unit=unit_full_name(row.competent),
        state=state_name(row.state),
        badge=due_badge(row, now()),
        step=label(step.name) if step else "",
        facts=_facts(side, published, label(step.name) if step else ""),
        ledger=_ledger(side, published) if with_ledger else None,
    )


def _facts(side: Side, published: Published, step: str) -> list[AnswerRow]:
    row = side.row
    told = {
        _("Thủ tục"): label(published.definition.name),
        _("Nơi giải quyết"): unit_full_name(row.competent),
        _("Trạng thái"): state_name(row.state),
        _("Đang ở bước"): step,
        _("Nhận lúc"): moment(row.submitted_at, language=language()),
        _("Hạn trả"): moment(row.due_at, language=language()) if row.due_at else "",
        _("Có kết quả lúc"): moment(row.decided_at, language=language()) if row.decided_at else "",
    }
    return [AnswerRow(name=name, value=value) for name, value in told.items() if value]


def _ledger(side: Side, published: Published) -> LedgerView | None:
    row = side.row
    clock = deadlines.clock_of(side.state, published.definition, row.variant, row.channel)
    return ledger_view(deadlines.case_ledger(clock, house().calendar, now()), now()) if clock else None
