"""A form that outlives its session: nothing typed is lost when the login ran out in the middle of it.

For form views: mark the view `@keeps_form` (its GET shows the form its POST takes, under the same address), and start
from `take_stash()`:

    typed = request.form if request.method == "POST" else take_stash()   # a MultiDict, or None
    form = PageForm(typed, saved=draft.answers)

A POST from a session that has ended is then kept (sealed, an hour), the person logs in, and comes back to the same page
with everything typed. Uploaded files are not kept. The form is shown again, never sent again: that is for the person.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, g, redirect, request, session, url_for
from werkzeug.datastructures import MultiDict

from portal.crypto import Unreadable
from portal.people.logins import Stash, drop_form, find_form, keep_form, owner_of
from portal.people.principal import ANONYMOUS, Kind, Principal
from portal.people.sessions import digest_of
from portal.web.identity.csrf import FIELD, tag_of
from portal.web.identity.keeper import doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.session import new_secret

COOKIE = "stash"
KEY = "stash"
LARGEST_FORM = 512 * 1024
LIFE_SECONDS = 3600

View = TypeVar("View", bound=Callable[..., Any])


def keeps_form(view: View) -> View:
    """Mark a view whose GET can show again what was posted to the same address."""
    cast("Any", view).keeps_form = True
    return view


def take_stash(url: str | None = None) -> MultiDict[str, str] | None:
    """Return what this person typed at `url` (default: this page) before the login; None when nothing waits.

    It stays until the form is sent, so that a page lost on the way can be loaded again.
    """
    digest, principal = session.get(KEY), cast("Principal", g.principal)
    if digest is None:
        return None
    keeper = doorkeeper()
    with keeper.database.read() as connection:
        stash = find_form(connection, digest, keeper.now())
    mine = stash is not None and stash.owner == owner_of(principal.kind, principal.id)
    if stash is None or not mine or stash.url != (url or address_of_page()):
        return None
    try:
        return MultiDict([(name, value) for name, value in keeper.sealer.open(stash.form, bound_to=_bound(digest))])
    except Unreadable:
        return None


def address_of_page() -> str:
    return request.full_path.rstrip("?")


def put_away(writer: str, *, owner: Principal | None) -> str | None:
    """Keep the posted form for its writer; return the secret that finds it, None when it is too large to keep."""
    typed = [[name, value] for name, value in request.form.items(multi=True) if name != FIELD]
    if sum(len(name) + len(value) for name, value in typed) > LARGEST_FORM:
        return None
    keeper, secret = doorkeeper(), new_secret()
    digest = digest_of(secret)
    stash = Stash(
        digest=digest,
        url=address_of_page(),
        writer=writer,
        form=keeper.sealer.seal(typed, bound_to=_bound(digest)),
        owner=None if owner is None else owner_of(owner.kind, owner.id),
    )
    with keeper.database.transaction() as connection:
        keep_form(connection, stash, keeper.now())
    return secret


def send_to_login(audience: Audience, secret: str | None) -> Response:
    """Send the browser to log in; with the secret of a stashed form, which the way there picks up."""
    answer = cast("Response", redirect(url_for("identity.login", audience=audience, next=address_of_page()), 303))
    if secret is not None:
        settings = doorkeeper().settings
        name = settings.cookie(COOKIE)
        answer.set_cookie(
            name, secret, max_age=LIFE_SECONDS, path="/", secure=settings.is_secure, httponly=True, samesite="Lax"
        )
    return answer


def belongs_to(stash: Stash, principal: Principal) -> bool:
    """Say whether a stashed form may be shown to this person: its writer, or anyone if nobody was known to write it."""
    return stash.writer in (tag_of(principal), tag_of(ANONYMOUS)) and principal.kind is not Kind.ANONYMOUS


def forget_stash() -> None:
    """The form was sent: what was stashed of it has done its work."""
    digest = session.pop(KEY, None)
    if digest is not None:
        with doorkeeper().database.transaction() as connection:
            drop_form(connection, digest)


def _bound(digest: str) -> str:
    return f"form_stashes:{digest}"
