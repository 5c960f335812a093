"""Drafts: nobody else's, not too many, not for ever, and carried over to a new version as far as the answers fit."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.cases.carrying import carried
from portal.cases.drafts import (
    KEEP,
    MAX_DRAFTS,
    DraftRecord,
    TooManyDrafts,
    delete_draft,
    delete_expired,
    get_draft,
    list_drafts,
    save_draft,
)
from portal.cases.errors import DraftMoved, NoSuchDraft
from portal.cases.files import DossierFull, NewFile, add_file, files_of_draft, get_draft_file
from portal.cases.models import Draft, DraftFile
from portal.catalogue.definition import FormField, ProcedureDefinition
from tests.stories import ANSWERS, file_case, published, write_draft
from tests.web.cast import draft_with_paper
from tests.world import World


def opened(world: World, draft_id: str, who: str = "an") -> DraftRecord:
    with world.house.database.read() as look:
        return get_draft(look, world.house.sealer, draft_id, world.citizen(who).id)


def save(world: World, draft: DraftRecord, **answers: Any) -> int:
    house = world.house
    with house.database.transaction() as work:
        return save_draft(work, house.sealer, draft, answers=answers, typed={}, page="who", now=world.clock())


def test_what_was_saved_is_read_back(world: World) -> None:
    draft_id = write_draft(world, world.citizen())

    assert opened(world, draft_id).answers == ANSWERS


def test_answers_lie_sealed_in_the_database(world: World) -> None:
    draft_id = write_draft(world, world.citizen())

    with world.house.database.read() as look:
        stored = look.execute(select(Draft.answers).where(Draft.id == draft_id)).scalar_one()
    assert b"051090000001" not in stored
    assert "Nguyễn".encode() not in stored


def test_a_strangers_draft_is_not_there(world: World) -> None:
    draft_id, file_id = draft_with_paper(world, world.citizen("binh"))
    mine = world.citizen("an").id

    with pytest.raises(NoSuchDraft):
        opened(world, draft_id)
    with world.house.database.transaction() as work:
        with pytest.raises(NoSuchDraft):
            get_draft_file(work, file_id, mine)
        with pytest.raises(NoSuchDraft):
            delete_draft(work, draft_id, mine)
    with world.house.database.read() as look:
        assert list_drafts(look, world.house.sealer, mine) == []


def test_a_stranger_who_tries_to_delete_a_draft_takes_no_paper_off_it(world: World) -> None:
    draft_id, file_id = draft_with_paper(world, world.citizen("binh"))

    with pytest.raises(NoSuchDraft), world.house.database.transaction() as work:
        delete_draft(work, draft_id, world.citizen("an").id)

    with world.house.database.read() as look:
        assert [file.id for file in files_of_draft(look, draft_id)] == [file_id]


def test_the_page_that_is_older_does_not_overwrite_the_newer(world: World) -> None:
    draft = opened(world, write_draft(world, world.citizen()))
    assert save(world, draft, purpose="marriage") == draft.revision + 1

    with pytest.raises(DraftMoved):
        save(world, draft, purpose="other")

    assert opened(world, draft.id).answers == {"purpose": "marriage"}


def test_there_is_room_for_so_many_drafts_and_no_more(world: World) -> None:
    owner = world.citizen()
    for _ in range(MAX_DRAFTS):
        write_draft(world, owner)

    with pytest.raises(TooManyDrafts):
        write_draft(world, owner)
    write_draft(world, world.citizen("binh"))


def test_a_deleted_draft_is_gone_with_its_papers(world: World) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())

    with world.house.database.transaction() as work:
        delete_draft(work, draft_id, world.citizen().id)

    with world.house.database.read() as look:
        assert look.execute(select(DraftFile.id)).all() == look.execute(select(Draft.id)).all() == []


def test_a_submitted_draft_is_not_deleted(world: World) -> None:
    file_case(world)
    with world.house.database.read() as look:
        draft_id = look.execute(select(Draft.id)).scalar_one()

    with pytest.raises(NoSuchDraft), world.house.database.transaction() as work:
        delete_draft(work, draft_id, world.citizen().id)


def test_an_unfinished_draft_is_kept_for_its_time_and_then_deleted(world: World) -> None:
    file_case(world)
    draft_with_paper(world, world.citizen())
    last_moment = world.clock() + KEEP

    with world.house.database.transaction() as work:
        assert delete_expired(work, last_moment) == 0
        assert delete_expired(work, last_moment + timedelta(seconds=1)) == 1
        assert len(work.execute(select(Draft.id)).all()) == 1  # the one that is a case


def test_the_same_file_is_attached_once_and_a_dossier_can_be_full(world: World) -> None:
    draft_id = write_draft(world, world.citizen())
    paper = NewFile(component="a", file_name="a.pdf", sha256="1" * 64, size=60, media_type="application/pdf")
    more = NewFile(component="a", file_name="b.pdf", sha256="2" * 64, size=60, media_type="application/pdf")

    with world.house.database.transaction() as work:
        first = add_file(work, draft_id, paper, most_bytes=100, now=world.clock())
        assert add_file(work, draft_id, paper, most_bytes=100, now=world.clock()) == first
        with pytest.raises(DossierFull):
            add_file(work, draft_id, more, most_bytes=100, now=world.clock())


def altered(definition: ProcedureDefinition, name: str, **changes: Any) -> ProcedureDefinition:
    """Return the definition with one question changed, or taken out with `gone=True`."""

    def again(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
        kept = [f.model_copy(update=changes) if f.name == name else f for f in fields]
        return tuple(f for f in kept if not ("gone" in changes and f.name == name))

    pages = tuple(page.model_copy(update={"fields": again(page.fields)}) for page in definition.form)
    return definition.model_copy(update={"form": tuple(page for page in pages if page.fields)})


@pytest.mark.parametrize(
    ("name", "changes", "stays"),
    [
        ("status", {}, True),
        ("status", {"label": None}, True),
        ("status", {"help": None, "required": False}, True),
        ("status", {"gone": True}, False),
        ("status", {"type": "text", "options": {}}, False),
        ("status", {"options": {"single": None}}, False),
        ("copies", {"max": 1}, False),
        ("copies", {"type": "text"}, False),
        ("subject", {"parts": ("identifier",)}, False),
        ("subject", {"past": True}, False),
    ],
)
def test_an_answer_is_carried_over_where_the_question_still_takes_it(
    world: World, name: str, changes: dict[str, Any], *, stays: bool
) -> None:
    before = published(world).definition
    after = altered(before, name, **changes)

    kept = carried(before, after, ANSWERS)

    assert (name in kept) == stays
    assert {n: v for n, v in kept.items() if n != name} == {n: v for n, v in ANSWERS.items() if n != name}


def test_a_claim_of_exemption_is_carried_over_while_there_is_one(world: World) -> None:
    definition = published(world).definition

    for claim in (*definition.exemptions, "invented"):
        kept = carried(definition, definition, {"fee_exemption": claim})
        assert kept == ({"fee_exemption": claim} if claim in definition.exemptions else {})
