"""What has had its time goes; what somebody still needs stays."""

import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from portal.cases.drafts import list_drafts
from portal.cases.housekeeping import tidy
from tests.cases.test_submission import retire
from tests.stories import CERTIFICATE, attach, write_draft
from tests.world import World

OF_THE_DISTRICTS = "1.001776"  # in force until 30 June 2025


def test_an_old_draft_goes_with_its_file_and_a_young_one_stays(world: World) -> None:
    house, citizen = world.house, world.citizen()
    old = _draft(world, b"old paper")
    world.clock.pass_(days=29)
    young = _draft(world, b"young paper")
    world.clock.pass_(days=2)

    tidied = tidy(house.database, house.storage, world.clock())

    with house.database.read() as look:
        assert [draft.id for draft in list_drafts(look, house.sealer, citizen.id)] == [young]
    assert tidied.drafts == 1
    assert old != young


def test_a_file_that_no_row_names_goes_after_a_day(world: World) -> None:
    house = world.house
    _draft(world, b"named")
    named, stray, fresh = (house.storage.put(BytesIO(c), limit=100).sha256 for c in (b"named", b"stray", b"fresh"))
    for sha256 in (named, stray):
        _age(house.storage.path(sha256), world.clock() - timedelta(days=2))
    _age(house.storage.path(fresh), world.clock())

    tidy(house.database, house.storage, world.clock())

    assert [house.storage.exists(sha256) for sha256 in (named, stray, fresh)] == [True, False, True]


def test_a_procedure_leaves_the_catalogue_with_its_last_day(world: World) -> None:
    house, browser = world.house, world.client()
    assert CERTIFICATE in browser.get("/procedures?q=doc+than").text

    retire(world)
    tidy(house.database, house.storage, world.clock())

    assert CERTIFICATE not in browser.get("/procedures?q=doc+than").text
    assert browser.get(f"/procedures/{CERTIFICATE}").status_code == 410


def test_a_procedure_of_another_time_is_not_shown_for_one_of_today(world: World) -> None:
    browser = world.client()

    assert OF_THE_DISTRICTS not in browser.get("/procedures?q=tro+cap+xa+hoi").text
    assert browser.get(f"/procedures/{OF_THE_DISTRICTS}").status_code == 410
    assert browser.get("/procedures/9.999999").status_code == 404


def _age(file: Path, at: datetime) -> None:
    os.utime(file, (at.timestamp(), at.timestamp()))


def _draft(world: World, content: bytes) -> str:
    draft_id = write_draft(world, world.citizen())
    attach(world, draft_id, "x", content)
    return draft_id
