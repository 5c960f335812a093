"""Every route says which action it is. One that does not keeps the application from starting (R-AZ-1).

Before a view runs, the policy is asked what can be answered without a case: kind of person and role. What depends on
the case is answered by loading it through `visible_to`: a stranger's case and an absent one are the same page.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.people.policy import TABLE, Action
from portal.people.principal import Kind, Principal

View = TypeVar("View", bound=Callable[..., Any])

_ACTION = "policy_action"
# From where people log in at a public screen; every other address is what somebody before them had open.
BEGINNINGS = frozenset({"citizen.home", "citizen.start"})


class UnboundRoute(Exception):
    """A route without an action: nobody said who may use it."""


def page(action: Action) -> Callable[[View], View]:
    """Bind a view to an action of the policy."""

    def bind(view: View) -> View:
        setattr(view, _ACTION, action)
        return view

    return bind


def action_of(app: Flask, endpoint: str) -> Action | None:
    return getattr(app.view_functions[endpoint], _ACTION, None)


def enforce_policy(app: Flask) -> None:
    """Check that every route has its action, and ask the policy before every view. Raises `UnboundRoute`."""
    unbound = sorted({rule.endpoint for rule in app.url_map.iter_rules() if action_of(app, rule.endpoint) is None})
    if unbound:
        raise UnboundRoute(f"no action of the policy for: {', '.join(unbound)}")
    app.before_request(_ask)


def could_ever(principal: Principal, action: Action) -> bool:
    """Say whether the policy could let this person do this, to some case."""
    return any(
        principal.kind in rule.kinds and (not rule.roles or bool(rule.roles & principal.roles))
        for rule in TABLE[action]
    )


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # an unknown address: the 404 page is everybody's
    action = action_of(current_app, request.endpoint)
    if action is None or could_ever(g.principal, action):
        return None
    return _to_login(action) if g.principal.kind is Kind.ANONYMOUS else abort(403)


def _to_login(action: Action) -> Response:
    if g.get("kiosk") is not None and request.endpoint not in BEGINNINGS:
        return redirect(url_for("kiosk.home"), 303)  # back after somebody left: nobody is led to their case
    for_officers = all(Kind.OFFICER in rule.kinds for rule in TABLE[action])
    target = request.full_path.rstrip("?") if request.method == "GET" else request.path
    audience = "officers" if for_officers else "citizens"
    return redirect(url_for("identity.login", audience=audience, next=target), 303)
