"""Pages of cases beside the straight road, with something on each: every form open, asked for axe's rules and size."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser

from portal.cases.submission import Submit
from portal.workflow.commands import Transfer
from tests.cases.standing import leave
from tests.cases.test_returning import decided
from tests.e2e.serving import Site
from tests.e2e.sizes import too_small
from tests.e2e.town import Town
from tests.e2e.window import DESK, PHONE, Way, Window
from tests.meeting import at, at_inspection, do, invite
from tests.sent_up import sent_up
from tests.stories import ANSWERS, answer_supplement, ask_for_more, bring_to, file_case, perform, write_draft
from tests.web.desk.test_at_counter import brought
from tests.world import OTHER_COMMUNE, World

LIVED = {"address": {"unit": OTHER_COMMUNE, "line": "Thôn 1"}, "since": "2010", "until": "2015"}
UNFOLD = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"
PAGES: Mapping[str, tuple[str, ...]] = {  # who looks at them; {names} are those of the scene
    "citizen": ("/cases/{asked}/supplement", "/cases/{met}/appointment", "/cases/{met}", "/cases/{decided}"),
    "reception": (
        "/desk/cases/{answered}",
        "/desk/cases/{mine}",
        "/desk/cases/{brought}",
        "/desk/cases/{brought}/supplement",
        "/desk/returns",
        "/desk/originals",
        "/desk/register?from=01/03/2026&to=31/03/2026",
        "/desk/intake/",
        "/desk/keys",
        "/desk/labels",
    ),
    "stranger": ("/desk/cases/{passed_on}",),
    "specialist": (
        "/desk/cases/{verified}",
        "/desk/cases/{met}",
        "/desk/cases/{met}/minutes",
        "/desk/appointments",
        "/desk/referrals",
        "/desk/absence",
    ),
    "head": ("/desk/", "/desk/workload", "/desk/absence"),
    "leader": ("/desk/", "/desk/apologies", "/desk/cases/{answered}", "/desk/cases/{late}"),
    "supervisor": ("/desk/pairs", "/desk/pairs/{part}", "/supervision/tasks", "/supervision/find?q=nguyen"),
}


@pytest.fixture(params=[PHONE, DESK])
def town(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Town:
    return Town(browser, site, Way(width=request.param, with_axe=True))


def test_every_form_beside_the_road_is_readable_and_large_enough(town: Town) -> None:
    codes = dict(_scene(town.site.world))
    town.site.lets_pass(days=2, hours=2)
    small: list[str] = []
    for who, paths in PAGES.items():
        with town.citizen() if who == "citizen" else town.officer(who) as window:
            for path in paths:
                small += _seen(window, path.format(**codes))
    assert small == []


def _seen(window: Window, path: str) -> list[str]:
    """Look at a page with everything unfolded; return what of it is too small."""
    window.goes_to(path)
    window.page.evaluate(UNFOLD)
    window.look()
    return [f"{path}: {line}" for line in too_small(window.page)]


def _scene(world: World) -> Iterator[tuple[str, str]]:
    """Yield cases of all kinds, by what is special about each; the last will soon be late."""
    yield "brought", ask_for_more(world, brought(world), "status", "purpose").code
    yield "met", invite(world, at_inspection(world)).code
    yield "part", sent_up(world)[1].code
    yield "asked", ask_for_more(world, file_case(world), "status", "purpose").code
    yield "answered", answer_supplement(world, ask_for_more(world, file_case(world), "status")).code
    yield "mine", file_case(world).code
    yield "decided", decided(world).code
    passed_on = file_case(world)
    do(world, "reception", Transfer(**at(passed_on), unit=OTHER_COMMUNE, reason="Người nộp đã chuyển đi."))
    yield "passed_on", passed_on.code
    draft = write_draft(world, world.citizen(), {**ANSWERS, "lived_elsewhere": True, "residences": [LIVED]})
    moved = world.house.submission.submit(Submit(draft_id=draft), world.citizen())
    yield "verified", perform(world, "specialist", bring_to(world, moved, "appraise"), "verify").code
    leave(world, "second-specialist", "specialist")
    yield "late", bring_to(world, file_case(world), "appraise").code
