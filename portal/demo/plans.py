"""What is to become of each case of a play, drawn before the play begins: the same for the same seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from math import ceil, exp, log
from random import Random

from portal.catalogue.definition import Competence
from portal.catalogue.versions import Published
from portal.clock import local
from portal.demo.cast import Cast, places_of, staffed
from portal.demo.citizens import DemoCitizen
from portal.demo.moves import Way
from portal.demo.officers import COMMUNES, LARGE_COMMUNES
from portal.demo.pace import Pace, arrival, busyness
from portal.people.roles import DESK_ROLES
from portal.units.directory import UnitDirectory
from portal.worktime import Calendar

FIRST_DAY = date(2025, 1, 2)
IN_HAND = 0.34  # of the cases lie on some desk at the end
LATE = 0.2  # of those are past their time


class Fate(Enum):
    """How a case ends: the official state, and the answer that is proposed on the way there."""

    GRANTED = (10, "granted")
    REFUSED = (10, "refused")
    NOT_ACCEPTED = (3, "")
    WITHDRAWN = (7, "")
    STOPPED = (8, "")

    @property
    def goal(self) -> int:
        return self.value[0]

    @property
    def outcome(self) -> str:
        return self.value[1]


SHARES = {Fate.REFUSED: 0.05, Fate.NOT_ACCEPTED: 0.04, Fate.WITHDRAWN: 0.02, Fate.STOPPED: 0.01}
ASKED = 0.12  # of the cases: something is missing, and the citizen sends it
SENT_BACK = 0.04  # a head or leader sends the draft back once


@dataclass(frozen=True, slots=True)
class Stage:
    """A procedure in a commune, in an era of the organisation: somebody sits at each of its steps."""

    published: Published
    commune: str
    last_day: date | None  # of the commune
    ways: Mapping[str, Way] = field(repr=False, compare=False)
    places: Mapping[str, str] = field(repr=False, compare=False)
    hours: Decimal = field(init=False)  # of all steps of the longest way

    def __post_init__(self) -> None:
        hours = (sum((w.workflow.steps[s].hours for s in w.main), Decimal(0)) for w in self.ways.values())
        object.__setattr__(self, "hours", max(hours))

    @property
    def weight(self) -> float:
        """Short procedures are asked for more often, and in large communes; what has ended since, to be seen."""
        size = 3.0 if self.commune == COMMUNES[0] else 1.6 if self.commune in LARGE_COMMUNES else 1.0
        ended = 6.0 if self.published.definition.in_force.to is not None else 1.0
        return size * ended / exp(0.4 * log(self.hours))

    @property
    def waits_at(self) -> str | None:
        """The step that waits for a case it opened. The play goes no further: two plays would wait for each other."""
        way = next(iter(self.ways.values()))
        actions = (action for step in way.workflow.steps.values() for action in step.actions.values())
        return next((action.to for action in actions if action.opens), None)

    @property
    def resting_places(self) -> tuple[str, ...]:
        """The steps at which a case may lie at the end of the play."""
        main = next(iter(self.ways.values())).main
        return main if self.waits_at is None else main[: main.index(self.waits_at) + 1]

    @property
    def may_stop(self) -> bool:
        return all(any(state == 8 for state in way.workflow.ends.values()) for way in self.ways.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One case to come. `rests_at` is the step at which it still lies when the play is over."""

    at: datetime
    stage: Stage
    citizen: DemoCitizen
    channel: str
    return_by: str
    fate: Fate = Fate.GRANTED
    asked: bool = False
    answers: bool = True
    sent_back: bool = False
    rests_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What plans are drawn from."""

    directory: UnitDirectory
    calendar: Calendar
    cast: Cast
    citizens: Mapping[str, tuple[DemoCitizen, ...]]  # by commune
    until: datetime


def change_day(directory: UnitDirectory) -> date:
    """Return the first day of the organisation of today."""
    return directory.get(directory.ancestors(COMMUNES[0])[-1]).valid_from


def communes_on(directory: UnitDirectory, day: date) -> list[str]:
    """Return the communes that the demo plays in on a day: those of today, or two of each one's territory before."""
    if day >= change_day(directory):
        return list(COMMUNES)
    province = directory.province(day)
    old = [
        code
        for commune in COMMUNES
        for code in [c for c in directory.predecessors(commune) if directory.level(c) == directory.level(commune)][:2]
    ]
    return [code for code in old if province in directory.ancestors(code)]


