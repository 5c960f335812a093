"""Stories of cases: given what was done, when somebody does one more thing, then this happened or was refused.

Places are named after themselves, officers by their first names; every deed happens an hour after the one before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from portal.catalogue.loader import load_templates
from portal.workflow.case import CaseState
from portal.workflow.commands import (
    Act,
    AllowSecondRequest,
    AnswerReferral,
    AnswerSupplement,
    AnyCommand,
    AskReferral,
    CloseReferral,
    DraftExtension,
    ExtendDeadline,
    Inputs,
    Lapse,
    MissingItem,
    Reassign,
    Recall,
    RecordPayment,
    Rehome,
    Release,
    Take,
    Withdraw,
)
from portal.workflow.definition import Definition
from portal.workflow.engine import begin, decide
from portal.workflow.errors import CaseError
from portal.workflow.events import AnyEvent, CaseSubmitted, Event
from portal.workflow.evolution import replay
from portal.workflow.setting import NewChild, Setting
from portal.workflow.template import Value, fill, sample

PROCEDURES = Path(__file__).parents[2] / "procedures"
NINE = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # Monday, nine in the morning in Vietnam
DUE_AFTER = timedelta(days=7)  # what stories say of the law's due moment
ENVELOPE: dict[str, Any] = {"case_id": "case", "seen_version": 1, "key": "key"}


@cache
def template(name: str, **values: Value) -> Definition:
    """Return one of the shared workflows, filled in with samples and these values."""
    shared = load_templates(PROCEDURES)[0][name].template
    return fill(shared, {**sample(shared), **values})


FULL = template("commune-full", office="department(X-VP)")


@dataclass(frozen=True)
class Deed:
    """Somebody wants something done."""

    by: str
    command: AnyCommand
    after: timedelta = timedelta(hours=1)

    def later(self, **after: int) -> "Deed":
        """Return the same deed, done this long after the one before: `days=31`."""
        return replace(self, after=timedelta(**after))


def does(action: str, by: str, **inputs: Any) -> Deed:
    return Deed(by, Act(**ENVELOPE, action=action, inputs=Inputs(**inputs)))


def takes(by: str) -> Deed:
    return Deed(by, Take(**ENVELOPE))


def releases(by: str) -> Deed:
    return Deed(by, Release(**ENVELOPE))


def answers(files: tuple[str, ...] = ("f1",)) -> Deed:
    return Deed("citizen", AnswerSupplement(**ENVELOPE, answers_digest="a2", files=files))


def withdraws(reason: str = "") -> Deed:
    return Deed("citizen", Withdraw(**ENVELOPE, reason=reason))


def pays(amount: int, receipt: str = "0001") -> Deed:
    return Deed("Chi", RecordPayment(**ENVELOPE, amount=amount, receipt=receipt))


def asks_for(*targets: str, by: str) -> Deed:
    items = tuple(MissingItem(target=target, wrong="missing", mend="Send it.") for target in targets)
    return does("supplement", by, items=items)


def reassigns(to: str, by: str = "Nguyệt") -> Deed:
    return Deed(by, Reassign(**ENVELOPE, officer=to, reason="To balance."))


def rehomes(unit: str, holder: str | None = None) -> Deed:
    where = {**ENVELOPE, "intake": "intake", "competent": "competent", "unit": unit}
    return Deed("system", Rehome(**where, holder=holder, decree="A decree."))


def recalls(by: str, reason: str = "Sent by mistake.") -> Deed:
    return Deed(by, Recall(**ENVELOPE, reason=reason))


def refers(*units: str, by: str = "Huy", question: str = "Is it so?") -> Deed:
    return Deed(by, AskReferral(**ENVELOPE, units=units, question=question))


def replies(number: int, by: str = "Lan", opinion: str = "agrees", text: str = "It is.") -> Deed:
    return Deed(by, AnswerReferral(**ENVELOPE, referral=number, opinion=opinion, text=text))


def closes(number: int, by: str = "Huy", reason: str = "No answer came.") -> Deed:
    return Deed(by, CloseReferral(**ENVELOPE, referral=number, reason=reason))


def allows_again(*targets: str, reason: str = "The paper expired.") -> Deed:
    return Deed("Dũng", AllowSecondRequest(**ENVELOPE, targets=targets, reason=reason))


def lapses(**after: int) -> Deed:
    return Deed("system", Lapse(**ENVELOPE, reason="No answer came in time."), timedelta(**after))


def apologises(days: int = 9, cause: str = "overload") -> Deed:
    extend = ExtendDeadline(**ENVELOPE, cause=cause, explanation="Too many.", new_due=NINE + timedelta(days=days))
    return Deed("Dũng", extend)


DRAFT = Deed("system", DraftExtension(**ENVELOPE))
ACCEPTED = (does("accept", "Chi"),)
ASSIGNED = (*ACCEPTED, does("assign", "Nguyệt", officer="Huy"))
PROPOSED = (*ASSIGNED, does("grant", "Huy", draft="Single."))
REVIEWED = (*PROPOSED, does("agree", "Nguyệt"))
SIGNED = (*REVIEWED, does("sign", "Dũng"))
ISSUED = (*SIGNED, does("issue", "Vân"))
RETURNED = (*ISSUED, does("hand_over", "Chi", receipt="12"))


@dataclass(frozen=True)
class Story:
    """A case with everything that happened to it."""

    definition: Definition
    events: tuple[AnyEvent, ...]
    now: datetime
    opened: bool = False
    child: NewChild | None = None

    @cached_property
    def case(self) -> CaseState:
        return replay(self.events)

    def goes_on(self, *deeds: Deed) -> "Story":
        """Do each deed; raise what refuses it."""
        story = self
        for deed in deeds:
            now = story.now + deed.after
            new = decide(story.definition, story.case, deed.command, story.setting(deed.by, now))
            story = replace(story, events=(*story.events, *new), now=now)
        return story

    def when(self, deed: Deed) -> "Ending":
        try:
            after = self.goes_on(deed)
        except CaseError as error:
            return Ending(self, error=error)
        return Ending(after, events=after.events[len(self.events) :])

    def setting(self, actor: str, now: datetime) -> Setting:
        places = {place: place for place in self.definition.places}
        due = None if self.case_or_none is None or self.case.clock_started_at is None else NINE + DUE_AFTER
        return Setting(
            now=now,
            actor=actor,
            places=places,
            leader="office of the leader",
            register="XNTTHN",
            number=7,
            slip_number=3,
            due=due,
            opened=self.opened,
            child=self.child,
            seats={"B": "B-desk"},
        )

    @property
    def case_or_none(self) -> CaseState | None:
        return self.case if self.events else None

    def with_child(self, child: NewChild) -> "Story":
        """Say which case is opened elsewhere, if one is."""
        return replace(self, child=child)

    def looked_at(self) -> "Story":
        """Let somebody at the desk where the case lies open it."""
        return replace(self, opened=True)


@dataclass(frozen=True)
class Ending:
    """What came of one more deed."""

    story: Story
    events: tuple[AnyEvent, ...] = ()
    error: CaseError | None = None

    def then(self, *kinds: type[Event], holds: Callable[[CaseState], bool] = lambda case: True) -> None:
        """Say which events followed, in order, and what then holds of the case."""
        assert self.error is None, f"refused: {self.error!r}"
        assert [type(event) for event in self.events] == list(kinds)
        assert holds(self.story.case)

    def refused(self, error: CaseError) -> None:
        """Say why nothing followed."""
        assert self.error == error, f"happened: {self.events}" if self.error is None else repr(self.error)


def given(*deeds: Deed, definition: Definition = FULL, **submitted: Any) -> Story:
    """Tell a case from its submission through these deeds."""
    facts: dict[str, Any] = {
        "facts": {},
        "intake": "intake",
        "competent": "competent",
        "channel": "online",
        "fee": 0,
        "answers_digest": "a1",
        "files": (),
    }
    event = CaseSubmitted(at=NINE, **{**facts, **submitted})
    nobody = Story(definition, (), NINE)
    return replace(nobody, events=begin(definition, event, nobody.setting("citizen", NINE))).goes_on(*deeds)
