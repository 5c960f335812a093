"""A reorganisation planned and enacted: appointments and registers in one transaction, then case by case.

What is left to do is always asked of the database: a case that was moved has nothing that is over. So whoever goes on
after a kill does the rest, and whoever enacts twice does nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from portal.cases.door import Door
from portal.cases.errors import StaleCase
from portal.cases.loaded import Tools
from portal.cases.rehoming import SYSTEM, CaseMove, Orphan, Rehoming
from portal.clock import local
from portal.documents.registers import carry_on, registers_in
from portal.people.moving import Holding, holdings_from, move_holdings, posts_on
from portal.people.principal import Post
from portal.units.errors import NoSuchPlace
from portal.units.models import Reorganisation as Begun
from portal.units.renewal import keep_fresh
from portal.units.reorganisation import Heirs, Mistake, Reorganisation, disagreements
from portal.units.resolve import resolve_place


@dataclass(frozen=True, slots=True)
class RegisterMove:
    """The registers of a new unit that go on from those of others."""

    sources: tuple[str, ...]
    heir: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a reorganisation will do, and what keeps it from being done."""

    mistakes: Sequence[Mistake]
    cases: Sequence[CaseMove]
    appointments: Sequence[tuple[Holding, str | None]]  # with the unit they go on in; None: they end
    registers: Sequence[RegisterMove]
    orphans: Sequence[Orphan]
    unstaffed: Counter[Post]  # desks that get cases and have nobody, with the number of cases
    ownerless: Sequence[str]  # procedures that some unit of the new day cannot carry through

    @property
    def is_sound(self) -> bool:
        return not self.mistakes and not self.orphans


class TooEarly(Exception):
    """The day of the reorganisation has not come."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class Unsound(Exception):
    """The file leaves something with nobody, or is at odds with the tree: nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


class AnotherFile(Exception):
    """This decree was begun with another file: go on with that one."""


class LeftOver(Exception):
    """Cases cannot be moved that could when it was begun; the others were moved."""

    def __init__(self, orphans: Sequence[Orphan]) -> None:
        super().__init__()
        self.orphans = orphans


def make_plan(look: Connection, tools: Tools, file: Reorganisation) -> Plan:
    """Say what a file will do to the cases, officers and registers of this moment; write nothing."""
    keep_fresh(tools.directory, look)
    mistakes = sorted(disagreements(file, tools.directory), key=lambda one: [str(part) for part in one.where])
    if mistakes:
        return Plan(
            mistakes=mistakes,
            cases=(),
            appointments=(),
            registers=(),
            orphans=(),
            unstaffed=Counter(),
            ownerless=(),
        )
    heirs = Heirs(file, tools.directory)
    appointments, lost = _appointments(look, heirs)
    posts = {held for held in posts_on(look, file.day) if not heirs.is_over(held[1].unit)}
    posts |= {(held.officer_id, Post(held.post.role, unit)) for held, unit in appointments if unit is not None}
    found = list(Rehoming(tools, heirs, posts).all(look))
    cases = [move for move in found if isinstance(move, CaseMove)]
    registers, doubled = _registers(look, heirs)
    staffed = {post for _, post in posts}
    desks = Counter(Post(move.role, move.unit) for move in cases)
    return Plan(
        mistakes=(),
        cases=cases,
        appointments=appointments,
        registers=registers,
        orphans=[*(one for one in found if isinstance(one, Orphan)), *lost, *doubled],
        unstaffed=Counter({post: count for post, count in desks.items() if post not in staffed}),
        ownerless=list(_ownerless(look, tools, file)),
    )


def enact(
    tools: Tools, door: Door, file: Reorganisation, sha256: str, *, moved: Callable[[int], None] | None = None
) -> int:
    """Perform a reorganisation, or what is left of it; return how many cases were moved. `moved` is told what is left.

    Raises `TooEarly`, `Unsound` and `AnotherFile` before anything is written, and `LeftOver`.
    """
    if local(tools.clock()).date() < file.day:
        raise TooEarly(file.day)
    if _begin(tools, file, sha256):
        return 0
    count = 0
    while left := _left(tools, file):
        moves = [move for move in left if isinstance(move, CaseMove)]
        if not moves:
            raise LeftOver([one for one in left if isinstance(one, Orphan)])
        for number, move in enumerate(moves, start=1):
            try:
                door.apply(move.command(file.decree), SYSTEM)
            except StaleCase:
                continue  # somebody was faster; it is looked at again
            count += 1
            if moved is not None:
                moved(len(moves) - number)
    _finish(tools, file)
    return count


