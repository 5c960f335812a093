"""The two ways in which an officer writes an application for somebody: at the counter, and as a helper.

They are the same pages under two addresses. At the counter papers are brought, and what is begun is the office's; a
helper writes together with the person, who confirms it, and what is begun is the helper's alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, request, url_for

from portal.cases.drafts import BROUGHT
from portal.people.policy import Action
from portal.people.roles import Role
from portal.web.context import principal
from portal.web.draft_addresses import AT_THE_DESK, HELPING
from portal.web.routing import page as bound

View = Callable[..., Any]

helping_room = Blueprint(HELPING, __name__, url_prefix="/desk/assist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One of the two."""

    room: str
    action: Action
    channels: tuple[str, ...]
    roles: tuple[Role, ...]

    @property
    def helps(self) -> bool:
        return self.room == HELPING

    @property
    def offices(self) -> list[str]:
        """The units in whose name this officer may write."""
        return sorted(principal().units_as(*self.roles))

    def url(self, endpoint: str, **values: Any) -> str:
        return url_for(f"{self.room}.{endpoint}", **values)


AT_COUNTER = Sitting(room=AT_THE_DESK, action=Action.TAKE_IN, channels=BROUGHT, roles=(Role.RECEPTION,))
AS_HELPER = Sitting(room=HELPING, action=Action.HELP_APPLY, channels=("online",), roles=(Role.RECEPTION, Role.HELPER))


def sitting() -> Sitting:
    """Return the one that this request is about."""
    return AS_HELPER if request.blueprint == HELPING else AT_COUNTER


def rebound(view: View, action: Action) -> View:
    """Return the same view, bound to another action; what else it is marked with stays."""

    @wraps(view)
    def again(**values: Any) -> Any:
        return view(**values)

    return bound(action)(again)
