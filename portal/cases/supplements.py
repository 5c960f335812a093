"""The citizen's answer to a supplement: files first, then one command through the door."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from portal.cases import store
from portal.cases.chain import salted_digest
from portal.cases.door import Door, Receipt
from portal.cases.models import CaseContent
from portal.cases.queries import answers_of
from portal.people.principal import Origin, Principal
from portal.workflow.commands import AnswerSupplement


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """A stored file that answers one missing thing."""

    id: str
    component: str
    file_name: str
    sha256: str
    size: int
    media_type: str


def answer_supplement(
    door: Door,
    row: Row[Any],
    *,
    files: list[AnswerFile],
    message: str,
    key: str,
    seen_version: int,
    principal: Principal,
    origin: Origin,
) -> Receipt:
    """Send the answer to the one notice. Raises what `Door.apply` raises.

    The answers stand in a new revision beside the first, so that both can be compared; the event holds its digest.
    """
    sealer = door.tools.sealer
    salt = sealer.index(f"supplement/{row.id}/{key}")[:32]  # the same for the same click, so that it is one command
    with door.tools.database.read() as look:
        answers = dict(answers_of(look, row.id, sealer))
        revision = _next_revision(look, row.id)
    command = AnswerSupplement(
        case_id=row.id,
        seen_version=seen_version,
        key=key,
        answers_digest=salted_digest(answers, salt),
        files=tuple(sorted(file.sha256 for file in files)),
        message=message,
    )

    def keep(work: Connection) -> None:
        now = door.tools.clock()
        bound_to = f"case_contents/{row.id}/{revision}"
        store.insert_content(
            work, row.id, sealer.seal({"salt": salt, "value": answers}, bound_to=bound_to), now, revision
        )
        store.insert_files(work, [_file_row(file, row.id, revision, now) for file in files])

    return door.apply(command, principal, origin, also=keep)


def _next_revision(look: Connection, case_id: str) -> int:
    newest = select(func.max(CaseContent.revision)).where(CaseContent.case_id == case_id)
    return int(look.execute(newest).scalar_one()) + 1


def _file_row(file: AnswerFile, case_id: str, revision: int, now: Any) -> dict[str, Any]:
    return {
        "id": file.id,
        "case_id": case_id,
        "component": file.component,
        "file_name": file.file_name,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "added_at": now,
        "revision": revision,
    }
