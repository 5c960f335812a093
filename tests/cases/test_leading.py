"""A unit without a leader: the office above apologises for it, and lets things be asked again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import true, update

from portal.cases.access import visible_to
from portal.cases.apologies import Drafts
from portal.cases.door import Receipt
from portal.cases.leading import deciding_office, leading_offices, planned_office
from portal.cases.queries import get_case
from portal.cases.verification import Verifier
from portal.clock import local
from portal.people.models import Officer
from portal.people.policy import NotAllowed
from portal.people.principal import SYSTEM, Kind, Post, Principal
from portal.people.roles import Role
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import AcceptTransfer, AllowSecondRequest, DraftExtension, ExtendDeadline, Transfer
from tests.cases.standing import BOARD, DIVISION, hire
from tests.stories import answer_supplement, ask_for_more, bring_to, file_case
from tests.world import COMMUNE, OTHER_COMMUNE, World


def lose_the_leader(world: World) -> None:
    """Switch the account of the board's only leader off; a deputy of the division leads on."""
    with world.house.database.transaction() as work:
        work.execute(update(Officer).where(Officer.id == world.officer("leader").id).values(disabled_at=world.clock()))


def state(world: World, case: Receipt) -> CaseState:
    with world.house.database.read() as look:
        return case_from_json(get_case(look, case.code, true()).snapshot)


def drafted(world: World, case: Receipt) -> Receipt:
    command = DraftExtension(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)
    return world.house.door.apply(command, SYSTEM)


def waiting(world: World, who: str) -> list[str]:
    house = world.house
    drafts = Drafts(sealer=house.sealer, versions=house.versions, calendar=house.calendar)
    with house.database.read() as look:
        return [one.row.code for one in drafts.waiting(look, world.officer(who), world.clock())]


def sound(world: World) -> bool:
    """Say whether every row follows from the events."""
    house = world.house
    with house.database.read() as look:
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    return not any(found for _, found in checked)


class TestWhoLeads:
    def found(self, world: World) -> list[str]:
        with world.house.database.read() as look:
            return list(leading_offices(look, world.house.directory, BOARD, local(world.clock()).date()))

    def test_a_unit_with_a_leader_leads_itself(self, world: World) -> None:
        hire(world, "deputy", Role.LEADER, DIVISION)

        assert self.found(world) == [BOARD]

    def test_one_without_is_led_from_the_commune(self, world: World) -> None:
        hire(world, "deputy", Role.LEADER, DIVISION)
        lose_the_leader(world)

        assert self.found(world) == [DIVISION]

    def test_where_nobody_leads_it_stays_with_the_unit(self, world: World) -> None:
        lose_the_leader(world)

        assert self.found(world) == []
        with world.house.database.read() as look:
            assert deciding_office(look, world.house.directory, BOARD, local(world.clock()).date()) == BOARD

    @pytest.mark.parametrize(
        ("led", "decides"), [({BOARD, DIVISION}, BOARD), ({DIVISION}, DIVISION), ({COMMUNE}, COMMUNE), (set(), BOARD)]
    )
    def test_who_will_decide_when_these_have_leaders(self, world: World, led: set[str], decides: str) -> None:
        assert planned_office(world.house.directory, BOARD, local(world.clock()).date(), led) == decides


class TestAnApology:
    @pytest.fixture
    def case(self, world: World) -> Receipt:
        hire(world, "deputy", Role.LEADER, DIVISION)
        case = bring_to(world, file_case(world), "appraise")
        lose_the_leader(world)
        return drafted(world, case)

    def test_it_lies_before_the_leader_of_the_office_above(self, world: World, case: Receipt) -> None:
        assert state(world, case).apology_at == DIVISION
        assert waiting(world, "deputy") == [case.code]

    def test_who_may_sign_it(self, world: World, case: Receipt) -> None:
        said = {"cause": "overload", "explanation": "Nhiều hồ sơ.", "new_due": world.clock() + timedelta(days=20)}
        command = ExtendDeadline(case_id=case.case_id, seen_version=case.version, key=uuid4().hex, **said)  # type: ignore[arg-type]

        with pytest.raises(NotAllowed):
            world.house.door.apply(command, world.officer("head"))
        world.house.door.apply(command, world.officer("deputy"))

        assert state(world, case).extended_to is not None
        assert waiting(world, "deputy") == []
        assert sound(world)

    def test_the_case_says_whose_leader_is_asked(self, world: World, case: Receipt) -> None:
        shown = world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text

        assert f"Trình lãnh đạo {world.house.directory.name(DIVISION)} xin lỗi và hẹn lại" in shown


def test_they_let_the_same_be_asked_of_the_citizen_again(world: World) -> None:
    hire(world, "deputy", Role.LEADER, DIVISION)
    lose_the_leader(world)
    case = file_case(world)
    assert sound(world)
    case = answer_supplement(world, ask_for_more(world, case))
    (asked, *_) = state(world, case).asked

    command = AllowSecondRequest(
        case_id=case.case_id, seen_version=case.version, key=uuid4().hex, targets=(asked,), reason="Giấy hết hạn."
    )
    world.house.door.apply(command, world.officer("deputy"))

    assert state(world, case).leader == DIVISION
    assert state(world, case).askable_again == (asked,)


def test_a_case_that_another_unit_takes_over_has_a_leader_there(world: World) -> None:
    elsewhere = f"{OTHER_COMMUNE}/X-VP"
    hire(world, "deputy", Role.LEADER, elsewhere)
    case, house = file_case(world), world.house
    here, there = (house.directory.reception(unit, local(world.clock()).date()) for unit in (COMMUNE, OTHER_COMMUNE))
    sent = house.door.apply(
        Transfer(
            case_id=case.case_id,
            key="sent",
            seen_version=case.version,
            unit=OTHER_COMMUNE,
            reason="Người nộp ở xã bên.",
        ),
        Principal(kind=Kind.OFFICER, id="here", posts=(Post(Role.RECEPTION, here),)),
    )

    taken = house.door.apply(
        AcceptTransfer(case_id=case.case_id, key="taken", seen_version=sent.version),
        Principal(kind=Kind.OFFICER, id="there", posts=(Post(Role.RECEPTION, there),)),
    )

    assert state(world, taken).leader == elsewhere
    with house.database.read() as look:
        assert (
            get_case(look, case.code, visible_to(world.officer("deputy"), house.directory)).competent == OTHER_COMMUNE
        )
    assert sound(world)
