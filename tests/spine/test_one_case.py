"""One case from a citizen's application to the result handed over, through every room, on both databases."""

from portal.cases.verification import Verifier
from tests.stories import DRAFT_TEXT, act, apply_for_certificate
from tests.world import World


def test_a_case_goes_from_the_application_to_the_result(world: World) -> None:
    citizen = world.client(world.citizen())
    code = apply_for_certificate(citizen)
    specialist = world.officer("specialist")

    receipt = citizen.get(f"/cases/{code}/receipt")
    assert code in receipt.text
    assert citizen.get(f"/cases/{code}/receipt.pdf").data.startswith(b"%PDF")
    act(world, "reception", code, "accept")
    act(world, "head", code, "assign", officer=specialist.id)
    act(world, "specialist", code, "grant", draft=DRAFT_TEXT)
    act(world, "head", code, "agree")
    act(world, "leader", code, "sign")
    act(world, "clerk", code, "issue")
    act(world, "reception", code, "hand_over", receipt="Nhận bản điện tử")

    page = citizen.get(f"/cases/{code}")
    assert "Đã trả kết quả" in page.text
    house = world.house
    with house.database.read() as look:
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    assert checked == [(code, [])]
