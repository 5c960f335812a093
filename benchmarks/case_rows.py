"""Rows of synthetic cases, in the words of either database: two years of them, by 300 units, the newest 6 % open."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from portal.cases.words import pairs_of, words_of
from portal.demo.names import person_name

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

UNITS = 300
SPAN = timedelta(days=730)
OPEN_SHARE = 0.06
# Weights of 1/(k + 8.5) give the first of 300 units 3.3 % of all cases, and the last one 0.1 %.
WEIGHTS = tuple(accumulate(1 / (place + 8.5) for place in range(UNITS)))
# Where an open case is: step, role, office; reception has two of seven.
STEPS = (
    ("receive", "reception", "X-TTPVHCC"),
    ("assign", "head", "X-VP"),
    ("appraise", "specialist", "X-VP"),
    ("appraise", "specialist", "X-VP"),
    ("sign", "leader", "X-UBND"),
    ("issue", "clerk", "X-VP"),
    ("hand_over", "reception", "X-TTPVHCC"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """A real case and its task as they are stored, and what varies: units (largest first), people, the last moment."""

    case: Mapping[str, Any]
    task: Mapping[str, Any]
    units: tuple[str, ...]
    citizen: str
    officers: tuple[str, ...]
    newest: datetime


def blocks(templates: Templates, size: int, block: int) -> Iterator[Rows]:
    """Yield the rows of `size` cases, oldest first, so many cases at a time; the same at each call."""
    maker = _Maker(templates, size)
    for start in range(0, size, block):
        yield maker.rows(start, min(size, start + block))


class _Maker:
    def __init__(self, templates: Templates, size: int) -> None:
        self._templates, self._size = templates, size
        self._chance = random.Random(20261124)
        self._day, self._numbers = "", Counter[int]()
        self._open_from = size - round(size * OPEN_SHARE)

    def rows(self, start: int, end: int) -> Rows:
        made: Rows = {"cases": [], "tasks": [], "case_units": [], "case_words": []}
        places = self._chance.choices(range(UNITS), cum_weights=WEIGHTS, k=end - start)
        for number, place in zip(range(start, end), places, strict=True):
            self._add_case(made, number, place)
        return made

    def _add_case(self, made: Rows, number: int, place: int) -> None:
        known, chance = self._templates, self._chance
        case_id, unit = self._uuid(), known.units[place]
        at = known.newest - SPAN * ((self._size - number) / self._size)
        submitted, code = _moment(at), self._code(at, place)
        name = self._name()
        is_open = number >= self._open_from
        step, role, office = STEPS[number % 7]
        due = _moment(at + timedelta(days=chance.randrange(20, 70)))
        after = _moment(at + timedelta(days=chance.randrange(1, 14)))
        holder = self._holder(place) if is_open else None
        made["cases"].append(
            self._case(
                id=case_id,
                code=code,
                draft_id=self._uuid(),
                applicant_id=known.citizen if number % max(1, self._size // 20) == 0 else self._uuid(),
                applicant_name=name,
                competent=unit,
                intake=f"{unit}/X-TTPVHCC",
                state=4 if is_open else 10,
                step=step if is_open else None,
                unit=f"{unit}/{office}" if is_open else None,
                holder=holder,
                outcome=None if is_open else "granted",
                submitted_at=submitted,
                accepted_at=submitted,
                due_at=due,
                original_due_at=due,
                decided_at=None if is_open else after,
                ended_at=None if is_open else after,
                last_at=after,
            )
        )
        done: dict[str, Any] = {"case_id": case_id, "accepted": True}
        done |= {"entered_at": submitted, "step_due_at": due, "due_at": due, "status": "done"}
        done |= {"closed_at": after, "closed_by": known.officers[1]}
        desks = STEPS[0], STEPS[2], STEPS[4]
        for past, role_of, office_of in desks[: 1 + number % 2 + (not is_open)]:
            made["tasks"].append(self._task(**done, step=past, role=role_of, unit=f"{unit}/{office_of}", holder=None))
        if is_open:
            waits = "waiting" if step == "receive" and number % 10 == 0 else "open"
            there = {"step": step, "role": role, "unit": f"{unit}/{office}", "holder": holder, "status": waits}
            made["tasks"].append(self._task(**{**done, **there, "closed_at": None, "closed_by": None}))
        units = (unit, f"{unit}/X-TTPVHCC", f"{unit}/X-VP")
        made["case_units"] += [(case_id, one, submitted) for one in units]
        words = {*code.lower().replace("-", ".").split("."), *_of_name(name), *words_of(known.case["procedure_code"])}
        made["case_words"] += [(word, submitted, case_id) for word in words]

    def _case(self, **values: Any) -> Row:
        return tuple({**self._templates.case, **values}.values())

    def _task(self, **values: Any) -> Row:
        return tuple({**self._templates.task, "id": self._uuid(), **values}.values())

    def _code(self, at: datetime, place: int) -> str:
        day = f"{at:%y%m%d}"
        if day != self._day:
            self._day, self._numbers = day, Counter()
        self._numbers[place] += 1
        return f"H48.35.{place + 101}-{day}-{self._numbers[place]:04}"

    def _name(self) -> str:
        """Return a name; 38 of 100 families are Nguyễn, one in 20 names is of the highlands."""
        chance = self._chance
        name = person_name(chance, chance.choice(("male", "female")), highland=chance.random() < 0.1)
        family, _, rest = name.partition(" ")
        return f"Nguyễn {rest}" if len(family) > 1 and chance.random() < 0.3 else name

    def _holder(self, place: int) -> str | None:
        """Return who has the task: half of the time nobody; in the largest unit the measured officer a sixth."""
        drawn = self._chance.randrange(6)
        if drawn < 3:
            return None
        return self._templates.officers[min(drawn - 3, 1)] if place == 0 else f"officer of {place}"

    def _uuid(self) -> str:
        drawn = f"{self._chance.getrandbits(128):032x}"
        return f"{drawn[:8]}-{drawn[8:12]}-{drawn[12:16]}-{drawn[16:20]}-{drawn[20:]}"


@cache
def _of_name(name: str) -> list[str]:
    words = words_of(name)
    return [*words, *pairs_of(words)]


def _moment(at: datetime) -> str:
    """Return a moment in UTC as SQLite keeps it, and as PostgreSQL reads it in a session whose time zone is UTC."""
    return at.isoformat(" ", "microseconds")
