"""The procedures that are shipped: each proves, counts right, and asks for the right papers."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from portal.cases.competence import competent_unit
from portal.catalogue.answers import components, only_asked, variant
from portal.catalogue.checking import check_folder
from portal.catalogue.definition import STANDARD
from portal.catalogue.entry_facts import EntryFacts
from portal.catalogue.expressions import compile_expression
from portal.catalogue.fees import EXEMPTION, quote
from portal.catalogue.index import CatalogueIndex, IndexedEntry
from portal.catalogue.loader import schema_text
from portal.catalogue.own_entry import entry_of
from portal.catalogue.search import search
from portal.commands.procedures import known_offices
from portal.demo.sample_answers import sample_answers
from portal.text import fold
from portal.units.resolve import resolve_place
from tests.catalogue.shipped import CODES, PROCEDURES, TODAY, definition, directory, files, procedures

FACETS = ("field", "life_event", "audience", "level", "agency", "online")
RESULT_TEMPLATES = frozenset({"result", "marital-status", "certificate"})
FOR_UNITS = "3.000243"  # communes open it at the department; nobody applies for it
TODAYS = tuple(code for code in CODES if code not in ("1.001776", FOR_UNITS))


def total(code: str, answers: Mapping[str, Any], channel: str = "counter") -> int:
    return quote(definition(code), answers, channel, TODAY).total


def papers(code: str, answers: Mapping[str, Any]) -> set[str]:
    return {paper.id for paper in components(definition(code), answers, TODAY) if paper.required}


def test_every_file_proves() -> None:
    report = check_folder(PROCEDURES, known_offices(None), RESULT_TEMPLATES)
    assert report.problems == (), report.as_text()
    assert sorted(line.code for line in report.lines) == sorted((*CODES, "2.001428"))  # of which there are two versions


def test_the_schema_for_editors_is_that_of_the_definitions() -> None:
    assert (PROCEDURES / "schema.json").read_text(encoding="utf-8") == schema_text()


def in_force(day: date) -> set[str]:
    return {one.definition.code for one in files() if one.definition.in_force.covers(day)}


def test_fourteen_are_in_force_today_and_eight_were_before_the_districts_ended() -> None:
    old = {"1.000593", "1.000656", "1.001193", "1.001776", "2.000635", "2.000884", "2.001428", "2.001827"}
    assert in_force(TODAY) == {*TODAYS, FOR_UNITS}
    assert in_force(date(2025, 1, 1)) == in_force(date(2025, 1, 31)) == old
    assert in_force(date(2025, 6, 30)) == {*old, "3.000333"}
    assert in_force(date(2024, 6, 30)) == {"1.001776"}


@cache
def index() -> CatalogueIndex:
    return CatalogueIndex([indexed(entry_of(definition(code))) for code in TODAYS])


def indexed(entry: EntryFacts) -> IndexedEntry:
    texts = {name: getattr(entry, name) for name in ("code", "name", "plain_name", "name_en", "also_called")}
    return IndexedEntry(**texts, source="own", result="", online=entry.online.value, facets=dict.fromkeys(FACETS, ()))


@pytest.mark.parametrize("code", TODAYS)
def test_people_find_it_by_what_they_call_it_with_accents_or_without(code: str) -> None:
    said = definition(code).also_called
    assert len(said) >= 4
    for text in (*said, *map(fold, said)):
        assert search(index(), text).hits[0].code == code, text


@pytest.mark.parametrize("code", CODES)
def test_what_the_province_has_to_confirm_is_in_the_list_too(code: str) -> None:
    listed = (PROCEDURES.parent / "docs" / "to-confirm.md").read_text(encoding="utf-8")
    for one in files():
        if one.definition.code == code:
            assert one.definition.to_confirm
            assert [question for question in one.definition.to_confirm if question not in listed] == []


@pytest.mark.parametrize("code", CODES)
def test_only_the_last_variant_has_no_condition(code: str) -> None:
    conditions = [one.when for one in definition(code).variants.values()]
    assert all(conditions[:-1])
    assert conditions == [] or conditions[-1] is None


@pytest.mark.parametrize("code", CODES)
def test_a_page_fits_a_phone(code: str) -> None:
    assert max(len(page.fields) for page in definition(code).form) <= 9


@pytest.mark.parametrize("day", [date(2023, 2, 1), date(2025, 1, 15), date(2025, 6, 30), date(2025, 7, 1), TODAY])
def test_every_step_finds_its_office_in_every_era(day: date) -> None:
    communes = directory().communes(day)[::13]
    for one in files():
        if not one.definition.in_force.covers(day):
            continue
        for commune in communes:
            answers = sample_answers(one.definition, commune=commune, rng=Random(7), today=day)
            competent = competent_unit(directory(), one.definition, answers, day)
            intake = directory().reception(competent, day)
            for workflow in one.workflows.values():
                for place in workflow.places:
                    unit = resolve_place(directory(), place, competent=competent, intake=intake, day=day)
                    assert directory().get(unit).alive_on(day)


def test_every_road_is_used_by_a_procedure_in_force() -> None:
    """What nobody's procedure uses is proved by tests alone, and no author has a line to copy."""
    flows = [flow for one in files() if one.definition.in_force.covers(TODAY) for flow in one.workflows.values()]
    steps = [step for flow in flows for step in flow.steps.values()]
    actions = [action for step in steps for action in step.actions.values()]

    assert {step.assign for step in steps} == {"pooled", "least_loaded", "by_area", "last_handler"}
    assert {step.asks.waits for step in steps if step.asks} == {True, False}
    assert {step.meets.kind for step in steps if step.meets} >= {"inspection", "council"}
    assert {action.waits for action in actions} == {None, "citizen", "payment"}
    assert {action.slip for action in actions} == {None, "01", "02", "03", "05"}
    assert {action.opens.procedure for action in actions if action.opens} == {FOR_UNITS}
    assert all(flow.withdraw and flow.extend and flow.elsewhere for flow in flows)
    assert {bool(flow.transfer) for flow in flows} == {True, False}


