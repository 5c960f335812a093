"""Whoever of the office reads a case is listed to the applicant, whichever way it was opened (R-AZ-9)."""

import re

from flask.testing import FlaskClient

from tests.stories import token
from tests.web.cast import Subject, cases
from tests.world import World


def listed(world: World, subject: Subject) -> list[str]:
    """Return the names that the applicant reads on the page of the case, newest first."""
    page = world.client(world.citizen()).get(f"/cases/{subject.code}").text
    table = re.search(r"Ai đã mở hồ sơ.*?</table>", page, re.DOTALL)
    return re.findall(r"<td>([^<]+)<br>", table[0]) if table else []


def on_the_desk(world: World, who: str) -> FlaskClient:
    return world.client(world.officer(who))


def test_every_page_of_a_case_is_a_view(world: World) -> None:
    subject = cases(world)[0]
    assert listed(world, subject) == []

    on_the_desk(world, "head").get(f"/desk/cases/{subject.code}")
    world.clock.pass_(minutes=1)
    on_the_desk(world, "supervisor").get(f"/desk/cases/{subject.code}")

    assert listed(world, subject) == ["Supervisor", "Head"]


def test_a_paper_had_by_itself_is_a_view(world: World) -> None:
    subject = cases(world)[0]
    papers = (f"files/{subject.file_id}", "documents/slip-01.pdf", "slip-06.pdf")

    for who, paper in zip(("head", "specialist", "reception"), papers, strict=True):
        assert on_the_desk(world, who).get(f"/desk/cases/{subject.code}/{paper}").status_code == 200
        world.clock.pass_(minutes=1)

    assert listed(world, subject) == ["Reception", "Specialist", "Head"]


def test_papers_read_beside_the_page_are_part_of_its_view(world: World) -> None:
    subject, browser = cases(world)[0], on_the_desk(world, "head")

    browser.get(f"/desk/cases/{subject.code}")
    browser.get(f"/desk/cases/{subject.code}/documents/slip-01.pdf")
    assert listed(world, subject) == ["Head"]

    world.clock.pass_(minutes=16)
    browser.get(f"/desk/cases/{subject.code}/documents/slip-01.pdf")
    assert listed(world, subject) == ["Head", "Head"]


def test_a_refused_deed_that_shows_the_case_is_a_view(world: World) -> None:
    subject, browser = cases(world)[0], on_the_desk(world, "specialist")

    form = {"csrf_token": token(browser.get("/track")), "key": "k", "seen_version": "x"}
    answer = browser.post(f"/desk/cases/{subject.code}/actions/grant", data=form)

    assert answer.status_code == 422
    assert listed(world, subject) == ["Specialist"]


def test_what_may_not_be_read_is_no_view(world: World) -> None:
    subject = cases(world)[0]

    assert on_the_desk(world, "stranger").get(f"/desk/cases/{subject.code}").status_code == 404
    assert on_the_desk(world, "stranger").get(f"/desk/cases/{subject.code}/documents/slip-01.pdf").status_code == 404

    assert listed(world, subject) == []
