"""`visible_to` and the policy say the same of every case and every person: one in SQL, the other in Python."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from portal.cases.access import visible_to
from portal.cases.loaded import case_facts
from portal.cases.models import Case, CaseUnit
from portal.people.policy import Action, CaseFacts, allows
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.units.directory import UnitDirectory
from tests.world import World

PEOPLE = ("an", "binh", "chi")
# Units of all kinds and both eras: offices, divisions, communes, districts, departments, provinces.
UNITS = (
    "51", "51/S-TP", "51/TTPVHCC-T", "51.21235", "51.21235/X-VP", "51.21235/X-TTPVHCC", "51.21235/X-UBND",
    "51.21238", "51.21238/X-VP", "51.528", "51.528/D-TP", "51-2020", "62-2020",
)  # fmt: skip

posts = st.builds(Post, role=st.sampled_from(Role), unit=st.sampled_from(UNITS))
principals = st.builds(
    Principal,
    kind=st.sampled_from(Kind),
    id=st.sampled_from(PEOPLE),
    posts=st.lists(posts, max_size=3).map(tuple),
)
filed = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sets(st.sampled_from(UNITS), min_size=1, max_size=4)), min_size=1, max_size=8
)


def fill(work: Connection, cases: list[tuple[str, set[str]]], directory: UnitDirectory) -> dict[str, CaseFacts]:
    moment = datetime(2026, 3, 9, tzinfo=UTC)
    found: dict[str, CaseFacts] = {}
    for number, (applicant, units) in enumerate(cases):
        case_id, at = f"case-{number}", moment + timedelta(minutes=number)
        work.execute(insert(Case).values(**_row(case_id, applicant, at)))
        work.execute(insert(CaseUnit), [{"case_id": case_id, "unit": unit, "submitted_at": at} for unit in units])
        found[case_id] = case_facts(applicant, frozenset(units), None, directory)
    return found


def _row(case_id: str, applicant: str, at: datetime) -> dict[str, object]:
    blank = dict.fromkeys(
        (
            "procedure_code",
            "version_id",
            "variant",
            "applicant_name",
            "language",
            "return_by",
            "calendar",
            "last_hash",
            "helper",
            "help_unit",
            "return_unit",
        ),
        "",
    )
    none = dict.fromkeys(
        ("step", "unit", "holder", "outcome", "accepted_at", "due_at", "original_due_at", "decided_at", "ended_at")
    )
    ids = {"id": case_id, "code": case_id, "draft_id": case_id, "applicant_id": applicant, "channel": "online"}
    numbers = {"state": 1, "fee": 0, "paid": 0, "version": 1, "last_seq": 1}
    moments = {"submitted_at": at, "last_at": at}
    return {**blank, **none, **ids, **numbers, **moments, "intake": UNITS[0], "competent": UNITS[0], "snapshot": {}}


class Undone(Exception):
    """Takes back the cases of one example."""


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=filed, people=st.lists(principals, min_size=1, max_size=10))
def test_what_is_listed_is_what_may_be_read(
    world: World, cases: list[tuple[str, set[str]]], people: list[Principal]
) -> None:
    directory = world.house.directory
    try:
        with world.house.database.transaction() as work:
            facts = fill(work, cases, directory)
            for who in people:
                listed = set(work.execute(select(Case.id).where(visible_to(who, directory))).scalars())
                readable = {
                    case_id
                    for case_id, case in facts.items()
                    if allows(who, Action.READ_CASE, case) or allows(who, Action.READ_OWN_CASE, case)
                }
                assert listed == readable, who
            raise Undone
    except Undone:
        return