def test_what_only_units_ask_for_is_not_in_the_catalogue() -> None:
    assert [one.definition.code for one in files() if one.definition.is_for_units] == [FOR_UNITS]


@pytest.mark.parametrize("code", ["1.012753", "1.001776"])
def test_a_case_that_crosses_levels_is_taken_in_and_handed_over_at_the_commune(code: str) -> None:
    assert definition(code).competence.level == "commune"
    places = procedures()[code].workflows[next(iter(definition(code).variants))].places
    higher = {kind for kind in places if "-T)" in kind or "(D-" in kind or "(S-" in kind or "VPDKDD" in kind}
    assert len(higher) >= 2


BORN = {"name": "Lê An", "sex": "female"}


@pytest.mark.parametrize(
    ("code", "channel", "answers", "due"),
    [
        ("1.001193", "counter", {"child": {**BORN, "birth_date": "2026-11-01"}, "copies": 0}, 0),
        ("1.001193", "counter", {"child": {**BORN, "birth_date": "2026-08-01"}, "copies": 2}, 8000 + 2 * 8000),
        ("1.001193", "online", {"child": {**BORN, "birth_date": "2026-08-01"}, "copies": 2}, 2 * 8000),
        ("1.000656", "counter", {"died_on": "2026-11-20", "copies": 1}, 8000),
        ("1.000656", "counter", {"died_on": "2020", "copies": 0}, 8000),
        ("1.000656", "counter", {"died_on": "2020", "copies": 0, EXEMPTION: "war-merit"}, 0),
        ("2.000635", "online", {"copies": 3}, 3 * 8000),
        ("2.000884", "counter", {"signatures": 4}, 10000),
        ("1.000593", "counter", {}, 0),
        ("2.000720", "counter", {"changes": ["name"]}, 50000),
        ("2.000720", "online", {"changes": ["name"]}, 0),
        ("3.000333", "online", {"reduced_for": "none", "copies": 1}, 200000),
        ("3.000333", "online", {"reduced_for": "student", "copies": 4}, 100000 + 2 * 3000),
        ("3.000333", "online", {"reduced_for": "none", "copies": 3, EXEMPTION: "elderly"}, 3000),
        ("1.013225", "counter", {"works": "house"}, 75000),
        ("1.013225", "counter", {"works": "religious"}, 150000),
        ("1.012753", "counter", {"want_certificate": False}, 0),
        ("1.012753", "post", {"want_certificate": True}, 100000),
        ("2.001827", "online", {}, 700000),
        ("2.001428", "counter", {}, 0),
        ("3.000509", "counter", {}, 0),
        ("1.004873", "counter", {"copies": 2}, 30000),
    ],
)
def test_what_it_costs(code: str, channel: str, answers: Mapping[str, Any], due: int) -> None:
    assert total(code, answers, channel) == due


