"""A small world for tests: the real organisation tree and procedures, a few officers, a citizen, a clock that is set.

Preparing it takes a second; a test gets a copy of the prepared database.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from config import Settings
from portal.catalogue.loader import load_folder
from portal.catalogue.versions import publish
from portal.crypto import Sealer, sealer_from_secret
from portal.db import Base, Database
from portal.house import House, build_house
from portal.people.accounts import find_or_create_person
from portal.people.acting import load_principal
from portal.people.identity import Identity, Residence
from portal.people.officers import add_officer, appoint, find_officer
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.people.sessions import Login, digest_of, start_session
from portal.units.load import QUANG_NGAI, read_tree, store_tree
from portal.web.app import create_app

ROOT = Path(__file__).parents[1]
COMMUNE = "51.21235"  # xã Tư Nghĩa
OTHER_COMMUNE = "51.21238"
START = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 09:00 on a Monday in Vietnam
ISSUER = "https://identity.test"
SECRET = "a secret of the tests, long enough to be one"

OFFICERS: dict[str, tuple[Role, str]] = {
    "reception": (Role.RECEPTION, f"{COMMUNE}/X-TTPVHCC"),
    "specialist": (Role.SPECIALIST, f"{COMMUNE}/X-VP"),
    "second-specialist": (Role.SPECIALIST, f"{COMMUNE}/X-VP"),
    "head": (Role.HEAD, f"{COMMUNE}/X-VP"),
    "leader": (Role.LEADER, f"{COMMUNE}/X-UBND"),
    "clerk": (Role.CLERK, f"{COMMUNE}/X-VP"),
    "supervisor": (Role.SUPERVISOR, "51"),
    "commune-supervisor": (Role.SUPERVISOR, COMMUNE),
    "stranger": (Role.RECEPTION, f"{OTHER_COMMUNE}/X-TTPVHCC"),
    "administrator": (Role.ADMINISTRATOR, "51"),
}


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **amount: float) -> datetime:
        """Move on by hours=, minutes=, days=."""
        self.now += timedelta(**amount)
        return self.now


@dataclass(frozen=True)
class World:
    """Everything a test needs to let people act."""

    house: House
    app: Flask
    clock: SetClock

    def officer(self, name: str) -> Principal:
        """Return an officer of `OFFICERS` with the posts of today."""
        with self.house.database.read() as look:
            found = find_officer(look, ISSUER, f"officer-{name}")
        if found is None:
            raise LookupError(name)
        return self._principal(Kind.OFFICER, found.id)

    def citizen(self, name: str = "an") -> Principal:
        return self._principal(Kind.CITIZEN, _person_id(self.house, name))

    def client(self, who: Principal | None = None) -> FlaskClient:
        """Return a browser, signed in as somebody."""
        client = self.app.test_client()
        if who is not None:
            client.set_cookie(self.session_cookie, self.session_of(who))
        return client

    @property
    def session_cookie(self) -> str:
        name: str = self.app.extensions["doorkeeper"].settings.cookie("sid")
        return name

    def session_of(self, who: Principal) -> str:
        """Start a session for somebody, and return the value of its cookie."""
        secret = token_urlsafe(32)
        login = Login(kind=who.kind, principal_id=who.id, issuer=ISSUER, subject=who.id)
        far = self.clock() + timedelta(days=365)
        with self.house.database.transaction() as work:
            start_session(work, digest_of(secret), login, data={}, now=self.clock(), expires=far)
        return secret

    def _principal(self, kind: Kind, principal_id: str) -> Principal:
        with self.house.database.read() as look:
            found = load_principal(look, kind, principal_id, self.clock().date())
        if found is None:
            raise LookupError(principal_id)
        return found


def prepare(url: str) -> None:
    """Fill an empty database: tables, tree, procedures, officers, citizens."""
    database = Database(url, synchronous="OFF")
    Base.metadata.create_all(database.engine)
    loaded, problems = load_folder(ROOT / "procedures")
    if problems:
        raise ValueError(problems)
    with database.transaction() as work:
        store_tree(work, read_tree(QUANG_NGAI))
        for one in loaded:
            publish(work, one, by="tests", now=START)
        for name, (role, unit) in OFFICERS.items():
            officer_id = add_officer(
                work, issuer=ISSUER, subject=f"officer-{name}", name=name.capitalize(), email=None, now=START
            )
            appoint(work, officer_id, Post(role, unit), date(2025, 7, 1))
        for name, number in (("an", "051090000001"), ("binh", "051185000002")):
            find_or_create_person(work, _sealer(), _identity(name, number), START)
    database.dispose()


def _identity(name: str, number: str) -> Identity:
    return Identity(
        issuer=ISSUER,
        subject=name,
        name=f"Nguyễn Văn {name.capitalize()}",
        personal_id=number,
        birth_date="1990-05-12",
        sex="male",
        residence=Residence(COMMUNE, "Thôn Điện An"),
        phone="+84912345678",
        email=f"{name}@example.org",
    )


def _sealer() -> Sealer:
    return sealer_from_secret(SECRET)


def _person_id(house: House, name: str) -> str:
    with house.database.read() as look:
        found = look.execute(text("select id from persons where subject = :name"), {"name": name}).scalar_one()
    return str(found)


def settings_for(url: str, home: Path, *, base_url: str = "http://localhost") -> Settings:
    """Return settings of a portal under test."""
    return replace(
        Settings(),
        home=home,
        database_url=url,
        secret=SECRET,
        base_url=base_url,
        storage_folder=home / "files",
        mail=False,
        citizen_idle_minutes=60 * 24 * 365,
        officer_idle_minutes=60 * 24 * 365,
    )


@contextmanager
def world_at(url: str, home: Path, *, base_url: str = "http://localhost") -> Iterator[World]:
    """Yield a world on a prepared database."""
    clock = SetClock()
    house = build_house(settings_for(url, home, base_url=base_url), clock=clock)
    yield World(house, create_app(house=house), clock)
    house.database.dispose()


def copy_sqlite(template: Path, target: Path) -> str:
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"


@contextmanager
def copy_postgresql(server: str, template: str, name: str) -> Iterator[str]:
    """Yield the address of a copy of a prepared PostgreSQL database."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} template {template}"))
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
        admin.dispose()
