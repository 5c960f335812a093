"""Do the steps fit into the time the law gives?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.catalogue.definition import STANDARD, ProcedureDefinition, TimeLimit
from portal.catalogue.pinned import Loaded
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document
from portal.workflow.verification import longest_hours

DAY = 8  # working hours
MONTH = 21  # working days


@dataclass(frozen=True, slots=True)
class Fit:
    """The working hours a variant's steps need, and those the law gives over the tightest channel."""

    variant: str
    channel: str
    hours: Decimal
    limit: Decimal

    @property
    def room(self) -> Decimal:
        return self.limit - self.hours


def working_hours(limit: TimeLimit, channel: str) -> Decimal:
    """Return the working hours a legal limit surely leaves.

    A working day has 8. Of n calendar days at least ⌊5n/7⌋ are taken to be working days, of a month 21.
    """
    value = limit.value(channel)
    match limit.unit:
        case "hours":
            return value
        case "working_days":
            return value * DAY
        case "days":
            return (value * 5) // 7 * DAY
        case "months":
            return value * MONTH * DAY


def fits(loaded: Loaded) -> list[Fit]:
    """Return for each variant how its steps fit into its limit.

    Only steps between acceptance and decision count: the law measures neither the check before nor the hand-over.
    """
    return [_fit(loaded, variant) for variant in loaded.workflows]


def check_time(document: Document, loaded: Loaded) -> Iterator[Problem]:
    for fit in fits(loaded):
        if fit.room < 0:
            message = (
                f"The steps of '{fit.variant}' need {fit.hours:f} working hours;"
                f" filed {_words(fit.channel)}, the law leaves {fit.limit:f}."
            )
            mend = f"Take {-fit.room:f} hours from the steps, or correct the time limit."
            yield document.problem(_where(loaded.definition, fit.variant), message, mend)

    yield from _check_notices(document, loaded)


def _check_notices(document: Document, loaded: Loaded) -> Iterator[Problem]:
    """A step that meets the applicant has the hours to wait for the day that they were told of."""
    short = {
        (code, step.meets.notice_days, step.hours)
        for workflow in loaded.workflows.values()
        for code, step in workflow.steps.items()
        if step.meets is not None and step.hours <= step.meets.notice_days * DAY
    }
    for code, days, hours in sorted(short):
        message = f"The step '{code}' has {hours:f} hours, and tells the applicant {days} days before it meets them."
        yield document.problem(("workflow",), message, "Give the step more hours, or take days from notice_days.")


def _fit(loaded: Loaded, variant: str) -> Fit:
    special = loaded.definition.variants.get(variant)
    limit = (special.time_limit if special else None) or loaded.definition.time_limit
    hours = {channel: working_hours(limit, channel) for channel in loaded.definition.channels}
    channel = min(hours, key=lambda channel: hours[channel])
    return Fit(variant, channel, longest_hours(loaded.workflows[variant]), hours[channel])


def _where(definition: ProcedureDefinition, variant: str) -> Where:
    if variant != STANDARD and definition.variants[variant].time_limit is not None:
        return ("variants", variant, "time_limit")
    return ("time_limit",)


def _words(channel: str) -> str:
    return {"online": "online", "counter": "at the counter", "post": "by post", "unit": "by a unit"}[channel]
