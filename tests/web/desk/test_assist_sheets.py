"""Assisted filing: who gets no code confirms by a sheet that they sign; its scan stays with the case."""

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.cases.models import Case, CaseEvent, CaseFile
from tests.assisting import case_of, confirming, counted, helper, read_out, write
from tests.postbox import Postbox
from tests.storage.files import picture
from tests.stories import TYPED, post, token
from tests.world import World


def hand_in(who: FlaskClient, review: str, sheet: str, content: bytes | None = None) -> Any:
    page = f"{confirming(review)}?return_by=portal"
    data: dict[str, Any] = {"csrf_token": token(who.get(page)), "sheet": sheet, "return_by": "portal"}
    if content is not None:
        data["file"] = (BytesIO(content), "phiếu ký.png")
    return who.post(f"{confirming(review)}/slip", data=data, content_type="multipart/form-data")


def printed_code(world: World, review: str) -> str:
    """Return the code on the sheet, as whoever reads the print types it."""
    from portal.cases.confirming import Wish, digest_of, sheet_code
    from portal.cases.drafts import draft_for
    from portal.cases.files import files_of_draft

    with world.house.database.read() as look:
        draft = draft_for(look, world.house.sealer, review.split("/")[3], helper(world))
        held = files_of_draft(look, draft.id)
        return sheet_code(digest_of(world.house.sealer, draft, held, Wish("portal", "intake")))


def test_a_signed_sheet_confirms_too_and_stays_with_the_case(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    pdf = who.get(f"{confirming(review)}/slip.pdf?return_by=portal")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    code = printed_code(world, review)

    assert hand_in(who, review, code).status_code == 422
    wrong = hand_in(who, review, "AAAAAAAA", picture("PNG"))
    assert (wrong.status_code, "AAAAAAAA" in wrong.text) == (422, True)
    assert hand_in(who, review, code, b"not a picture").status_code == 422
    assert hand_in(who, review, f"{code[:4]} {code[4:].lower()}", picture("PNG")).status_code == 303
    assert "đã xác nhận" in who.get(f"{confirming(review)}?return_by=portal").text
    assert read_out(who, review, "").status_code == 303

    case = case_of(world)
    with world.house.database.read() as look:
        kept = look.execute(select(CaseFile.component, CaseFile.file_name)).all()
        facts = look.execute(select(CaseEvent.facts).where(CaseEvent.seq == 1)).scalar_one()
    assert [tuple(row) for row in kept] == [("signed_slip", "phiếu ký.png")]
    assert (facts["confirmed_by"], len(facts["files"])) == ("slip", 1)
    shown = world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text
    assert "Phiếu xác nhận có chữ ký" in shown


def test_a_signed_sheet_of_other_answers_confirms_nothing(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    old = printed_code(world, review)
    assert hand_in(who, review, old, picture("PNG")).status_code == 303
    purpose = review.replace("/review", "/purpose")
    post(who, purpose, purpose, {**TYPED["purpose"], "copies": "3"})

    assert read_out(who, review, "").status_code == 422
    assert hand_in(who, review, old, picture("PNG")).status_code == 422
    assert counted(world, Case) == 0
