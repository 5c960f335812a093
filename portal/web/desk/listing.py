"""The list that an officer came from, as it stands in the address: lane, what it is narrowed to, and the place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast, get_args
from urllib.parse import parse_qsl

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.inbox import InboxRow, Lane, Moments, beside
from portal.cases.narrowing import DUE, Narrowing
from portal.clock import VIETNAM, local
from portal.people.policy import Action
from portal.web.context import house, now, principal
from portal.web.desk.room import room
from portal.web.pages import inbox_cursor_from_query
from portal.web.routing import page as bound

LANES = get_args(Lane)
FILTERS = ("procedure", "step", "unit", "due", "channel", "label")
LONGEST = 100  # of what one filter is set to
LONGEST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class Listing:
    """A lane of the desk, narrowed."""

    lane: Lane
    only: Narrowing

    @property
    def query(self) -> dict[str, Any]:
        """Return what stands in the address of the list; nothing for the plain list of all."""
        lane = {} if self.lane == "all" else {"lane": str(self.lane)}
        return lane | {name: value for name, value in asdict(self.only).items() if value}

    def case_href(self, row: InboxRow) -> str:
        """Return the address of a case of the list, from which its neighbours are found."""
        return url_for("desk.case", code=row.code, at=f"{row.due_at.isoformat()}~{row.task_id}", **self.query)


def listing_from_query() -> Listing:
    """Return the list that the address names; one that nobody could have led to is a 404, not a guess."""
    said = _said()
    lane = said.get("lane", "all")
    asked = {name: said.get(name, "").strip() for name in FILTERS}
    if lane not in LANES or asked["due"] not in ("", *DUE) or any(len(value) > LONGEST for value in asked.values()):
        abort(404)
    return Listing(cast("Lane", lane), Narrowing(**{name: value for name, value in asked.items() if value}))  # type: ignore[arg-type]


def _said() -> Mapping[str, str]:
    """Return what names the list: the address of a page; of a form its field `list`, as forms have no query."""
    if request.method == "POST":
        return dict(parse_qsl(request.form.get("list", "")[:LONGEST_QUERY]))
    return request.args


def came_from() -> dict[str, Any]:
    """Return the list that an officer came from and the place in it, for addresses; nothing without a list."""
    at = _said().get("at", "")
    return {"at": at[:LONGEST], **listing_from_query().query} if at else {}


def walk_hrefs() -> dict[str, str]:
    """Return the addresses that lead from a case of a list to the next and to the previous one, and to the list."""
    here = came_from()
    if not here:
        return {}
    back = {"list": url_for("desk.inbox", **listing_from_query().query)}
    return back | {to: url_for("desk.walk", to=to, **here) for to in ("previous", "next")}


@room.get("/walk")
@bound(Action.SEE_DESK)
def walk() -> ResponseReturnValue:
    """Lead to the case after, or before, a place in a list, as the list is at this moment; past its end, to the list.

    The place outlives its case: who has just sent one on goes on from where it stood.
    """
    listing, back = listing_from_query(), request.args.get("to") == "previous"
    place = inbox_cursor_from_query("at")
    if place is None:
        return redirect(url_for("desk.inbox", **listing.query), 303)
    with house().database.read() as look:
        row = beside(look, principal(), listing.lane, moments_of(now()), place, listing.only, back=back)
    if row is None:
        return redirect(url_for("desk.inbox", end="first" if back else "last", **listing.query), 303)
    return redirect(listing.case_href(row), 303)


def moments_of(moment: datetime) -> Moments:
    """Return the moments that divide the lanes."""
    midnight = datetime.combine(local(moment).date(), time(), VIETNAM) + timedelta(days=1)
    return Moments(now=moment, end_of_today=midnight)
