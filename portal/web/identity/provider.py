"""The two identity providers as configuration: whom we trust is written here, never in their metadata (R-ID-1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from portal.people.claims import STANDARD, ClaimTable
from portal.people.kiosks import LOGIN_LIFE, PULSE, SILENCE
from portal.people.principal import Kind

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Audience(StrEnum):
    """Who logs in: each audience has its own issuer and its own callback address (R-ID-2)."""

    CITIZENS = "citizens"
    OFFICERS = "officers"

    @property
    def kind(self) -> Kind:
        return Kind.CITIZEN if self is Audience.CITIZENS else Kind.OFFICER


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """One OpenID provider. Raises ValueError when its issuer is not https, outside of loopback."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile")
    acr_accepted: tuple[str, ...] = ("loa2", "loa3")  # empty: the provider's level is not asked
    algorithms: tuple[str, ...] = ("ES256", "RS256")
    claims: ClaimTable = field(default_factory=lambda: STANDARD)  # which names its claims have
    discovery_url: str = ""  # default: the issuer's well-known address
    other_origins: tuple[str, ...] = ()  # origins besides the issuer's own that its endpoints may have
    asks_userinfo: bool = False  # for providers that keep the personal claims out of the ID token
    needs_identity_number: bool = False
    max_age: timedelta | None = None
    skew: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        require_safe_origin(self.issuer)

    @property
    def metadata_url(self) -> str:
        return self.discovery_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def origins(self) -> frozenset[str]:
        """Origins to which this portal may talk on behalf of this provider."""
        return frozenset({origin_of(self.issuer), *self.other_origins})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: without use, and at most."""

    idle: timedelta
    absolute: timedelta


# At a screen that stands in public, for whoever logs in there: the minute of silence, and what its pulse adds.
KIOSK_LIMITS = Limits(SILENCE + PULSE, LOGIN_LIFE)

# security.md 1.5: officers 15 minutes and a working day, citizens half an hour and half a day.
SESSION_LIMITS: Mapping[Kind, Limits] = {
    Kind.ANONYMOUS: Limits(timedelta(hours=2), timedelta(hours=12)),
    Kind.CITIZEN: Limits(timedelta(minutes=30), timedelta(hours=12)),
    Kind.OFFICER: Limits(timedelta(minutes=15), timedelta(hours=8)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySettings:
    """How people log in. Raises ValueError when the portal's own address is not https, outside of loopback."""

    base_url: str  # as browsers see it; redirect addresses are made from it, never from the Host header
    providers: Mapping[Audience, ProviderSettings] = field(default_factory=dict)
    limits: Mapping[Kind, Limits] = field(default_factory=lambda: SESSION_LIMITS)
    officer_sessions: int = 3  # at once (R-SES-2)

    def __post_init__(self) -> None:
        require_safe_origin(self.base_url)

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        return origin_of(self.base_url)

    def cookie(self, name: str) -> str:
        """Return a cookie's full name: bound to this host by its prefix wherever the browser can enforce it.

        Over plain http it names the port, because browsers do not keep cookies of two ports apart.
        """
        return f"__Host-{name}" if self.is_secure else f"{name}-{urlsplit(self.base_url).port or 80}"


def origin_of(url: str) -> str:
    """Return scheme, host and port of an absolute address: "https://id.example", "http://127.0.0.1:4200"."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def require_safe_origin(url: str) -> None:
    """Raise ValueError unless `url` is https, or http on this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return
    raise ValueError(f"needs https, or http on loopback: {url!r}")
