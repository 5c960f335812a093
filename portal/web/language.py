"""Vietnamese first, English second: which one a request gets, and the words in it.

The messages in code and templates are Vietnamese; the catalogue holds their English. It is read once, at the start.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po
from flask import Flask, g, request, session, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

Language = Literal["vi", "en"]
Number = int | float | Decimal
LANGUAGES = ("vi", "en")
CATALOGUE = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@cache
def english() -> dict[str, tuple[str, ...]]:
    """Return the English of every Vietnamese message that has one; of one that counts, the form for 1 and the other."""
    if not CATALOGUE.exists():
        return {}
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id and not message.fuzzy]
    found = {_all(message.id)[0]: _all(message.string) for message in messages}
    return {message: forms for message, forms in found.items() if all(forms)}


def language() -> Language:
    """Return the language of this request: chosen before, else the browser's, else Vietnamese."""
    here = g._get_current_object()  # a page asks some hundred times, and each look through the proxy costs
    known: Language | None = here.get("language")
    if known is None:
        known = here.language = _choose()
    return known


def _choose() -> Language:
    chosen = session.get("language") or request.cookies.get("language")
    accepted = request.accept_languages.best_match(LANGUAGES, default="vi")
    return "en" if (chosen if chosen in LANGUAGES else accepted) == "en" else "vi"


def gettext(message: str, **values: object) -> str:
    """Return a message in the language of the request, with its values filled in."""
    text = english().get(message, (message,))[0] if language() == "en" else message
    return text % values if values else text


def ngettext(one: str, many: str, number: Number, **values: object) -> str:
    """Return the message for a number, with `num` and the values filled in."""
    return form_for(one, many, number) % {"num": number, **values}


def form_for(one: str, many: str, number: Number) -> str:
    """Return the form of a message for a number, its values still open: what Jinja asks for, and fills in itself."""
    forms = english().get(one, (one, many)) if language() == "en" else (one, many)
    return forms[0] if number == 1 else forms[-1]


def _all(forms: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the forms of a message: one, or two of a message that counts."""
    return (forms,) if isinstance(forms, str) else tuple(forms or ("",))


@pass_context
def _in_template(context: Context, message: str, /, **values: object) -> str:
    """Do what Jinja's own wrapper does, which formats each message anew, even one that has nothing to fill in."""
    text = gettext(message)
    if context.eval_ctx.autoescape:
        text = _safe(text)
    return text % values if "%" in text else text


_safe = lru_cache(maxsize=4096)(Markup)
_ = gettext


def speak_languages(app: Flask) -> None:
    """Give templates `_()`, `ngettext()` and the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, form_for, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(gettext=_in_template, _=_in_template)

    @app.context_processor
    def _language() -> dict[str, object]:
        here = language()
        other = ("en", "English") if here == "vi" else ("vi", "Tiếng Việt")
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        href = url_for("public.choose_language", chosen=other[0], next=target)
        return {"language": here, "other_language": {"code": other[0], "name": other[1], "href": href}}
