"""Everybody who may come to the portal, and what lies there to be got at: cases, drafts, files."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, true, update

from portal.cases.bulk import TAKE, Chosen, Order, begin_bulk
from portal.cases.door import Receipt
from portal.cases.loaded import case_facts
from portal.cases.models import Draft, DraftFile
from portal.cases.papers import keep_document
from portal.cases.queries import files_of, get_dossier
from portal.cases.submission import Submit
from portal.people.models import Officer
from portal.people.officers import add_officer, appoint
from portal.people.policy import CaseFacts
from portal.people.principal import ANONYMOUS, Origin, Post, Principal
from portal.people.roles import Role
from tests.stories import ANSWERS, ask_for_more, attach, bring_to, file_case, write_draft
from tests.world import ISSUER, OTHER_COMMUNE, World

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

# Officers beyond those of the small world: (role, unit, last day).
MORE: dict[str, tuple[Role, str, date | None]] = {
    "province-reception": (Role.RECEPTION, "51/TTPVHCC-T", None),
    "department": (Role.SPECIALIST, "51/S-TP", None),
    "other-supervisor": (Role.SUPERVISOR, OTHER_COMMUNE, None),
    "retired": (Role.SPECIALIST, "51.21235/X-VP", date(2026, 3, 8)),
    "helper": (Role.HELPER, "51.21235/X-TTPVHCC", None),
    "disabled": (Role.RECEPTION, "51.21235/X-TTPVHCC", None),
}


def gather(world: World) -> dict[str, Principal]:
    """Return everybody by name. The disabled officer is still as the session remembers them."""
    with world.house.database.transaction() as work:
        for name, (role, unit, last_day) in MORE.items():
            officer_id = add_officer(
                work, issuer=ISSUER, subject=f"officer-{name}", name=name.capitalize(), email=None, now=world.clock()
            )
            appoint(work, officer_id, Post(role, unit), date(2025, 7, 1), last_day)
    names = (
        "reception", "specialist", "second-specialist", "head", "leader", "clerk", "stranger", "supervisor",
        "commune-supervisor", "administrator", *MORE,
    )  # fmt: skip
    officers = {name: world.officer(name) for name in names}
    return {"anonymous": ANONYMOUS, "owner": world.citizen("an"), "other-citizen": world.citizen("binh"), **officers}


def disable(world: World, who: Principal) -> None:
    """Switch an officer's account off, in the middle of a session."""
    with world.house.database.transaction() as work:
        work.execute(update(Officer).where(Officer.id == who.id).values(disabled_at=world.clock()))


@dataclass(frozen=True, slots=True)
class Subject:
    """A case or a draft that somebody may ask for; the facts are None for one that is not there."""

    name: str
    code: str = "H48.51-260309-9999"
    file_id: str = "00000000-0000-4000-8000-000000000000"
    draft_id: str = "00000000-0000-4000-8000-000000000001"
    job_id: str = "00000000-0000-4000-8000-000000000002"
    owner: str = ""
    facts: CaseFacts | None = None


ABSENT = Subject("absent")


def cases(world: World) -> list[Subject]:
    """Return cases in different hands and states, one in another commune, and one that is not there."""
    mine, neighbour = world.citizen("an"), world.citizen("binh")
    in_hand = bring_to(world, _with_paper(world, mine), "appraise")
    waiting = ask_for_more(world, file_case(world, mine))
    ended = bring_to(world, file_case(world, mine), None)
    _keep_slip_01(world, ended)
    away = {**ANSWERS["subject"], "residence": {"unit": OTHER_COMMUNE, "line": "Thôn 1"}}
    elsewhere = world.house.submission.submit(
        Submit(draft_id=write_draft(world, neighbour, {**ANSWERS, "subject": away})), neighbour
    )
    found = {"in hand": in_hand, "waiting": waiting, "ended": ended, "elsewhere": elsewhere}
    return [*(_subject(world, name, case) for name, case in found.items()), ABSENT]


def drafts(world: World) -> list[Subject]:
    """Return a draft of each citizen, and one that is not there; earlier ones are gone: a person may have fifty."""
    with world.house.database.transaction() as work:
        unsent = select(Draft.id).where(Draft.case_id.is_(None))
        work.execute(delete(DraftFile).where(DraftFile.draft_id.in_(unsent)))
        work.execute(delete(Draft).where(Draft.case_id.is_(None)))
    return [draft_of(world, "an"), draft_of(world, "binh"), ABSENT]


def draft_of(world: World, name: str) -> Subject:
    """Return a fresh draft with a paper."""
    owner = world.citizen(name)
    draft_id, file_id = draft_with_paper(world, owner)
    return Subject(f"draft of {name}", draft_id=draft_id, file_id=file_id, owner=owner.id)


def job_of(world: World, officer: Principal) -> Subject:
    """Return a job for many cases that an officer asked for and nobody has carried out yet."""
    case = file_case(world)
    with world.house.database.transaction() as work:
        job_id = begin_bulk(
            work,
            Order(deed=TAKE, key="job"),
            [Chosen(case.case_id, case.version)],
            officer,
            directory=world.house.directory,
            sealer=world.house.sealer,
            now=world.clock(),
            origin=Origin(),
        )
    return Subject("job", job_id=job_id, owner=officer.id)


def draft_with_paper(world: World, owner: Principal) -> tuple[str, str]:
    draft_id = write_draft(world, owner, {**ANSWERS, "replaces_earlier": True})
    return draft_id, attach(world, draft_id, "old_certificate", PDF, file_name="giấy cũ.pdf")


def _with_paper(world: World, owner: Principal) -> Receipt:
    draft_id, _ = draft_with_paper(world, owner)
    case = world.house.submission.submit(Submit(draft_id=draft_id), owner)
    _keep_slip_01(world, case)
    return case


def _keep_slip_01(world: World, case: Receipt) -> None:
    with world.house.database.transaction() as work:
        keep_document(
            work,
            world.house.storage,
            case_id=case.case_id,
            kind="slip-01",
            number=case.code,
            content=PDF,
            now=world.clock(),
        )


def _subject(world: World, name: str, case: Receipt) -> Subject:
    with world.house.database.read() as look:
        dossier = get_dossier(look, case.code, true())
        files = files_of(look, dossier.row.id)
        facts = case_facts(dossier.row.applicant_id, dossier.units, dossier.task, world.house.directory)
    return Subject(name, code=case.code, file_id=files[0].id if files else ABSENT.file_id, facts=facts)
