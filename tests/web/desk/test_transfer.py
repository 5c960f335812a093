"""A case that came to the wrong unit goes to the right one with all that belongs to it, or comes back once."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.cases.access import visible_to
from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.people.officers import appoint
from portal.people.policy import NotAllowed
from portal.people.principal import Post
from portal.people.roles import Role
from portal.workflow.commands import AcceptTransfer
from tests.sent_up import as_it_stands, row_of, wrong_with
from tests.stories import bring_to, file_case, perform, token
from tests.world import COMMUNE, OTHER_COMMUNE, World

WHY = "Người nộp đã chuyển đến xã khác."
NOT_OURS = "Người nộp vẫn cư trú ở xã Tư Nghĩa."


def take(world: World, who: str, case: Receipt, road: str, **typed: object) -> TestResponse:
    client, url = world.client(world.officer(who)), f"/desk/cases/{case.code}"
    found = client.get(url)
    assert f'action="{url}/{road}"' in found.text, f"{road} is not offered"
    seen = as_it_stands(world, case).version
    world.clock.pass_(minutes=20)
    sent = {"csrf_token": token(found), "key": uuid4().hex, "seen_version": str(seen), **typed}
    return client.post(f"{url}/{road}", data=sent)


def sent_on(world: World, case: Receipt, who: str = "reception") -> Receipt:
    answer = take(world, who, case, "transfer", unit=OTHER_COMMUNE, reason=WHY)
    assert answer.status_code == 303, answer.text
    return as_it_stands(world, case)


@pytest.fixture
def others(world: World) -> None:
    """Let somebody work in the other commune behind its reception."""
    with world.house.database.transaction() as work:
        appoint(work, world.officer("second-specialist").id, Post(Role.HEAD, f"{OTHER_COMMUNE}/X-VP"), date(2025, 7, 1))


class TestSending:
    def test_it_lies_with_the_other_reception_and_stays_ours_until_that_one_takes_it(self, world: World) -> None:
        case = sent_on(world, file_case(world))
        row = row_of(world, case)

        assert (row.unit, row.competent) == (f"{OTHER_COMMUNE}/X-TTPVHCC", COMMUNE)
        page = world.client(world.officer("stranger")).get(f"/desk/cases/{case.code}").text
        assert WHY in page
        assert "/actions/accept" not in page
        assert wrong_with(world) == []

    def test_what_is_missing_is_said_at_the_control_and_nothing_is_lost(self, world: World) -> None:
        case = file_case(world)

        nowhere = take(world, "reception", case, "transfer", reason=WHY)
        silent = take(world, "reception", case, "transfer", unit=OTHER_COMMUNE)
        strange = take(world, "reception", case, "transfer", unit="51/S-TP", reason=WHY)

        assert [answer.status_code for answer in (nowhere, silent, strange)] == [422, 422, 409]
        assert "Chọn đơn vị nhận hồ sơ." in nowhere.text
        assert WHY in nowhere.text
        assert f'value="{OTHER_COMMUNE}" selected' in silent.text
        assert row_of(world, case).version == 1

    def test_a_specialist_leaves_it_to_reception_and_head(self, world: World) -> None:
        case = bring_to(world, file_case(world), "appraise")

        page = world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text

        assert f"/desk/cases/{case.code}/transfer" not in page


class TestTaking:
    def test_the_new_unit_receives_it_with_its_code_files_and_history(self, world: World) -> None:
        case = sent_on(world, file_case(world))

        answer = take(world, "stranger", case, "accept-transfer")

        assert answer.status_code == 303, answer.text
        row = row_of(world, case)
        assert (row.code, row.competent, row.intake) == (case.code, OTHER_COMMUNE, f"{OTHER_COMMUNE}/X-TTPVHCC")
        assert (row.step, row.accepted_at) == ("receive", None)
        perform(world, "stranger", as_it_stands(world, case), "accept")
        assert row_of(world, case).accepted_at == world.clock()
        assert wrong_with(world) == []

    @pytest.mark.usefixtures("others")
    def test_what_was_accepted_keeps_its_clock(self, world: World) -> None:
        case = bring_to(world, file_case(world), "assign")
        before = row_of(world, case)
        case = sent_on(world, case, "head")
        world.clock.pass_(days=1)

        assert take(world, "stranger", case, "accept-transfer").status_code == 303

        after = row_of(world, case)
        assert (after.step, after.unit) == ("assign", f"{OTHER_COMMUNE}/X-VP")
        assert (after.accepted_at, after.due_at) == (before.accepted_at, before.due_at)
        assert wrong_with(world) == []

    def test_the_old_unit_still_reads_what_it_did_and_does_nothing_more(self, world: World) -> None:
        case = sent_on(world, file_case(world))
        take(world, "stranger", case, "accept-transfer")
        reception = world.officer("reception")

        page = world.client(reception).get(f"/desk/cases/{case.code}").text

        assert WHY in page
        assert "/actions/" not in page
        with world.house.database.read() as look:
            ours = look.execute(select(Case.code).where(visible_to(reception, world.house.directory))).scalars().all()
        assert case.code in ours

    def test_only_the_reception_it_was_sent_to_takes_it(self, world: World) -> None:
        case = sent_on(world, file_case(world))
        accept = AcceptTransfer(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)

        with pytest.raises(NotAllowed):
            world.house.door.apply(accept, world.officer("reception"))

    def test_the_citizen_is_told(self, world: World) -> None:
        case = sent_on(world, file_case(world))
        take(world, "stranger", case, "accept-transfer")

        page = world.client(world.citizen()).get(f"/cases/{case.code}").text

        assert "Đơn vị có thẩm quyền đã nhận hồ sơ" in page
        assert WHY in page


class TestSendingBack:
    def test_it_comes_back_once_with_the_reason(self, world: World) -> None:
        case = sent_on(world, file_case(world))

        assert take(world, "stranger", case, "return-transfer").status_code == 422
        assert take(world, "stranger", case, "return-transfer", reason=NOT_OURS).status_code == 303

        row = row_of(world, case)
        assert (row.step, row.unit, row.competent) == ("receive", f"{COMMUNE}/X-TTPVHCC", COMMUNE)
        assert row.holder == world.officer("reception").id
        assert NOT_OURS in world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text
        assert wrong_with(world) == []

    def test_sent_a_second_time_it_stays(self, world: World) -> None:
        case = sent_on(world, file_case(world))
        take(world, "stranger", case, "return-transfer", reason=NOT_OURS)
        sent_on(world, case)

        page = world.client(world.officer("stranger")).get(f"/desk/cases/{case.code}").text

        assert "/return-transfer" not in page
        assert take(world, "stranger", case, "accept-transfer").status_code == 303
