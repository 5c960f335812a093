"""Assisted filing as a helper does it: write with a person, ask for a code, read it out; and the letters it goes by."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.cases.codes_sent import CodesSent
from portal.cases.errands import Errands
from portal.cases.models import Case
from portal.notifications.texts import TextsByMail
from portal.notifications.worker import Worker
from portal.people.officers import add_officer, appoint
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from tests.postbox import Postbox
from tests.stories import CERTIFICATE, TYPED, post
from tests.world import COMMUNE, ISSUER, World

HOME = "/desk/assist/"
OFFICE = f"{COMMUNE}/X-TTPVHCC"


def open_channels(world: World) -> Postbox:
    """Let this portal have both channels, and hire somebody of a community digital team."""
    settings = replace(world.house.settings, demo=True)
    object.__setattr__(world.house, "settings", settings)
    with world.house.database.transaction() as work:
        helper = add_officer(
            work, issuer=ISSUER, subject="officer-helper", name="Helper", email=None, now=world.clock()
        )
        appoint(work, helper, Post(Role.HELPER, OFFICE), date(2025, 7, 1), date(2026, 12, 31))
    return Postbox()


def deliver(world: World, letters: Postbox) -> None:
    """Let the worker do what waits."""
    house = world.house
    texts = TextsByMail(letters)
    codes = CodesSent(
        database=house.database,
        sealer=house.sealer,
        versions=house.versions,
        directory=house.directory,
        channels={"email": texts, "sms": texts},
        clock=house.clock,
    )
    errands = Errands(database=house.database, mill=house.mill, channel=letters, clock=house.clock, texts=texts)
    worker = Worker(house.database, {**codes.handlers, **errands.handlers}, house.clock)
    while worker.run_once():
        pass


def write(world: World, who: FlaskClient, typed: dict[str, dict[str, str]] = TYPED) -> str:
    """Write a certificate with Nguyễn Văn An; return the address of the last look."""
    found = post(who, HOME, HOME, {"q": "051090000001"})
    page = str(re.findall(r'href="(/desk/assist/people/[0-9a-f-]{36})"', found.text)[0])
    answer = post(who, page, page, {"code": CERTIFICATE, "channel": "online", "unit": OFFICE})
    assert answer.status_code == 303, answer.text
    url = answer.headers["Location"]
    for fields in typed.values():
        answer = post(who, url, url, fields)
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
    return url


def confirming(review: str) -> str:
    return review.replace("/review", "/confirm")


def ask(who: FlaskClient, review: str, kind: str = "sms") -> Any:
    page = f"{confirming(review)}?return_by=portal"
    return post(who, page, f"{confirming(review)}/code", {"kind": kind, "return_by": "portal"})


def read_out(who: FlaskClient, review: str, code: str) -> Any:
    page = f"{confirming(review)}?return_by=portal"
    return post(who, page, confirming(review), {"code": code, "return_by": "portal"})


def counted(world: World, table: Any) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).select_from(table)).scalar_one())


def case_of(world: World) -> Any:
    with world.house.database.read() as look:
        return look.execute(select(Case.__table__)).one()


def helper(world: World) -> Principal:
    return world.officer("helper")
