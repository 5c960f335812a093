"""Sessions in the database: found by a digest of what the browser holds; ended by person, subject or provider."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from portal.people.principal import Kind
from portal.people.session_models import FormStash, LoginAttempt, LogoutToken, WebSession
from portal.statements import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The login a session stands on."""

    kind: Kind
    principal_id: str
    issuer: str
    subject: str
    sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it lies in the database."""

    digest: str
    kind: Kind
    principal_id: str | None
    issuer: str | None
    data: Mapping[str, Any]
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


_COLUMNS = (
    *(WebSession.digest, WebSession.kind, WebSession.principal_id, WebSession.issuer),
    *(WebSession.data, WebSession.created_at, WebSession.seen_at, WebSession.expires_at),
)


_FIND = Read(select(*_COLUMNS).where(WebSession.digest == bindparam("digest")))


class SessionOfAnother(Exception):
    """A provider named a session and a subject that do not belong together."""


def digest_of(secret: str) -> str:
    """Return the SHA-256 under which a secret that a browser holds is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_session(connection: Connection, digest: str) -> Session | None:
    """Return a session, live or expired; its limits are the caller's to judge."""
    row = _FIND.first(connection, {"digest": digest})
    return None if row is None else _session(row)


def start_session(
    connection: Connection,
    digest: str,
    login: Login | None,
    *,
    data: Mapping[str, Any],
    now: datetime,
    expires: datetime,
) -> None:
    """Write a new session; without `login` it is a visitor's. A dead one under the same digest is replaced."""
    connection.execute(delete(WebSession).where(WebSession.digest == digest))
    whose = {"kind": Kind.ANONYMOUS} if login is None else asdict(login)
    moments = {"created_at": now, "seen_at": now, "expires_at": expires}
    connection.execute(insert(WebSession).values(digest=digest, data=dict(data), **whose, **moments))


def keep_session(connection: Connection, digest: str, *, now: datetime, data: Mapping[str, Any] | None = None) -> bool:
    """Note that a session was used, and its data if given; False when it has been ended meanwhile."""
    changes: dict[str, Any] = {"seen_at": now} if data is None else {"seen_at": now, "data": dict(data)}
    return connection.execute(update(WebSession).where(WebSession.digest == digest).values(changes)).rowcount == 1


def end_session(connection: Connection, digest: str) -> None:
    connection.execute(delete(WebSession).where(WebSession.digest == digest))


def end_sessions_of(connection: Connection, kind: Kind, principal_id: str) -> int:
    """End every session of a person, everywhere; return how many there were."""
    whose = and_(WebSession.kind == kind, WebSession.principal_id == principal_id)
    return connection.execute(delete(WebSession).where(whose)).rowcount


def end_oldest_sessions(connection: Connection, kind: Kind, principal_id: str, *, keep: int) -> None:
    """End all but the newest `keep` sessions of a person (R-SES-2)."""
    whose = and_(WebSession.kind == kind, WebSession.principal_id == principal_id)
    newest_first = (WebSession.created_at.desc(), WebSession.digest)
    kept = list(connection.scalars(select(WebSession.digest).where(whose).order_by(*newest_first).limit(keep)))
    connection.execute(delete(WebSession).where(whose, WebSession.digest.not_in(kept)))


def list_sessions_of(connection: Connection, kind: Kind, principal_id: str, *, now: datetime) -> list[Session]:
    """Return a person's sessions that are not past their absolute limit, the last used first."""
    whose = and_(WebSession.kind == kind, WebSession.principal_id == principal_id, WebSession.expires_at > now)
    rows = connection.execute(select(*_COLUMNS).where(whose).order_by(WebSession.seen_at.desc()).limit(50))
    return [_session(row) for row in rows]


def end_provider_sessions(connection: Connection, issuer: str, *, subject: str | None, sid: str | None) -> int:
    """End what a provider says has ended: one of its sessions, or all of a subject. Return how many there were.

    Raises `SessionOfAnother` when the session is known, but under another subject.
    """
    named = [WebSession.issuer == issuer]
    if sid is not None:
        named.append(WebSession.sid == sid)
    mine = [*named, WebSession.subject == subject] if subject is not None else named
    ended = connection.execute(delete(WebSession).where(*mine)).rowcount
    if not ended and sid is not None and connection.execute(select(WebSession.digest).where(*named).limit(1)).first():
        raise SessionOfAnother
    return ended


def prune(connection: Connection, now: datetime) -> None:
    """Delete what has expired: sessions, logins under way, stashed forms, logout tokens. The audit stays."""
    for table in (WebSession, LoginAttempt, FormStash, LogoutToken):
        connection.execute(delete(table).where(table.expires_at < now))


def _session(row: Any) -> Session:
    values = row._asdict()
    return Session(**{**values, "kind": Kind(values["kind"])})
