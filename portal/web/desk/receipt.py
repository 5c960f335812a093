"""What a person is given at the counter: the code, and slip 01 to print and sign."""

from flask.typing import ResponseReturnValue

from portal.cases.secrets import tracking_secret
from portal.cases.slips import tracking_address
from portal.people.policy import Action
from portal.web.context import house
from portal.web.desk.case import note_paper, open_case
from portal.web.desk.intake_room import room
from portal.web.document_words import receipt_file
from portal.web.downloads import send_file
from portal.web.filing_view import filed_for, is_elsewhere
from portal.web.names import unit_full_name
from portal.web.qr import qr_path
from portal.web.rendering import label, render
from portal.web.routing import page as bound


@room.get("/cases/<code>/receipt", endpoint="follow_receipt")
@bound(Action.READ_CASE)
def receipt(code: str) -> ResponseReturnValue:
    """The moment of filing, to be read out and printed; what comes next is to accept it."""
    opened = open_case(code)
    note_paper(opened)
    row = opened.row
    path, size = qr_path(tracking_address(house().settings.base_url, code))
    return render(
        "desk/receipt.html",
        row=row,
        title=label(opened.published.definition.name),
        unpaid=opened.state.unpaid,
        qr_path=path,
        qr_size=size,
        secret=tracking_secret(house().sealer, row.id),
        competent=unit_full_name(row.competent) if is_elsewhere(row) else "",
        filed_for=filed_for(row),
        may_act=opened.may_act,
    )


@room.get("/cases/<code>/receipt.pdf", endpoint="follow_receipt_pdf")
@bound(Action.READ_CASE)
def receipt_pdf(code: str) -> ResponseReturnValue:
    """Slip 01, as it stands: before the case is accepted without number and due moment."""
    opened = open_case(code)
    note_paper(opened)
    with house().database.read() as look:
        content = house().mill.slip_01(look, opened.row)
    return send_file(content, receipt_file(opened.row), "application/pdf", inline=True)
