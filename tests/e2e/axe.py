"""The rules of axe-core, asked about a page as it stands in the browser."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class NoAxe(Exception):
    """axe-core is not there; `./run test` installs it."""


@cache
def _source() -> str:
    if not SOURCE.exists():
        raise NoAxe("npm ci --prefix tests/node --ignore-scripts")
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return one line for each rule that the page breaks: the rule, and the first elements that break it.

    The debugger runs the script, not the page, so the page keeps its own content security policy.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']}: {one['help']}: " + " | ".join(node["html"][:200] for node in one["nodes"][:3])
        for one in found["violations"]
    ]
