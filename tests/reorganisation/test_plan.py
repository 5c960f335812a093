"""A file that would leave something with nobody is told so, with its place, and refused before anything is written."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from portal.cases.models import Case, CaseEvent
from portal.cases.rehoming import Orphan
from portal.cases.reorganising import Plan, Unsound, enact, make_plan
from portal.documents.registers import next_number
from portal.people.models import Appointment
from portal.units.models import Reorganisation as Begun
from portal.units.reorganisation import BadReorganisation, Change, Reorganisation, disagreements, read_reorganisation
from portal.workflow.codec import case_from_json
from tests.reorganisation.before import DAY, FILE, NIGHT, SPLIT, Before, quang_ngai

CA_DAM, TAY_TRA_BONG = "51.21136", "51.21157"


def planned(before: Before, file: Reorganisation) -> Plan:
    with before.tools.database.read() as look:
        return make_plan(look, before.tools, file)


def changed(unit: str, **values: Any) -> Reorganisation:
    """Return the file of Quảng Ngãi with the change of one unit said otherwise."""
    file = quang_ngai()
    changes = [c.model_copy(update=values) if unit in c.units else c for c in file.changes]
    return file.model_copy(update={"changes": tuple(changes)})


def refused(before: Before, file: Reorganisation) -> list[Orphan]:
    """Enact a file that is refused; return why. Nothing was written."""
    before.clock.now = NIGHT
    with before.tools.database.read() as look:
        events = look.execute(select(func.count()).select_from(CaseEvent)).scalar_one()
        held = look.execute(select(Appointment.__table__).order_by(Appointment.id)).all()
    with pytest.raises(Unsound) as caught:
        enact(before.tools, before.door, file, "the file")
    with before.tools.database.read() as look:
        assert look.execute(select(func.count()).select_from(CaseEvent)).scalar_one() == events
        assert look.execute(select(Appointment.__table__).order_by(Appointment.id)).all() == held
        assert look.execute(select(Begun.__table__)).all() == []
    return list(caught.value.plan.orphans)


def test_the_file_of_quang_ngai_agrees_with_the_tree(sqlite_town: Before) -> None:
    assert list(disagreements(quang_ngai(), sqlite_town.tools.directory)) == []


def test_a_split_without_the_citizens_choice_orphans_the_case(before: Before) -> None:
    case = before.submit_in(SPLIT)
    undecided = quang_ngai()

    (orphan,) = refused(before, undecided)

    assert (orphan.kind, orphan.place) == ("case", case.code)
    assert SPLIT in orphan.what
    assert CA_DAM in orphan.what
    assert TAY_TRA_BONG in orphan.what


@pytest.mark.parametrize("chosen", [CA_DAM, TAY_TRA_BONG])
def test_the_citizens_choice_decides_where_a_split_case_goes(sqlite_town: Before, chosen: str) -> None:
    case = sqlite_town.submit_in(SPLIT)
    file = quang_ngai().model_copy(update={"choices": {case.code: chosen}})
    sqlite_town.clock.now = NIGHT

    assert enact(sqlite_town.tools, sqlite_town.door, file, "the file") == 1

    with sqlite_town.tools.database.read() as look:
        state = case_from_json(look.execute(select(Case.snapshot)).scalar_one())
    assert (state.competent, state.intake, state.unit) == (chosen, f"{chosen}/X-TTPVHCC", f"{chosen}/X-TTPVHCC")


def test_a_named_default_takes_what_neither_address_nor_intake_decides(sqlite_town: Before) -> None:
    sqlite_town.submit_in(SPLIT)

    plan = planned(sqlite_town, changed(SPLIT, otherwise=TAY_TRA_BONG))

    assert [move.competent for move in plan.cases] == [TAY_TRA_BONG]
    assert plan.is_sound


def test_an_appointment_that_could_go_two_ways_is_an_orphan(sqlite_town: Before) -> None:
    desk = f"{SPLIT}/X-TTPVHCC"
    with sqlite_town.tools.database.transaction() as work:
        someone = work.execute(select(Appointment.id).where(Appointment.valid_to.is_(None)).limit(1)).scalar_one()
        work.execute(update(Appointment).where(Appointment.id == someone).values(unit=desk, role="reception"))

    (orphan,) = refused(sqlite_town, quang_ngai())

    assert orphan.kind == "role"
    assert orphan.place.endswith(f"reception, {desk}")
    account = orphan.place.partition(":")[0]
    named = quang_ngai().model_copy(update={"posts": {account: CA_DAM}})
    plan = planned(sqlite_town, named)
    assert f"{CA_DAM}/X-TTPVHCC" in {unit for held, unit in plan.appointments if held.subject == account}


def test_a_register_that_would_give_its_numbers_again_under_the_same_name_is_an_orphan(sqlite_town: Before) -> None:
    same_name = next(c for c in quang_ngai().changes if c.kind == "merge" and c.carries_on and "." in c.units[0])
    unit = same_name.carries_on[0]
    with sqlite_town.tools.database.transaction() as work:
        for _ in range(7):
            next_number(work, unit=unit, register="PBS", year=DAY.year)

    (orphan,) = refused(sqlite_town, changed(unit, carries_on=()))
    assert (orphan.kind, orphan.place) == ("register", unit)

    enact(sqlite_town.tools, sqlite_town.door, quang_ngai(), "the file")
    with sqlite_town.tools.database.transaction() as work:
        assert next_number(work, unit=same_name.into[0], register="PBS", year=DAY.year) == 8


@pytest.mark.parametrize(
    ("unit", "values", "told"),
    [
        (SPLIT, {"into": (CA_DAM,)}, "A split goes into 2 or more units, not 1."),
        (SPLIT, {"into": (CA_DAM, "51.21235")}, f"In the tree {SPLIT} is carried on by {CA_DAM}, {TAY_TRA_BONG}"),
        (SPLIT, {"otherwise": "51.21235"}, "otherwise: 51.21235 is not one of those that carry on"),
        (SPLIT, {"units": ("51.99999",)}, "The tree does not know 51.99999."),
        ("51.528", {"kind": "split"}, "51.528 goes to another level: that is a move."),
    ],
)
def test_a_file_at_odds_with_the_tree_is_told_where(
    sqlite_town: Before, unit: str, values: dict[str, Any], told: str
) -> None:
    file = changed(unit, **values)

    mistakes = planned(sqlite_town, file).mistakes

    number = next(n for n, c in enumerate(quang_ngai().changes) if unit in c.units)
    assert [m.what for m in mistakes if m.where[:2] == ("changes", number) and told in m.what], mistakes


def test_a_unit_that_ends_and_is_not_named_is_told(sqlite_town: Before) -> None:
    file = quang_ngai()
    short = file.model_copy(update={"changes": tuple(c for c in file.changes if SPLIT not in c.units)})

    assert [m.what.split()[0] for m in planned(sqlite_town, short).mistakes] == [SPLIT]


def test_an_unknown_word_in_a_file_is_told_with_its_place() -> None:
    with pytest.raises(BadReorganisation) as caught:
        read_reorganisation({"decree": "1", "date": "2025-07-01", "changes": [{"kind": "join", "units": ["1"]}]})

    assert [mistake.where for mistake in caught.value.mistakes] == [("changes", 0, "kind")]


def test_a_province_may_be_written_as_a_number() -> None:
    assert Change.model_validate({"kind": "rename", "units": [51], "into": [62]}).units == ("51",)


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_the_command_line_says_what_is_orphaned_and_where(
    sqlite_town: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    from portal.commands import units as commands

    monkeypatch.setattr(commands, "open_house", lambda: _house_of(sqlite_town))
    case = sqlite_town.submit_in(SPLIT)
    chosen = tmp_path / "chosen.yaml"
    chosen.write_text(f'{FILE.read_text()}\nchoices:\n  "{case.code}": "{CA_DAM}"\n')

    answer = CliRunner().invoke(commands.units, ["plan", str(FILE), *more])
    good = CliRunner().invoke(commands.units, ["plan", str(chosen), *more])

    assert (good.exit_code, answer.exit_code) == (0, 1), good.output
    assert f"{FILE.name}: case {case.code}: {SPLIT} goes to {CA_DAM}, {TAY_TRA_BONG}" in answer.output


def _house_of(before: Before) -> Any:
    from contextlib import nullcontext

    return nullcontext(before.house)
