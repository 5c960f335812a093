"""Flask's session, kept in our database: the browser holds 256 random bits, we hold their digest (R-SES-1).

Nothing is read until somebody asks, and nothing is written unless something changed; that a session was used is noted
once a minute. A visitor costs no row until something is to be remembered about them.
"""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from portal.db import DatabaseBusy
from portal.people import sessions
from portal.people.principal import Kind
from portal.people.sessions import Session, digest_of
from portal.web.identity.keeper import Doorkeeper
from portal.web.identity.provider import KIOSK_LIMITS

SEEN_EVERY = timedelta(minutes=1)
COOKIE = "sid"
KIOSK_MARK = "kiosk"  # in the session of whoever logged in at a public screen: which one
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new_secret() -> str:
    """Return 256 random bits for a cookie or a parameter."""
    return secrets.token_urlsafe(32)


class PortalSession(SessionMixin):
    """One browser's session. As a mapping it holds small things: language, messages, the key of a stashed form."""

    def __init__(self, keeper: Doorkeeper, secret: str | None) -> None:
        self._keeper = keeper
        self._row: Session | None = None
        self._data: dict[str, Any] = {}
        self._is_loaded = secret is None
        self.secret = secret
        self.has_cookie = secret is not None
        self.gave_token = False
        self.is_ended = False
        self.accessed = False
        self.modified = False
        self.new = secret is None

    def load(self, connection: Connection | None = None) -> None:
        """Read the session, on `connection` where one is open already."""
        if self._is_loaded or self.secret is None:
            return
        self._is_loaded = True
        if connection is None:
            with self._keeper.database.read() as own:
                row = sessions.find_session(own, digest_of(self.secret))
        else:
            row = sessions.find_session(connection, digest_of(self.secret))
        if row is not None and self._is_live(row):
            self._row, self._data = row, dict(row.data)

    @property
    def signed_in(self) -> Session | None:
        """The login behind this session; None for a visitor, and when it has run out."""
        self.load()
        return None if self._row is None or self._row.kind is Kind.ANONYMOUS else self._row

    @property
    def seen_at(self) -> datetime | None:
        return None if self._row is None else self._row.seen_at

    def secret_for_token(self) -> str:
        """Return the secret, drawn now for a visitor who has none, so that a form can be bound to this browser."""
        self.gave_token = self.accessed = True
        if self.secret is None:
            self.secret = new_secret()
        return self.secret

    def become(self, secret: str) -> None:
        """Go on under another secret, whose row is written already."""
        self.__init__(self._keeper, secret)  # type: ignore[misc]
        self.has_cookie = False

    def end(self) -> None:
        """Forget everything; the row is gone already. The browser is told to forget its cookie."""
        self.__init__(self._keeper, None)  # type: ignore[misc]
        self.is_ended = True

    def _is_live(self, row: Session) -> bool:
        now, settings = self._keeper.now(), self._keeper.settings
        limits = KIOSK_LIMITS if KIOSK_MARK in row.data else settings.limits[row.kind]
        if KIOSK_MARK in row.data and now >= row.created_at + limits.absolute:
            return False
        return now < row.expires_at and now < row.seen_at + limits.idle

    def __getitem__(self, key: str) -> Any:
        self.load()
        self.accessed = True
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.load()
        self._data[key] = value
        self.modified = self.accessed = True

    def __delitem__(self, key: str) -> None:
        self.load()
        del self._data[key]
        self.modified = self.accessed = True

    def __iter__(self) -> Iterator[str]:
        self.load()
        self.accessed = True
        return iter(self._data)

    def __len__(self) -> int:
        self.load()
        return len(self._data)

    def save(self) -> None:
        """Write what changed, if anything did."""
        now, digest = self._keeper.now(), digest_of(self.secret_for_saving())
        with self._keeper.database.transaction() as connection:
            if self._row is not None:
                sessions.keep_session(connection, digest, now=now, data=self._data if self.modified else None)
                return
            expires = now + self._keeper.settings.limits[Kind.ANONYMOUS].absolute
            sessions.start_session(connection, digest, None, data=self._data, now=now, expires=expires)

    def secret_for_saving(self) -> str:
        if self.secret is None:
            self.secret = new_secret()
        return self.secret

    def is_due_to_be_seen(self) -> bool:
        """Say whether the use has to be noted: once a minute; at a kiosk each time, where a minute is all there is."""
        if self._row is None:
            return False
        return KIOSK_MARK in self._data or self._keeper.now() - self._row.seen_at >= SEEN_EVERY


class PortalSessionInterface(SessionInterface):
    """Opens and saves `PortalSession`s."""

    def __init__(self, keeper: Doorkeeper) -> None:
        self._keeper = keeper

    def open_session(self, app: Flask, request: Request) -> PortalSession:
        secret = request.cookies.get(self._keeper.settings.cookie(COOKIE), "")
        return PortalSession(self._keeper, secret if _SECRET.fullmatch(secret) else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, PortalSession):
            raise TypeError("a session of another kind")
        if session.accessed or session.gave_token:
            response.vary.add("Cookie")
        if session.gave_token:
            response.headers["Cache-Control"] = "no-store"
        if session.modified:
            session.save()
        elif session.is_due_to_be_seen():
            self._note_use(session)
        self._set_cookie(session, response)

    def _note_use(self, session: PortalSession) -> None:
        """A busy database must not cost the reader the page; the next request notes it."""
        try:
            session.save()
        except (DatabaseBusy, OperationalError):
            return

    def _set_cookie(self, session: PortalSession, response: Response) -> None:
        settings = self._keeper.settings
        name, shape = settings.cookie(COOKIE), {"secure": settings.is_secure, "httponly": True, "samesite": "Lax"}
        if session.secret is not None and not session.has_cookie:
            response.set_cookie(name, session.secret, path="/", **shape)  # type: ignore[arg-type]
        elif session.is_ended:
            response.delete_cookie(name, path="/", **shape)  # type: ignore[arg-type]
