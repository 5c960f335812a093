"""`./run shots`: the pictures of README and docs, taken in Chromium of a demo at one fixed moment.

The moment never changes, so a picture changes only when its page does.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import text

from portal.commands.demo import issuers
from portal.demo.history import play
from portal.house import House, build_house
from portal.people.acting import load_principal
from portal.people.principal import Kind, Principal
from portal.schema import import_models
from portal.web.app import create_app
from tests.e2e.people import Citizen
from tests.e2e.serving import Site, chromium, free_door, open_to_the_public
from tests.e2e.window import DESK, PHONE, Way, Window, open_window
from tests.world import SetClock, World, prepare, settings_for

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "shots"
MOMENT = datetime(2026, 9, 3, 3, 24, tzinfo=UTC)  # 10:24 of a Thursday after the holidays
CASES = 400
COLOURS = 128  # enough for paper, ink and three colours; a third of the bytes

# Whoever has most to do of those who appraise; and of the cases that lie with them the one that most has happened to.
BUSIEST = """
    select appointments.officer_id from tasks
    join appointments on appointments.unit = tasks.unit and appointments.role = tasks.role
    where tasks.status = 'open' and tasks.role = 'specialist'
    and appointments.valid_to is null and appointments.note = 'demo'
    and (tasks.holder is null or tasks.holder = appointments.officer_id)
    group by appointments.officer_id order by count(*) desc, appointments.officer_id limit 1
"""
ON_THE_DESK = """
    select cases.code from cases
    join tasks on tasks.case_id = cases.id and tasks.status = 'open'
    where tasks.holder = :who order by cases.version desc, cases.code limit 1
"""
SUPERVISOR = """
    select officer_id from appointments where role = 'supervisor' and valid_to is null and note = 'demo'
    order by length(unit), unit, officer_id limit 1
"""
ON_ITS_WAY = """
    select code, applicant_id from cases
    where procedure_code = '1.004873' and ended_at is null and decided_at is null and due_at is not null
    order by version desc, code limit 1
"""
ASKED = """
    select cases.code, cases.applicant_id from cases
    join tasks on tasks.case_id = cases.id and tasks.status = 'waiting'
    where tasks.due_at > :now order by cases.version desc, cases.code limit 1
"""


@dataclass(frozen=True)
class Sight:
    """A page worth a picture: what it is called, who looks, how one gets there, and which part of it is shown."""

    name: str
    who: Principal | None
    comes: Callable[[Window], None]
    part: str = ""  # a selector


def main(names: list[str]) -> int:
    """Take all pictures, or those that are named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as site, chromium() as browser:
        for sight in sights(site):
            if not names or sight.name in names:
                for width in (PHONE, DESK):
                    print(shoot(browser, site, sight, width), flush=True)
    return 0


def shoot(browser: Browser, site: Site, sight: Sight, width: int) -> str:
    """Take one picture; return a line that says so."""
    with open_window(browser, site, sight.who, way=Way(width=width)) as window:
        sight.comes(window)
        window.page.wait_for_load_state("networkidle")
        # caret: Playwright hides it by an inline style, which our content policy refuses
        shown = window.page.locator(sight.part).first if sight.part else window.page
        picture = Image.open(BytesIO(shown.screenshot(caret="initial")))
    target = FOLDER / f"{sight.name}-{width}.png"
    picture.convert("RGB").quantize(COLOURS).save(target, optimize=True)
    return f"{target.name}  {target.stat().st_size / 1000:.0f} kB"


def sights(site: Site) -> Iterator[Sight]:
    """Yield what is to be seen: by a visitor, a citizen, an officer, a supervisor."""
    house = site.world.house
    with house.database.read() as look:
        busiest = str(look.execute(text(BUSIEST)).scalar_one())
        supervisor = str(look.execute(text(SUPERVISOR)).scalar_one())
        on_the_desk = str(look.execute(text(ON_THE_DESK), {"who": busiest}).scalar_one())
        code, applicant = look.execute(text(ON_ITS_WAY)).one()
        asked, asked_of = look.execute(text(ASKED), {"now": MOMENT}).one()
    citizen, officer = _principal(house, Kind.CITIZEN, applicant), _principal(house, Kind.OFFICER, busiest)
    yield Sight("home", None, _page("/"))
    yield Sight("procedure", None, _page("/procedures/1.004873"))
    yield Sight("form", citizen, _a_form)
    yield Sight("my-case", citizen, _page(f"/cases/{code}"))
    yield Sight("inbox", officer, _page("/desk/"))
    yield Sight("desk-case", officer, _page(f"/desk/cases/{on_the_desk}"))
    yield Sight("process", officer, _page(f"/desk/cases/{on_the_desk}"), "section:has(> .c-workflow)")
    yield Sight("ledger", officer, _page(f"/desk/cases/{on_the_desk}"), "section:has(.c-ledger__week)")
    yield Sight("supplement", _principal(house, Kind.CITIZEN, asked_of), _page(f"/cases/{asked}/supplement"))
    yield Sight("supervision", _principal(house, Kind.OFFICER, supervisor), _figures_of_the_year)


@contextmanager
def demo() -> Iterator[Site]:
    """Serve a portal with the demo's history up to the moment."""
    import_models()
    with tempfile.TemporaryDirectory() as folder, free_door() as (door, address):
        home = Path(folder)
        url = f"sqlite:///{home / 'portal.db'}"
        prepare(url)
        settings = replace(settings_for(url, home, base_url=address), sqlite_synchronous="OFF")
        clock = SetClock(MOMENT)
        house = build_house(settings, clock=clock)
        play(house.door.tools, house.storage, issuers(settings), cases=CASES, until=MOMENT)
        app = create_app(house=house)
        with open_to_the_public(app, door):
            yield Site(World(house, app, clock), address)
        house.database.dispose()


def _principal(house: House, kind: Kind, principal_id: str) -> Principal:
    with house.database.read() as look:
        found = load_principal(look, kind, principal_id, MOMENT.date())
    if found is None:
        raise LookupError(principal_id)
    return found


def _page(path: str) -> Callable[[Window], None]:
    return lambda window: window.goes_to(path)


def _a_form(window: Window) -> None:
    """The page that asks for earlier homes, with one of them."""
    citizen = Citizen(window)
    citizen.begins("1.004873")
    window.page.get_by_role("button", name="Lưu và tiếp tục").click()
    window.arrives(r"/apply/[0-9a-f-]+/where$")
    citizen.answers(
        {
            "lived_elsewhere": "yes",
            "residences.0.address.unit": "Xã Nghĩa Thương, huyện Tư Nghĩa",
            "residences.0.address.line": "Thôn Điện An",
            "residences.0.since": "06/2017",
        }
    )


def _figures_of_the_year(window: Window) -> None:
    window.goes_to("/supervision/")
    window.page.get_by_role("link", name="Năm nay").click()
    window.arrives(r"/supervision/\?")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
