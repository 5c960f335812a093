"""Every setting, typed, from the environment. In production the portal refuses to start on an unsafe one.

A field's name in capitals with `PORTAL_` in front is its variable: `PORTAL_DATABASE_URL`, `PORTAL_CITIZEN_ISSUER`,
`PORTAL_SMTP_HOST`. Lists are written with commas, yes and no as `1` and `0`.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
PREFIX = "PORTAL_"
MEGABYTE = 1_000_000  # as phones and this portal's pages count
SHORTEST_SECRET = 32
LAST_PORT = 65535
INVENTED_PHONE = "0255 1900 1234"
SAMPLE_SECRETS = ("change", "secret", "example", "development", "password", "default")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class UnsafeSettings(Exception):
    """The settings cannot be used; `problems` has one clear line for each reason, all at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """One OpenID provider and what we believe of it. Nothing here is ever taken from its metadata (R-ID-1)."""

    issuer: str = ""  # its address, letter for letter as in `iss`; empty: nobody of this kind can log in
    client_id: str = "mot-cua"  # as which it knows this portal
    client_secret: str = field(default="", repr=False)  # with which this portal proves itself
    scopes: tuple[str, ...] = ("openid", "profile")  # what is asked for
    acr_accepted: tuple[str, ...] = ("loa2", "loa3")  # levels of assurance that are enough
    algorithms: tuple[str, ...] = ("ES256", "RS256")  # signatures that are accepted
    claims_map: Literal["oidc", "national"] = "oidc"  # which names its claims have
    claims_file: Path | None = None  # its own names instead, as JSON: {"subject": "sub", "name": ["ho_ten", "name"]}
    discovery_url: str = ""  # where its metadata is; default: the well-known address of the issuer
    other_origins: tuple[str, ...] = ()  # origins besides the issuer's own that its endpoints may have
    asks_userinfo: bool = False  # for providers that keep personal claims out of the ID token
    needs_identity_number: bool = False  # a login without the 12-digit number is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server that `portal worker` hands letters to."""

    host: str = ""  # empty: there is none
    port: int = 587  # of submission
    user: str = ""  # empty: the server asks for no login
    password: str = field(default="", repr=False)  # of that login
    security: Literal["starttls", "tls", "none"] = "starttls"  # none: in the clear, on this very machine only
    ca_file: Path | None = None  # who vouches for the server; empty: whom this machine trusts
    sender: str = ""  # the address that letters come from


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """The gateway that `portal worker` hands text messages to: one JSON POST each (docs/operators.md)."""

    url: str = ""  # empty: there is none, and codes go by e-mail only
    token: str = field(default="", repr=False)  # with which this portal proves itself there
    ca_file: Path | None = None  # who vouches for the gateway; empty: whom this machine trusts


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it. Made by `load_settings`; nothing changes after the start."""

    # What this portal is: `development` or `production`. Production refuses every unsafe setting below.
    env: Literal["development", "production"] = "development"
    # The folder for everything that is written: database, files, the development secret. One folder, one portal.
    home: Path = ROOT / ".portal"
    # Where the database is. Default: SQLite in `home`. PostgreSQL: postgresql+psycopg://user:password@host/name
    database_url: str = field(default="", repr=False)
    # Connections kept open to PostgreSQL by each process for writing, and as many for reading.
    database_pool_size: int = 5
    # FULL loses nothing when the power goes. NORMAL and OFF are faster and may: for play and tests only.
    sqlite_synchronous: Literal["OFF", "NORMAL", "FULL", "EXTRA"] = "FULL"
    # Seals personal data and signs cookies: 32 characters or more, random. Development makes its own, once, in `home`.
    secret: str = field(default="", repr=False)
    # Secrets used before, newest first: what they sealed stays readable. The last one keys the index of persons.
    older_secrets: tuple[str, ...] = field(default=(), repr=False)

    # The address that browsers see. Links in letters and redirects of the login are made from it, never from `Host`.
    base_url: str = ""
    # Host names that requests may ask for; any other is refused. Empty in development: all.
    trusted_hosts: tuple[str, ...] = ()
    # Reverse proxies in front: so many of the last addresses in X-Forwarded-For are believed. 0: nobody is.
    proxies: int = 0
    # Where the server listens.
    host: str = "127.0.0.1"
    port: int = 8080
    # Processes, and threads in each. Pages are plain Python: processes use cores, threads only bridge waiting.
    workers: int = 2
    threads: int = 4
    # Shows the debugger to everyone who causes an error.
    debug: bool = False

    # Who this is, as pages say it.
    site_name: str = "Một Cửa"
    province_name: str = "Quảng Ngãi"
    # The code of the province in the organisation tree: `portal units as-of` counts what lies under it.
    province_code: str = "51"
    # The number people call when they are stuck.
    support_phone: str = INVENTED_PHONE
    # Languages of the screens, the first one for those who did not choose.
    languages: tuple[str, ...] = ("vi", "en")

    # The organisation tree to load, and the procedures to publish. Empty tree: the one that comes with the portal.
    units_file: Path | None = None
    procedures_folder: Path = ROOT / "procedures"
    # Office hours, holidays and swapped days. Empty: the national calendar that comes with the portal.
    calendar_file: Path | None = None
    # Where attached files are kept, named by their content. Default: `files` in `home`.
    storage_folder: Path = Path()
    # The pages.
    templates_folder: Path = ROOT / "templates"

    # Where citizens and officers log in.
    citizen: Issuer = Issuer()
    officer: Issuer = Issuer(scopes=("openid", "profile", "email"))
    # The demo: a login provider that asks for no password, a mailbox, invented cases. Never in production.
    demo: bool = False
    # Sessions end after so long without use, and at the latest (security.md 1.5: R-SES-2).
    citizen_idle_minutes: int = 30
    citizen_session_hours: int = 12
    officer_idle_minutes: int = 15
    officer_session_hours: int = 8
    # How many sessions an officer may have at once.
    officer_sessions: int = 3

    # The largest file, the largest dossier, the largest request, in bytes.
    max_file_bytes: int = 20 * MEGABYTE
    max_dossier_bytes: int = 100 * MEGABYTE
    max_request_bytes: int = 101 * MEGABYTE

    # Whether letters go out by e-mail, and through which server.
    mail: bool = True
    smtp: Smtp = Smtp()
    # Through which gateway codes go out as text messages.
    sms: Sms = Sms()

    @property
    def code_channels(self) -> tuple[str, ...]:
        """How a person can be sent a one-time code: "sms", "email". The demo shows both on its mail page."""
        by_mail = self.demo or (self.mail and bool(self.smtp.host))
        return tuple(kind for kind, there in (("sms", self.demo or self.sms.url), ("email", by_mail)) if there)

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def issuer_origins(self) -> tuple[str, ...]:
        """Origins of the identity providers, to which a login form may lead a browser."""
        issuers = (urlsplit(one.issuer) for one in (self.citizen, self.officer) if one.issuer)
        return tuple(sorted({f"{parts.scheme}://{parts.netloc}" for parts in issuers}))

    def problems(self) -> list[str]:
        """Return one line for each setting that is wrong, or not safe in production. Empty: good to start."""
        found = list(_senseless(self))
        if self.is_production:
            found += _unsafe(self)
        return found

    def refuse_if_unsafe(self) -> None:
        """Raise `UnsafeSettings` when there is any problem."""
        if found := self.problems():
            raise UnsafeSettings(found)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises `UnsafeSettings` on a value that cannot be read and on a name that is no setting.

    Development without `PORTAL_SECRET` makes one in `PORTAL_HOME`, once. Whether all is safe is asked by `problems`.
    """
    environ = os.environ if environ is None else environ
    reader = _Reader(environ)
    settings: Settings = reader.read(Settings(), PREFIX)
    reader.refuse_what_is_left()
    home = settings.home.absolute()
    settings = replace(
        settings,
        home=home,
        database_url=settings.database_url or f"sqlite:///{home / 'portal.db'}",
        base_url=(settings.base_url or f"http://127.0.0.1:{settings.port}").rstrip("/"),
        storage_folder=settings.storage_folder if settings.storage_folder != Path() else home / "files",
    )
    if settings.secret or settings.is_production:
        return settings
    try:
        return replace(settings, secret=_own_secret(home / "secret"))
    except OSError as error:
        raise UnsafeSettings([f"PORTAL_HOME: {home} cannot be used: {error.strerror}."]) from error


