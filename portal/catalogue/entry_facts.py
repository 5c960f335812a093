"""What the catalogue says about a procedure: the small values that an entry is made of, and their JSON.

Nothing here is guessed. A value that could not be read is `None`, and `reason` says why; `raw` always keeps the words
as published, so that a page can show them as they stand.
"""

from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class Channel(StrEnum):
    """How a dossier is handed in."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class LimitUnit(StrEnum):
    """What a time limit is counted in (rules D1-D4). Weeks and half months are days by art. 147 of the Civil Code."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WORKING_HOURS = "working_hours"
    HOURS = "hours"
    MONTHS = "months"


class LimitReason(StrEnum):
    """Why a published time limit has no value here."""

    UNSTATED = "unstated"  # the source says that it has no information
    NO_UNIT = "no_unit"  # a bare figure; whether days or hours is not said
    SEVERAL = "several"  # the text gives several periods and no whole
    WORDS = "words"  # words without a figure
    ZERO = "zero"  # a limit of nothing is no limit (rule D10)


class FeeKind(StrEnum):
    AMOUNT = "amount"
    FREE = "free"
    VARIES = "varies"  # set elsewhere, mostly by the provincial council
    TEXT = "text"  # only the note says; show it as it stands
    UNSTATED = "unstated"


class FeeReason(StrEnum):
    """Why a published fee has no amount here, though it seems to give one."""

    NOTE_BESIDE_FREE = "note_beside_free"  # "free" in the column, conditions or figures in the note
    AMOUNT_TOO_SMALL = "amount_too_small"  # under 1,000 đồng: the source lost the thousands
    GLUED_FIGURES = "glued_figures"  # time and fee run together and part in several ways
    UNCLOSED_NOTE = "unclosed_note"  # where the note ends cannot be told


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """How long an answer may take through one channel.

    `source` is `column` or `text`: many records say "ngày" in the column and "ngày làm việc" in the words of the
    decision; the words win (rule D2), and `raw` still shows the column.
    """

    channel: Channel
    value: Decimal | None = None
    unit: LimitUnit | None = None
    raw: str
    text: str = ""
    source: str = ""
    reason: LimitReason | None = None

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        return cls(
            channel=Channel(facts["channel"]),
            value=None if facts["value"] is None else Decimal(facts["value"]),
            unit=None if facts["unit"] is None else LimitUnit(facts["unit"]),
            raw=facts["raw"],
            text=facts["text"],
            source=facts["source"],
            reason=None if facts["reason"] is None else LimitReason(facts["reason"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What one channel costs. `amount` is in whole units of `currency` (đồng for VND)."""

    channel: Channel
    kind: FeeKind
    amount: int | None = None
    currency: str | None = None
    raw: str
    note: str = ""
    reason: FeeReason | None = None

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        return cls(
            channel=Channel(facts["channel"]),
            kind=FeeKind(facts["kind"]),
            amount=facts["amount"],
            currency=facts["currency"],
            raw=facts["raw"],
            note=facts["note"],
            reason=None if facts["reason"] is None else FeeReason(facts["reason"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One paper of the dossier. Counts are `None` where the source runs them together with the name."""

    name: str
    originals: int | None = None
    copies: int | None = None
    group: str = ""
    form: str = ""

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        return cls(**facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawReference:
    """A document the procedure rests on. `dated` is ISO, only there when the title gives it for this very number."""

    title: str
    number: str = ""
    dated: str = ""

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        return cls(**facts)


Fact = TimeLimit | Fee | Component | LawReference


def facts_as_json(facts: "tuple[Fact, ...]") -> list[dict[str, Any]]:
    """Return the facts for a JSON column; decimals become text, so that 0.5 stays 0.5."""
    return [{name: _plain(value) for name, value in asdict(fact).items()} for fact in facts]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, StrEnum) else value


class Online(StrEnum):
    """What of a procedure can be done online here."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What the catalogue says about one procedure, wherever the entry comes from.

    `field` is the official name ("Hộ tịch"); `levels`, `audiences` and `life_events` are codes; `agencies` are names.
    `details` holds the rest as published, as text and lists.
    """

    code: str
    name: str
    plain_name: str = ""
    name_en: str = ""
    also_called: tuple[str, ...] = ()
    field: str = ""
    levels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    online: Online = Online.INFORMATION
    life_events: tuple[str, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = ()
    legal_basis: tuple[LawReference, ...] = ()
    result: str = ""
    details: dict[str, Any] = dataclass_field(default_factory=dict)
