"""After a helper sent it: that it was sent, its code, and for a quarter of an hour the receipt to hand over."""

from flask import make_response
from flask.typing import ResponseReturnValue

from portal.cases.assisted import RECEIPT_LIFE, find_helped
from portal.cases.secrets import tracking_secret
from portal.cases.slips import tracking_address
from portal.people.policy import Action
from portal.web.context import house, now, principal
from portal.web.desk.sitting import helping_room as room
from portal.web.names import unit_full_name
from portal.web.qr import qr_path
from portal.web.rendering import label, render
from portal.web.routing import page as bound


@room.get("/sent/<code>", endpoint="follow_receipt")
@bound(Action.HELP_APPLY)
def sent(code: str) -> ResponseReturnValue:
    """Show what a helper may still know of it. What the person wrote is out of their reach."""
    with house().database.read() as look:
        row = find_helped(look, code, principal().id)
        published = house().versions.get(look, row.version_id)
    path, size = qr_path(tracking_address(house().settings.base_url, row.code))
    is_fresh = now() < row.submitted_at + RECEIPT_LIFE
    answer = make_response(
        render(
            "desk/assist_sent.html",
            row=row,
            title=label(published.definition.name),
            helped=unit_full_name(row.help_unit),
            competent=unit_full_name(row.competent),
            qr_path=path,
            qr_size=size,
            secret=tracking_secret(house().sealer, row.id) if is_fresh else "",
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
