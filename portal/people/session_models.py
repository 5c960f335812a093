"""Tables of logging in: sessions, logins under way, forms kept through a login, logout tokens seen, and the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class WebSession(Base):
    """One browser's session. The browser holds the id, we only its digest (R-SES-1)."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        Index(None, "kind", "principal_id"),
        Index(None, "issuer", "subject"),
        Index(None, "issuer", "sid"),
        Index(None, "expires_at"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    principal_id: Mapped[str | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    sid: Mapped[str | None]  # the provider's name of its own session
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class LoginAttempt(Base):
    """A way to the provider and back, of a login or a logout: single use, ten minutes, one browser (R-ID-2)."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index(None, "expires_at"),)

    state_digest: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]  # login, logout
    audience: Mapped[str]
    browser_digest: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    next_url: Mapped[str]
    stash: Mapped[str | None]
    expires_at: Mapped[datetime]


class FormStash(Base):
    """What somebody typed into a form when the session had ended, sealed, until the login is done."""

    __tablename__ = "form_stashes"
    __table_args__ = (Index(None, "expires_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    writer: Mapped[str]  # tag of the person for whom the form was shown
    owner: Mapped[str | None]  # "kind:id", once somebody logged in to claim it
    form: Mapped[bytes]
    expires_at: Mapped[datetime]


class LogoutToken(Base):
    """Logout tokens that were obeyed, until they would be refused as expired anyway."""

    __tablename__ = "logout_tokens"
    __table_args__ = (Index(None, "expires_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class LoginAudit(Base):
    """Every login and logout, accepted or refused, with its machine reason; kept for a year or more (NĐ 333/2026)."""

    __tablename__ = "login_audit"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    audience: Mapped[str]
    issuer: Mapped[str]
    outcome: Mapped[str]  # accepted, refused, ended
    reason: Mapped[str]
    principal_id: Mapped[str | None]
    session_digest: Mapped[str]
    address_index: Mapped[str]  # keyed index of the address: comparable, not readable
    port: Mapped[int]


class Attempt(Base):
    """A counter that starts anew when its window has passed."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    tried: Mapped[int]
