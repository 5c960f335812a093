"""From a draft to a case: once, whole, under the right version, with a number without gaps (AC-11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from portal.cases.drafts import get_draft, save_draft
from portal.cases.errors import DraftMoved, DraftOutdated, NoSuchDraft, NotCompetent, NotComplete, ProcedureClosed
from portal.cases.files import NewFile, add_file
from portal.cases.models import Case, CaseEvent, CaseFile, Draft
from portal.cases.submission import Submit
from portal.catalogue.models import ProcedureVersion
from portal.notifications.models import OutboxMessage
from portal.people.policy import NotAllowed
from portal.people.principal import ANONYMOUS, Principal
from tests.stories import ANSWERS, CERTIFICATE, bring_to, file_case, published, write_draft
from tests.web.cast import draft_with_paper
from tests.world import OTHER_COMMUNE, World


def submit(world: World, draft_id: str, who: Principal | None = None) -> Any:
    return world.house.submission.submit(Submit(draft_id=draft_id), who or world.citizen())


def how_many(world: World, *tables: Any) -> list[int]:
    with world.house.database.read() as look:
        return [look.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def publish_again(world: World, change: Callable[[dict[str, Any]], None] = lambda definition: None) -> str:
    """Publish the procedure anew from today on, with something in it changed; return the new version's id."""
    version = published(world)
    with world.house.database.transaction() as work:
        row = work.execute(select(ProcedureVersion.__table__).where(ProcedureVersion.id == version.id)).one()
        definition = dict(row.definition)
        change(definition)
        work.execute(
            insert(ProcedureVersion).values(
                **{
                    **row._mapping,
                    "id": f"again-{version.number + 1}",
                    "number": version.number + 1,
                    "digest": f"again-{version.number + 1}",
                    "definition": definition,
                    "published_at": world.clock(),
                }
            )
        )
    return f"again-{version.number + 1}"


def retire(world: World) -> None:
    """Let the procedure end yesterday."""
    with world.house.database.transaction() as work:
        work.execute(
            update(ProcedureVersion)
            .where(ProcedureVersion.code == CERTIFICATE)
            .values(in_force_to=world.clock().date() - timedelta(days=1), published_at=world.clock() + timedelta(1))
        )


def test_a_draft_becomes_one_case_however_often_it_is_sent(world: World) -> None:
    draft_id = write_draft(world, world.citizen())
    first = submit(world, draft_id)
    before = how_many(world, Case, CaseEvent, OutboxMessage)
    bring_to(world, first, "sign")
    world.clock.pass_(days=3)

    assert submit(world, draft_id) == first
    assert how_many(world, Case)[0] == before[0] == 1


def test_codes_count_without_a_gap_by_agency_and_day(world: World) -> None:
    today = [file_case(world).code for _ in range(3)]
    world.clock.pass_(days=1)
    tomorrow = file_case(world).code

    assert [code.rsplit("-", 1)[1] for code in today] == ["0001", "0002", "0003"]
    assert tomorrow.endswith("-0001")
    assert tomorrow != today[0]


def test_a_submission_that_fails_uses_up_no_number(world: World) -> None:
    incomplete = write_draft(world, world.citizen(), {**ANSWERS, "purpose": None})
    with pytest.raises(NotComplete):
        submit(world, incomplete)

    assert file_case(world).code.endswith("-0001")


def test_a_strangers_draft_and_none_are_the_same(world: World) -> None:
    theirs = write_draft(world, world.citizen("binh"))

    for draft_id in (theirs, "absent", ""):
        with pytest.raises(NoSuchDraft):
            submit(world, draft_id)
    assert how_many(world, Case) == [0]


def test_what_another_system_sends_is_a_case_that_says_so(world: World) -> None:
    """The seam: a finished draft of a person, sent by another channel. Nothing listens there yet (decision 15)."""
    case = file_case(world, channel="system")

    with world.house.database.read() as look:
        row = look.execute(select(Case.channel, Case.fee, Case.helper).where(Case.id == case.case_id)).one()
    assert tuple(row) == ("system", 0, "")
    assert "Từ hệ thống khác" in world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text


@pytest.mark.parametrize("who", ["nobody", "specialist", "administrator"])
def test_only_a_citizen_and_a_counter_submit(world: World, who: str) -> None:
    draft_id = write_draft(world, world.citizen())

    with pytest.raises(NotAllowed):
        submit(world, draft_id, ANONYMOUS if who == "nobody" else world.officer(who))


