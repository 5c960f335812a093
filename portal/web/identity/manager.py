"""Flask-Login as the rest of the ecosystem knows it (`current_user`, `@login_required`), standing on our sessions.

Of its own cookies and session fields nothing is used: a second way to be remembered is a second way to be somebody.
"""

from typing import Any

from flask import Flask, g, redirect, request, url_for
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from werkzeug.wrappers import Response

from portal.people.principal import ANONYMOUS, Kind, Principal


class SignedIn(UserMixin):
    """A principal, as Flask-Login wants a user."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    def get_id(self) -> str:
        return f"{self.principal.kind}:{self.principal.id}"


class Visitor(AnonymousUserMixin):
    """Nobody known."""

    principal = ANONYMOUS


class PrincipalManager(LoginManager):
    """A login manager that asks `g.principal` alone."""

    def init_app(self, app: Flask, add_context_processor: bool = True) -> None:
        app.login_manager = self  # type: ignore[attr-defined]
        self.anonymous_user = Visitor
        self.unauthorized_callback = _to_login

    def _load_user(self) -> None:
        principal: Any = g.get("principal", ANONYMOUS)
        known = principal.kind is not Kind.ANONYMOUS
        self._update_request_context_with_user(SignedIn(principal) if known else None)


def _to_login() -> Response:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("identity.choose", next=here), 303)