class _Reader:
    """Fills a settings class from the environment, by the types of its fields, and remembers every fault."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._given = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
        self._known: set[str] = set()
        self._problems: list[str] = []

    def read(self, defaults: Any, prefix: str) -> Any:
        """Return a copy of `defaults` with every field that the environment gives."""
        types = get_type_hints(type(defaults))
        changes: dict[str, Any] = {}
        for one in fields(defaults):
            name, now = prefix + one.name.upper(), getattr(defaults, one.name)
            if is_dataclass(now):
                changes[one.name] = self.read(now, name + "_")
                continue
            self._known.add(name)
            if self._given.get(name, ""):
                try:
                    changes[one.name] = _typed(self._given[name], types[one.name])
                except ValueError as error:
                    self._problems.append(f"{name}: {error}.")
        return replace(defaults, **changes)

    def refuse_what_is_left(self) -> None:
        """Raise `UnsafeSettings` with every unreadable value and every unknown name: a typing error is no default."""
        for name in sorted(set(self._given) - self._known):
            near = get_close_matches(name, self._known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            self._problems.append(f"{name}: there is no such setting.{hint}")
        if self._problems:
            raise UnsafeSettings(self._problems)


def _typed(text: str, wanted: Any) -> Any:
    if wanted is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ValueError(f"say 1 or 0, not '{text}'")
    if wanted is int:
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            raise ValueError(f"give a whole number of 1 or more, not '{text}'")
        return int(text)
    if get_origin(wanted) is Literal and text not in get_args(wanted):
        raise ValueError(f"say {' or '.join(get_args(wanted))}, not '{text}'")
    if wanted == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text if wanted is str or get_origin(wanted) is Literal else Path(text)


def _own_secret(file: Path) -> str:
    """Return the secret kept in `file`, made at the first call. Two processes that start at once agree on one."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=file.parent)  # only we may read it
        with os.fdopen(handle, "w") as new:
            new.write(secrets.token_urlsafe(48))
        try:
            os.link(made, file)
        except FileExistsError:
            pass  # the other process was first, and its secret holds
        finally:
            Path(made).unlink()
    return file.read_text()


