"""What officers keep beside a case: notes, labels, where the paper lies, ticks; who sees it, and who never does."""

import re

import pytest
from sqlalchemy import select

from portal.cases.desk_models import CaseLabel, CaseNote, TaskTick
from portal.cases.door import Receipt
from tests.stories import bring_to, file_case, perform, post
from tests.world import World

NOTE = "Đã gọi ông An, chiều mang bản chính lên."
PLACE = "Kệ 3, ngăn B"


def desk_page(world: World, who: str, case: Receipt) -> str:
    return world.client(world.officer(who)).get(f"/desk/cases/{case.code}").text


def send(world: World, who: str, case: Receipt, what: str, **data: str) -> int:
    url = f"/desk/cases/{case.code}"
    answer = post(world.client(world.officer(who)), url, f"{url}/{what}", data)
    return answer.status_code


def make_label(world: World, name: str = "Ưu tiên") -> str:
    """Add a label to the list of the reception's unit; return its id."""
    reception = world.officer("reception")
    client = world.client(reception)
    data = {"name": name, "colour": "red", "unit": reception.posts[0].unit}
    assert post(client, "/desk/labels", "/desk/labels", data).status_code == 303
    found = re.findall(r'name="label" value="([^"]+)"', client.get("/desk/labels").text)
    return str(found[-1])


def test_a_note_is_read_by_those_who_have_the_case_and_by_nobody_else(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")

    assert send(world, "reception", case, "notes", text=NOTE) == 303

    assert NOTE in desk_page(world, "reception", case)
    assert NOTE in desk_page(world, "specialist", case)
    assert NOTE not in desk_page(world, "stranger", case)
    citizen = world.client(world.citizen())
    assert NOTE not in citizen.get(f"/cases/{case.code}").text
    assert PLACE not in citizen.get("/me").text


def test_a_note_lies_sealed(world: World) -> None:
    case = file_case(world)
    send(world, "reception", case, "notes", text=NOTE)

    with world.house.database.read() as look:
        assert NOTE.encode() not in look.execute(select(CaseNote.body)).scalar_one()


def test_a_note_is_corrected_by_its_writer_and_what_it_said_stays(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    send(world, "reception", case, "notes", text=NOTE)
    with world.house.database.read() as look:
        note = look.execute(select(CaseNote.id)).scalar_one()
    world.clock.pass_(minutes=5)

    assert send(world, "specialist", case, "notes", text="Sai.", corrects=note) == 409
    assert send(world, "reception", case, "notes", text="Mai mới lên.", corrects=note) == 303

    page = desk_page(world, "reception", case)
    assert page.index("Mai mới lên.") < page.index("Trước khi sửa") < page.index(NOTE)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_note_that_says_nothing_or_too_much_is_refused_with_what_was_typed(world: World, text: str) -> None:
    assert send(world, "reception", file_case(world), "notes", text=text) == 422


def test_a_supervisor_reads_notes_and_writes_none(world: World) -> None:
    case = file_case(world)
    send(world, "reception", case, "notes", text=NOTE)

    assert NOTE in desk_page(world, "supervisor", case)
    browser = world.client(world.officer("supervisor"))
    assert post(browser, "/track", f"/desk/cases/{case.code}/notes", {"text": "x"}).status_code == 403


def test_a_label_is_of_one_unit_and_who_put_it_on_and_took_it_off_is_known(world: World) -> None:
    case, reception = bring_to(world, file_case(world), "appraise"), world.officer("reception")
    label = make_label(world)

    assert send(world, "reception", case, "labels", put=label) == 303
    assert send(world, "reception", case, "labels", put=label) == 303  # sent twice, it is on once
    assert "Ưu tiên" in desk_page(world, "reception", case)
    assert "Ưu tiên" not in desk_page(world, "specialist", case)
    assert send(world, "specialist", case, "labels", put=label) == 409
    assert send(world, "specialist", case, "labels", take=label) == 409
    assert send(world, "reception", case, "labels", take=label) == 303

    with world.house.database.read() as look:
        row = look.execute(select(CaseLabel.__table__)).one()
    assert (row.put_by, row.taken_by) == (reception.id, reception.id)
    assert row.taken_at is not None


def test_the_list_of_a_unit_has_a_name_once_and_forgets_what_is_out_of_use(world: World) -> None:
    label, client = make_label(world), world.client(world.officer("reception"))
    unit = world.officer("reception").posts[0].unit
    again = {"name": "Ưu tiên", "colour": "blue", "unit": unit}

    assert post(client, "/desk/labels", "/desk/labels", again).status_code == 422
    assert post(client, "/desk/labels", "/desk/labels", {**again, "unit": "51"}).status_code == 422
    assert post(client, "/desk/labels", "/desk/labels/retire", {"label": label}).status_code == 303
    assert post(client, "/desk/labels", "/desk/labels/retire", {"label": label}).status_code == 409
    assert post(client, "/desk/labels", "/desk/labels", again).status_code == 303


def test_where_the_paper_lies_is_seen_by_all_who_have_the_case(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    unit = world.officer("reception").posts[0].unit

    assert send(world, "reception", case, "place", place=PLACE, unit=unit) == 303
    assert PLACE in desk_page(world, "specialist", case)
    assert send(world, "specialist", case, "place", place="x", unit=unit) == 422
    world.clock.pass_(minutes=1)
    assert send(world, "reception", case, "place", place="", unit=unit) == 303
    assert PLACE not in desk_page(world, "specialist", case)


def test_a_tick_says_who_ticked_and_a_colleagues_stays(world: World) -> None:
    case = file_case(world)
    found = re.search(r'name="task" value="([^"]+)"', desk_page(world, "reception", case))
    assert found

    assert send(world, "reception", case, "checks", task=found[1], line="0") == 303
    assert send(world, "reception", case, "checks", task=found[1], line="1") == 303  # of a page that showed none
    assert "Reception, " in desk_page(world, "reception", case)
    assert send(world, "reception", case, "checks", task=found[1], shown="0") == 303

    with world.house.database.read() as look:
        assert list(look.execute(select(TaskTick.line)).scalars()) == [1]
    case = perform(world, "reception", case, "accept")
    assert send(world, "head", case, "checks", task=found[1], line="2") == 409
