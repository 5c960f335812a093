"""One window of a browser, and what every page in it has to keep to, whoever looks at it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from portal.people.principal import Principal
from tests.e2e.axe import violations
from tests.e2e.serving import Site

PHONE, DESK = 360, 1280
PATIENCE = 30_000  # ms until a deed counts as failed: it is a machine under full load that tests run on
HEIGHTS = {PHONE: 780, DESK: 900}
OWN_SCHEMES = ("data:", "blob:", "chrome:", "chrome-extension:", "about:")
# A form that needs mending, and a code that does not fit, answer 422 and 404; Chromium writes that to its console.
EXPECTED = re.compile(r"status of (422|404|409)")

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How somebody looks at the portal: on which screen, with scripts or without; with axe, its rules are asked too."""

    width: int = DESK
    scripted: bool = True
    with_axe: bool = False


@dataclass
class Window:
    """A page of somebody's browser. `complaints` gathers what no page may do; `close` raises them."""

    page: Page
    site: Site
    way: Way
    complaints: list[str] = field(default_factory=list)
    _looked_at: set[str] = field(default_factory=set)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def arrives(self, path: str) -> None:
        """Wait until the address fits the pattern `path`, and look at the page."""
        expect(self.page).to_have_url(re.compile(re.escape(self.site.url) + path))
        self.look()

    def look(self) -> None:
        """Check what holds for every page: width, one heading, and with axe the rules of accessibility."""
        self.page.wait_for_load_state()  # an address changes before its page stands
        where = self.page.url.removeprefix(self.site.url)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.way.width:
            self.complaints.append(f"{where} is {wide} px wide on a screen of {self.way.width}")
        headings = self.page.locator("h1").count()
        if headings != 1:
            self.complaints.append(f"{where} has {headings} main headings")
        if self.way.with_axe and self._is_new(where):
            self.complaints += [f"{where}: {line}" for line in violations(self.page)]

    def watch(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def _is_new(self, where: str) -> bool:
        """Rules are the same on the same page; once is enough for each state of it."""
        key = f"{where} {len(self.page.content())}"
        is_new = key not in self._looked_at
        self._looked_at.add(key)
        return is_new

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", *OWN_SCHEMES)):
            self.complaints.append(f"{self.page.url} asks another host: {request.url}")


@contextmanager
def open_window(browser: Browser, site: Site, who: Principal | None = None, *, way: Way) -> Iterator[Window]:
    """Open a window, signed in as somebody; when it closes, every complaint is raised at once."""
    context = browser.new_context(
        viewport={"width": way.width, "height": HEIGHTS[way.width]},
        java_script_enabled=way.scripted,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    if who is not None:
        context.add_cookies([{"name": site.world.session_cookie, "value": site.world.session_of(who), "url": site.url}])
    window = Window(context.new_page(), site, way)
    window.watch()
    try:
        yield window
    except BaseException as error:
        error.add_note("\n".join(window.complaints))
        raise
    finally:
        context.close()
    assert not window.complaints, "\n".join(dict.fromkeys(window.complaints))
