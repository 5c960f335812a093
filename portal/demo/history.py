"""The demo's history: many cases played through the real submission and the real door, on a clock that is set.

Every case has one next deed at a time; a queue of all of them, ordered by moment, lets them happen in the order in
which they would have. Chance comes from one stream a case, so neither ids nor two cases that meet change it: the same
count, seed and end give the same codes, states and moments.

Letters that a play leaves in the outbox are as old as its cases. All but the `LETTERS_LEFT` newest are marked as
delivered when they were written, as the worker would have done then; those few stay for the real worker, so that it is
not busy with a thousand old ones and the demo's mailbag is not empty. Slips and results stay in the outbox too: the
worker makes them in its own time, and whoever opens one earlier gets it made on the spot.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import chain
from random import Random

from sqlalchemy import select, update

from portal.cases.door import Door
from portal.cases.loaded import Tools
from portal.cases.submission import Submission
from portal.catalogue.versions import Published
from portal.clock import local
from portal.demo.case_in_play import CaseInPlay, Deed, Props
from portal.demo.cast import Cast
from portal.demo.citizens import DemoCitizen, crowd, enrol_citizens, named_citizens
from portal.demo.deeds import Director
from portal.demo.officers import COMMUNES, demo_officers, enrol_officers
from portal.demo.plans import FIRST_DAY, Ground, Planner, Stage, change_day, communes_on, stages_on
from portal.demo.scans import store_scans
from portal.notifications.models import OutboxMessage
from portal.storage import FolderStorage

LETTERS_LEFT = 40
BEFORE_ALL = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)  # when the officers' accounts were made


@dataclass(slots=True)
class SetClock:
    """A clock that shows what it is set to."""

    now: datetime = BEFORE_ALL

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Issuers:
    """Who vouches for the citizens and for the officers of the demo: the demo's identity providers."""

    citizens: str
    officers: str


@dataclass(frozen=True, slots=True)
class Played:
    """What a play did."""

    cases: int
    deeds: int


def play(
    tools: Tools,
    storage: FolderStorage,
    issuers: Issuers,
    *,
    cases: int,
    until: datetime,
    seed: int = 2025,
    advance: Callable[[], None] = lambda: None,
) -> Played:
    """Play `cases` cases from January 2025 to `until`; `advance` is called after each submission.

    The organisation tree must be loaded and the procedures published. People that are not there yet are written down.
    """
    clock = SetClock()
    tools = replace(tools, clock=clock)
    cast, people, ids = _gather(tools, issuers, cases)
    ground = Ground(directory=tools.directory, calendar=tools.calendar, cast=cast, citizens=people, until=until)
    plans = Planner(ground, *_stages(tools, ground), Random(seed)).draw(cases)
    door = Door(tools)
    director = Director(
        Props(
            tools=tools,
            door=door,
            submission=Submission(tools, door),
            cast=cast,
            citizens=ids,
            scans=store_scans(storage),
        )
    )
    deeds = 0
    for deed in _happening([CaseInPlay(p, Random(f"{seed}/{n}")) for n, p in enumerate(plans)], director, clock, until):
        deeds += 1
        if deed is Deed.APPLY:
            advance()
    _deliver_old_letters(tools)
    return Played(len(plans), deeds)


def _happening(cases: list[CaseInPlay], director: Director, clock: SetClock, until: datetime) -> Iterator[Deed]:
    """Let everything happen in order until the play is over, yielding each deed after it was done."""
    queue = [(case.plan.at, number) for number, case in enumerate(cases)]
    heapify(queue)
    while queue and queue[0][0] <= until:
        clock.now, number = heappop(queue)
        deed = cases[number].deed
        following = director.let_happen(cases[number])
        if following is not None:
            heappush(queue, (max(following, clock.now + timedelta(seconds=1)), number))
        yield deed


def _gather(
    tools: Tools, issuers: Issuers, cases: int
) -> tuple[Cast, dict[str, tuple[DemoCitizen, ...]], dict[str, str]]:
    """Write the people down; return the officers, the citizens of each commune, and the ids of the citizens."""
    officers = demo_officers(tools.directory)
    people = {commune: crowd(commune, max(3, cases // 30)) for commune in COMMUNES}
    for citizen in named_citizens():
        people[citizen.unit] = (*people[citizen.unit], citizen, citizen)  # seen twice as often as others
    before = date.fromordinal(change_day(tools.directory).toordinal() - 1)
    for commune in communes_on(tools.directory, before):
        people[commune] = people[tools.directory.successors(commune, change_day(tools.directory))[0]]
    everybody = dict.fromkeys(chain.from_iterable(people.values()))
    with tools.database.transaction() as work:
        cast = Cast(officers, enrol_officers(work, officers, issuers.officers, BEFORE_ALL))
        ids = enrol_citizens(work, tools.sealer, everybody, issuers.citizens, BEFORE_ALL)
    return cast, people, ids


def _stages(tools: Tools, ground: Ground) -> tuple[list[Stage], list[Stage]]:
    """Return what can be played before and after the change of the organisation."""
    change = change_day(tools.directory)
    before, after = date.fromordinal(change.toordinal() - 1), local(ground.until).date()
    with tools.database.read() as look:
        published: list[list[Published]] = [
            [one for one in tools.versions.all_current(look, day) if one.definition.is_open_online]
            for day in (before, after)
        ]
    if not FIRST_DAY < change <= after:
        raise ValueError(f"a play begins on {FIRST_DAY} and has to end after {change}")
    return stages_on(ground, published[0], before), stages_on(ground, published[1], after)


def _deliver_old_letters(tools: Tools) -> None:
    box = OutboxMessage
    waiting = (box.topic == "notify-applicant", box.done_at.is_(None), box.dead_at.is_(None))
    with tools.database.transaction() as work:
        newest = select(box.created_at).where(*waiting).order_by(box.created_at.desc(), box.seq.desc())
        first_kept = work.execute(newest.offset(LETTERS_LEFT - 1).limit(1)).scalar_one_or_none()
        if first_kept is not None:
            old = update(box).where(*waiting, box.created_at < first_kept)
            work.execute(old.values(done_at=box.created_at, attempts=1))
