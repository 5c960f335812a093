"""A small application around `install_doorkeeper`, and a browser that goes through a login like a person does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Flask, g, request
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from werkzeug.test import TestResponse

from portal.crypto import sealer_from_secret
from portal.db import Base, Database
from portal.people.models import Appointment, Officer, Person
from portal.people.officers import add_officer, appoint
from portal.people.policy import Action
from portal.people.principal import Post
from portal.people.roles import Role
from portal.people.session_models import FormStash, LoginAttempt, LoginAudit, LogoutToken, WebSession
from portal.units.models import Level, Unit
from portal.web.assets import register_assets
from portal.web.format import register_formats
from portal.web.identity import (
    Audience,
    IdentitySettings,
    ProviderSettings,
    checks_token_itself,
    install_doorkeeper,
    keeps_form,
    require_token,
    take_stash,
)
from portal.web.identity.transport import Adapters
from portal.web.language import speak_languages
from portal.web.routing import enforce_policy, page

ROOT = Path(__file__).parents[3]
BASE_URL = "http://127.0.0.1:8080"
ISSUER = "http://127.0.0.1:4300/citizens"
OFFICER_ISSUER = "http://127.0.0.1:4300/officers"
SECRET = "portal-secret-portal-secret-1234"
SEALER = sealer_from_secret("a secret for tests")
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
TABLES = (WebSession, LoginAttempt, FormStash, LogoutToken, LoginAudit, Person, Appointment, Officer, Unit, Level)


@dataclass
class Wristwatch:
    """A clock that the test moves; `monotonic` moves with it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def forward(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


OFFICER = "o-001"
COMMUNE = "51.21235"


def appoint_officer(database: Database, issuer: str = OFFICER_ISSUER) -> str:
    """Write down one commune and one officer of its reception; return the officer's id."""
    unit = {"code": COMMUNE, "name": "Xã Tư Nghĩa", "name_en": "Tu Nghia", "kind": "xã", "level": "commune"}
    since = date(2025, 7, 1)
    with database.transaction() as connection:
        connection.execute(insert(Level).values(code="commune", name="xã", name_en="commune", rank=3))
        connection.execute(insert(Unit).values(**unit, valid_from=since, note=""))
        officer = add_officer(connection, issuer=issuer, subject=OFFICER, name="Bùi Thị Kim Chi", email=None, now=NOON)
        appoint(connection, officer, Post(Role.RECEPTION, COMMUNE), since)
    return officer


def provider_settings(issuer: str = ISSUER, **changes: Any) -> ProviderSettings:
    values: dict[str, Any] = {"client_id": "portal", "client_secret": SECRET, "algorithms": ("ES256", "RS256")}
    return ProviderSettings(issuer=issuer, **{**values, **changes})


def identity_settings(*, base_url: str = BASE_URL, **changes: Any) -> IdentitySettings:
    return IdentitySettings(
        base_url=base_url,
        providers={
            Audience.CITIZENS: provider_settings(**changes),
            Audience.OFFICERS: provider_settings(OFFICER_ISSUER, **changes),
        },
    )


def make_app(
    database: Database,
    *,
    settings: IdentitySettings | None = None,
    clock: Wristwatch | None = None,
    adapters: Adapters | None = None,
    more: Callable[[Flask], None] | None = None,
) -> Flask:
    """Return an application with a page for citizens, a form that is kept, and one that is not; `more` adds to it."""
    watch = clock or Wristwatch()
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.testing = True
    app.config["MAX_FORM_MEMORY_SIZE"] = 2_000_000
    register_assets(app)
    register_formats(app, lambda: "vi")
    speak_languages(app)
    app.context_processor(_frame)
    install_doorkeeper(
        app,
        database=database,
        settings=settings or identity_settings(),
        sealer=SEALER,
        clock=watch,
        adapters=adapters,
        monotonic=watch.monotonic,
    )
    _add_pages(app)
    for endpoint in ("assets.file",):
        page(Action.SEE_PUBLIC_PAGE)(app.view_functions[endpoint])
    if more is not None:
        more(app)
    enforce_policy(app)
    return app


def _frame() -> dict[str, Any]:
    return {
        "site": SimpleNamespace(name="Một Cửa", province="tỉnh Quảng Ngãi", phone="0255", is_demo=False, links=[]),
        "viewer": None,
        "other_language": None,
    }


def _add_pages(app: Flask) -> None:
    room = Blueprint("public", __name__)

    @room.get("/language/<chosen>")
    @page(Action.SEE_PUBLIC_PAGE)
    def choose_language(chosen: str) -> str:
        return chosen

    app.register_blueprint(room)

    @app.get("/who")
    @page(Action.SEE_PUBLIC_PAGE)
    def who() -> str:
        return f"{g.principal.kind}:{g.principal.id}"

    @app.get("/private")
    @page(Action.SEE_OWN_CASES)
    def private() -> str:
        return "private"

    @app.get("/token")
    @page(Action.SEE_PUBLIC_PAGE)
    def token() -> str:
        from portal.web.identity.csrf import csrf_token

        return csrf_token()

    @app.route("/apply", methods=["GET", "POST"])
    @keeps_form
    @page(Action.WRITE_APPLICATION)
    def apply() -> Any:
        typed = request.form if request.method == "POST" else take_stash()
        if request.method == "POST":
            return {"sent": request.form.getlist("name")}
        return {"typed": None if typed is None else typed.to_dict(flat=False)}

    @app.post("/plain")
    @page(Action.SEE_PUBLIC_PAGE)
    def plain() -> str:
        return "done"

    @app.post("/upload")
    @checks_token_itself
    @page(Action.SEE_PUBLIC_PAGE)
    def upload() -> str:
        require_token(request.args.get("t", ""))
        return "taken"


@contextmanager
def own_tables(url: str) -> Iterator[Database]:
    """Yield a database with the tables known by now: those of logging in, of people and of units at least."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@dataclass
class Browser:
    """A browser at the portal, and what it carries to the provider."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, url: str, **options: Any) -> TestResponse:
        return self.client.get(url, base_url=BASE_URL, **options)

    def post(self, url: str, **options: Any) -> TestResponse:
        return self.client.post(url, base_url=BASE_URL, **options)

    def begin(self, audience: str = "citizens", **query: str) -> dict[str, str]:
        """Start a login and return the parameters that the provider gets."""
        answer = self.get(f"/login/{audience}", query_string=query)
        assert answer.status_code == 303, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def who(self) -> str:
        return self.get("/who").text

    def token(self) -> str:
        return self.get("/token").text


def count(database: Database, table: Any) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def last_audit(database: Database) -> tuple[str, str]:
    """Return outcome and reason of the newest line of the audit."""
    newest = select(LoginAudit.outcome, LoginAudit.reason).order_by(LoginAudit.id.desc()).limit(1)
    with database.read() as connection:
        row = connection.execute(newest).one()
    return row.outcome, row.reason
