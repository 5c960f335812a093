from datetime import UTC, datetime, timedelta

from portal.db import Database
from portal.demo.mailbag import MailbagChannel, list_mails
from portal.notifications.mail import Attachment, Mail

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def mail(number: int, to: str = "lan@example.vn") -> Mail:
    return Mail(
        to=to,
        subject=f"Thư {number}",
        text="Chào bạn",
        message_id=f"m{number}",
        written_at=NOW + timedelta(minutes=number),
        attachments=(Attachment("a.pdf", "application/pdf", b"%PDF"),),
    )


def test_a_mail_is_kept_once_however_often_it_is_sent(database: Database) -> None:
    bag = MailbagChannel(database)

    bag.send(mail(1))
    bag.send(mail(1))

    with database.read() as look:
        (kept,) = list_mails(look)
    assert (kept.message_id, kept.recipient, kept.subject, kept.text) == ("m1", "lan@example.vn", "Thư 1", "Chào bạn")
    assert kept.attachments == [{"name": "a.pdf", "media_type": "application/pdf", "size": 4}]


def test_the_newest_mail_comes_first_and_can_be_had_by_address(database: Database) -> None:
    bag = MailbagChannel(database)
    for number in (1, 3, 2):
        bag.send(mail(number, to="minh@example.vn" if number == 3 else "lan@example.vn"))

    with database.read() as look:
        assert [kept.message_id for kept in list_mails(look)] == ["m3", "m2", "m1"]
        assert [kept.message_id for kept in list_mails(look, recipient="lan@example.vn")] == ["m2", "m1"]
        assert [kept.message_id for kept in list_mails(look, limit=1)] == ["m3"]
