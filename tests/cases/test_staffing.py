"""Steps that nobody holds are told beforehand, absences and stand-ins counted; cases are taken in all the same."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.cases.staffing import gaps_on, note_gaps, noted_gaps
from portal.commands.staffing import note_for_tomorrow
from portal.people.absence_models import StaffingGap
from portal.people.officers import switch_off
from portal.people.principal import Post
from portal.people.roles import Role
from tests.cases.standing import DIVISION, leave, today
from tests.cases.test_inbox import lane
from tests.racing import together
from tests.stories import CERTIFICATE, bring_to, file_case
from tests.world import COMMUNE, World


def missing(world: World, day: date | None = None) -> dict[tuple[str, str], frozenset[str]]:
    """Return what nobody holds for the certificate: unit, role, and the steps."""
    on = day or today(world)
    with world.house.database.read() as look:
        current = world.house.versions.current_among(look, [CERTIFICATE], on).values()
        gaps = gaps_on(look, world.house.directory, current, on)
    return {(gap.unit, gap.role.value): frozenset(step for _, step in gap.steps) for gap in gaps}


def in_the_commune(world: World, day: date | None = None) -> dict[tuple[str, str], frozenset[str]]:
    return {at: steps for at, steps in missing(world, day).items() if at[0].startswith(COMMUNE)}


def test_where_everybody_is_there_nothing_is_missing(world: World) -> None:
    assert in_the_commune(world) == {}


def test_a_commune_that_has_a_reception_alone_lacks_all_the_rest(world: World) -> None:
    roles = {role for unit, role in missing(world) if unit.startswith("51.21238")}

    assert roles == {"specialist", "head", "leader", "clerk"}


def test_who_is_away_without_a_stand_in_is_missing_on_those_days(world: World) -> None:
    leave(world, "clerk", None, days=2)

    assert in_the_commune(world) == {(DIVISION, "clerk"): frozenset({"issue"})}
    assert in_the_commune(world, today(world) + timedelta(days=2)) == {}


def test_a_stand_in_fills_the_gap_for_what_they_stand_in_for(world: World) -> None:
    leave(world, "clerk", "head", procedures=frozenset({"1.001193"}))
    assert (DIVISION, "clerk") in in_the_commune(world)
    leave(world, "head", "specialist", procedures=frozenset({CERTIFICATE}))

    assert (DIVISION, "head") not in in_the_commune(world)


def test_an_account_that_is_switched_off_holds_nothing(world: World) -> None:
    with world.house.database.transaction() as work:
        switch_off(work, world.officer("clerk").id, world.clock())

    assert (DIVISION, "clerk") in in_the_commune(world)


def test_a_case_goes_where_nobody_is_and_waits_there(world: World) -> None:
    leave(world, "clerk", None, days=1)

    case = bring_to(world, file_case(world), "issue")

    assert case.step == "issue"
    world.clock.pass_(days=1)
    assert lane(world, world.officer("clerk"), "pool") == [case.code]


def test_the_nights_look_is_kept_for_the_desk_until_the_next(world: World, caplog: pytest.LogCaptureFixture) -> None:
    leave(world, "clerk", None, days=2)
    tomorrow = today(world) + timedelta(days=1)

    assert note_for_tomorrow(world.house) > 0

    clerk = Post(Role.CLERK, DIVISION)
    with world.house.database.read() as look:
        assert noted_gaps(look, [DIVISION], today(world)) == [(clerk, tomorrow)]
        assert noted_gaps(look, [DIVISION], tomorrow + timedelta(days=1)) == []
    assert f"nobody is clerk of {DIVISION}" in caplog.text
    with world.house.database.transaction() as work:
        note_gaps(work, [], tomorrow, world.clock())
    with world.house.database.read() as look:
        assert noted_gaps(look, [DIVISION], today(world)) == []


def test_several_workers_look_at_night_and_note_it_once(world: World) -> None:
    leave(world, "clerk", None, days=2)
    note_for_tomorrow(world.house)  # yesterday's look

    found = together(lambda: note_for_tomorrow(world.house))

    with world.house.database.read() as look:
        assert look.execute(select(func.count()).select_from(StaffingGap)).scalar_one() == found[0]
