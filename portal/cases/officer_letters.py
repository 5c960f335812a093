"""Letters to officers: the digest of the morning, and warnings about steps. Codes of cases only, no names (AC-80)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases.inbox import Lane, Moments, list_inbox
from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.notices import SIGNATURE, Notice
from portal.catalogue.versions import Versions
from portal.clock import VIETNAM, Clock, local
from portal.db import Database
from portal.notifications.mail import Channel, Mail
from portal.notifications.outbox import Message
from portal.notifications.worker import Handler
from portal.people.acting import load_principal
from portal.people.officers import load_officer
from portal.people.principal import Kind

LANES: tuple[Lane, ...] = ("overdue", "today", "unanswered")
LANGUAGE: str = "vi"  # officers have no language of their own yet; the words are there in both


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerLetters:
    """Handlers for the outbox topics that `warnings` leaves behind."""

    database: Database
    versions: Versions
    channel: Channel | None  # none: this portal sends no letters
    clock: Clock
    base_url: str

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"digest": self.digest, "warn-of-steps": self.warn}

    def digest(self, message: Message) -> None:
        """Write to an officer what waits today; nothing when nothing does, or when they may not act any more."""
        officer_id, day = message.payload["officer_id"], date.fromisoformat(message.payload["day"])
        with self.database.read() as look:
            officer = load_principal(look, Kind.OFFICER, officer_id, local(self.clock()).date())
            if officer is None:
                return
            moments = Moments(now=self.clock(), end_of_today=_end_of(day))
            lanes = {lane: list_inbox(look, officer, lane, moments).rows for lane in LANES}
        found = {lane: [(row.code, row.due_at) for row in rows] for lane, rows in lanes.items()}
        if any(found.values()):
            self.send(message, officer_id, digest_of(day, found, self._desk, LANGUAGE))

    def warn(self, message: Message) -> None:
        """Write to a head or a leader which steps are nearly or over their time: those that still are."""
        with self.database.read() as look:
            rows = self._open(look, message.payload["tasks"])
        if rows:
            steps = [(row.code, self._step(row), row.step_due_at) for row in rows]
            notice = warning_of(message.payload["kind"], steps, self._desk, LANGUAGE)
            self.send(message, message.payload["officer_id"], notice)

    @property
    def _desk(self) -> str:
        return f"{self.base_url}/desk/"

    def _open(self, look: Connection, tasks: Sequence[str]) -> list[Row[Any]]:
        columns = (Case.code, Case.version_id, Case.variant, Task.step, Task.step_due_at)
        wanted = select(*columns).join(Case, Case.id == Task.case_id).where(Task.id.in_(sorted(tasks)), NOT_DONE)
        return [*look.execute(wanted.order_by(Task.step_due_at, Case.code))]

    def _step(self, row: Row[Any]) -> str:
        with self.database.read() as look:
            name = self.versions.get(look, row.version_id).workflows[row.variant].steps[row.step].name
        return name.vi if LANGUAGE == "vi" else name.en

    def send(self, message: Message, officer_id: str, notice: Notice) -> None:
        """Send a letter to an officer; none without an address, or to one who is switched off."""
        with self.database.read() as look:
            officer = load_officer(look, officer_id)
        if self.channel is None or not officer.email or officer.disabled_at is not None:
            return
        self.channel.send(
            Mail(
                to=officer.email,
                subject=notice.subject,
                text=notice.text,
                message_id=message.id,
                written_at=message.created_at,
            )
        )


def digest_of(day: date, found: Mapping[Lane, Sequence[tuple[str, datetime]]], link: str, language: str) -> Notice:
    """Return the words of a digest: what is overdue, due today, and unanswered."""
    words = _DIGEST[language]
    parts = [
        "\n".join([f"{words[lane]} ({len(cases)}):", *(f"  {code}, {_at(due)}" for code, due in cases)])
        for lane, cases in found.items()
        if cases
    ]
    total = sum(len(cases) for cases in found.values())
    return Notice(
        words["subject"].format(day=f"{day:%d/%m/%Y}", number=total),
        "\n\n".join([*parts, link, SIGNATURE[language]]) + "\n",
    )


def warning_of(kind: str, steps: Sequence[tuple[str, str, datetime]], link: str, language: str) -> Notice:
    """Return the words of a warning about steps."""
    subject, opening = _WARNING[language][kind]
    lines = [f"  {code}: {step}, {_at(due)}" for code, step, due in steps]
    text = "\n\n".join([opening, "\n".join(lines), link, SIGNATURE[language]])
    return Notice(subject.format(number=len(steps)), f"{text}\n")


def _at(moment: datetime) -> str:
    return f"{local(moment):%H:%M %d/%m/%Y}"


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), VIETNAM)


_DIGEST: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "subject": "Việc hôm nay {day}: {number} hồ sơ cần xử lý",
        "overdue": "Đã quá hạn",
        "today": "Đến hạn hôm nay",
        "unanswered": "Người dân không bổ sung, không nộp tiền đúng hạn",
    },
    "en": {
        "subject": "Today, {day}: {number} cases to deal with",
        "overdue": "Overdue",
        "today": "Due today",
        "unanswered": "Not answered in time by the citizen",
    },
}
_WARNING: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "vi": {
        "soon": ("{number} hồ sơ sắp quá hạn bước", "Các bước sau đã dùng hơn 80 % thời gian:"),
        "due": ("{number} hồ sơ đã quá hạn bước", "Các bước sau đã hết thời gian:"),
    },
    "en": {
        "soon": ("{number} steps are nearly over their time", "These steps have used more than 80 % of their time:"),
        "due": ("{number} steps are over their time", "These steps have no time left:"),
    },
}
