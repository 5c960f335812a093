"""A real SMTP server on this machine: STARTTLS with a certificate of its own, a password, and moods."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.notifications.mail import SmtpSettings

USER, PASSWORD = "portal", "open sesame"
ANSWERS = {
    "busy@example.vn": "451 4.3.0 busy",
    "nobody@example.vn": "550 5.1.1 no such person",
    "spam@example.vn": "250 ok",
}


@dataclass
class PostOffice:
    """What the server took in, in its order."""

    port: int
    certificate: Path = Path()
    taken: list[EmailMessage] = field(default_factory=list)

    def settings(self, **changes: object) -> SmtpSettings:
        known: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "sender": "mot-cua@motcua.example",
            "sender_name": "Một Cửa",
            "user": USER,
            "password": PASSWORD,
            "timeout": 5.0,
            "ca_file": str(self.certificate),
        }
        return SmtpSettings(**{**known, **changes})  # type: ignore[arg-type]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = ANSWERS.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if envelope.rcpt_tos == ["spam@example.vn"]:
            return "554 5.7.1 refused as spam"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 ok"


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login.decode(), data.password.decode()) == (USER, PASSWORD), handled=False)


@contextmanager
def post_office(folder: Path) -> Iterator[PostOffice]:
    """Run a server that takes mail only after STARTTLS and a password."""
    office = PostOffice(_free_port(), folder / "server.pem")
    write_certificate(office.certificate)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(office.certificate)
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticate,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
    return port


def write_certificate(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post office of the tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
