"""Any office takes in what another decides: it says for whom, and the clock starts when that one receives it (R2.2)."""

import io
from random import Random

import pytest

from portal.cases.door import Receipt
from portal.cases.drafts import TakenIn
from portal.cases.files import NewFile, add_file
from portal.cases.intakes import begin_intake
from portal.cases.models import Case, Task
from portal.cases.queries import history
from portal.cases.submission import Submit
from portal.catalogue.answers import components
from portal.demo.sample_answers import sample_answers
from portal.people.roles import Role
from portal.workflow.commands import Act
from portal.workflow.events import CaseSubmitted, ClockStarted
from portal.workflow.events import TakenIn as ReceivedFor
from tests.cases.standing import hire
from tests.filing import photo
from tests.stories import perform, published
from tests.web.desk.test_intake import only
from tests.world import COMMUNE, OTHER_COMMUNE, World

OFFICE = f"{COMMUNE}/X-TTPVHCC"
PROVINCE = "51/TTPVHCC-T"


def bring(world: World, procedure: str) -> Receipt:
    """Take in, in one commune, what lies in another; whoever decides it."""
    version, now = published(world, procedure), world.clock()
    answers = sample_answers(version.definition, commune=OTHER_COMMUNE, rng=Random(4), today=now.date())
    kept = world.house.storage.put(io.BytesIO(photo("white")), limit=10**6)
    officer, person = world.officer("reception"), world.citizen("binh").id
    with world.house.database.transaction() as work:
        draft = begin_intake(
            work,
            world.house.sealer,
            officer,
            TakenIn("counter", OFFICE),
            person_id=person,
            published=version,
            answers=answers,
            now=now,
        )
        for one in components(version.definition, answers, now.date()):
            paper = NewFile(
                component=one.id, file_name="tep.jpg", sha256=kept.sha256, size=kept.size, media_type="image/jpeg"
            )
            add_file(work, draft, paper, most_bytes=10**8, now=now)
    return world.house.submission.submit(Submit(draft_id=draft), officer)


@pytest.mark.parametrize(
    ("procedure", "receives"),
    [
        ("1.004873", f"{OTHER_COMMUNE}/X-TTPVHCC"),
        ("1.012753", f"{OTHER_COMMUNE}/X-TTPVHCC"),
        ("2.001428", f"{OTHER_COMMUNE}/X-TTPVHCC"),
        ("3.000333", PROVINCE),
        ("2.001827", PROVINCE),
    ],
)
def test_the_clock_waits_for_the_competent_authority_at_every_level(
    world: World, procedure: str, receives: str
) -> None:
    case = perform(world, "reception", bring(world, procedure), "accept")

    with world.house.database.read() as look:
        told = [entry.event for entry in history(look, case.case_id, world.house.sealer)]
    filed = told[0]
    assert isinstance(filed, CaseSubmitted)
    assert (filed.intake, filed.elsewhere) == (OFFICE, True)
    assert [type(event) for event in told if isinstance(event, ReceivedFor | ClockStarted)] == [ReceivedFor]
    task = only(world, Task.__table__.select().where(Task.case_id == case.case_id, Task.status == "open"))
    assert (task.role, task.unit) == ("reception", receives)
    assert only(world, Case.__table__.select()).due_at is None

    hire(world, "receiver", Role.RECEPTION, receives)
    world.clock.pass_(hours=3)
    command = Act(case_id=case.case_id, seen_version=case.version, key="receives-it", action="take_in")
    world.house.door.apply(command, world.officer("receiver"))

    row = only(world, Case.__table__.select())
    assert row.accepted_at == world.clock()
    assert row.due_at is not None
