"""A town in June 2025, days before its communes and its district end: open cases of three levels at every step."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle
from random import Random

from sqlalchemy import select, text

from portal.cases.door import Door, Receipt
from portal.cases.loaded import Tools
from portal.cases.models import Case
from portal.cases.submission import Submission
from portal.catalogue.yamlfile import read
from portal.demo.case_in_play import CaseInPlay, Props
from portal.demo.cast import Cast
from portal.demo.citizens import DemoCitizen, crowd, enrol_citizens
from portal.demo.deeds import Director
from portal.demo.history import BEFORE_ALL
from portal.demo.officers import COMMUNES, demo_officers, enrol_officers
from portal.demo.plans import Fate, Ground, Plan, Stage, stages_on
from portal.demo.scans import store_scans
from portal.house import House
from portal.units.reorganisation import Reorganisation, read_reorganisation
from tests.world import ROOT, SetClock

FILE = ROOT / "docs" / "examples" / "quang-ngai-2025.yaml"
LAST, DAY = date(2025, 6, 30), date(2025, 7, 1)
FIRST_MOMENT = datetime(2025, 6, 2, 1, 30, tzinfo=UTC)  # Monday, 8:30 in Vietnam
EVENING = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)  # 16:00 on the last day of the old units
NIGHT = datetime(2025, 6, 30, 17, 5, tzinfo=UTC)  # 0:05 of the new day
SPLIT = "51.525.21142"  # xã Trà Bùi, carried on by two


def quang_ngai() -> Reorganisation:
    return read_reorganisation(read(FILE).value)


@dataclass(frozen=True)
class Before:
    """The town, and its clock."""

    house: House
    clock: SetClock
    props: Props
    ground: Ground

    @property
    def tools(self) -> Tools:
        return self.props.tools

    @property
    def door(self) -> Door:
        return self.props.door

    def stages(self) -> list[Stage]:
        with self.tools.database.read() as look:
            published = [one for one in self.tools.versions.all_current(look, LAST) if one.definition.is_open_online]
        return stages_on(self.ground, published, LAST)

    def fill(self, count: int) -> None:
        """Let so many cases come to a step of their way and lie there; every ninth waits for its citizen."""
        cases = [CaseInPlay(plan, Random(number)) for number, plan in zip(range(count), self._plans(), strict=False)]
        director = Director(self.props)
        queue = [(case.plan.at, number) for number, case in enumerate(cases)]
        heapify(queue)
        while queue and queue[0][0] <= EVENING:
            self.clock.now, number = heappop(queue)
            following = director.let_happen(cases[number])
            if following is not None:
                heappush(queue, (max(following, self.clock.now + timedelta(seconds=1)), number))
        self.clock.now = EVENING

    def submit_in(self, commune: str, code: str = "1.001776") -> Receipt:
        """Let somebody of a commune apply, whoever sits there."""
        stage = next(stage for stage in self.stages() if stage.published.code == code)
        citizen = self.ground.citizens[stage.commune][0]
        plan = Plan(
            at=FIRST_MOMENT,
            stage=replace(stage, commune=commune),
            citizen=citizen,
            channel="online",
            return_by="portal",
            rests_at=next(iter(stage.ways.values())).main[0],
        )
        case = CaseInPlay(plan, Random(commune))
        self.clock.now = EVENING
        Director(self.props).let_happen(case)
        with self.tools.database.read() as look:
            wanted = select(Case.id, Case.code, Case.version, Case.state, Case.step)
            row = look.execute(wanted.where(Case.id == case.case_id)).one()
        return Receipt(row.id, row.code, row.version, row.state, row.step)

    def _plans(self) -> Iterator[Plan]:
        by_procedure: dict[str, list[Stage]] = {}
        for stage in self.stages():
            by_procedure.setdefault(stage.published.code, []).append(stage)
        turns = {code: cycle(stages) for code, stages in by_procedure.items()}
        chance = Random(7)
        for number, code in enumerate(cycle(sorted(turns))):
            stage = next(turns[code])
            way = next(iter(stage.ways.values()))
            asked = number % 9 == 0
            yield Plan(
                at=FIRST_MOMENT + timedelta(minutes=3 * (number % 1500)),
                stage=stage,
                citizen=self.ground.citizens[stage.commune][number % 3],
                channel="online",
                return_by="portal",
                fate=Fate.GRANTED,
                asked=asked,
                answers=False,
                rests_at=way.main[0] if asked else way.main[_early(chance, len(way.main))],
            )


def _early(chance: Random, steps: int) -> int:
    """Return a step's place; more cases lie at the first ones, and all have some."""
    return min(chance.randrange(steps), chance.randrange(steps))


def town(house: House) -> Before:
    """Write the demo's people down, and set the clock to the days before."""
    clock = SetClock(BEFORE_ALL)
    tools = replace(house.door.tools, clock=clock)
    door = Door(tools)
    officers = demo_officers(tools.directory)
    people: dict[str, tuple[DemoCitizen, ...]] = {commune: crowd(commune, 3) for commune in COMMUNES}
    for commune in tools.directory.communes(LAST):
        heirs = tools.directory.successors(commune, DAY)
        people[commune] = people.get(heirs[0], people[COMMUNES[0]])
    with tools.database.transaction() as work:
        cast = Cast(officers, enrol_officers(work, officers, "https://officers.test", BEFORE_ALL))
        everybody = dict.fromkeys(one for crowd_ in people.values() for one in crowd_)
        ids = enrol_citizens(work, tools.sealer, everybody, "https://citizens.test", BEFORE_ALL)
        _let_nobody_have_ended_them(work)
    props = Props(
        tools=tools,
        door=door,
        submission=Submission(tools, door),
        cast=cast,
        citizens=ids,
        scans=store_scans(house.storage),
    )
    ground = Ground(directory=tools.directory, calendar=tools.calendar, cast=cast, citizens=people, until=EVENING)
    return Before(house, clock, props, ground)


def _let_nobody_have_ended_them(work: object) -> None:
    """The demo's officers were appointed anew for the new units: here that is left to the reorganisation."""
    work.execute(text("delete from appointments where valid_from >= '2025-07-01'"))  # type: ignore[attr-defined]
    work.execute(text("update appointments set valid_to = null where valid_to = '2025-06-30'"))  # type: ignore[attr-defined]