HERE, THERE = {"unit": "51.21235", "line": ""}, {"unit": "51.21172", "line": ""}


@pytest.mark.parametrize(
    ("code", "answers", "expected"),
    [
        ("1.001193", {"circumstances": "ordinary"}, "ordinary"),
        ("1.001193", {"circumstances": "abandoned"}, "abandoned"),
        ("1.001193", {"circumstances": "surrogate"}, "surrogate"),
        ("1.000656", {"proof": "notice"}, "ordinary"),
        ("1.000656", {"proof": "evidence"}, "without_notice"),
        ("1.000593", {}, STANDARD),
        ("2.000635", {"copies": 5}, STANDARD),
        ("2.000884", {"mode": "signature", "off_site": False}, "at_office"),
        ("2.000884", {"mode": "neither", "off_site": False}, "unable_to_sign"),
        ("2.000884", {"mode": "neither", "off_site": True}, "off_site"),
        ("2.000720", {"changes": ["name"]}, "ordinary"),
        ("2.000720", {"changes": ["seat"], "seat": HERE, "new_seat": HERE}, "ordinary"),
        ("2.000720", {"changes": ["seat"], "seat": HERE, "new_seat": THERE}, "moving"),
        ("2.000720", {"changes": ["owner"], "owner_reason": "died"}, "owner_gone"),
        ("2.000720", {"changes": ["owner"], "owner_reason": "sold"}, "ordinary"),
        ("3.000333", {"certificate": "number_1", "lived_elsewhere": False, "has_convictions": False}, "number_1"),
        ("3.000333", {"certificate": "number_2", "lived_elsewhere": False, "has_convictions": False}, "number_2"),
        ("3.000333", {"certificate": "number_2", "lived_elsewhere": True, "has_convictions": False}, "to_verify"),
        ("1.013225", {"works": "house"}, "house"),
        ("1.013225", {"works": "belief", "whole": "once"}, "religious"),
        ("1.013225", {"works": "linear", "whole": "staged"}, "staged"),
        ("1.013225", {"works": "linear", "whole": "project"}, "project"),
        ("1.013225", {"works": "linear", "whole": "once"}, "linear"),
        ("1.013225", {"works": "monument", "whole": "once"}, "monument"),
        ("1.013225", {"works": "single", "whole": "once"}, "single"),
        ("1.012753", {"want_certificate": False, "has_papers": True}, "register_only"),
        ("1.012753", {"want_certificate": True, "has_papers": False}, "without_papers"),
        ("1.012753", {"want_certificate": True, "has_papers": True}, "with_papers"),
        ("2.001428", {"benefit": "monthly"}, "monthly"),
        ("2.001428", {"benefit": "deceased"}, "deceased"),
        ("2.001827", {"asks_for": "renewal"}, "renewal"),
        ("3.000509", {"helper_died": True, "claims": ["funeral"]}, "death"),
        ("3.000509", {"helper_died": False, "claims": ["treatment", "accident"]}, "accident"),
        ("3.000509", {"helper_died": False, "claims": ["treatment"]}, "treatment"),
        ("1.001776", {"asks_for": "change"}, "change"),
        ("1.004873", {"lived_elsewhere": True}, "elsewhere"),
    ],
)
def test_which_variant_applies(code: str, answers: Mapping[str, Any], expected: str) -> None:
    assert variant(definition(code), answers, TODAY) == expected


