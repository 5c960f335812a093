"""Random but lawful histories of a workflow, played through `decide` and `evolve`: does every one come to an end?

`verify` proves what can be proved of the rules; this plays them, with everything that people and time do to a case.
The same seed plays the same histories.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from portal.workflow.case import LEGAL_TRANSITIONS, CaseState, OfficialState
from portal.workflow.commands import Reassign, Release
from portal.workflow.definition import Definition
from portal.workflow.engine import begin, decide
from portal.workflow.errors import CaseError
from portal.workflow.events import ActionDone, AnyEvent, CaseSubmitted
from portal.workflow.evolution import evolve, replay
from portal.workflow.moves import OTHERS, TEAM, Move, moves
from portal.workflow.office import NEVER_CLOSES, Office
from portal.workflow.setting import NewChild, Setting

START = datetime(2024, 1, 8, 2, 0, tzinfo=UTC)  # a Monday, nine in the morning in Vietnam
TIRED_AFTER = 60  # moves; from then on everybody only carries on
MOST_MOVES = 200
LONGEST = 3  # how many of the longest histories are told


def in_a_week(case: CaseState) -> datetime | None:
    return None if case.clock_started_at is None else case.clock_started_at + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Times:
    """What the histories need to know of time: working hours, and when the law wants an answer."""

    office: Office = NEVER_CLOSES
    due: Callable[[CaseState], datetime | None] = in_a_week


@dataclass(frozen=True, slots=True)
class History:
    """One case from its submission to its end, or to where nothing led on."""

    events: tuple[AnyEvent, ...]
    moves: tuple[Move, ...]
    dead_end: str = ""  # why it did not end

    @property
    def case(self) -> CaseState:
        return replay(self.events)

    @property
    def states(self) -> tuple[OfficialState, ...]:
        """The official state after each event."""
        return tuple(_states(self.events))

    @property
    def transitions(self) -> frozenset[tuple[OfficialState, OfficialState]]:
        return frozenset(pair for pair in pairwise(self.states) if pair[0] is not pair[1])


@dataclass(frozen=True, slots=True)
class Report:
    """What many histories of one workflow add up to."""

    definition: Definition
    histories: tuple[History, ...]

    @property
    def dead_ends(self) -> tuple[History, ...]:
        return tuple(one for one in self.histories if one.dead_end)

    @property
    def illegal(self) -> frozenset[tuple[OfficialState, OfficialState]]:
        """Changes of the official state that the law does not know."""
        pairs = {pair for one in self.histories for pair in one.transitions}
        return frozenset(pair for pair in pairs if pair[1] not in LEGAL_TRANSITIONS[pair[0]])

    @property
    def ends(self) -> Counter[str]:
        return Counter(one.case.end or "none" for one in self.histories)

    @property
    def commands(self) -> Counter[str]:
        """How often each kind of command was given."""
        return Counter(type(move.command).__name__ for one in self.histories for move in one.moves)

    @property
    def never_taken(self) -> tuple[tuple[str, str], ...]:
        """Steps with an action that no history took."""
        done = {(e.step, e.action) for one in self.histories for e in one.events if isinstance(e, ActionDone)}
        every = [(code, action) for code, step in self.definition.steps.items() for action in step.actions]
        return tuple(way for way in every if way not in done)

    @property
    def longest(self) -> tuple[History, ...]:
        return tuple(sorted(self.histories, key=lambda one: len(one.moves), reverse=True)[:LONGEST])


def simulate(definition: Definition, *, cases: int, seed: int = 0, times: Times | None = None) -> Report:
    """Play so many histories of a workflow."""
    chance = Random(seed)  # noqa: S311  a game, not a secret
    return Report(definition, tuple(_Game(definition, times or Times(), chance).play() for _ in range(cases)))


@dataclass(slots=True)
class _Game:
    """One history as it is played."""

    definition: Definition
    times: Times
    chance: Random
    now: datetime = START
    numbers: int = 0
    events: list[AnyEvent] = field(default_factory=list)
    made: list[Move] = field(default_factory=list)

    def play(self) -> History:
        case = self._begin()
        while case.end is None and len(self.made) < MOST_MOVES:
            lawful = list(self._lawful(case))
            if not self._leads_on(case, lawful):
                return self._told(f"nothing leads on from the step '{case.step}'")
            move, happened = self._choose(lawful)
            self.made.append(move)
            self.events += happened
            case = _after(case, happened)
            self.now = self.times.office.after(move.at, Decimal(self.chance.randint(1, 32)) / 4)
        return self._told("" if case.end else "it goes on for ever")

    def _told(self, dead_end: str) -> History:
        return History(tuple(self.events), tuple(self.made), dead_end)

    def _begin(self) -> CaseState:
        submitted = CaseSubmitted(
            at=self.now,
            facts={guard: self.chance.random() < 0.5 for guard in sorted(self.definition.guards)},
            intake="intake",
            competent="competent",
            channel="online",
            fee=self.chance.choice((0, 15000)),
            answers_digest="a1",
            files=(),
            elsewhere=self.definition.elsewhere is not None and self.chance.random() < 0.3,
        )
        self.events += begin(self.definition, submitted, self._setting("citizen", self.now))
        return replay(self.events)

    def _setting(
        self, actor: str, now: datetime, due: datetime | None = None, hands: frozenset[str] = frozenset()
    ) -> Setting:
        self.numbers += 1
        ruled = [code for code, step in self.definition.steps.items() if step.assign != "pooled"]
        return Setting(
            now=now,
            actor=actor,
            places={place: place for place in self.definition.places},
            leader="office of the leader",
            register="register",
            number=self.numbers,
            slip_number=self.numbers,
            year=now.year,
            due=due,
            assignee={code: self.chance.choice(TEAM[self.definition.steps[code].role]) for code in ruled},
            hands=hands,
            child=NewChild(case=f"child {self.numbers}", code=f"code {self.numbers}", unit=OTHERS[1]),
            seats={OTHERS[0]: f"reception of {OTHERS[0]}"},
            office=self.times.office,
        )

    def _lawful(self, case: CaseState) -> Iterator[tuple[Move, tuple[AnyEvent, ...]]]:
        """Yield the moves that are not refused and change something, with what comes of them."""
        due = self.times.due(case)
        for move in moves(self.definition, case, self.now, self.chance, self.times.office):
            try:
                setting = self._setting(move.by, move.at, due, move.hands)
                happened = decide(self.definition, case, move.command, setting)
            except CaseError:
                continue
            if happened:
                yield move, happened

    def _leads_on(self, case: CaseState, lawful: Sequence[tuple[Move, tuple[AnyEvent, ...]]]) -> bool:
        """Say whether the desk can carry the case on, if need be in the hands of another officer."""
        if any(move.onward for move, _ in lawful):
            return True
        others = (_after(case, happened) for move, happened in lawful if isinstance(move.command, Reassign | Release))
        return any(move.onward for other in others for move, _ in self._lawful(other))

    def _choose(self, lawful: Sequence[tuple[Move, tuple[AnyEvent, ...]]]) -> tuple[Move, tuple[AnyEvent, ...]]:
        onward = [one for one in lawful if one[0].onward]
        among = onward if onward and len(self.made) >= TIRED_AFTER else lawful
        return self.chance.choices(among, [move.likely for move, _ in among])[0]


def _after(case: CaseState, happened: Sequence[AnyEvent]) -> CaseState:
    for event in happened:
        case = evolve(case, event)
    return case


def _states(events: Sequence[AnyEvent]) -> Iterator[OfficialState]:
    case: CaseState | None = None
    for event in events:
        case = evolve(case, event)
        yield case.state
