"""What `portal procedures simulate` tells: random but lawful histories of one procedure, on the calendar of the law."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.cases.deadlines import case_ledger, clock_of, deadline
from portal.cases.office_hours import OfficeHours
from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.pinned import Loaded
from portal.clock import local
from portal.workflow.case import CaseState
from portal.workflow.events import ActionDone, AnyEvent, StepEntered
from portal.workflow.simulation import History, Report, Times, simulate
from portal.worktime import Calendar, LedgerKind

CHANNEL = "online"
MOMENT = "%d/%m/%Y %H:%M"
QUIET = (LedgerKind.WEEKEND, LedgerKind.OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The histories of one variant of a procedure."""

    definition: ProcedureDefinition
    variant: str
    report: Report
    calendar: Calendar

    @property
    def ok(self) -> bool:
        return not self.report.dead_ends and not self.report.illegal

    def as_json(self) -> dict[str, Any]:
        """Return the figures, and every dead end with the way to it."""
        report = self.report
        return {
            "code": self.definition.code,
            "variant": self.variant,
            "workflow": report.definition.id,
            "cases": len(report.histories),
            "ends": dict(report.ends.most_common()),
            "commands": dict(report.commands.most_common()),
            "never_taken": [f"{step}.{action}" for step, action in report.never_taken],
            "longest": [way(history) for history in report.longest],
            "dead_ends": [{"why": history.dead_end, "way": way(history)} for history in report.dead_ends],
            "illegal": sorted(f"{before:d} -> {after:d}" for before, after in report.illegal),
            "ledger": list(ledger_lines(report.longest[0], self)) if report.longest else [],
        }

    def as_text(self) -> str:
        """Return the same for people."""
        told = self.as_json()
        title = f"{told['code']} {self.variant}, workflow {told['workflow']}: {told['cases']} cases"
        lines = [title, f"  ends: {shares(self.report.ends)}", f"  commands: {counts(self.report.commands)}"]
        lines.append(f"  never taken: {', '.join(told['never_taken']) or 'none'}")
        lines += [f"  longest: {len(steps)} moves: {' > '.join(steps)}" for steps in told["longest"]]
        lines += [f"  DEAD END: {one['why']}, after {' > '.join(one['way'])}" for one in told["dead_ends"]]
        lines += [f"  ILLEGAL: official state {pair}" for pair in told["illegal"]]
        return "\n".join([*lines, "  the longest, day by day:", *(f"    {line}" for line in told["ledger"])])


def simulations(loaded: Loaded, calendar: Calendar, *, cases: int, seed: int) -> Iterator[Simulation]:
    """Yield the histories of each variant of a procedure."""
    for variant, workflow in loaded.workflows.items():
        times = times_of(loaded.definition, variant, calendar)
        report = simulate(workflow, cases=cases, seed=seed, times=times)
        yield Simulation(definition=loaded.definition, variant=variant, report=report, calendar=calendar)


def times_of(definition: ProcedureDefinition, variant: str, calendar: Calendar) -> Times:
    """Return the time of a procedure: the hours of the office, and the due moment of the law."""

    def due(case: CaseState) -> datetime | None:
        return deadline(clock_of(case, definition, variant, CHANNEL), calendar).due

    return Times(office=OfficeHours(calendar), due=due)


def way(history: History) -> list[str]:
    return [move.name for move in history.moves]


def shares(counter: Counter[str]) -> str:
    total = counter.total() or 1
    return ", ".join(f"{name} {count * 100 / total:.1f} %" for name, count in counter.most_common())


def counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


def ledger_lines(history: History, of: Simulation) -> Iterator[str]:
    """Yield what happened and when, then how the law counts it."""
    for event, state in zip(history.events, history.states, strict=True):
        yield f"{local(event.at):{MOMENT}}  state {state:<2d}  {type(event).__name__}{_more(event)}"
    clock = clock_of(history.case, of.definition, of.variant, CHANNEL)
    if clock is None:
        yield "the clock never started"
        return
    account = case_ledger(clock, of.calendar, history.events[-1].at)
    for row in account.rows:
        if row.kind not in QUIET:
            number = "" if row.ordinal is None else f" {row.ordinal}"
            yield f"{row.day:%d/%m/%Y}  {row.kind.value}{number}{f' ({row.reason})' if row.reason else ''}"
    due = f"{local(account.due):{MOMENT}}" if account.due else "unknown while the clock stands"
    verdict = "late" if account.is_late else "in time"
    yield f"due {due}; {account.counted} of {account.total} {account.counted_in}; {verdict}"


def _more(event: AnyEvent) -> str:
    match event:
        case ActionDone(action=action, officer=officer):
            return f" {action} by {officer}"
        case StepEntered(step=step):
            return f" {step}"
        case _:
            return ""
