"""What can be applied for, as data: the shape of a procedure's YAML, read line by line by an official.

A `ProcedureDefinition` is immutable. Publishing pins one as a version; running cases keep theirs (R-WF-3).
"""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from portal.workflow.definition import Code, Definition, Label, Model
from portal.workflow.template import Value

ProcedureCode = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
OfficeKind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$", max_length=40)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Law = Annotated[str, StringConstraints(min_length=3, max_length=300)]
STANDARD = "standard"  # the variant of a procedure that names none

# How a dossier may come in; `unit`: from another unit, whose case opened it (R2.14). Nobody applies for that.
Channel = Literal["online", "counter", "post", "unit"]
UNIT: Channel = "unit"

FieldType = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "partial_date",
    "yes_no",
    "choice",
    "choices",
    "person",
    "address",
    "place",
    "phone",
    "email",
    "group",
    "declaration",
]

# A text whose shape the law or a register fixes (domain.md section 7).
Format = Literal["personal_id", "tax_code", "business_code", "name", "insurance_number"]

PersonPart = Literal["identifier", "birth_date", "sex", "residence", "phone", "email"]

# Where an answer comes from when the person need not type it (security.md R-IN, design.md section 4).
Prefill = Literal["identity", "identity.residence", "identity.phone", "identity.email", "identity.name", "organisation"]


def _wrong(message: str, mend: str) -> PydanticCustomError:
    return PydanticCustomError("rule", "{message}", {"message": message, "mend": mend})


class Check(Model):
    """A rule across answers, and what to tell the person when it does not hold."""

    that: Expression
    otherwise: Label


class Repeat(Model):
    min: Annotated[int, Field(ge=0, le=20)] = 1
    max: Annotated[int, Field(ge=1, le=50)] = 10


class FormField(Model):
    """One question."""

    name: Code
    type: FieldType
    label: Label
    help: Label | None = None
    required: bool = True
    when: Expression | None = None
    default: bool | int | str | None = None
    options: dict[Code, Label] = Field(default_factory=dict)
    min: int | None = None
    max: int | None = None
    max_length: Annotated[int, Field(ge=1, le=5000)] | None = None
    format: Format | None = None
    parts: tuple[PersonPart, ...] = ("identifier", "birth_date", "sex", "residence")
    past: bool = False  # an address of the past: the old three-level names are offered too
    prefill: Prefill | None = None
    fixed: Expression | None = None  # while this holds, a prefilled answer may not be typed over
    check: Check | None = None
    sensitive: bool = False
    repeat: Repeat | None = None
    fields: tuple["FormField", ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "FormField":
        if (self.type in ("choice", "choices")) != bool(self.options):
            raise _wrong("Options go with the types choice and choices.", "Give options there, and nowhere else.")
        if (self.type == "group") != bool(self.fields):
            raise _wrong("Questions inside go with the type group.", "Give fields there, and nowhere else.")
        if any(inner.type == "group" for inner in self.fields):
            raise _wrong("A group may not hold another group.", "Ask the inner questions one level up.")
        return self


class Page(Model):
    """One page of the form: one group of questions, as they fit a phone."""

    page: Code
    title: Label
    help: Label | None = None
    when: Expression | None = None
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]


class InForce(Model):
    from_: Annotated[date, Field(alias="from")]
    to: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


class Competence(Model):
    """Which unit decides: the one at `level` that the answer named by `answer` lies in, or its office `office`."""

    level: Slug
    of: Literal["residence", "works", "seat", "chosen", "province"]
    answer: Expression | None = None
    office: OfficeKind | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Competence":
        if (self.of == "province") == (self.answer is not None):
            raise _wrong(
                "An answer names the competent unit, except where the whole province is competent.",
                "Add  answer: …  with the question that holds the place, or write  of: province.",
            )
        return self


class TimeLimit(Model):
    """The legal time limit; `counter` and `post` differ from `online` where the decision says so."""

    working_days: Decimal | None = None
    days: Decimal | None = None
    hours: Decimal | None = None
    months: Decimal | None = None
    counter: Decimal | None = None
    post: Decimal | None = None
    law: Law

    @model_validator(mode="after")
    def _one_unit(self) -> "TimeLimit":
        given = [v for v in (self.working_days, self.days, self.hours, self.months) if v is not None]
        if len(given) != 1:
            raise _wrong("A time limit has one unit.", "Give exactly one of working_days, days, hours, months.")
        if any(v is not None and v <= 0 for v in (*given, self.counter, self.post)):
            raise _wrong("A time limit is more than nothing.", "Give a number above 0.")
        return self

    @property
    def unit(self) -> Literal["working_days", "days", "hours", "months"]:
        if self.working_days is not None:
            return "working_days"
        if self.days is not None:
            return "days"
        return "hours" if self.hours is not None else "months"

    def value(self, channel: str) -> Decimal:
        """Return the number of units for a channel of filing."""
        special = {"counter": self.counter, "post": self.post}.get(channel)
        base = self.working_days or self.days or self.hours or self.months
        return special or base or Decimal(0)


