"""Mail: what is sent, and the channel that hands it to an SMTP server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal, Protocol

from email_validator import EmailNotValidError, validate_email

from portal.notifications.errors import Permanent, Temporary


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person. `message_id` is the id of the outbox message: the same at every try."""

    to: str
    subject: str
    text: str
    message_id: str
    written_at: datetime
    attachments: tuple[Attachment, ...] = ()


class Channel(Protocol):
    """Carries mail out. Raises `Temporary` when a later try may help, `Permanent` when none will."""

    def send(self, mail: Mail) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How to reach the mail server. `security` "none" is for a server on this machine only; it refuses a password."""

    host: str
    port: int
    sender: str  # the address alone
    sender_name: str
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = None
    timeout: float = 20.0
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"SmtpSettings({self.host}:{self.port}, {self.security})"


class SmtpChannel:
    """Sends each mail over a connection of its own; the server's certificate and name are always checked."""

    def __init__(self, settings: SmtpSettings) -> None:
        if settings.password is not None and settings.security == "none":
            raise ValueError("a password is not sent over an open line")
        if not f"{settings.user}{settings.password}".isascii():
            raise ValueError("user and password of the mail server have to be ASCII")
        self._settings = settings
        self._tls = ssl.create_default_context(cafile=settings.ca_file)
        self._domain = settings.sender.rpartition("@")[2]

    def send(self, mail: Mail) -> None:
        """Hand the mail to the server. Raises `Temporary`, `Permanent`."""
        message = self.compose(mail)
        with _smtp_trouble(), self._connection() as server:
            server.send_message(message)

    def compose(self, mail: Mail) -> EmailMessage:
        """Return the mail as it goes out. Raises `Permanent` for an address or a subject that cannot be sent."""
        if any(ord(c) < 32 for c in mail.subject):
            raise Permanent("the subject has a line break or a control character")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self._settings.sender_name, addr_spec=self._settings.sender)
        message["To"] = _checked_address(mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.written_at)
        message["Message-ID"] = f"<{mail.message_id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        for file in mail.attachments:
            main, _, sub = file.media_type.partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        return message

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout, context=self._tls
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        with server:
            if settings.security == "starttls":
                server.starttls(context=self._tls)
            if settings.user is not None and settings.password is not None:
                server.login(settings.user, settings.password)
            yield server


def _checked_address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise Permanent("the address cannot be one") from error


@contextmanager
def _smtp_trouble() -> Iterator[None]:
    """Tell what is wrong with this one mail from what is wrong with the server or with our settings for it."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _verdict(code, reason) from error
    except smtplib.SMTPDataError as error:
        raise _verdict(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Temporary(f"{type(error).__name__}: {error}") from error


def _verdict(code: int, reason: bytes | str) -> Exception:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return (Permanent if code >= 500 else Temporary)(f"{code} {text}")
