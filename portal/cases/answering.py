"""An answer to another unit's question, with the papers that come with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from portal.cases.door import Door, Receipt
from portal.cases.referral_models import ReferralFile
from portal.people.principal import Origin, Principal
from portal.workflow.commands import AnswerReferral

MOST_FILES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A stored and inspected paper."""

    sha256: str
    file_name: str
    size: int
    media_type: str


def answer_question(
    door: Door, command: AnswerReferral, enclosed: Sequence[Enclosed], principal: Principal, origin: Origin
) -> Receipt:
    """Give the answer, and keep its papers in the same transaction. Raises what `Door.apply` raises."""

    def keep(work: Connection) -> None:
        rows = [
            {
                "case_id": command.case_id,
                "number": command.referral,
                "sha256": one.sha256,
                "file_name": one.file_name,
                "size": one.size,
                "media_type": one.media_type,
                "added_at": door.tools.clock(),
            }
            for one in enclosed
        ]
        work.execute(insert(ReferralFile), rows)

    return door.apply(command, principal, origin, also=keep if enclosed else None)