def stages_on(ground: Ground, published: list[Published], day: date) -> list[Stage]:
    """Return every procedure in every commune where it can be carried through on a day."""
    found = []
    for one in (one for one in published if not one.definition.is_for_units):
        ways = {variant: Way(workflow) for variant, workflow in one.workflows.items()}
        for commune in communes_on(ground.directory, day):
            unit = _deciding(ground.directory, one.definition.competence, commune, day)
            places: dict[str, str] = {}
            for way in ways.values() if unit is not None else ():
                here = places_of(ground.directory, way.workflow, competent=unit or "", day=day)
                if here is None or not staffed(ground.cast, way.workflow, here, day):
                    break
                places.update(here)
            else:
                if unit is not None:
                    found.append(Stage(one, commune, ground.directory.get(commune).valid_to, ways, places))
    return found


def _deciding(directory: UnitDirectory, rule: Competence, commune: str, day: date) -> str | None:
    """Return the unit that decides for somebody in a commune."""
    unit = directory.province(day) if rule.of == "province" else directory.parent_at(commune, rule.level)
    return unit if unit is None or rule.office is None else directory.office(unit, rule.office, day)


class Planner:
    """Draws the plans of one play."""

    def __init__(self, ground: Ground, before: list[Stage], after: list[Stage], random: Random) -> None:
        self._ground = ground
        self._before, self._after = before, after
        self._random = random
        self._pace = Pace(ground.calendar)

    def draw(self, count: int) -> list[Plan]:
        """Return the plans in the order in which the cases are submitted."""
        in_hand = round(count * IN_HAND)
        drawn = (self._ordinary(arriving) for arriving in self._arrivals(count - in_hand))
        plans = self._with_fates([plan for plan in drawn if plan is not None], count)
        plans += self._resting(count - len(plans))
        return sorted(plans, key=lambda plan: (plan.at, plan.stage.commune, plan.stage.published.code))

    def _arrivals(self, count: int) -> Iterator[tuple[datetime, bool]]:
        last = local(self._ground.until).date()
        days = [FIRST_DAY + timedelta(n) for n in range((last - FIRST_DAY).days + 1)]
        weights = [busyness(self._ground.calendar, d) * (1 + n / len(days)) for n, d in enumerate(days)]
        for day in self._random.choices(days, weights, k=count):
            online = not self._ground.calendar.hours_on(day) or self._random.random() < 0.65
            at = arrival(self._random, day, online=online)
            yield min(at, self._ground.until - timedelta(minutes=self._random.randint(1, 300))), online

    def _ordinary(self, arriving: tuple[datetime, bool]) -> Plan | None:
        at, online = arriving
        while not (fitting := [stage for stage in self._stages(at) if self._fits(stage, at)]):
            at -= timedelta(days=7)  # too late for the units of the past: this person came some weeks earlier
            if local(at).date() < FIRST_DAY:
                return None
        stage = self._random.choices(fitting, [stage.weight for stage in fitting])[0]
        open_today = bool(self._ground.calendar.hours_on(local(at).date()))
        return self._plan(stage, at, online=online or not open_today)

    def _stages(self, at: datetime) -> list[Stage]:
        return self._before if local(at).date() < change_day(self._ground.directory) else self._after

    def _fits(self, stage: Stage, at: datetime) -> bool:
        """Say whether one can apply on the day and be answered, in twice the steps' time, while the unit lives."""
        day = local(at).date()
        if stage.waits_at is not None or not stage.published.definition.in_force.covers(day):
            return False
        needed = timedelta(days=ceil(float(stage.hours) / 8 * 7 / 5 * 2) + 7)
        return stage.last_day is None or day + needed < stage.last_day

    def _plan(self, stage: Stage, at: datetime, *, online: bool) -> Plan:
        definition = stage.published.definition
        offered = [c for c in definition.channels if (c == "online") == online] or list(definition.channels)
        channel = self._random.choices(offered, [1 if c == "post" else 5 for c in offered])[0]
        wanted = "portal" if channel == "online" and self._random.random() < 0.6 else "counter"
        citizens = self._ground.citizens[stage.commune]
        return Plan(
            at=at,
            stage=stage,
            citizen=self._random.choice(citizens),
            channel=channel,
            return_by=wanted if wanted in definition.result.return_ else definition.result.return_[0],
        )

    def _with_fates(self, plans: list[Plan], count: int) -> list[Plan]:
        """Say of some of the plans that they end otherwise, or that something is missing."""
        for fate, share in SHARES.items():
            for number in self._some(plans, ceil(count * share), fate):
                plans[number] = replace(plans[number], fate=fate, asked=fate is Fate.STOPPED, answers=False)
        for number in self._some(plans, ceil(count * ASKED), Fate.GRANTED):
            plans[number] = replace(plans[number], asked=True)
        for number in self._some(plans, ceil(count * SENT_BACK), Fate.GRANTED):
            plans[number] = replace(plans[number], sent_back=True)
        return plans

    def _some(self, plans: list[Plan], count: int, fate: Fate) -> list[int]:
        """Return the places of some plans that are still ordinary and have the time that a fate takes."""
        days = {Fate.STOPPED: 60, Fate.GRANTED: 0}.get(fate, 12)
        latest = self._ground.until - timedelta(days=days)
        fitting = [
            number
            for number, plan in enumerate(plans)
            if plan.fate is Fate.GRANTED
            and not plan.asked
            and plan.at < latest
            and (fate is not Fate.STOPPED or (plan.stage.may_stop and plan.stage.last_day is None))
        ]
        return self._random.sample(fitting, min(count, len(fitting)))

    def _resting(self, count: int) -> Iterator[Plan]:
        """Yield cases that still lie on a desk at the end: on every desk there is, first those of the first commune."""
        desks = self._desks()
        for number in range(count):
            stage, step = self._random.choice(desks[number % len(desks)])
            online = self._random.random() < 0.6
            asks = any(a.waits for a in next(iter(stage.ways.values())).workflow.steps[step].actions.values())
            waiting = asks and self._random.random() < 0.15
            late = not waiting and self._random.random() < LATE
            at = self._pace.before(self._random, self._ground.until, self._spent(stage, step, late=late))
            plan = self._plan(stage, at, online=online)
            yield replace(plan, rests_at=step, asked=waiting, answers=False)

    def _desks(self) -> list[list[tuple[Stage, str]]]:
        """Return, for each desk, what may lie there: a stage and one of its steps that every variant comes through.

        What has just come in is a desk of its own, so that reception has something to take in, not only to hand out.
        """
        lying: dict[tuple[str, str], list[tuple[Stage, str]]] = {}
        coming: dict[tuple[str, str], list[tuple[Stage, str]]] = {}
        for stage in self._after:
            mains = [way.main for way in stage.ways.values()]
            workflow = next(iter(stage.ways.values())).workflow
            for step in [step for step in stage.resting_places if all(step in main for main in mains)]:
                desk = (workflow.steps[step].role, stage.places[step])
                (coming if step == workflow.start else lying).setdefault(desk, []).append((stage, step))
        day = local(self._ground.until).date()
        desks = [desk for desk in self._ground.cast.desks(day) if desk[0] in DESK_ROLES]
        first = [desk for desk in desks if desk[1].startswith(COMMUNES[0])]
        return [kind[desk] for desk in (*desks, *first) for kind in (coming, lying) if desk in kind]

    def _spent(self, stage: Stage, step: str, *, late: bool) -> Decimal:
        """Return the office hours since a case was submitted that lies at a step now: past its time when `late`."""
        way = next(iter(stage.ways.values()))
        own = way.workflow.steps[step].hours
        before = sum((way.workflow.steps[s].hours for s in way.main[: way.main.index(step)]), Decimal(0))
        if late:
            return before + stage.hours * Decimal(round(self._random.uniform(1.2, 2.0), 2))
        return before * Decimal("0.7") + own * Decimal(round(self._random.uniform(0.1, 0.9), 2)) + Decimal("0.1")
