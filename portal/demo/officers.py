"""The demo's officers: invented people in the seats of some communes, the districts before them, and the province."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from portal.demo.names import Sex, person_name
from portal.demo.seats import (
    DISTRICT,
    FIRST,
    LARGE,
    PROVINCE,
    PROVINCE_DESK,
    PROVINCE_OFFICE,
    SECOND,
    SMALL,
    Posts,
    Seat,
)
from portal.people.officers import add_officer, appoint, find_officer
from portal.people.principal import Post
from portal.people.roles import Role
from portal.text import fold
from portal.units.directory import UnitDirectory

PEOPLE = Path(__file__).with_name("people.json")
SEED = "mot-cua"
START = date(2024, 1, 1)  # the first day of the oldest appointments

# Communes of today, the ones people look at first at the beginning.
LARGE_COMMUNES = ("51.21235", "51.21025", "51.21028", "51.21040", "51.23293")
SMALL_COMMUNES = ("51.21238", "51.21034", "51.21439", "51.23473", "51.21548")
COMMUNES = (*LARGE_COMMUNES, *SMALL_COMMUNES)
OFFICES = ("VPDKDD", "S-NV", "S-NNMT", "CA-T")  # those that some procedure needs
DESK = "TTPVHCC-T"


@dataclass(frozen=True, slots=True)
class DatedPost:
    """A role in a unit, from the first day to the last, both included."""

    role: Role
    unit: str
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOfficer:
    """An officer as the demo's login page offers them; `subject` is what the provider calls them."""

    subject: str
    name: str
    email: str
    posts: tuple[DatedPost, ...]

    def posts_on(self, day: date) -> tuple[DatedPost, ...]:
        return tuple(post for post in self.posts if post.covers(day))


def demo_officers(directory: UnitDirectory) -> tuple[DemoOfficer, ...]:
    """Return everybody who sits somewhere, the same people every time. Communes first, then the province."""
    province = directory.ancestors(COMMUNES[0])[-1]
    before = directory.province(date.fromordinal(directory.get(province).valid_from.toordinal() - 1))
    known = json.loads(PEOPLE.read_text(encoding="utf-8"))["officers"]
    invent = _Inventor(directory, known)
    found: list[DemoOfficer] = []
    for commune in COMMUNES:
        places = {"": commune, **_places_before(directory, commune)}
        seats = LARGE if commune in LARGE_COMMUNES else SMALL
        found += [invent.officer(_slug(directory, commune), seat, places) for seat in seats]
    for kind in (DESK, *OFFICES):
        seats = PROVINCE_DESK if kind == DESK else PROVINCE_OFFICE
        places = {"": f"{province}/{kind}", FIRST: f"{before}/{kind}"}
        found += [invent.officer(kind.lower(), _lasting(seat), places) for seat in seats]
    found += [invent.officer("tinh", _lasting(seat), {"": province, FIRST: before}) for seat in PROVINCE]
    return tuple(found)


def enrol_officers(work: Connection, officers: tuple[DemoOfficer, ...], issuer: str, now: datetime) -> dict[str, str]:
    """Write the officers down with their appointments, those that are not there yet; return their ids by subject."""
    ids: dict[str, str] = {}
    for officer in officers:
        known = find_officer(work, issuer, officer.subject)
        if known is not None:
            ids[officer.subject] = known.id
            continue
        made = add_officer(
            work, issuer=issuer, subject=officer.subject, name=officer.name, email=officer.email, now=now
        )
        for post in officer.posts:
            appoint(work, made, Post(post.role, post.unit), post.first, post.last, note="demo")
        ids[officer.subject] = made
    return ids


class _Inventor:
    """Makes officers, each name once."""

    def __init__(self, directory: UnitDirectory, known: dict[str, dict[str, str]]) -> None:
        self._directory = directory
        self._known = known
        self._taken = {name for names in known.values() for name in names.values()}

    def officer(self, slug: str, seat: Seat, places: dict[str, str]) -> DemoOfficer:
        subject = f"{slug}.{seat.code}"
        unit = places[""]
        return DemoOfficer(
            subject=subject,
            name=self._known.get(unit, {}).get(seat.code) or self._name(subject, unit),
            email=f"{subject}@quangngai.example",
            posts=(*self._before(seat, places), *self._posts(seat.posts, unit)),
        )

    def _name(self, subject: str, unit: str) -> str:
        random = Random(f"{SEED}/{subject}")
        sex: Sex = random.choice(("male", "female"))
        highland = unit >= "51.23"  # the communes of former Kon Tum
        while (name := person_name(random, sex, highland=highland)) in self._taken:
            continue
        self._taken.add(name)
        return name

    def _before(self, seat: Seat, places: dict[str, str]) -> Iterator[DatedPost]:
        for where, posts in seat.before.items():
            if where in places:
                yield from self._posts(posts, places[where])

    def _posts(self, posts: Posts, unit: str) -> Iterator[DatedPost]:
        """Yield the posts in the offices that the unit really has, for as long as it lives."""
        for role, kind in posts:
            code = f"{unit}/{kind}" if kind else unit
            found = self._directory.find(code)
            if found is not None:
                yield DatedPost(role, code, max(found.valid_from, START), found.valid_to)


def _places_before(directory: UnitDirectory, commune: str) -> dict[str, str]:
    """Return where the people of a commune of today worked before: two of its communes, and its district."""
    old = directory.predecessors(commune)
    communes = [code for code in old if directory.level(code) == directory.level(commune)]
    districts = [code for code in old if directory.level(code) != directory.level(commune)]
    return dict(zip((FIRST, SECOND, DISTRICT), [*communes[:2], *districts[:1]], strict=False))


def _lasting(seat: Seat) -> Seat:
    """A seat of the province that was there before, in the office of the same kind."""
    return Seat(seat.code, seat.posts, {FIRST: seat.posts})


def _slug(directory: UnitDirectory, commune: str) -> str:
    unit = directory.get(commune)
    return fold(unit.name[len(unit.kind) :]).replace(" ", "-")