@pytest.mark.parametrize(
    ("code", "answers", "expected"),
    [
        ("1.001193", {"circumstances": "ordinary", "has_notice": True, "relation": "father"}, {"birth_notice"}),
        (
            "1.001193",
            {"circumstances": "surrogate", "has_notice": False, "has_witness": True, "relation": "authorised"},
            {"witness_statement", "surrogacy_confirmation", "authorisation"},
        ),
        ("1.001193", {"circumstances": "ordinary", "has_notice": False, "has_witness": False}, {"own_statement"}),
        ("1.001193", {"circumstances": "abandoned", "relation": "institution"}, {"abandonment_minutes"}),
        ("1.000656", {"proof": "notice", "relation": "child"}, {"death_notice"}),
        ("1.000656", {"proof": "evidence", "relation": "authorised"}, {"evidence_of_death", "authorisation"}),
        ("1.000593", {"groom_status": "divorced", "bride_status": "never"}, set()),
        ("2.000635", {"for_self": True}, set()),
        ("2.000635", {"for_self": False, "relation": "organisation"}, {"request"}),
        ("2.000884", {"foreign_language": True}, {"paper"}),
        ("2.000720", {"changes": ["owner"], "owner_reason": "died"}, {"proof_owner_gone"}),
        (
            "2.000720",
            {"changes": ["owner"], "owner_reason": "family", "founded_by": "family", "agent": "firm"},
            {"family_mandate", "service_contract"},
        ),
        ("3.000333", {"applies_as": "self", "reduced_for": "none"}, set()),
        ("3.000333", {"applies_as": "authorised", "reduced_for": "student"}, {"authorisation", "reduction_proof"}),
        ("1.013225", {"works": "house", "adjacent": False}, {"land_paper", "drawings"}),
        ("1.013225", {"works": "house", "adjacent": True}, {"land_paper", "drawings", "neighbour_commitment"}),
        (
            "1.013225",
            {"works": "religious", "heritage": True, "adjacent": False, "fire_listed": True},
            {"land_paper", "drawings", "project_approval", "religious_opinion", "culture_approval", "fire_approval"},
        ),
        ("1.012753", {"kind": "state", "has_papers": False, "shared": False, "is_head": True}, {"review_report"}),
        (
            "1.012753",
            {"kind": "defence", "has_papers": True, "shared": True, "is_head": False},
            {"review_report", "land_papers", "placement", "sharing_agreement", "representation"},
        ),
        ("2.001428", {"benefit": "deceased", "poor": True}, {"service_proof"}),
        ("2.001827", {"asks_for": "renewal"}, {"description"}),
        ("3.000509", {"claims": ["treatment"]}, {"invoices", "discharge"}),
        ("3.000509", {"claims": ["accident"]}, {"discharge", "medical_board"}),
        ("1.001776", {"group": "disabled"}, {"disability_certificate"}),
    ],
)
def test_which_papers_are_required(code: str, answers: Mapping[str, Any], expected: set[str]) -> None:
    assert papers(code, answers) == expected


@pytest.mark.parametrize(
    ("code", "channel", "value", "unit"),
    [
        ("1.013225", "online", 20, "days"),
        ("1.013225", "counter", 15, "days"),
        ("1.012753", "online", 17, "working_days"),
        ("1.012753", "counter", 20, "working_days"),
        ("1.012753", "post", 30, "working_days"),
        ("2.001428", "post", 7, "working_days"),
        ("3.000333", "online", 10, "days"),
        ("3.000509", "counter", 5, "working_days"),
    ],
)
def test_the_time_limit_of_each_channel_is_that_of_the_record(code: str, channel: str, value: int, unit: str) -> None:
    limit = definition(code).time_limit
    assert (int(limit.value(channel)), str(limit.unit)) == (value, unit)


def test_D8_copies_and_signatures_are_answered_the_same_day() -> None:
    assert {code for code in CODES if definition(code).same_day} == {"2.000635", "2.000884"}


@pytest.mark.parametrize(
    ("code", "name", "answers", "holds"),
    [
        ("1.000593", "groom", {"groom": {"birth_date": date(2006, 11, 24)}}, True),
        ("1.000593", "groom", {"groom": {"birth_date": date(2006, 11, 25)}}, False),
        ("1.013225", "floors", {"works": "house", "floors": 8}, False),
        ("1.013225", "floors", {"works": "single", "floors": 8}, True),
        ("3.000333", "applies_as", {"certificate": "number_2", "applies_as": "authorised"}, False),
        ("3.000333", "applies_as", {"certificate": "number_2", "applies_as": "parent"}, True),
        ("3.000509", "claims", {"helper_died": False, "claims": ["funeral"]}, False),
        ("2.001827", "trained", {"workers": 3, "trained": 4}, False),
    ],
)
def test_rules_across_answers(code: str, name: str, answers: Mapping[str, Any], *, holds: bool) -> None:
    rule = definition(code).fields[name].check
    assert rule is not None
    assert compile_expression(rule.that).holds(answers, TODAY) is holds


def test_what_the_other_answers_no_longer_lead_to_is_dropped() -> None:
    answers = {"changes": ["name"], "owner_reason": "died", "new_name": "Hộ kinh doanh Sông Trà", EXEMPTION: "poor"}

    kept = only_asked(definition("2.000720"), answers, TODAY)

    assert set(kept) == {"changes", "new_name", EXEMPTION}
    assert papers("2.000720", answers) - papers("2.000720", kept) == {"proof_owner_gone"}
