"""Answers are invented for every procedure that is shipped, and keep every rule of its form."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from portal.catalogue.answers import asked, check, components, pages, read_page
from portal.catalogue.definition import Check
from portal.catalogue.fees import EXEMPTION
from portal.catalogue.fields import Reader
from portal.demo.sample_answers import NoSampleFound, sample_answers
from portal.people import identifiers
from portal.workflow.definition import Label
from tests.catalogue.shipped import CODES, COMMUNE, TODAY, definition, directory, filing_day

SEEDS = range(50)


def samples(code: str) -> list[dict[str, Any]]:
    return [
        sample_answers(definition(code), commune=COMMUNE, rng=Random(seed), today=filing_day(code)) for seed in SEEDS
    ]


@pytest.mark.parametrize("code", CODES)
def test_sampled_answers_break_no_rule(code: str) -> None:
    for answers in samples(code):
        assert check(definition(code), answers, filing_day(code)) == ()


@pytest.mark.parametrize("code", CODES)
def test_sampled_answers_reach_every_page_question_and_paper(code: str) -> None:
    shape, day = definition(code), filing_day(code)
    seen: set[str] = set()
    for seed in range(200):
        answers = sample_answers(shape, commune=COMMUNE, rng=Random(seed), today=day)
        for page in pages(shape, answers, day):
            seen.add(page.page)
            seen.update(field.name for field in asked(page, shape, answers, day))
        seen.update(paper.id for paper in components(shape, answers, day))
    wanted = {page.page for page in shape.form} | set(shape.fields) | set(shape.components)
    assert wanted - seen == set()


@pytest.mark.parametrize("code", CODES)
def test_sampled_answers_are_what_reading_them_from_a_form_gives(code: str) -> None:
    shape, reader = definition(code), Reader(directory(), filing_day(code))
    for answers in samples(code)[:10]:
        read: dict[str, Any] = {}
        for page in pages(shape, answers, reader.today):
            read, problems = read_page(shape, page, typed(answers), read, reader)
            assert problems == ()
        assert read == {name: value for name, value in answers.items() if name != EXEMPTION}


def typed(answers: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """Return answers as a form would send them."""
    sent: dict[str, list[str]] = {}
    for name, value in answers.items():
        path = prefix + name
        if isinstance(value, Mapping):
            sent |= typed(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
            sent |= typed({str(number): row for number, row in enumerate(value)}, f"{path}.")
        elif isinstance(value, list):
            sent[path] = value
        elif isinstance(value, bool):
            sent[path] = ["yes" if value else "no"]
        elif value is not None:
            sent[path] = [str(value)]
    return sent


@pytest.mark.parametrize("code", CODES)
def test_samples_are_the_same_for_the_same_seed(code: str) -> None:
    one, other = (sample_answers(definition(code), commune=COMMUNE, rng=Random(3)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("code", CODES)
def test_identifiers_of_sampled_people_fit_their_birth_and_sex(code: str) -> None:
    for answers in samples(code):
        for value in answers.values():
            if isinstance(value, dict) and value.get("identifier") and value.get("birth_date"):
                number = identifiers.personal_id(value["identifier"])
                doubts = identifiers.personal_id_warnings(number, birth_date=value["birth_date"], sex=value.get("sex"))
                assert doubts == ()


def test_a_sample_stands_in_the_name_of_the_applicant() -> None:
    applicant = {
        "name": "Đinh Thị Thử",
        "identifier": "051199000001",
        "birth_date": "1999-03-14",
        "sex": "female",
        "residence": {"unit": "51.21235", "line": "Thôn 2"},
        "phone": "+84910000001",
    }
    answers = sample_answers(definition("1.001193"), commune=COMMUNE, rng=Random(1), today=TODAY, applicant=applicant)
    assert answers["requester"]["identifier"] == applicant["identifier"]
    assert answers["phone"] == applicant["phone"]


def test_a_form_that_nobody_can_fill_in_is_told() -> None:
    shape = definition("2.000884")
    page = shape.form[0]
    never = Check(that="age(requester.birth_date) > 300", otherwise=Label(vi="Không thể.", en="Impossible."))
    asked_first = page.fields[0].model_copy(update={"check": never})
    first = page.model_copy(update={"fields": (asked_first, *page.fields[1:])})
    broken = shape.model_copy(update={"form": (first, *shape.form[1:])})
    with pytest.raises(NoSampleFound) as raised:
        sample_answers(broken, commune=COMMUNE, rng=Random(1), today=TODAY)
    assert (raised.value.code, raised.value.page) == ("2.000884", "who")
