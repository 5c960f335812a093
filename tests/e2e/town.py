"""A commune and everybody in it, who all look at the portal in one way."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from playwright.sync_api import Browser

from portal.people.principal import Principal
from tests.e2e.applications import Application
from tests.e2e.people import Citizen, Officer
from tests.e2e.serving import Site
from tests.e2e.window import Way, Window, open_window

Deed = tuple[str, str, dict[str, str]]  # which officer, which action, what it needs


@dataclass(frozen=True)
class Town:
    """A site, and the way in which it is looked at."""

    browser: Browser
    site: Site
    way: Way

    def applies(self, application: Application) -> tuple[str, str]:
        """Let a citizen apply; return the code of the case and the secret on its receipt."""
        with self.citizen() as window:
            citizen = Citizen(window)
            citizen.applies_for(application)
            return citizen.submits(), citizen.keeps_the_secret()

    def do(self, code: str, *deeds: Deed) -> None:
        """Let officers do their part, one after the other, each at their own desk."""
        for who, action, inputs in deeds:
            with self.officer(who) as window:
                Officer(window).does(code, action, **inputs)

    def citizen(self, name: str = "an") -> AbstractContextManager[Window]:
        return self.window(self.site.world.citizen(name))

    def officer(self, name: str) -> AbstractContextManager[Window]:
        return self.window(self.site.world.officer(name))

    def window(self, who: Principal | None = None) -> AbstractContextManager[Window]:
        """Open a window; without a principal, of somebody who is not logged in."""
        return open_window(self.browser, self.site, who, way=self.way)
