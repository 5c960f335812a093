"""What the worker carries between a case and those it opened: a result, the reasons for none, the wish to stop.

Each is one command in one transaction, and each can be done twice: the case itself says whether it was done.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases import queries
from portal.cases.door import Door
from portal.cases.models import Case
from portal.cases.numbers import document_number
from portal.cases.papers import LARGEST_DOCUMENT, PaperMill, keep_document
from portal.notifications.outbox import Message
from portal.notifications.worker import Handler
from portal.people.principal import SYSTEM
from portal.workflow import events
from portal.workflow.case import Child
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Deliver, SettleChild, StopChild
from portal.workflow.errors import CaseError

log = logging.getLogger("portal.worker")


@dataclass(frozen=True, slots=True)
class Relatives:
    """Handlers for the outbox topics that `child_cases.tell_relatives` leaves behind."""

    door: Door
    mill: PaperMill

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"child-ended": self.child_ended, "stop-child": self.stop_child}

    def child_ended(self, message: Message) -> None:
        """Bring what came of a case to the one that opened it; a result that arrived is handed over with that."""
        with self.door.tools.database.read() as look:
            row = _case(look, message.payload["case_id"])
            running = case_from_json(_case(look, row.parent_id).snapshot).children
            happened = [entry.event for entry in queries.history(look, row.id, self.mill.sealer)]
        child = next((one for one in running if one.case == row.id), None)
        if child is not None:
            self._settle(row, child, happened)
        if row.decided_at is not None and row.ended_at is None:
            self._try(Deliver(case_id=row.id, seen_version=0, key=f"delivered-{row.id}"))

    def stop_child(self, message: Message) -> None:
        """Stop a case that nobody waits for any more; one that is decided goes on to its end."""
        with self.door.tools.database.read() as look:
            row = _case(look, message.payload["case_id"])
        if row.ended_at is None:
            reason, key = message.payload["reason"], f"stop-{message.id}"
            self._try(StopChild(case_id=row.id, seen_version=row.version, key=key, reason=reason))

    def _settle(self, row: Row[Any], child: Child, happened: list[events.AnyEvent]) -> None:
        settled = {"case_id": row.parent_id, "seen_version": 0, "key": f"child-{row.id}", "child": child.number}
        issued = next((event for event in reversed(happened) if isinstance(event, events.ResultIssued)), None)
        if issued is None:
            ended = next(event for event in reversed(happened) if isinstance(event, events.CaseEnded))
            self._try(SettleChild(**settled, state=ended.state, reasons=ended.reasons))
            return
        content = self._result(row)
        stored = self.mill.storage.put(BytesIO(content), limit=LARGEST_DOCUMENT)
        settle = SettleChild(
            **settled,
            state=row.state,
            outcome=issued.outcome,
            register=issued.register,
            result_number=issued.number,
            year=issued.year,
            document=stored.sha256,
        )

        def keep(work: Connection) -> None:
            kept = {"kind": f"child-{child.number}", "number": document_number(issued.number, issued.register)}
            now, storage = self.door.tools.clock(), self.mill.storage
            keep_document(work, storage, case_id=row.parent_id, content=content, now=now, **kept)

        self.door.apply(settle, SYSTEM, also=keep)

    def _result(self, row: Row[Any]) -> bytes:
        with self.door.tools.database.read() as look:
            return self.mill.result(look, row)

    def _try(self, command: SettleChild | Deliver | StopChild) -> None:
        try:
            self.door.apply(command, SYSTEM)
        except CaseError as refused:
            log.info("nothing was carried to case %s: %r", command.case_id, refused)


def _case(look: Connection, case_id: str) -> Row[Any]:
    return look.execute(select(Case.__table__).where(Case.id == case_id)).one()
