"""From files to definitions, and into the pinned form and back."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.catalogue.definition import STANDARD
from portal.catalogue.loader import (
    digest_of,
    from_json,
    load_folder,
    load_procedure,
    load_templates,
    schema_text,
    to_json,
)
from portal.catalogue.pinned import Loaded
from portal.catalogue.problems import BadProcedure
from tests.catalogue.base_folder import PROCEDURE, WORKFLOW, copy

PROCEDURES = Path(__file__).parents[2] / "procedures"
OURS, _ = load_folder(PROCEDURES)


def load(folder: Path) -> Loaded:
    templates, _ = load_templates(folder)
    return load_procedure(folder / PROCEDURE, templates, PROCEDURE)


def test_a_procedure_is_read_with_the_workflow_of_each_variant(tmp_path: Path) -> None:
    loaded = load(copy(tmp_path))

    assert loaded.definition.code == "1.000001"
    assert list(loaded.workflows["elsewhere"].steps) == [
        *("receive", "look", "closer", "sign", "issue", "hand_over", "take_in"),
    ]
    assert list(loaded.workflows["at_home"].steps) == [
        *("receive", "look", "sign", "issue", "hand_over", "take_in"),
    ]


def test_a_procedure_without_variants_has_one_workflow(tmp_path: Path) -> None:
    text = (copy(tmp_path) / PROCEDURE).read_text(encoding="utf-8")
    start, end = text.index("variants:"), text.index("fees:")
    folder = copy(tmp_path / "other", (PROCEDURE, text[start:end], ""))

    assert list(load(folder).workflows) == [STANDARD]


def test_hours_keep_every_digit(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "look_hours: 14.5", "look_hours: 14.10"))

    assert load(folder).workflows["at_home"].steps["look"].hours == Decimal("14.10")


def test_words_that_other_readers_take_for_yes_and_no_stay_words(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "          never: {vi", "          no: {vi"))

    assert list(load(folder).definition.fields["status"].options) == ["no", "divorced"]


def test_words_come_in_one_unicode_form(tmp_path: Path) -> None:
    folder = copy(tmp_path, (PROCEDURE, "Tại chỗ", "Ta\u0323i chô\u0303"))

    assert load(folder).definition.variants["at_home"].name.vi == "Tại chỗ"


def test_a_procedure_may_write_its_own_steps(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    steps = (folder / WORKFLOW).read_text(encoding="utf-8")
    own = steps[steps.index("steps:") :].replace("office\n", "department(X-VP)\n").replace("look_hours", "14.5")
    own = own.replace("closer_hours", "8").replace("when: closer", "when: lived_elsewhere")
    old = (folder / PROCEDURE).read_text(encoding="utf-8")
    text = old[: old.index("workflow:\n")] + "workflow:\n  id: own\n  " + own.replace("\n", "\n  ").rstrip() + "\n"
    text = text.replace("    workflow: {with: {closer: true, closer_hours: 100}}\n", "") + old[old.index("result:") :]
    (folder / PROCEDURE).write_text(text, encoding="utf-8")

    loaded = load(folder)

    assert loaded.workflows["at_home"] is loaded.definition.workflow
    assert loaded.workflows["at_home"].guards == {"lived_elsewhere"}
    assert from_json(to_json(loaded)) == loaded


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    edits = [("online: full", "online: ful"), ("type: number", "type: numer"), ("register: MAU", "register: mau")]
    folder = copy(tmp_path, *((PROCEDURE, old, new) for old, new in edits))

    with pytest.raises(BadProcedure) as refused:
        load(folder)

    assert [problem.path for problem in refused.value.problems] == [
        "online",
        "form.status.fields.copies.type",
        "result.register",
    ]


def test_a_broken_file_never_stops_the_rest(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "civil-status" / "1.000002.yaml").write_text("code: [", encoding="utf-8")
    (folder / "civil-status" / "1.000003.yaml").write_bytes(b"\xff\xfe code")
    (folder / "workflows" / "other.yaml").write_text("id: other\nsteps: {}\nends: {}\n", encoding="utf-8")

    loaded, problems = load_folder(folder)

    assert [one.definition.code for one in loaded] == ["1.000001"]
    assert {problem.file for problem in problems} == {
        "civil-status/1.000002.yaml",
        "civil-status/1.000003.yaml",
        "workflows/other.yaml",
    }


def test_a_blank_that_no_step_uses_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path, (WORKFLOW, "  office: place", "  office: place\n  colour: hours"))

    _, problems = load_templates(folder)

    assert [(problem.line, problem.path) for problem in problems] == [(5, "with.colour")]


def test_a_workflow_stands_in_the_file_of_its_name(tmp_path: Path) -> None:
    _, problems = load_templates(copy(tmp_path, (WORKFLOW, "id: small", "id: tiny")))

    assert [(problem.line, problem.path) for problem in problems] == [(2, "id")]


def test_our_own_procedures_all_load() -> None:
    loaded, problems = load_folder(PROCEDURES)

    assert problems == []
    assert loaded


@pytest.mark.parametrize("loaded", OURS, ids=[one.definition.code for one in OURS])
def test_the_pinned_form_gives_back_exactly_what_was_read(loaded: Loaded) -> None:
    stored = json.loads(json.dumps(to_json(loaded), sort_keys=True))  # as both databases keep it

    again = from_json(stored)

    assert again == loaded
    assert digest_of(again) == digest_of(loaded)
    for code, workflow in loaded.workflows.items():
        assert list(again.workflows[code].steps) == list(workflow.steps)
        assert again.workflows[code].start == workflow.start
    for name, field in loaded.definition.fields.items():
        assert list(again.definition.fields[name].options) == list(field.options)


def test_a_pinned_definition_keeps_dates_and_variants_in_order(tmp_path: Path) -> None:
    again = from_json(to_json(load(copy(tmp_path))))

    assert again.definition.in_force.from_ == date(2025, 7, 1)
    assert list(again.definition.variants) == ["elsewhere", "at_home"]


def test_the_digest_says_whether_two_files_mean_the_same(tmp_path: Path) -> None:
    base = load(copy(tmp_path / "base"))
    spaced = load(copy(tmp_path / "spaced", (PROCEDURE, "field: civil-status", "field:   civil-status  # a remark")))
    dearer = load(copy(tmp_path / "dearer", (PROCEDURE, "amount: 15000", "amount: 16000")))
    slower = load(copy(tmp_path / "slower", (WORKFLOW, "    hours: 3", "    hours: 4")))

    assert digest_of(spaced) == digest_of(base)
    assert len({digest_of(base), digest_of(dearer), digest_of(slower)}) == 3


def test_the_schema_for_editors_is_the_one_the_loader_uses() -> None:
    assert (PROCEDURES / "schema.json").read_text(encoding="utf-8") == schema_text()
