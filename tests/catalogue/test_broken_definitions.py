"""One thing at a time that an author gets wrong: refused with file, line, path, and how to mend it."""

from pathlib import Path

import pytest

from portal.catalogue.checking import check_folder
from tests.catalogue.base_folder import OFFICES, PROCEDURE, WORKFLOW, copy

P, W = PROCEDURE, WORKFLOW

# what is wrong | file | what stood there | what stands there now | line | path | words of how to mend it
BROKEN: list[tuple[str, str, str, str, int, str, str]] = [
    # The file itself.
    ("a bracket is not closed", P, "life_events: [marriage]", "life_events: [marriage", 6, "", "brackets of this line"),
    ("a name is given twice", P, "online: full", "online: full\nonline: partial", 8, "online", "stands on line 7"),
    ("an anchor is used", P, 'plain: {vi: "Giấy mẫu để thử", en: "A sample paper"}',
     "plain: &words {vi: a, en: b}\nalso_called: [*words]", 3, "also_called.0", "Write the value out"),
    ("a tag is used", P, "online: full", "online: !!python/name:os.system full", 7, "online", "Remove the word"),
    # The shape.
    ("a line is missing", P, 'who: {vi: "Mọi công dân", en: "Every citizen"}\n', "", 1, "who", "Add a line  who: …"),
    ("a name is misspelt", P, "online: full", "onlin: full", 1, "online", "Write 'online' for 'onlin'"),
    ("English is missing", P, 'name: {vi: "Xác nhận thử", en: "Sample certificate"}', 'name: {vi: "Xác nhận thử"}',
     2, "name.en", 'Add  en: "…"'),
    ("a setting is misspelt", P, "when: lived_elsewhere\n    time_limit", "wen: lived_elsewhere\n    time_limit",
     17, "variants.elsewhere.wen", "Write 'when'"),
    ("an unknown type", P, "type: number", "type: numer", 68, "form.status.fields.copies.type", "'number'"),
    ("a date is impossible", P, "from: 2025-07-01", "from: 2025-06-31", 9, "in_force.from", "year-month-day"),
    ("a code is no code", P, 'code: "1.000001"', 'code: "1.1"', 1, "code", '"1.004873"'),
    ("yes instead of true", P, "default: true", "default: yes", 34, "form.who.fields.for_self.default", "true or"),
    ("a fee is no number", P, "amount: 15000", "amount: 15.000", 25, "fees.certificate.amount", "whole number"),
    ("two units of time", P, "{working_days: 3, law", "{working_days: 3, days: 5, law", 13, "time_limit", "one of"),
    ("a time of nothing", P, "{working_days: 3, law", "{working_days: 0, law", 13, "time_limit", "above 0"),
    ("a choice without options", P, "type: number, min: 1, max: 20, default: 1,", "type: choice,", 68,
     "form.status.fields.copies", "Give options there"),
    ("no channel at all", P, "channels: [online, counter]", "channels: []", 8, "channels", "at least 1"),
    # Conditions, checks, fees.
    ("a question that does not exist", P, "status == 'divorced'", "state == 'divorced'", 73, "dossier.judgment.when",
     "Write 'status'"),
    ("an option that does not exist", P, "status == 'divorced'", "status == 'divorcd'", 73, "dossier.judgment.when",
     "divorced, never"),
    ("a question that comes later", P, "when: lived_elsewhere\n        repeat", "when: copies > 1\n        repeat",
     50, "form.where.fields.residences.when", "lived_elsewhere"),
    ("a fee times a choice", P, "times: copies", "times: status", 27, "fees.certificate.times", "type number"),
    ("a date against a number", P, "until >= since", "until >= 18", 58,
     "form.where.fields.residences.fields.until.check.that", "date with a date"),
    ("a part that is not asked", P, "age(subject.birth_date) >= 18", "subject.sex == 'male'", 42,
     "form.who.fields.subject.check.that", "Add sex"),
    ("a call that is not known", P, "age(subject.birth_date) >= 18", "open('x') == 1", 42,
     "form.who.fields.subject.check.that", "age, count, days_since"),
    ("nobody knows the competent unit", P, "answer: subject.residence", "answer: subject", 12, "competence.answer",
     "subject.residence"),
    ("the competent unit depends on an answer", P, "        prefill: identity\n",
     "        when: for_self\n        prefill: identity\n", 12, "competence.answer", "without a condition"),
    ("a claim that does not exist", P, "exempt: [disabled]", "exempt: [tired]", 28, "fees.certificate.exempt.1",
     "disabled"),
    ("a field that does not exist", P, "field: civil-status", "field: magic", 4, "field", "civil-status"),
    ("a prefill that does not fit", P, "default: true}", "prefill: identity}", 34, "form.who.fields.for_self.prefill",
     "type person"),
    ("a default out of range", P, "default: 1,", "default: 21,", 68, "form.status.fields.copies.default", "that type"),
    ("a question asked twice", P, "name: copies,", "name: for_self,", 68, "form.status.fields.for_self.name",
     "line 34"),
    # Variants.
    ("a variant out of reach", P, "    when: lived_elsewhere\n    time_limit", "    time_limit", 15,
     "variants.elsewhere", "last"),
    ("a gap between variants", P, 'en: "At home"}', 'en: "At home"}\n    when: status == \'never\'', 22,
     "variants.at_home.when", "holds for the rest"),
    # The workflow.
    ("a workflow that does not exist", P, "uses: small", "uses: smal", 76, "workflow.uses", "small"),
    ("a blank left empty", P, ", look_hours: 14.5", "", 77, "workflow.with.look_hours", "working hours"),
    ("a blank that does not exist", P, "look_hours: 14.5", "lok_hours: 14.5, look_hours: 1", 77,
     "workflow.with.lok_hours", "look_hours"),
    ("an office as a number", P, "office: department(X-VP)", "office: 5", 77, "workflow.with.office", "department"),
    ("more hours than the law gives", P, "look_hours: 14.5", "look_hours: 24", 13, "time_limit", "Take 4 hours"),
    ("an office that the level has not", P, "office: department(X-VP)", "office: department(X-KT)", 76,
     "workflow.uses", "X-VP"),
    ("a level that does not exist", P, "level: commune", "level: hamlet", 12, "competence.level", "province, commune"),
    ("a step that nothing leads to", W, "look_closer: {to: closer, when: closer}",
     "look_closer: {to: sign, when: closer, proposes: granted}", 25, "steps.closer", "to: closer"),
    ("hours that are neither number nor parameter", W, "hours: look_hours", "hours: lookhours", 21,
     "steps.look.hours", "parameter"),
    ("a place that is neither place nor parameter", W, "at: office\n    hours: look_hours",
     "at: ofice\n    hours: look_hours", 20, "steps.look.at", "listed under with"),
    ("a dead end", W, "hand_over: {to: returned, needs: [receipt]}",
     "hand_over: {to: issue, back: true, needs: [reason]}", 47, "steps.hand_over", "towards an end"),
    ("a result without a leader", W, "grant: {to: sign, proposes: granted}\n      look_closer",
     "grant: {to: issue, proposes: granted}\n      look_closer", 46, "steps.issue.actions.issue", "step of the leader"),
    # Words.
    ("English words that are Vietnamese", P, 'en: "Earlier places"', 'en: "Những nơi đã ở"', 52,
     "form.where.fields.residences.label.en", "in English"),
    ("no such document", P, "template: sample", "template: simple", 82, "result.template", "sample"),
]  # fmt: skip


def test_the_base_is_sound(tmp_path: Path) -> None:
    assert check_folder(copy(tmp_path), OFFICES, frozenset({"sample"})).problems == ()


@pytest.mark.parametrize("row", BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_definition_is_refused_with_its_place_and_how_to_mend_it(
    tmp_path: Path, row: tuple[str, str, str, str, int, str, str]
) -> None:
    _, file, old, new, line, path, mend = row

    report = check_folder(copy(tmp_path, (file, old, new)), OFFICES, frozenset({"sample"}))

    places = [(problem.file, problem.line, problem.path) for problem in report.problems]
    assert (file, line, path) in places, report.as_text()
    assert mend in report.problems[places.index((file, line, path))].mend
    assert report.lines == () or file == WORKFLOW


def test_there_are_more_than_thirty_of_them() -> None:
    assert len(BROKEN) > 30