def _senseless(settings: Settings) -> Iterator[str]:
    """Yield what is wrong wherever the portal runs."""
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        yield "PORTAL_DATABASE_URL: only sqlite:/// and postgresql+psycopg:// are supported."
    if unknown := sorted(set(settings.languages) - {"vi", "en"}):
        yield f"PORTAL_LANGUAGES: there are no screens in {', '.join(unknown)}."
    if settings.port > LAST_PORT:
        yield f"PORTAL_PORT: there are ports up to {LAST_PORT}, not {settings.port}."
    if settings.sms.url and not settings.sms.url.startswith(("https://", "http://")):
        yield "PORTAL_SMS_URL: only https:// (and http:// in development) is supported."
    if settings.smtp.password and settings.smtp.security == "none":
        yield "PORTAL_SMTP_PASSWORD: a password is not sent over an open line. Say PORTAL_SMTP_SECURITY=starttls."
    if settings.max_request_bytes < settings.max_file_bytes:
        yield "PORTAL_MAX_REQUEST_BYTES: smaller than the largest file that may be sent."
    files = {"UNITS": settings.units_file, "CALENDAR": settings.calendar_file}
    files |= {"SMS_CA": settings.sms.ca_file}
    files |= {"CITIZEN_CLAIMS": settings.citizen.claims_file, "OFFICER_CLAIMS": settings.officer.claims_file}
    for name, path in files.items():
        if path is not None and not path.is_file():
            yield f"PORTAL_{name}_FILE: there is no file {path}."
    if not settings.procedures_folder.is_dir():
        yield f"PORTAL_PROCEDURES_FOLDER: there is no folder {settings.procedures_folder}."


