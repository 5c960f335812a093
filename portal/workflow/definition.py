"""What may happen: steps, actions and ends of a workflow, as the procedures' authors write them.

A `Definition` is one template with its parameters filled in. It is immutable; running cases keep the one they began
with.
"""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]

TemplateId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]

# Who acts at a step. Where they sit is the step's place.
Role = Literal["reception", "specialist", "head", "leader", "clerk"]

# A place is named by its relation to the case, so that one template serves every commune.
PLACE = r"^(competent|intake|return|parent\([a-z-]+\)|department\([A-Za-z0-9-]+\)|unit\([A-Za-z0-9./-]+\))$"
Place = Annotated[str, StringConstraints(pattern=PLACE)]

# What an officer has to give with an action.
Need = Literal["reason", "reasons", "items", "officer", "draft", "receipt", "minutes", "amount"]

# What an action does to the legal clock of the case (domain.md R2.1, D5).
ClockEffect = Literal["start", "pause", "resume", "stop"]

# Who gets a task of a step that nobody was chosen for (least_loaded: whoever has the fewest; by_area: whoever looks
# after the place that the case is about; last_handler: whoever had the applicant's last case here).
Assignment = Literal["pooled", "least_loaded", "by_area", "last_handler"]

# The answer a specialist proposes and a leader approves.
Outcome = Literal["granted", "refused"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Label(Model):
    """The same words in both languages of the portal."""

    vi: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=400)]


class ReplyLimit(Model):
    """How long the citizen has to answer, in calendar days (domain.md R2.8)."""

    days: Annotated[int, Field(ge=1, le=365)]


class ChildCase(Model):
    """A case of its own that an action opens at another unit, for its part of this one (domain.md R2.14).

    It begins with the answers and papers that are named here, and with nothing else of this case.
    """

    procedure: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
    hours: Annotated[Decimal, Field(gt=0, le=400)]  # how long the other unit may take, in working hours
    waits: bool = True  # whether this case stands still meanwhile
    clock: Literal["pause"] | None = None  # whether its legal clock does
    answers: tuple[Code, ...] = ()
    papers: tuple[Code, ...] = ()


class Action(Model):
    """One thing a person may do at a step."""

    to: Code
    name: Label | None = None
    when: str | None = None
    clock: ClockEffect | None = None
    needs: tuple[Need, ...] = ()
    slip: Annotated[str, StringConstraints(pattern=r"^0[1-7]$")] | None = None
    waits: Literal["citizen", "payment"] | None = None
    limit: ReplyLimit | None = None
    then: Code | None = None
    proposes: Outcome | None = None
    issues: Literal["result", "child"] | None = None  # a result of its own, or that of the case it opened
    opens: ChildCase | None = None
    back: bool = False


class Referral(Model):
    """The right of a step to ask other units for their opinion, and how long they have, in working hours."""

    hours: Annotated[Decimal, Field(gt=0, le=400)]
    waits: bool = True  # whether the case stands still meanwhile
    clock: Literal["pause"] | None = None  # whether the legal clock does
    role: Role = "specialist"  # who answers
    units: tuple[Place, ...] = ()  # whom the law names; any other may be asked too


class Meeting(Model):
    """Whom a step meets before its minutes can be used: the applicant, on a day that they were told of in time.

    `missed` is the action that follows by itself once the applicant has let `chances` appointments pass; without it the
    step only stays open.
    """

    kind: Literal["inspection", "council", "visit"]
    notice_days: Annotated[int, Field(ge=1, le=60)]  # working days between the notice and the meeting
    results: Annotated[dict[Code, Label], Field(min_length=2)]  # what may come of it
    bring: tuple[Label, ...] = ()
    record_hours: Annotated[Decimal, Field(gt=0, le=80)] = Decimal(8)  # to record it; then it counts as not held
    missed: Code | None = None
    chances: Annotated[int, Field(ge=1, le=5)] = 1


class Step(Model):
    """One piece of work on one desk, with its own limit in working hours."""

    name: Label
    role: Role
    at: Place
    hours: Annotated[Decimal, Field(gt=0, le=2000)]
    actions: Annotated[dict[Code, Action], Field(min_length=1)]
    not_by: tuple[Code, ...] = ()
    checklist: tuple[Label, ...] = ()
    asks: Referral | None = None
    meets: Meeting | None = None
    assign: Assignment = "pooled"


class Withdrawal(Model):
    """The citizen's right to take the application back before it is decided (domain.md R2.11)."""

    to: Code
    until: Code | None = None


# Why a case is late, as report II.07 counts it (domain.md section 12).
CAUSES = ("overload", "other_agency", "citizen", "system", "other")


# How early an apology may be drafted, in working hours.
MOST_HOURS_BEFORE = Decimal(80)


class Extension(Model):
    """Who apologises for a case that will be late, and how long before it is due that is drafted (R2.12)."""

    at: Place  # the office of the leader
    hours_before: Annotated[Decimal, Field(gt=0, le=MOST_HOURS_BEFORE)] = Decimal(8)  # one working day


class TransferRule(Model):
    """That a case may be passed on to another competent unit, and whether its clock stands until that one has it."""

    clock: Literal["pause"] | None = None


class Definition(Model):
    """A workflow whose parameters are filled in."""

    id: TemplateId
    steps: Annotated[dict[Code, Step], Field(min_length=1)]
    ends: Annotated[dict[Code, Literal[3, 7, 8, 10]], Field(min_length=1)]
    withdraw: Withdrawal | None = None
    elsewhere: Code | None = None  # the step at which the competent authority receives what another office took in
    extend: Extension | None = None
    transfer: TransferRule | None = None

    @cached_property
    def start(self) -> str:
        """The first step: the one written first."""
        return next(iter(self.steps))

    @cached_property
    def places(self) -> frozenset[str]:
        """Every place a case of this workflow may need to be sent to."""
        extending = [self.extend.at] if self.extend else []
        asked = [place for step in self.steps.values() if step.asks for place in step.asks.units]
        return frozenset([*(step.at for step in self.steps.values()), *asked, *extending])

    @cached_property
    def guards(self) -> frozenset[str]:
        """Every condition on the answers; evaluated once, at submission, and kept with the case."""
        return frozenset(a.when for step in self.steps.values() for a in step.actions.values() if a.when)
