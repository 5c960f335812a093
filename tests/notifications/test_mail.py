import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.notifications.errors import Permanent, Temporary
from portal.notifications.mail import Attachment, Mail, SmtpChannel
from tests.notifications.smtp import PASSWORD, PostOffice, post_office

WRITTEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path) as office:
        yield office


def mail(**changes: Any) -> Mail:
    known: dict[str, Any] = {
        "to": "lan@example.vn",
        "subject": "Hồ sơ H48.35.09-261123-0017 đã được tiếp nhận",
        "text": "Chào bạn,\n\nHồ sơ của bạn đã được tiếp nhận.\n",
        "message_id": "5f0c1d2e",
        "written_at": WRITTEN,
    }
    return Mail(**{**known, **changes})


def test_a_mail_arrives_over_starttls_and_a_password_with_its_vietnamese(office: PostOffice) -> None:
    SmtpChannel(office.settings()).send(mail())

    (taken,) = office.taken
    assert taken["Subject"] == mail().subject
    assert taken["From"] == "Một Cửa <mot-cua@motcua.example>"
    assert taken["To"] == "lan@example.vn"
    assert taken["Date"].datetime == WRITTEN
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken.get_content().replace("\r\n", "\n") == mail().text


def test_the_message_id_is_that_of_the_outbox_at_every_try(office: PostOffice) -> None:
    channel = SmtpChannel(office.settings())

    channel.send(mail())
    channel.send(mail())

    assert [m["Message-ID"] for m in office.taken] == ["<5f0c1d2e@motcua.example>"] * 2


def test_an_attachment_arrives_with_its_name(office: PostOffice) -> None:
    SmtpChannel(office.settings()).send(
        mail(attachments=(Attachment("Giấy tiếp nhận.pdf", "application/pdf", b"%PDF"),))
    )

    (file,) = office.taken[0].iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Giấy tiếp nhận.pdf", "application/pdf")
    assert file.get_content() == b"%PDF"


@pytest.mark.parametrize("to", ["nobody@example.vn", "spam@example.vn"])
def test_F9_a_final_no_for_one_address_ends_the_mail(office: PostOffice, to: str) -> None:
    with pytest.raises(Permanent, match=r"^55"):
        SmtpChannel(office.settings()).send(mail(to=to))


def test_F8_a_no_for_now_is_tried_again(office: PostOffice) -> None:
    with pytest.raises(Temporary, match=r"^451"):
        SmtpChannel(office.settings()).send(mail(to="busy@example.vn"))


@pytest.mark.parametrize(
    "to",
    [
        "",
        "lan",
        "lan@",
        "lan@example.vn\r\nBcc: all@example.vn",
        "lan@example.vn, all@example.vn",
        "Lan <lan@example.vn>",
        "lan@example.vn\0",
        "a" * 300 + "@example.vn",
    ],
)
def test_what_cannot_be_one_address_is_never_sent(office: PostOffice, to: str) -> None:
    with pytest.raises(Permanent):
        SmtpChannel(office.settings()).send(mail(to=to))

    assert office.taken == []


@pytest.mark.parametrize("subject", ["Chào\r\nBcc: all@example.vn", "Chào\nbạn", "Chào\0"])
def test_a_subject_cannot_add_a_header(office: PostOffice, subject: str) -> None:
    with pytest.raises(Permanent):
        SmtpChannel(office.settings()).send(mail(subject=subject))

    assert office.taken == []


def test_lines_of_the_text_that_end_a_mail_arrive_as_text(office: PostOffice) -> None:
    SmtpChannel(office.settings()).send(mail(text="một\n.\nRCPT TO:<all@example.vn>\nhai\n"))

    assert office.taken[0].get_content().replace("\r\n", "\n") == "một\n.\nRCPT TO:<all@example.vn>\nhai\n"


def test_a_server_with_a_strangers_certificate_gets_nothing(office: PostOffice) -> None:
    with pytest.raises(Temporary, match="CERTIFICATE_VERIFY_FAILED"):
        SmtpChannel(office.settings(ca_file=None)).send(mail())

    assert office.taken == []


def test_our_own_wrong_password_kills_no_mail(office: PostOffice) -> None:
    with pytest.raises(Temporary, match="SMTPAuthenticationError"):
        SmtpChannel(office.settings(password="wrong")).send(mail())


def test_F6_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = PostOffice(port=unused.getsockname()[1])

        with pytest.raises(Temporary):
            SmtpChannel(nowhere.settings(ca_file=None)).send(mail())


def test_F7_a_server_that_says_nothing_is_left_after_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = PostOffice(port=silent.getsockname()[1])

        with pytest.raises(Temporary):
            SmtpChannel(mute.settings(ca_file=None, timeout=0.2)).send(mail())


def test_a_password_is_never_sent_over_an_open_line(office: PostOffice) -> None:
    with pytest.raises(ValueError, match="open line"):
        SmtpChannel(office.settings(security="none"))


def test_a_password_that_the_protocol_cannot_carry_is_refused_at_the_start(office: PostOffice) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        SmtpChannel(office.settings(password="mật khẩu"))


def test_the_settings_do_not_print_the_password(office: PostOffice) -> None:
    assert PASSWORD not in repr(office.settings())
