"""Rendering templates without the portal: only the filters, the assets and the words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, render_template_string
from jinja2 import ChoiceLoader, FileSystemLoader

from portal.web.assets import register_assets
from portal.web.assets.bundle import build_assets
from portal.web.format import register_formats
from portal.web.language import form_for, gettext

TEMPLATES = Path(__file__).parents[2] / "templates"
GALLERY = Path(__file__).parent


# names of blocks whose look lies in their parts
_WITHOUT_RULES = {"c-files", "c-ledger", "c-ledger__week", "c-site-footer__links", "is-ahead"}


@cache
def known_classes() -> frozenset[str]:
    """Return every class that the style knows."""
    style = build_assets()["look.css"].content.decode()
    return frozenset(re.findall(r"\.([a-z][a-z0-9_-]*)", style)) | _WITHOUT_RULES


def make_app(language: str = "vi") -> Flask:
    """Return an app that knows the templates of the portal and the gallery, and the context that layouts ask for."""
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(GALLERY)])
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, form_for, newstyle=True)  # type: ignore[attr-defined]
    register_assets(app)
    register_formats(app, lambda: language)
    return app


def frame(*, signed_in: bool = False, is_demo: bool = False) -> dict[str, Any]:
    """Return what the application gives to every page."""
    return {
        "site": SimpleNamespace(
            name="Một Cửa",
            province="tỉnh Quảng Ngãi",
            phone="0255 300 0000",
            is_demo=is_demo,
            links=[{"text": "Dữ liệu nào được ghi", "href": "/data"}, {"text": "Khiếu nại, góp ý", "href": "/say"}],
        ),
        "viewer": SimpleNamespace(
            name="Thu Sương" if signed_in else "",
            signed_in=signed_in,
            unit_name="xã Tư Nghĩa",
            nav=[{"text": "Xã Tư Nghĩa", "href": "/place", "icon": "place", "hidden": "Nơi của bạn:"}],
            home_href="/",
            account_href="/me" if signed_in else "/login",
        ),
        "language": "vi",
        "other_language": {"code": "en", "name": "English", "href": "/en/"},
    }


def render(source: str, values: Mapping[str, Any] | None = None, *, language: str = "vi") -> str:
    """Render a snippet of template text."""
    app = make_app(language)
    with app.test_request_context("/"):
        return render_template_string(source, **(values or {}))


def render_page(name: str, values: Mapping[str, Any] | None = None, *, language: str = "vi") -> str:
    """Render a template by its name, in the frame unless `values` say otherwise."""
    app = make_app(language)
    with app.test_request_context("/"):
        return render_template(name, **{**frame(), **(values or {})})
