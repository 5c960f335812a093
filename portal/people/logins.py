"""Logins under way, forms kept through them, and the audit of both (R-ID-2, NĐ 333/2026)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from portal.people.principal import Kind
from portal.people.session_models import FormStash, LoginAttempt, LoginAudit, LogoutToken

ATTEMPT_LIFE = timedelta(minutes=10)
STASH_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A way to the provider and back. Digests are SHA-256 of what the browser brings again."""

    state_digest: str
    purpose: str
    audience: str
    browser_digest: str
    next_url: str
    nonce: str = ""
    verifier: str = ""
    stash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stash:
    """A form that outlives the session it was written in."""

    digest: str
    url: str
    writer: str
    form: bytes  # sealed
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the login audit."""

    audience: str
    issuer: str
    outcome: str
    reason: str
    session_digest: str
    address_index: str
    port: int
    principal_id: str | None = None


def begin_attempt(connection: Connection, attempt: Attempt, now: datetime) -> None:
    connection.execute(insert(LoginAttempt).values(**asdict(attempt), expires_at=now + ATTEMPT_LIFE))


def take_attempt(connection: Connection, state_digest: str, now: datetime) -> Attempt | None:
    """Return the attempt and use it up; None when there is none, or no longer. One of two racers gets it."""
    row = connection.execute(
        delete(LoginAttempt).where(LoginAttempt.state_digest == state_digest).returning(LoginAttempt.__table__)
    ).one_or_none()
    if row is None or row.expires_at <= now:
        return None
    values = row._asdict()
    del values["expires_at"]
    return Attempt(**values)


def keep_form(connection: Connection, stash: Stash, now: datetime) -> None:
    connection.execute(insert(FormStash).values(**asdict(stash), expires_at=now + STASH_LIFE))


def find_form(connection: Connection, digest: str, now: datetime) -> Stash | None:
    columns = (FormStash.digest, FormStash.url, FormStash.writer, FormStash.owner, FormStash.form)
    row = connection.execute(
        select(*columns).where(FormStash.digest == digest, FormStash.expires_at > now)
    ).one_or_none()
    return None if row is None else Stash(**row._asdict())


def own_form(connection: Connection, digest: str, owner: str) -> None:
    """Give a stashed form to the person who logged in."""
    connection.execute(update(FormStash).where(FormStash.digest == digest).values(owner=owner))


def drop_form(connection: Connection, digest: str) -> None:
    connection.execute(delete(FormStash).where(FormStash.digest == digest))


def owner_of(kind: Kind, principal_id: str) -> str:
    return f"{kind}:{principal_id}"


def first_time_seen(connection: Connection, token_digest: str, *, expires: datetime) -> bool:
    """Note a logout token; False when it was noted before."""
    known = select(LogoutToken.digest).where(LogoutToken.digest == token_digest)
    if connection.execute(known).first() is not None:
        return False
    connection.execute(insert(LogoutToken).values(digest=token_digest, expires_at=expires))
    return True


def record(connection: Connection, entry: AuditEntry, now: datetime) -> None:
    connection.execute(insert(LoginAudit).values(at=now, **asdict(entry)))
