"""Results that wait to be fetched at the officer's offices: for how long, and whether the applicant was reminded."""

from flask.typing import ResponseReturnValue

from portal.cases.returning import LONG, MOST_ROWS, REMIND_AFTER, waiting_results
from portal.clock import local
from portal.people.policy import Action
from portal.people.roles import Role
from portal.web.case_words import return_name
from portal.web.context import house, now, principal
from portal.web.desk.room import room
from portal.web.names import unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound


@room.get("/returns")
@bound(Action.SEE_RETURNS)
def returns() -> ResponseReturnValue:
    """The results that lie in the officer's offices, the longest waiting first."""
    units, moment = sorted(principal().units_as(Role.RECEPTION)), now()
    with house().database.read() as look:
        found = waiting_results(look, units)
        published = {row.version_id: house().versions.get(look, row.version_id) for row in found}
    rows = [
        {
            "case": row,
            "title": label(published[row.version_id].definition.name),
            "way": return_name(row.return_by),
            "days": (local(moment).date() - local(row.decided_at).date()).days,
            "is_long": moment - row.decided_at > LONG,
        }
        for row in found
    ]
    return render(
        "desk/returns.html",
        rows=rows,
        most=MOST_ROWS,
        remind_days=REMIND_AFTER.days,
        offices=[unit_name(unit) for unit in units],
    )
