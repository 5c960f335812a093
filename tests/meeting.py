"""A building permit that has come to its inspection on site: the scene for whatever is told of meetings."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from portal.cases.door import Receipt
from portal.people.officers import appoint
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from portal.workflow.commands import (
    AnyCommand,
    Attendant,
    FixAppointment,
    MeetingFile,
    RecordMeeting,
)
from tests.filing import file_any, photo
from tests.stories import perform
from tests.world import COMMUNE, World

PERMIT = "1.013225"
OFFICE = f"{COMMUNE}/X-KT"
MEETS_AT = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)  # 8:30 on the Monday after the world begins
PLACE = "Thửa 12, thôn Điện An"
OWNER = Attendant(name="Nguyễn Văn An", part="chủ nhà")


def stored(world: World, kind: str, colour: str) -> MeetingFile:
    """Keep a picture, and return it as a file of minutes."""
    content = photo(colour)
    kept = world.house.storage.put(io.BytesIO(content), limit=len(content))
    return MeetingFile(kind=kind, sha256=kept.sha256, size=kept.size, media_type="image/jpeg")


def at_inspection(world: World, who: Principal | None = None, *, language: str = "vi") -> Receipt:
    """Bring a case to the specialist who has to go out; that one and the head sit in the office for it."""
    with world.house.database.transaction() as work:
        for name, role in (("specialist", Role.SPECIALIST), ("head", Role.HEAD)):
            appoint(work, world.officer(name).id, Post(role, OFFICE), date(2025, 7, 1))
    case = file_any(world, PERMIT, who or world.citizen(), language=language)
    case = perform(world, "reception", case, "accept")
    case = perform(world, "head", case, "assign", officer="specialist")
    return perform(world, "specialist", case, "plan_visit")


def at(case: Receipt) -> dict[str, Any]:
    """Return the envelope of a command on a case as the receipt has it."""
    return {"case_id": case.case_id, "seen_version": case.version, "key": uuid4().hex}


def do(world: World, who: str, command: AnyCommand) -> Receipt:
    world.clock.pass_(minutes=20)
    principal = world.citizen() if who == "citizen" else world.officer(who)
    return world.house.door.apply(command, principal)


def invite(world: World, case: Receipt, meets_at: datetime = MEETS_AT, **said: str) -> Receipt:
    said = {"place": PLACE, "asked": "Cán bộ địa chính", "bring": "Bản vẽ đã ký", **said}
    return do(world, "specialist", FixAppointment(**at(case), meets_at=meets_at, **said))  # type: ignore[arg-type]


def minutes(world: World, case: Receipt, **said: Any) -> RecordMeeting:
    files = (stored(world, "photo", "navy"), stored(world, "photo", "olive"), stored(world, "sheet", "gray"))
    told = {"result": "fit", "minutes": "Nhà cách ranh 2 m.\nĐúng bản vẽ.", "attended": (OWNER,), "files": files}
    return RecordMeeting(**at(case), appointment=1, **{**told, **said})


def held(world: World, case: Receipt) -> Receipt:
    """Let the day come, and record the meeting."""
    world.clock.now = MEETS_AT
    return do(world, "specialist", minutes(world, case))
