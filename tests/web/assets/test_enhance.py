"""Our script in a real browser: it only shortens the way."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask, Response, render_template, request
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.templates.rendering import frame, make_app
from tests.templates.samples import gallery_values

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

SAVING = """
{% from "components/autosave.html" import autosave %}
<!DOCTYPE html><html lang="vi"><head><title>x</title>
<script src="{{ asset_url('htmx.min.js') }}" defer></script><script src="{{ asset_url('enhance.js') }}" defer></script>
</head><body><main><form id="form" action="/save" method="post" hx-post="/save" hx-trigger="change" hx-swap="outerHTML">
<label for="a">A</label><input id="a" name="a">{{ autosave() }}</form></main></body></html>
"""
REFUSED = """<form id="form"><div class="c-error-summary" tabindex="-1">Còn 1 chỗ cần sửa</div></form>"""


def made_app() -> Flask:
    app = make_app()
    saving = app.jinja_env.from_string(SAVING)

    @app.get("/gallery")
    def gallery() -> str:
        return render_template("gallery.html", **frame(), **gallery_values())

    @app.get("/form")
    def form() -> str:
        return saving.render()

    @app.post("/save")
    def save() -> tuple[str, int]:
        return (REFUSED, 422) if request.form["a"] == "wrong" else ("", 500)

    @app.after_request
    def strict(response: Response) -> Response:
        allowed = ("script-src", "style-src", "img-src", "font-src", "connect-src")
        policy = "; ".join(["default-src 'none'", *(f"{kind} 'self'" for kind in allowed)])
        response.headers["Content-Security-Policy"] = policy
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, made_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser.new_page(locale="vi-VN")
        browser.close()


def test_the_policy_has_nothing_to_complain_about(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/gallery")
    page.wait_for_load_state("networkidle")
    assert said == []


def test_the_error_summary_takes_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery")
    assert page.evaluate("document.activeElement.className") == "c-error-summary"


def test_the_bulk_bar_counts_ticks(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery")
    page.locator(".c-tick input").first.check()
    assert page.locator("[data-chosen]").all_inner_texts() == ["2", "2"]


def test_keys_walk_the_list_only_from_inside_it(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery")
    page.keyboard.press("x")
    assert page.locator(".c-tick input:checked").count() == 1
    links = page.locator(".c-tasks tbody th a")
    links.first.focus()
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert links.nth(1).evaluate("link => link === document.activeElement")
    assert page.locator(".c-tick input:checked").count() == 2
    page.keyboard.press("k")
    assert links.first.evaluate("link => link === document.activeElement")


def test_a_refused_form_is_shown_and_its_errors_take_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.fill("#a", "wrong")
    page.press("#a", "Tab")
    page.wait_for_selector(".c-error-summary")
    assert page.evaluate("document.activeElement.className") == "c-error-summary"


def test_a_draft_that_could_not_be_saved_is_said_beside_the_form(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.fill("#a", "right")
    page.press("#a", "Tab")
    expect(page.locator("#autosave")).to_contain_text("Chưa lưu được")
    assert page.input_value("#a") == "right"
