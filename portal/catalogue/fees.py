"""What an application costs, from the definition and the answers: shown before applying, fixed at submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.catalogue.answers import environment
from portal.catalogue.definition import Fee, ProcedureDefinition
from portal.catalogue.expressions import compile_expression
from portal.workflow.definition import Label

# The answer in which a person claims not to have to pay; asked where a fee has exemptions, checked by reception.
EXEMPTION = "fee_exemption"

# A public screen and another system are other ways to file online: they cost the same.
FILED_ONLINE = ("online", "kiosk", "system")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee: `times` x `each` đồng; nothing when a claim for exemption was made."""

    id: str
    name: Label
    each: int
    times: int
    exempt: str | None

    @property
    def amount(self) -> int:
        return 0 if self.exempt else self.each * self.times


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[FeeLine, ...]

    @property
    def total(self) -> int:
        """The sum in đồng."""
        return sum(line.amount for line in self.lines)


def quote(definition: ProcedureDefinition, answers: Mapping[str, Any], channel: str, today: date) -> Quote:
    """Return what these answers cost over a channel of filing."""
    known = environment(definition, answers)
    claim = answers.get(EXEMPTION)
    lines = []
    for fee in definition.fees:
        if fee.when is not None and not compile_expression(fee.when).holds(known, today):
            continue
        exempt = claim if isinstance(claim, str) and claim in fee.exempt else None
        lines.append(FeeLine(fee.id, fee.name, _rate(fee, channel), _times(fee, known, today), exempt))
    return Quote(tuple(lines))


def _rate(fee: Fee, channel: str) -> int:
    special = {**dict.fromkeys(FILED_ONLINE, fee.online), "counter": fee.counter, "post": fee.post}.get(channel)
    return fee.amount if special is None else special


def _times(fee: Fee, known: Mapping[str, Any], today: date) -> int:
    if fee.times is None:
        return 1
    times = compile_expression(fee.times).evaluate(known, today)
    return times if isinstance(times, int) and times > 0 else 1
