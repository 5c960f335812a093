"""Kiosks: registered by whoever runs the portal, known by a token that only the screen has, taken away when it is gone.

The token is 100 bits, written so that it can be typed once at the screen; we keep its digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from portal.people.kiosk_models import Kiosk
from portal.people.sessions import digest_of
from portal.statements import Read

# Who walks away leaves nothing: after so much silence everything is forgotten. The screen says so before.
SILENCE = timedelta(seconds=60)
# The screen tells the server so often that somebody is typing; the server waits that much longer.
PULSE = timedelta(seconds=10)
LOGIN_LIFE = timedelta(minutes=30)  # of a login at a screen that stands in public, used or not

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what looks alike
_GROUPS, _LENGTH = 5, 4
_FIND = Read(
    select(Kiosk.id, Kiosk.unit, Kiosk.name).where(
        Kiosk.token_digest == bindparam("digest"), Kiosk.revoked_at.is_(None)
    )
)


class NoSuchKiosk(Exception):
    """No kiosk has this id, or it was taken away before."""


@dataclass(frozen=True, slots=True)
class KioskRecord:
    """A screen, and the office where it stands."""

    id: str
    unit: str
    name: str


def add_kiosk(work: Connection, *, unit: str, name: str, now: datetime) -> tuple[str, str]:
    """Register a screen; return its id and its token, which is shown this once."""
    token = "-".join("".join(choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    kiosk_id = str(uuid4())
    row = {"id": kiosk_id, "unit": unit, "name": name, "token_digest": digest_of(token)}
    work.execute(insert(Kiosk).values(**row, created_at=now, revoked_at=None))
    return kiosk_id, token


def find_kiosk(look: Connection, token: str) -> KioskRecord | None:
    """Return the screen of a token; None for one that is unknown or was taken away."""
    row = _FIND.first(look, {"digest": digest_of(token)})
    return None if row is None else KioskRecord(row.id, row.unit, row.name)


def revoke_kiosk(work: Connection, kiosk_id: str, now: datetime) -> None:
    """Let a screen be a kiosk no more. Raises `NoSuchKiosk`."""
    gone = update(Kiosk).where(Kiosk.id == kiosk_id, Kiosk.revoked_at.is_(None)).values(revoked_at=now)
    if work.execute(gone).rowcount != 1:
        raise NoSuchKiosk(kiosk_id)


def list_kiosks(look: Connection) -> Sequence[Row[Any]]:
    """Return all screens, those of one office together."""
    columns: Any = (Kiosk.id, Kiosk.unit, Kiosk.name, Kiosk.created_at, Kiosk.revoked_at)
    return look.execute(select(*columns).order_by(Kiosk.unit, Kiosk.name, Kiosk.id)).all()