def test_what_is_missing_is_listed_page_by_page(world: World) -> None:
    draft_id = write_draft(
        world, world.citizen(), {**ANSWERS, "copies": None, "status": None, "replaces_earlier": True}
    )

    with pytest.raises(NotComplete) as caught:
        submit(world, draft_id)

    assert {getattr(problem, "path", "") for problem in caught.value.problems} == {
        "copies",
        "status",
        "old_certificate",
    }
    assert how_many(world, Case, CaseEvent, OutboxMessage) == [0, 0, 0]


def test_papers_go_with_the_case(world: World) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    case = submit(world, draft_id)

    with world.house.database.read() as look:
        paper = look.execute(select(CaseFile).where(CaseFile.case_id == case.case_id)).one()
    assert (paper.component, paper.file_name, paper.revision) == ("old_certificate", "giấy cũ.pdf", 1)


def test_a_paper_that_the_answers_no_longer_call_for_stays_behind(world: World) -> None:
    owner, house = world.citizen(), world.house
    draft_id, _ = draft_with_paper(world, owner)
    with house.database.transaction() as work:
        draft = get_draft(work, house.sealer, draft_id, owner.id)
        answers = {**draft.answers, "replaces_earlier": False}
        save_draft(work, house.sealer, draft, answers=answers, typed={}, page="purpose", now=world.clock())

    case = submit(world, draft_id)

    assert how_many(world, CaseFile) == [0]
    with house.database.read() as look:
        row = look.execute(select(CaseEvent.facts).where(CaseEvent.case_id == case.case_id, CaseEvent.seq == 1)).one()
    assert row.facts["files"] == []


def test_a_draft_that_was_sent_takes_no_file(world: World) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    submit(world, draft_id)
    late = NewFile(
        component="old_certificate", file_name="a.pdf", sha256="0" * 64, size=1, media_type="application/pdf"
    )

    with pytest.raises(NoSuchDraft), world.house.database.transaction() as work:
        add_file(work, draft_id, late, most_bytes=100, now=world.clock())


def test_a_place_outside_the_province_has_no_competent_unit(world: World) -> None:
    away = {**ANSWERS["subject"], "residence": {"unit": "01.00001", "line": ""}}
    draft_id = write_draft(world, world.citizen(), {**ANSWERS, "subject": away})

    with pytest.raises(NotCompetent):
        submit(world, draft_id)


def test_the_competent_unit_is_that_of_the_answers_not_of_the_applicant(world: World) -> None:
    away = {**ANSWERS["subject"], "residence": {"unit": OTHER_COMMUNE, "line": ""}}
    case = submit(world, write_draft(world, world.citizen(), {**ANSWERS, "subject": away}))

    with world.house.database.read() as look:
        competent = look.execute(select(Case.competent).where(Case.id == case.case_id)).scalar_one()
    assert competent == OTHER_COMMUNE


def test_a_draft_of_a_version_that_was_replaced_is_not_sent(world: World) -> None:
    draft_id = write_draft(world, world.citizen())
    publish_again(world)

    with pytest.raises(DraftOutdated) as caught:
        submit(world, draft_id)
    assert (caught.value.draft_id, caught.value.code) == (draft_id, CERTIFICATE)


def test_a_case_stays_with_its_version_when_another_is_published(world: World) -> None:
    """AC-16: running cases pin their version."""
    version, case = published(world), file_case(world)
    publish_again(world)

    done = bring_to(world, case, None)

    with world.house.database.read() as look:
        pinned = look.execute(select(Case.version_id).where(Case.id == done.case_id)).scalar_one()
    assert pinned == version.id != published(world).id


def test_a_retired_procedure_takes_no_more(world: World) -> None:
    draft_id = write_draft(world, world.citizen())
    retire(world)

    with pytest.raises(ProcedureClosed):
        submit(world, draft_id)


def test_a_case_of_a_retired_procedure_goes_on(world: World) -> None:
    case = file_case(world)
    retire(world)

    assert bring_to(world, case, None).state == 10


def test_a_draft_that_was_sent_is_changed_no_more(world: World) -> None:
    owner, house = world.citizen(), world.house
    draft_id = write_draft(world, owner)
    with house.database.read() as look:
        draft = get_draft(look, house.sealer, draft_id, owner.id)
    submit(world, draft_id)

    with pytest.raises(DraftMoved), house.database.transaction() as work:
        save_draft(work, house.sealer, draft, answers={}, typed={}, page="who", now=world.clock())
    with house.database.read() as look:
        assert look.execute(select(Draft.revision).where(Draft.id == draft_id)).scalar_one() == 1