def _begin(tools: Tools, file: Reorganisation, sha256: str) -> bool:
    """Move appointments and registers, once; say whether all was done before."""
    with tools.database.transaction() as work:
        begun = work.execute(select(Begun.__table__).where(Begun.decree == file.decree)).one_or_none()
        if begun is not None:
            if begun.sha256 != sha256:
                raise AnotherFile
            return begun.finished_at is not None
        plan = make_plan(work, tools, file)
        if not plan.is_sound:
            raise Unsound(plan)
        move_holdings(work, plan.appointments, file.day, file.decree)
        for register in plan.registers:
            carry_on(work, register.sources, register.heir, file.day.year)
        row = {"decree": file.decree, "sha256": sha256, "day": file.day, "began_at": tools.clock()}
        work.execute(insert(Begun).values(**row, finished_at=None))
    return False


def _left(tools: Tools, file: Reorganisation) -> list[CaseMove | Orphan]:
    with tools.database.read() as look:
        keep_fresh(tools.directory, look)
        heirs = Heirs(file, tools.directory)
        return list(Rehoming(tools, heirs, posts_on(look, local(tools.clock()).date())).all(look))


def _finish(tools: Tools, file: Reorganisation) -> None:
    with tools.database.transaction() as work:
        work.execute(update(Begun).where(Begun.decree == file.decree).values(finished_at=tools.clock()))


def _appointments(look: Connection, heirs: Heirs) -> tuple[list[tuple[Holding, str | None]], list[Orphan]]:
    """Return where each appointment in a unit that ends goes on, and those of which nothing says so."""
    moves: list[tuple[Holding, str | None]] = []
    lost: list[Orphan] = []
    for held in holdings_from(look, heirs.file.day):
        unit = held.post.unit
        if not heirs.is_over(unit):
            continue
        change = heirs.change_of(unit)
        wish = heirs.file.posts.get(held.subject)
        after = heirs.follow(unit, [wish] if wish else [])
        place = f"{held.subject}: {held.post.role.value}, {unit}"
        if held.valid_from >= heirs.file.day:
            lost.append(Orphan("role", place, f"It begins on {held.valid_from} in a unit that is over by then."))
        elif change is not None and change.officers == "end":
            moves.append((held, None))
        elif after is None:
            what = "Nothing says where it goes on. Name the unit under posts, or let it end: officers: end."
            lost.append(Orphan("role", place, what))
        else:
            moves.append((held, after))
    return moves, lost


def _registers(look: Connection, heirs: Heirs) -> tuple[list[RegisterMove], list[Orphan]]:
    """Return the registers that go on, and those of which two papers would bear the same number and name."""
    begun = registers_in(look, heirs.file.day.year)
    units = {unit for unit, _ in begun}
    going_on: dict[str, list[str]] = {}
    doubled: list[Orphan] = []
    for unit in sorted(unit for unit in units if heirs.is_over(unit) and heirs.change_of(unit) is not None):
        change = heirs.change_of(unit)
        goes_on = change is not None and heirs.home(unit) in change.carries_on
        if goes_on and (heir := heirs.follow(unit)) is not None:
            going_on.setdefault(heir, []).append(unit)
        elif goes_on:
            doubled.append(Orphan("register", unit, "It is to go on, and nothing says in which unit: name otherwise."))
        else:
            doubled += _same_names(unit, heirs)
    for heir in going_on.keys() & units:
        doubled.append(Orphan("register", heir, "It has begun already: it cannot go on from another's numbers."))
    return [RegisterMove(tuple(sources), heir) for heir, sources in going_on.items()], doubled


def _same_names(unit: str, heirs: Heirs) -> Iterator[Orphan]:
    """A new unit of the same name that begins at 1 would give the numbers of this year a second time."""
    for heir in heirs.directory.successors(unit, heirs.file.day):
        if heirs.directory.name(heir) == heirs.directory.name(unit):
            what = f"{heir} bears the same name and would give the same numbers again. Write its unit under carries_on."
            yield Orphan("register", unit, what)


def _ownerless(look: Connection, tools: Tools, file: Reorganisation) -> Iterator[str]:
    """Yield which procedures of the new day lead to a place that one of the new units has not."""
    directory, day = tools.directory, file.day
    into = dict.fromkeys(unit for change in file.changes for unit in change.into)
    for published in tools.versions.all_current(look, day):
        rule = published.definition.competence
        fitting = (unit for unit in into if directory.level(unit) == rule.level)
        for unit in fitting:
            competent = unit if rule.office is None else directory.office(unit, rule.office, day)
            places = {place for workflow in published.workflows.values() for place in workflow.places}
            missing = f"{unit}/{rule.office}" if competent is None else _missing(tools, places, competent, day)
            if missing:
                yield f"{published.code} in {unit}: nobody is at {missing}"


def _missing(tools: Tools, places: Iterable[str], competent: str, day: date) -> str | None:
    try:
        intake = tools.directory.reception(competent, day)
        for place in sorted(places):
            resolve_place(tools.directory, place, competent=competent, intake=intake, day=day)
    except NoSuchPlace as lost:
        return lost.place
    return None
