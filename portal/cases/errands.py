"""What the worker does for cases after the commit: letters to applicants, documents to make. Each can be done twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases import queries
from portal.cases.making import make_document
from portal.cases.models import Case
from portal.cases.notices import Notice, notice_of, reminder
from portal.cases.papers import PaperMill
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
            "remind-of-result": self.remind,
        }

    def notify(self, message: Message) -> None:
        """Write to the applicant about one event, in the language of the case."""
        with self.database.read() as look:
            row = _case(look, message)
            entries = queries.history(look, row.id, self.mill.sealer)
        event = next(entry.event for entry in entries if entry.seq == message.payload["seq"])
        helped_by = self._helped_by(event)
        told = partial(notice_of, event, helped_by=helped_by)
        self._write(message, row, lambda facts: told(**facts), helped=bool(helped_by))

    def remind(self, message: Message) -> None:
        """Remind the applicant of a result that waits; one that was fetched meanwhile is not written about."""
        with self.database.read() as look:
            row = _case(look, message)
        if row.ended_at is None:
            self._write(message, row, lambda facts: reminder(**facts))

    def _write(
        self,
        message: Message,
        row: Row[Any],
        words: Callable[[dict[str, str]], Notice | None],
        *,
        helped: bool = False,
    ) -> None:
        if self.channel is None and self.texts is None:
            return
        with self.database.read() as look:
            person = load_person(look, self.mill.sealer, row.applicant_id)
            name = self.mill.versions.get(look, row.version_id).definition.name
        procedure, link = name.en if row.language == "en" else name.vi, f"{self.mill.base_url}/cases/{row.code}"
        notice = words({"code": row.code, "procedure": procedure, "link": link, "language": row.language})
        if notice is not None:
            self._tell(person, notice, message, helped=helped)

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
        make_document(self.database, self.mill, row, message.payload["seq"], self.clock())

    def make_result(self, message: Message) -> None:
        """Make the document that answers the application."""
        with self.database.read() as look:
            row = _case(look, message)
            entries = queries.history(look, row.id, self.mill.sealer)
        issued = next(entry.seq for entry in reversed(entries) if isinstance(entry.event, events.ResultIssued))
        make_document(self.database, self.mill, row, issued, self.clock())


def _case(look: Connection, message: Message) -> Row[Any]:
    return look.execute(select(Case.__table__).where(Case.id == message.payload["case_id"])).one()
