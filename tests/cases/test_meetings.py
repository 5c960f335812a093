"""Meetings with applicants as rows, papers, letters and duties, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.cases.appointments import list_ahead
from portal.cases.housekeeping import tidy
from portal.cases.meeting_models import CaseAppointment, MeetingFile
from portal.cases.missed import miss_appointments
from portal.cases.models import Case, CaseDocument
from portal.cases.rehoming import SYSTEM
from portal.cases.verification import Verifier
from portal.workflow import errors
from portal.workflow.commands import CancelAppointment, DeclineAppointment, MissAppointment, Rehome, Withdraw
from tests.cases.test_errands import run
from tests.documents.pdftext import text_of
from tests.meeting import MEETS_AT, PLACE, at, at_inspection, do, held, invite, minutes
from tests.postbox import Postbox
from tests.world import OTHER_COMMUNE, World

OVER = MEETS_AT + timedelta(days=2)


def appointments(world: World) -> list[tuple[int, str, bool]]:
    with world.house.database.read() as look:
        rows = look.execute(select(CaseAppointment.number, CaseAppointment.status, CaseAppointment.declined))
        return [(row.number, row.status, row.declined) for row in rows]


def step(world: World) -> str:
    with world.house.database.read() as look:
        return str(look.execute(select(Case.step)).scalar_one())


def assert_sound(world: World) -> None:
    house = world.house
    verifier = Verifier(sealer=house.sealer, versions=house.versions, calendar=house.calendar)
    with house.database.read() as look:
        assert [found for _, found in verifier.verify_all(look)] == [[]]


def test_an_appointment_is_fixed_moved_and_cancelled(world: World) -> None:
    case = invite(world, at_inspection(world))
    assert appointments(world) == [(1, "open", False)]

    case = invite(world, case, MEETS_AT + timedelta(days=1), reason="Mưa lớn.")
    assert_sound(world)
    do(world, "specialist", CancelAppointment(**at(case), reason="Mưa mãi."))

    assert appointments(world) == [(1, "cancelled", False)]
    assert_sound(world)


def test_a_saturday_is_no_day_for_it(world: World) -> None:
    case = at_inspection(world)

    with pytest.raises(errors.BadMoment, match="closed"):
        invite(world, case, MEETS_AT - timedelta(days=2))


def test_the_minutes_are_kept_once_and_the_case_goes_on(world: World) -> None:
    case = invite(world, at_inspection(world))
    command = minutes(world, case)
    world.clock.now = MEETS_AT

    first, again = do(world, "specialist", command), do(world, "specialist", command)

    assert first == again
    with pytest.raises(errors.NoAppointment):
        do(world, "specialist", minutes(world, case))
    with world.house.database.read() as look:
        assert len(look.execute(select(MeetingFile.place)).all()) == 3
    assert appointments(world) == [(1, "held", False)]
    assert_sound(world)


def test_photos_of_minutes_are_not_swept_away(world: World) -> None:
    held(world, invite(world, at_inspection(world)))

    tidy(world.house.database, world.house.storage, world.clock() + timedelta(days=3))

    with world.house.database.read() as look:
        kept = look.execute(select(MeetingFile.sha256)).scalars().all()
    assert all(world.house.storage.exists(sha256) for sha256 in kept)


def test_nothing_recorded_in_time_is_closed_by_the_worker_once(world: World) -> None:
    invite(world, at_inspection(world))
    world.clock.now = MEETS_AT + timedelta(hours=2)
    assert miss_appointments(world.house.door, world.clock()) == 0

    world.clock.now = OVER
    closed = (miss_appointments(world.house.door, world.clock()), miss_appointments(world.house.door, world.clock()))

    assert closed == (1, 0)
    assert (appointments(world), step(world)) == ([(1, "missed", False)], "inspect")
    assert_sound(world)


def test_the_second_time_the_leader_decides_what_follows(world: World) -> None:
    case = invite(world, at_inspection(world))
    world.clock.now = MEETS_AT + timedelta(hours=1)
    case = do(world, "specialist", MissAppointment(**at(case), appointment=1, reason="Không ai mở cửa."))
    invite(world, case, MEETS_AT + timedelta(days=7))

    world.clock.now = OVER + timedelta(days=7)

    assert miss_appointments(world.house.door, world.clock()) == 1
    assert step(world) == "decide_stop"
    assert_sound(world)


def test_whoever_asked_for_another_day_is_not_absent(world: World) -> None:
    case = invite(world, at_inspection(world))
    do(world, "citizen", DeclineAppointment(**at(case), words="Tôi đi viện."))
    world.clock.now = OVER

    miss_appointments(world.house.door, world.clock())

    with world.house.database.read() as look:
        snapshot = look.execute(select(Case.snapshot)).scalar_one()
    assert (snapshot["missed"], snapshot["step"]) == (0, "inspect")


def test_a_withdrawn_case_meets_nobody(world: World) -> None:
    case = invite(world, at_inspection(world))

    do(world, "citizen", Withdraw(**at(case)))

    assert appointments(world) == [(1, "cancelled", False)]
    assert_sound(world)


def test_a_reorganisation_takes_the_appointment_along(world: World) -> None:
    case = invite(world, at_inspection(world))
    command = Rehome(
        **at(case),
        intake=f"{OTHER_COMMUNE}/X-TTPVHCC",
        competent=OTHER_COMMUNE,
        unit=f"{OTHER_COMMUNE}/X-KT",
        holder=None,
        decree="1/NQ",
    )
    world.house.door.apply(command, SYSTEM)

    with world.house.database.read() as look:
        assert look.execute(select(CaseAppointment.unit)).scalar_one() == f"{OTHER_COMMUNE}/X-KT"
    assert_sound(world)


class TestPapers:
    def test_the_invitation_and_the_minutes_are_numbered_and_kept(self, world: World) -> None:
        held(world, invite(world, at_inspection(world)))

        run(world, Postbox())

        with world.house.database.read() as look:
            kept = look.execute(select(CaseDocument.kind, CaseDocument.number).order_by(CaseDocument.made_at)).all()
        assert [tuple(row) for row in kept][-2:] == [("invitation-1", "01/GM"), ("minutes-1", "01/BB")]

    def test_the_minutes_say_who_was_there_and_show_the_photos(self, world: World) -> None:
        held(world, invite(world, at_inspection(world)))
        with world.house.database.read() as look:
            row = look.execute(select(Case.__table__)).one()
            first = world.house.mill.slip(look, row, row.last_seq).content
            again = world.house.mill.slip(look, row, row.last_seq).content

        assert first == again
        told = text_of(first)
        for words in ("Nguyễn Văn An", "chủ nhà", "Đúng bản vẽ.", PLACE, "Đạt yêu cầu", "Ảnh 2", "Tờ ký", "SHA-256"):
            assert words in told

    def test_the_invitation_says_what_to_bring_in_both_languages(self, world: World) -> None:
        invite(world, at_inspection(world, language="en"))
        with world.house.database.read() as look:
            row = look.execute(select(Case.__table__)).one()
            told = text_of(world.house.mill.slip(look, row, row.last_seq).content)

        for words in ("Kiểm tra tại chỗ".lower(), "Bản vẽ đã ký", "An identity paper", PLACE, "Invitation"):
            assert words in told

    def test_the_applicant_gets_a_letter_that_names_no_place(self, world: World) -> None:
        postbox = Postbox()
        case = invite(world, at_inspection(world))

        run(world, postbox)

        letter = postbox.sent[-1]
        assert letter.subject == f"Hồ sơ {case.code}: mời bạn có mặt 08:30 16/03/2026"
        assert PLACE not in letter.text


class TestTheListOfAUnit:
    def test_it_shows_what_lies_ahead_with_the_place(self, world: World) -> None:
        case = invite(world, at_inspection(world))
        house = world.house
        with house.database.read() as look:
            (ahead,) = list_ahead(look, world.officer("specialist"), house.directory, house.sealer)

        assert (ahead.row.code, ahead.told.place) == (case.code, PLACE)

    @pytest.mark.parametrize("who", ["stranger", "clerk"])
    def test_others_do_not_see_it(self, world: World, who: str) -> None:
        invite(world, at_inspection(world))
        house = world.house
        with house.database.read() as look:
            assert list_ahead(look, world.officer(who), house.directory, house.sealer) == []
