"""The worker's part in confirming: makes the code of a confirmation and sends it to the person, and to nobody else.

The message in the outbox holds no code, only what our key makes it from. One that is over, used, or replaced by a
later one is not sent: the person would read out a code that is worth nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from portal.cases.confirmation_models import Confirmation
from portal.cases.confirming import TOPIC, code_of
from portal.cases.models import Draft
from portal.catalogue.versions import Versions
from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.notifications.errors import Permanent
from portal.notifications.outbox import Message
from portal.notifications.texts import Text, TextChannel
from portal.notifications.worker import Handler
from portal.people.accounts import PersonRecord, load_person
from portal.people.officers import officer_names
from portal.units.directory import UnitDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesSent:
    """The handler of the outbox topic that `confirming` leaves behind."""

    database: Database
    sealer: Sealer
    versions: Versions
    directory: UnitDirectory
    channels: Mapping[str, TextChannel]
    clock: Clock

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {TOPIC: self.send}

    def send(self, message: Message) -> None:
        """Send the code. Raises `Permanent` when it is over, or has no way to the person."""
        with self.database.read() as look:
            row = _waiting(look, message)
            if row is None:
                return
            person = load_person(look, self.sealer, row.person_id)
            name = self.versions.get(look, row.version_id).definition.name
            helper = officer_names(look, {row.helper_id}).get(row.helper_id, "")
        to, channel = reached_by(person).get(row.kind), self.channels.get(row.kind)
        if to is None or channel is None:
            raise Permanent("there is no way to send this code")
        if self.clock() >= row.expires_at:
            raise Permanent("the code is over")
        subject, words = _WORDS["en" if person.language == "en" else "vi"]
        facts = {"procedure": name.en if person.language == "en" else name.vi, "helper": helper}
        code, office = code_of(self.sealer, row.draft_id, row.nonce), self.directory.full_name(row.unit)
        channel.send(
            Text(
                to=to,
                subject=subject,
                text=words.format(code=code, office=office, **facts),
                message_id=message.id,
                written_at=message.created_at,
            )
        )


def reached_by(person: PersonRecord) -> dict[str, str]:
    """Return where a person can be sent a code, by kind of channel."""
    ways = {"sms": person.phone, "email": person.email}
    return {kind: to for kind, to in ways.items() if to}


_VI = """Mã xác nhận của bạn: {code}. Mã dùng được 10 phút.
{helper} ({office}) đang giúp bạn nộp hồ sơ: {procedure}. \
Chỉ đọc mã khi bạn đã nghe đọc lại và đồng ý nộp. Nếu không phải bạn đang nộp, đừng đưa mã cho ai.
"""
_EN = """Your code: {code}. It counts for 10 minutes.
{helper} ({office}) is helping you to apply: {procedure}. \
Read it out only when all was read back to you and you agree. If it is not you who applies, give it to nobody.
"""
_WORDS = {"vi": ("Mã xác nhận nộp hồ sơ", _VI), "en": ("Code to confirm your application", _EN)}


def _waiting(look: Connection, message: Message) -> Row[tuple[object, ...]] | None:
    """Return the confirmation that a message is about, if it still waits for its code."""
    of_draft = (
        select(Confirmation.__table__, Draft.person_id, Draft.version_id, Draft.unit, Draft.helper_id)
        .join(Draft, Draft.id == Confirmation.draft_id)
        .where(Confirmation.draft_id == message.payload["draft_id"], Confirmation.nonce == message.payload["nonce"])
    )
    return look.execute(of_draft.where(Confirmation.confirmed_at.is_(None), Draft.case_id.is_(None))).one_or_none()
