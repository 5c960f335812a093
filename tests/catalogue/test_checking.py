"""What is proved before publishing, beyond single mistakes: time, places, variants, the report."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from portal.catalogue.checking import Report, check_folder, check_procedure
from portal.catalogue.checks.time import working_hours
from portal.catalogue.definition import TimeLimit
from portal.catalogue.loader import from_json, load_folder, to_json
from portal.catalogue.vocabulary import EXEMPTIONS, FIELDS, REGISTERS, life_events
from tests.catalogue.base_folder import OFFICES, PROCEDURE, WORKFLOW, copy


def check(folder: Path) -> Report:
    return check_folder(folder, OFFICES, frozenset({"sample"}))


def messages(folder: Path) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in check(folder).problems]


@pytest.mark.parametrize(
    ("unit", "value", "hours"),
    [
        ("working_days", "3", "24"),
        ("working_days", "0.5", "4.0"),
        ("hours", "4", "4"),
        ("days", "10", "56"),
        ("days", "15", "80"),
        ("days", "1", "0"),
        ("months", "1", "168"),
    ],
)
def test_how_many_working_hours_a_limit_surely_leaves(unit: str, value: str, hours: str) -> None:
    limit = TimeLimit.model_validate({unit: Decimal(value), "law": "law"})

    assert working_hours(limit, "online") == Decimal(hours)


def test_the_tightest_channel_decides(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "{working_days: 3, law", "{working_days: 3, counter: 2, law"))

    assert messages(folder) == [
        "time_limit: The steps of 'at_home' need 18.5 working hours; filed at the counter, the law leaves 16."
    ]


def test_a_channel_that_is_not_offered_does_not_count(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "{working_days: 3, law", "{working_days: 3, post: 1, law"))

    assert check(folder).ok


def test_each_variant_has_its_own_time(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "{closer: true, closer_hours: 100}", "{closer: true, closer_hours: 170}"))

    (message,) = messages(folder)
    assert message.startswith("variants.elsewhere.time_limit: The steps of 'elsewhere' need 188.5 working hours")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("at: intake", "at: department(X-VP)", "reception works in one-stop offices only"),
        ("at: department(X-UBND)", "at: intake", "no leader works in a one-stop office"),
        ("at: department(X-UBND)", "at: department(X-TTPVHCC)", "no leader works in a one-stop office"),
        ("at: department(X-UBND)", "at: competent", "nobody sits in the commune itself"),
        ("at: department(X-UBND)", "at: parent(district)", "there is no level 'district' above commune"),
        ("at: department(X-UBND)", "at: department(S-XX)", "there is no office 'S-XX' at the level commune or above"),
    ],
)
def test_every_step_needs_somebody_who_can_do_it(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    assert any(wrong in message for message in messages(copy(tmp_path, (WORKFLOW, old, new))))


@pytest.mark.parametrize("place", ["department(S-TP)", "parent(province)", "unit(51/S-TP)"])
def test_a_step_may_lie_with_an_office_above(tmp_path: Path, place: str) -> None:
    assert check(copy(tmp_path, (WORKFLOW, "at: department(X-UBND)", f"at: {place}"))).ok


def test_variants_that_cover_every_answer_need_no_last_resort(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, 'en: "At home"}', 'en: "At home"}\n    when: not lived_elsewhere'))

    assert check(folder).ok


def test_a_gap_between_variants_is_told_by_example(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, 'en: "At home"}', "en: \"At home\"}\n    when: status == 'never'"))

    assert messages(folder) == [
        "variants.at_home.when: No variant applies when lived_elsewhere is no, status is divorced."
    ]


def test_a_question_that_may_stay_open_leaves_a_gap(tmp_path: Path) -> None:
    elsewhere = "name: lived_elsewhere, type: yes_no"
    edits = [
        (PROCEDURE, elsewhere, f"{elsewhere}, required: false"),
        (PROCEDURE, "    when: lived_elsewhere\n    time", "    when: status == 'divorced'\n    time"),
        (PROCEDURE, 'en: "At home"}', 'en: "At home"}\n    when: lived_elsewhere'),
    ]

    assert any("lived_elsewhere is no" in message for message in messages(copy(tmp_path, *edits)))


def test_a_gap_that_cannot_be_tried_out_is_not_taken_for_proved(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, 'en: "At home"}', 'en: "At home"}\n    when: copies < 99'))

    assert messages(folder) == ["variants.at_home.when: It cannot be proved that one of the variants always applies."]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("name: for_self,", "name: today,", "form.who.fields.today.name"),
        ("name: for_self,", "name: class,", "form.who.fields.class.name"),
        ('type: yes_no, label: {vi: "Cho', 'type: yes_no, max_length: 3, label: {vi: "Cho', "for_self.max_length"),
        ("min: 1, max: 20", "min: 30, max: 20", "copies.max"),
        ("        prefill: identity\n", "", "subject.fixed"),
        ("- {name: since,", "- {name: for_self,", "residences.fields.for_self.name"),
        ("dossier:\n", "dossier:\n  - {id: judgment, name: {vi: a, en: b}, why: {vi: a, en: b}}\n", "judgment.id"),
        ("register: civil-status", "register: gossip", "dossier.judgment.register"),
        ("    times: copies\n", "", "fees.certificate"),
    ],
)
def test_settings_have_to_fit_their_question(tmp_path: Path, old: str, new: str, path: str) -> None:
    for_self = (PROCEDURE, "fixed: for_self", "fixed: lived_elsewhere")
    edits = [(PROCEDURE, old, new)] + ([for_self] if "today" in new or "class" in new else [])

    assert any(problem.path.endswith(path) for problem in check(copy(tmp_path, *edits)).problems)


def test_the_same_procedure_may_not_be_told_twice_for_the_same_day(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    text = (folder / PROCEDURE).read_text(encoding="utf-8")
    (folder / "civil-status" / "1.000001-again.yaml").write_text(text, encoding="utf-8")

    assert [problem.path for problem in check(folder).problems] == ["code"]


def test_a_later_version_of_a_procedure_may_stand_beside_it(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    text = (folder / PROCEDURE).read_text(encoding="utf-8").replace("2025-07-01", "2027-01-01")
    (folder / "civil-status" / "1.000001-2027.yaml").write_text(text, encoding="utf-8")

    assert check(folder).ok


def test_a_file_bears_the_code_of_its_procedure(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / PROCEDURE).rename(folder / "civil-status" / "certificate.yaml")

    assert [problem.path for problem in check(folder).problems] == ["code"]


def test_a_problem_of_a_shared_workflow_is_told_once_in_its_own_file(tmp_path: Path) -> None:
    report = check(copy(tmp_path, (WORKFLOW, "needs: [receipt]", "needs: []")))

    assert [(problem.file, problem.line, problem.path) for problem in report.problems] == [
        (WORKFLOW, 53, "steps.hand_over.actions.hand_over")
    ]


def test_what_is_brought_to_any_office_is_received_by_the_one_that_decides(tmp_path: Path) -> None:
    """Else the clock would start where it was brought (R2.2). What only other units open is brought nowhere."""
    nobody = (WORKFLOW, "elsewhere: take_in\n", "")
    brought, opened = tmp_path / "brought", tmp_path / "opened"

    problems = check(copy(brought, nobody)).problems
    by_units = check(copy(opened, nobody, (PROCEDURE, "channels: [online, counter]", "channels: [unit]"))).problems

    assert ("workflow.uses", "Add a step of reception") in {(one.path, one.mend[:23]) for one in problems}
    assert "workflow.uses" not in {one.path for one in by_units}


def test_the_report_has_one_line_for_each_procedure(tmp_path: Path) -> None:
    text = check(copy(tmp_path)).as_text()

    assert text.splitlines() == [
        "ok   1.000001 Xác nhận thử: 2 variants, 7 steps, 18.5 of 24 h",
        "1 procedures can be published.",
    ]


def test_the_report_tells_every_problem_with_its_place(tmp_path: Path) -> None:
    report = check(copy(tmp_path, (PROCEDURE, "field: civil-status", "field: magic")))

    first, last = report.as_text().splitlines()
    assert first.startswith("bad  civil-status/1.000001.yaml:4: field: 'magic' is not in the list. Write one of")
    assert last == "0 procedures can be published; 1 problems in 1 files."


def test_the_report_says_the_same_to_programs(tmp_path: Path) -> None:
    told = json.loads(check(copy(tmp_path)).as_json())

    assert told["ok"] is True
    assert told["procedures"][0]["hours"] == "18.5"


def test_a_pinned_definition_can_be_checked_without_its_file(tmp_path: Path) -> None:
    (loaded,), _ = load_folder(copy(tmp_path))

    assert check_procedure(from_json(to_json(loaded)), OFFICES) == check_procedure(loaded, OFFICES) == ()


def test_every_word_of_the_lists_is_in_both_languages() -> None:
    for words in (FIELDS, EXEMPTIONS, REGISTERS, life_events()):
        assert words
        assert all(label.vi and label.en and label.vi != label.en for label in words.values())
