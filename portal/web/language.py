"""Vietnamese first, English second: which one a request gets, and the words in it.

The messages in code and templates are Vietnamese; the catalogue holds their English. It is read once, at the start.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po
from flask import Flask, g, request, session, url_for

Language = Literal["vi", "en"]
LANGUAGES = ("vi", "en")
CATALOGUE = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@cache
def english() -> dict[str, str]:
    """Return the English of every Vietnamese message that has one."""
    if not CATALOGUE.exists():
        return {}
    with CATALOGUE.open("rb") as file:
        messages = read_po(file)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def language() -> Language:
    """Return the language of this request: chosen before, else the browser's, else Vietnamese."""
    if "language" not in g:
        chosen = session.get("language") or request.cookies.get("language")
        accepted = request.accept_languages.best_match(LANGUAGES, default="vi")
        g.language = chosen if chosen in LANGUAGES else accepted
    return "en" if g.language == "en" else "vi"


def gettext(message: str, **values: object) -> str:
    """Return a message in the language of the request, with its values filled in."""
    text = english().get(message, message) if language() == "en" else message
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the message for a number; Vietnamese has one form for all."""
    message = one if number == 1 else many
    return gettext(message, **{"num": number, **values})


_ = gettext


def speak_languages(app: Flask) -> None:
    """Give templates `_()`, `ngettext()` and the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]

    @app.context_processor
    def _language() -> dict[str, object]:
        here = language()
        other = ("en", "English") if here == "vi" else ("vi", "Tiếng Việt")
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        href = url_for("public.choose_language", chosen=other[0], next=target)
        return {"language": here, "other_language": {"code": other[0], "name": other[1], "href": href}}