class Fee(Model):
    """One fee or charge. Amounts are đồng; a channel may have its own."""

    id: Code
    name: Label
    amount: Annotated[int, Field(ge=0)]
    online: Annotated[int, Field(ge=0)] | None = None
    counter: Annotated[int, Field(ge=0)] | None = None
    post: Annotated[int, Field(ge=0)] | None = None
    per: Literal["case", "copy"] = "case"
    times: Expression | None = None
    when: Expression | None = None
    exempt: tuple[Slug, ...] = ()
    law: Law


class Component(Model):
    """One paper of the dossier, and why it is needed."""

    id: Code
    name: Label
    why: Label
    when: Expression | None = None
    required: bool = True
    accept: tuple[Literal["original", "certified_copy", "copy", "scan", "electronic"], ...] = ("scan",)
    register_: Annotated[Slug | None, Field(alias="register")] = None  # not asked for when this register answers (R2.7)
    wallet: Slug | None = None
    copies: Annotated[int, Field(ge=1, le=10)] = 1
    files: Annotated[int, Field(ge=1, le=20)] = 5


class WorkflowUse(Model):
    """A shared template of procedures/workflows with its parameters."""

    uses: Slug
    with_: Annotated[dict[Code, Value], Field(alias="with", default_factory=dict)]


def _way(workflow: Any) -> str:
    uses = isinstance(workflow, WorkflowUse) or (isinstance(workflow, dict) and "steps" not in workflow)
    return "a template" if uses else "own steps"


# A procedure uses a shared workflow, or writes its own steps.
Workflow = Annotated[
    Annotated[WorkflowUse, Tag("a template")] | Annotated[Definition, Tag("own steps")], Discriminator(_way)
]


class VariantWorkflow(Model):
    with_: Annotated[dict[Code, Value], Field(alias="with")]


class Variant(Model):
    """One case of a procedure, with what differs from the rest."""

    name: Label
    when: Expression | None = None
    time_limit: TimeLimit | None = None
    workflow: VariantWorkflow | None = None


class Validity(Model):
    months: Annotated[int, Field(ge=1, le=600)]


class ResultKind(Model):
    kind: Slug
    name: Label
    register_: Annotated[str, StringConstraints(pattern=r"^[A-ZĐ0-9-]{1,20}$"), Field(alias="register")]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    valid: Validity | None = None
    return_: Annotated[tuple[Literal["portal", "counter", "post"], ...], Field(alias="return", min_length=1)]


class ProcedureDefinition(Model):
    """One procedure as one YAML file tells it."""

    code: ProcedureCode
    name: Label
    plain: Label
    also_called: tuple[str, ...] = ()
    field: Slug
    life_events: tuple[Slug, ...] = ()
    audience: Annotated[tuple[Literal["citizen", "business", "organisation"], ...], Field(min_length=1)]
    online: Literal["full", "partial", "information"]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    in_force: InForce
    law: Annotated[tuple[Law, ...], Field(min_length=1)]
    who: Label  # who may apply, in plain words
    competence: Competence
    consult: tuple[Expression, ...] = ()  # answers that hold places: their offices are proposed when others are asked
    time_limit: TimeLimit
    same_day: bool = False  # "trong ngày": taken after 15:00, answered the next working day (D8)
    variants: dict[Code, Variant] = Field(default_factory=dict)
    fees: tuple[Fee, ...] = ()
    form: Annotated[tuple[Page, ...], Field(min_length=1)]
    dossier: tuple[Component, ...] = ()
    workflow: Workflow
    result: ResultKind
    to_confirm: tuple[str, ...] = ()  # what the province has to confirm before this goes live

    @property
    def is_open_online(self) -> bool:
        """Whether an application begins here, even if a paper has to be brought later."""
        return self.online != "information"

    @property
    def is_for_units(self) -> bool:
        """Whether only other units open cases of it: no citizen sees it in the catalogue."""
        return self.channels == (UNIT,)

    @cached_property
    def fields(self) -> dict[str, FormField]:
        """Every question by name; names are unique over all pages."""
        return {field.name: field for page in self.form for field in page.fields}

    @cached_property
    def components(self) -> dict[str, Component]:
        return {component.id: component for component in self.dossier}

    @property
    def exemptions(self) -> tuple[str, ...]:
        """Claims that set a fee to nothing, in the order they are first named."""
        return tuple(dict.fromkeys(claim for fee in self.fees for claim in fee.exempt))
