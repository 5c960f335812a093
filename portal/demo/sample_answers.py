"""Answers as somebody might give them, for any procedure: invented people, every rule of the form kept.

Values are drawn, the form's own rules are asked, and what breaks one is drawn again. So nothing here knows a procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from portal.catalogue.answers import check, environment, holds
from portal.catalogue.definition import FormField, Page, ProcedureDefinition
from portal.catalogue.fees import EXEMPTION
from portal.demo.sample_values import Values

Answers = dict[str, Any]

STARTS = 40  # fresh beginnings, before a form is said to have no answers
DRAWS = 120  # tries at one page
AFRESH = 12  # every so many tries the whole page is drawn again, not only what was wrong


class NoSampleFound(Exception):
    """The form's rules leave no answers that chance could find."""

    def __init__(self, code: str, page: str) -> None:
        super().__init__(f"no answers found for {code}, page {page}")
        self.code = code
        self.page = page


def sample_answers(
    definition: ProcedureDefinition,
    *,
    commune: str,
    rng: Random,
    today: date | None = None,
    applicant: Mapping[str, Any] | None = None,
) -> Answers:
    """Return complete answers that `check` finds nothing wrong with, the same for the same state of `rng`.

    Every place is `commune`. `today` is the day of filing, else the first day the procedure is in force. `applicant` is
    a person as an answer holds one (name, identifier, birth_date, sex, residence, phone, email), and stands where the
    form takes answers over from the identity. Raises `NoSampleFound`.
    """
    day = definition.in_force.from_ if today is None else today
    sampler = _Sampler(definition, Values(rng, commune, day), rng, day, applicant or {})
    stuck = ""
    for _ in range(STARTS):
        answers: Answers = {}
        for page in definition.form:
            if not holds(page.when, environment(definition, answers), day):
                continue
            drawn = sampler.draw(page, answers)
            if drawn is None:
                stuck = page.page
                break
            answers = drawn
        else:
            return sampler.with_claim(answers)
    raise NoSampleFound(definition.code, stuck)


@dataclass(frozen=True, slots=True)
class _Sampler:
    definition: ProcedureDefinition
    values: Values
    rng: Random
    today: date
    applicant: Mapping[str, Any]

    def draw(self, page: Page, before: Answers) -> Answers | None:
        """Return the answers with those of a page added; None where chance found none that keep its rules."""
        answers = self._answer(page, before, frozenset(field.name for field in page.fields))
        for number in range(DRAWS):
            wrong = self._wrong(page, answers)
            if not wrong:
                return answers
            again = wrong if number % AFRESH else frozenset(field.name for field in page.fields)
            answers = self._answer(page, answers, again)
        return None

    def with_claim(self, answers: Answers) -> Answers:
        """Return the answers, now and then with a claim not to have to pay."""
        claims = self.definition.exemptions
        if claims and self.rng.random() < 0.08:
            return {**answers, EXEMPTION: self.rng.choice(claims)}
        return answers

    def _wrong(self, page: Page, answers: Answers) -> frozenset[str]:
        problems = check(self.definition, answers, self.today)
        return frozenset(p.path.partition(".")[0] for p in problems if p.facts["page"] == page.page)

    def _answer(self, page: Page, before: Answers, names: frozenset[str]) -> Answers:
        """Return the answers with the questions `names` of a page drawn, and those no longer asked taken away."""
        answers = dict(before)
        for field in page.fields:
            if not holds(field.when, environment(self.definition, answers), self.today):
                answers.pop(field.name, None)
            elif field.name in names or field.name not in answers:
                answers[field.name] = self._value(field, answers)
        return answers

    def _value(self, field: FormField, answers: Answers) -> Any:
        own = self._from_identity(field, answers)
        return self.values.draw(field) if own is None else own

    def _from_identity(self, field: FormField, answers: Answers) -> Any:
        """Return what the identity says to a question that takes its answer from there, else None."""
        if field.prefill is None or not self.applicant:
            return None
        if field.fixed is not None and not holds(field.fixed, environment(self.definition, answers), self.today):
            return None
        if field.prefill == "identity":
            return {part: self.applicant.get(part) for part in ("name", *field.parts)}
        home = self.applicant.get("residence")
        if field.type == "place":
            return home["unit"] if home else None
        return self.applicant.get(field.prefill.rpartition(".")[2])
