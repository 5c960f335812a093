"""What the worker does for cases after the commit: letters to applicants, documents to make. Each can be done twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases import queries
from portal.cases.models import Case
from portal.cases.notices import Notice, notice_of
from portal.cases.numbers import document_number
from portal.cases.papers import PaperMill, keep_document
from portal.clock import Clock
from portal.db import Database
from portal.notifications.mail import Channel, Mail
from portal.notifications.outbox import Message
from portal.notifications.texts import Text, TextChannel
from portal.notifications.worker import Handler
from portal.people.accounts import PersonRecord, load_person
from portal.workflow import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Handlers for the outbox topics that `Door` and `Submission` leave behind."""

    database: Database
    mill: PaperMill
    channel: Channel | None  # none: this portal sends no letters
    clock: Clock
    texts: TextChannel | None = None  # to a telephone: of what was filed for somebody who has no mail

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "notify-applicant": self.notify,
            "make-slip": self.make_slip,
            "make-result": self.make_result,
        }

    def notify(self, message: Message) -> None:
        """Write to the applicant about one event, in the language of the case."""
        if self.channel is None and self.texts is None:
            return
        with self.database.read() as look:
            row = _case(look, message)
            person = load_person(look, self.mill.sealer, row.applicant_id)
            entries = queries.history(look, row.id, self.mill.sealer)
            published = self.mill.versions.get(look, row.version_id)
        event = next(entry.event for entry in entries if entry.seq == message.payload["seq"])
        name, helped_by = published.definition.name, self._helped_by(event)
        notice = notice_of(
            event,
            code=row.code,
            procedure=name.en if row.language == "en" else name.vi,
            link=f"{self.mill.base_url}/cases/{row.code}",
            language=row.language,
            helped_by=helped_by,
        )
        if notice is not None:
            self._tell(person, notice, message, helped=bool(helped_by))

    def _tell(self, person: PersonRecord, notice: Notice, message: Message, *, helped: bool) -> None:
        """Send a letter; to somebody without mail a text, when others filed for them: they have to hear of it."""
        said: Any = {"subject": notice.subject, "text": notice.text, "message_id": message.id}
        if person.email and self.channel is not None:
            self.channel.send(Mail(to=person.email, written_at=message.created_at, **said))
        elif helped and person.phone and self.texts is not None:
            self.texts.send(Text(to=person.phone, written_at=message.created_at, **said))

    def _helped_by(self, event: events.AnyEvent) -> str:
        """Return the unit that helped to send an application, where the person did not do it alone."""
        if not isinstance(event, events.CaseSubmitted) or not event.confirmed_by:
            return ""
        return self.mill.directory.full_name(event.help_unit)

    def make_slip(self, message: Message) -> None:
        """Make the slip of one event. When that fails the case has gone on all the same, and it is tried again."""
        with self.database.read() as look:
            row = _case(look, message)
            made = self.mill.slip(look, row, message.payload["seq"])
        self._keep(row, made.kind, made.number, made.content)

    def make_result(self, message: Message) -> None:
        """Make the document that answers the application."""
        with self.database.read() as look:
            row = _case(look, message)
            entries = queries.history(look, row.id, self.mill.sealer)
            issued = next(e.event for e in reversed(entries) if isinstance(e.event, events.ResultIssued))
            content = self._of_child(look, row, issued) if issued.child else self.mill.result(look, row)
        self._keep(row, "result", document_number(issued.number, issued.register), content)

    def _of_child(self, look: Connection, row: Row[Any], issued: events.ResultIssued) -> bytes:
        """Return the result of a case that this one opened: the same paper, byte for byte."""
        kept = queries.documents_of(look, row.id)
        return self.mill.storage.read(next(d.sha256 for d in kept if d.kind == f"child-{issued.child}"))

    def _keep(self, row: Row[tuple[object, ...]], kind: str, number: str, content: bytes) -> None:
        with self.database.transaction() as work:
            keep_document(
                work,
                self.mill.storage,
                case_id=row.id,
                kind=kind,
                number=number,
                content=content,
                now=self.clock(),
            )


def _case(look: Connection, message: Message) -> Row[tuple[object, ...]]:
    return look.execute(select(Case.__table__).where(Case.id == message.payload["case_id"])).one()