def _unsafe(settings: Settings) -> Iterator[str]:
    """Yield what production refuses (security.md 1.5, R-TX-4, R-ID-1)."""
    yield from _unsafe_secrets(settings)
    yield from _unsafe_address(settings)
    yield from _unsafe_issuers(settings)
    yield from _unsafe_sms(settings.sms)
    if settings.support_phone == INVENTED_PHONE:
        yield "PORTAL_SUPPORT_PHONE: missing. Nobody answers the invented one."
    if settings.demo:
        yield "PORTAL_DEMO: the demo lets anybody in as anybody. Take it away."
    if settings.debug:
        yield "PORTAL_DEBUG: the debugger runs code for whoever sees an error. Take it away."
    if settings.database_url.startswith("sqlite"):
        if settings.sqlite_synchronous not in ("FULL", "EXTRA"):
            yield "PORTAL_SQLITE_SYNCHRONOUS: a power cut would lose cases already acknowledged. Say FULL."
        path, _, options = settings.database_url.removeprefix("sqlite:///").partition("?")
        if path in ("", ":memory:") or "mode=memory" in options:
            yield "PORTAL_DATABASE_URL: a database in memory is gone with the process. Name a file, or PostgreSQL."
        elif options:
            yield "PORTAL_DATABASE_URL: options after '?' can switch off SQLite's locks. Take them away."
    if settings.mail:
        if not settings.smtp.host:
            yield "PORTAL_SMTP_HOST: mail is on and has no server. Name it, or say PORTAL_MAIL=0."
        if not settings.smtp.sender:
            yield "PORTAL_SMTP_SENDER: mail is on and letters have no sender's address."
        if settings.smtp.host not in LOOPBACK and settings.smtp.security == "none":
            yield "PORTAL_SMTP_SECURITY: letters about people would cross the network in the clear. Say starttls."


def _unsafe_sms(sms: Sms) -> Iterator[str]:
    if not sms.url:
        return
    if urlsplit(sms.url).scheme != "https":
        yield f"PORTAL_SMS_URL: '{sms.url}' would carry codes in the clear. It has to be https."
    if not sms.token:
        yield "PORTAL_SMS_TOKEN: missing. The gateway cannot know that it is this portal."


def _unsafe_secrets(settings: Settings) -> Iterator[str]:
    mend = f"""Make one: python3 -c "import secrets; print(secrets.token_urlsafe({SHORTEST_SECRET + 16}))"."""
    if not settings.secret:
        yield f"PORTAL_SECRET: missing. {mend}"
    elif len(settings.secret) < SHORTEST_SECRET or len(set(settings.secret)) < SHORTEST_SECRET // 3:
        yield f"PORTAL_SECRET: too short or too plain. {mend}"
    elif any(word in settings.secret.lower() for word in SAMPLE_SECRETS):
        yield f"PORTAL_SECRET: looks like the one of an example. {mend}"
    elif _kept_for_development(settings):
        yield f"PORTAL_SECRET: is the one that development made in {settings.home}. {mend}"
    if settings.secret in settings.older_secrets:
        yield "PORTAL_OLDER_SECRETS: holds the present secret too. Take it away there."


def _kept_for_development(settings: Settings) -> bool:
    file = settings.home / "secret"
    return file.is_file() and file.read_text() == settings.secret


def _unsafe_address(settings: Settings) -> Iterator[str]:
    parts = urlsplit(settings.base_url)
    if parts.scheme != "https" or not parts.hostname:
        yield f"PORTAL_BASE_URL: browsers need https, not '{settings.base_url}'."
    if not settings.trusted_hosts:
        yield f"PORTAL_TRUSTED_HOSTS: missing. Name the hosts that people ask for, such as {parts.hostname}."
    elif parts.hostname not in settings.trusted_hosts:
        yield f"PORTAL_TRUSTED_HOSTS: {parts.hostname}, the host of PORTAL_BASE_URL, is not among them."
    if "*" in settings.trusted_hosts:
        yield "PORTAL_TRUSTED_HOSTS: '*' trusts everyone. Name the hosts."
    if not settings.proxies:
        yield "PORTAL_PROXIES: missing. How many stand in front? Say 1 for nginx, or all people have its address."


def _unsafe_issuers(settings: Settings) -> Iterator[str]:
    for kind, issuer in (("CITIZEN", settings.citizen), ("OFFICER", settings.officer)):
        name = f"PORTAL_{kind}"
        if not issuer.issuer:
            yield f"{name}_ISSUER: missing. Name the address of the OpenID provider."
            continue
        if urlsplit(issuer.issuer).scheme != "https":
            yield f"{name}_ISSUER: '{issuer.issuer}' can be forged by whoever is in between. It has to be https."
        if not issuer.client_secret:
            yield f"{name}_CLIENT_SECRET: missing."
        if not issuer.acr_accepted:
            yield f"{name}_ACR_ACCEPTED: missing. Any level of assurance would do."
        if weak := sorted(a for a in issuer.algorithms if a.startswith("HS") or a == "none"):
            yield f"{name}_ALGORITHMS: {', '.join(weak)} can be forged by whoever knows our secret. Take it away."
