"""Cases of which a part is done at the province: how they come there and back. `tests.e2e.staff` hires for it."""

from typing import Any

from sqlalchemy import Row, select

from portal.cases.door import Receipt
from portal.cases.errands import Errands
from portal.cases.models import Case
from portal.cases.relatives import Relatives
from portal.cases.submission import Submit
from portal.cases.verification import Finding, Verifier
from portal.notifications.worker import Worker
from portal.people.principal import Principal
from tests.stories import attach, perform, write_draft
from tests.world import COMMUNE, World

ALLOWANCE, PART = "2.001428", "3.000243"
PROVINCE_RECEPTION, DEPARTMENT = "51/TTPVHCC-T", "51/S-NV"
ANSWERS: dict[str, Any] = {
    "benefit": "monthly",
    "for_self": False,
    "volunteer": {
        "name": "Nguyễn Thị Lành",
        "identifier": "051150000045",
        "birth_date": "1950-11-20",
        "sex": "female",
    },
    "lives_alone": True,
    "served_from": "1968-03",
    "served_to": "1972-12",
    "unit_name": "Đội 12",
    "poor": False,
    "residence": {"unit": COMMUNE, "line": "Thôn Điện An"},
    "pay_by": "bank",
    "bank": "Agribank",
    "account": "4501205123456",
    "account_holder": "Nguyễn Thị Lành",
    "phone": "0912345678",
    "declared": True,
}
PAPER = b"%PDF-1.4 a record of service"


def apply_for_allowance(world: World, who: Principal | None = None) -> Receipt:
    applicant = who or world.citizen()
    draft = write_draft(world, applicant, ANSWERS, ALLOWANCE)
    attach(world, draft, "service_proof", PAPER, file_name="ly-lich.pdf")
    return world.house.submission.submit(Submit(draft_id=draft), applicant)


def before_sending_up(world: World) -> Receipt:
    """Return a case that the commune's clerk is about to send up."""
    case = perform(world, "reception", apply_for_allowance(world), "accept")
    case = perform(world, "social-specialist", case, "forward", draft="Đủ hồ sơ, đề nghị xét.")
    return perform(world, "leader", perform(world, "social-head", case, "agree"), "sign")


def sent_up(world: World) -> tuple[Receipt, Receipt]:
    """Return a case, and the one that it opened at the department."""
    case = perform(world, "clerk", before_sending_up(world), "send_up")
    return case, child_of(world, case)


def child_of(world: World, case: Receipt) -> Receipt:
    with world.house.database.read() as look:
        row = look.execute(select(Case.__table__).where(Case.parent_id == case.case_id)).one()
    return Receipt(row.id, row.code, row.version, row.state, row.step)


def decided_above(world: World, child: Receipt, *, grant: bool = True) -> Receipt:
    """Let the department decide on its part."""
    child = perform(world, "province-reception", child, "accept")
    child = perform(world, "province-head", child, "assign", officer="province-specialist")
    if grant:
        child = perform(world, "province-specialist", child, "grant", draft="Đủ điều kiện hưởng trợ cấp hằng tháng.")
    else:
        child = perform(world, "province-specialist", child, "reject", reasons=("Không đủ thời gian phục vụ.",))
    child = perform(world, "province-leader", perform(world, "province-head", child, "agree"), "sign")
    return perform(world, "province-clerk", child, "issue")


def run_errands(world: World) -> None:
    """Let the worker do all that is due."""
    house = world.house
    errands = Errands(database=house.database, mill=house.mill, channel=None, clock=house.clock)
    handlers = {**errands.handlers, **Relatives(house.door, house.mill).handlers}
    worker = Worker(house.database, handlers, house.clock)
    while worker.run_once():
        pass


def row_of(world: World, case: Receipt) -> Row[Any]:
    with world.house.database.read() as look:
        return look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()


def as_it_stands(world: World, case: Receipt) -> Receipt:
    """Return a case as somebody sees it who opens it now."""
    row = row_of(world, case)
    return Receipt(row.id, row.code, row.version, row.state, row.step)


def wrong_with(world: World) -> list[Finding]:
    """Return everything in the database that does not follow from the events."""
    house = world.house
    with house.database.read() as look:
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    return [finding for _, findings in checked for finding in findings]
