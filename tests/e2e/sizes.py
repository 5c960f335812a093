"""How large everything is that a finger has to hit: 44 px high at least, but for links within running text."""

from playwright.sync_api import Page

LEAST = 44  # px; a short word may be narrower

# A tick or a dot is hit through its label too; a link with other words around it is running text.
_SMALL = """least => {
  const inText = one => one.tagName === "A" && getComputedStyle(one).display === "inline"
    && one.parentElement.textContent.trim() !== one.textContent.trim();
  const parts = one => ["checkbox", "radio"].includes(one.type) ? [one, ...one.labels] : [one];
  const height = one => Math.max(...parts(one).map(part => part.getBoundingClientRect().height));
  return [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0)
    .filter(one => !inText(one) && height(one) < least)
    .map(one => `${Math.round(height(one))} px: ${one.outerHTML.slice(0, 140)}`);
}"""


def too_small(page: Page) -> list[str]:
    """Return what is too small to be hit, with its height."""
    found: list[str] = page.evaluate(_SMALL, LEAST)
    return found
