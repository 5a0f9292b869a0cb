"""A mail server as a company has one, on the loopback: real SMTP, encrypted, bad when told so."""

import asyncio
import logging
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from outbox.smtp import MailRules
from tests.world import SECONDS, Clock, Past, Town, settings_for

USER, PASSWORD = "sales@shop.example", "correct horse battery"
NOBODYS = f"host: 127.0.0.1\nport: 587\npassword: {PASSWORD}\nfrom: {USER}"
"""What an admin types whose server is not there."""

DROP = "drop"
"""Stands for an answer that never comes: the server has the mail and breaks the connection."""

# This server logs what it was told and what it answers, passwords too; the house must not.
logging.getLogger("mail").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Got:
    """A mail that the server has, as it came."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def text(self, kind: str = "plain") -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class PostOffice:
    """Who listens; answers to RCPT and to DATA are given in turn, then it takes everything."""

    port: int = 0
    mails: list[Got] = field(default_factory=list)
    at_rcpt: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    password: str = PASSWORD
    login_answer: str | None = None
    held: asyncio.Event | None = None
    connections: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_EHLO(self, _server, session: Session, _envelope, hostname, responses):  # noqa: N802 -- the name that aiosmtpd calls
        self.connections += 1
        self._changed.set()
        if self.held:
            await self.held.wait()
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server, _session, envelope: Envelope, address, _options):  # noqa: N802 -- the same
        answer = self.at_rcpt.pop(0) if self.at_rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session, envelope: Envelope):  # noqa: N802 -- the same
        answer = self.at_data.pop(0) if self.at_data else "250 OK"
        if answer == DROP or answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(Got(envelope.mail_from or "", list(envelope.rcpt_tos), content))
            self._changed.set()
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    def authenticate(self, _server, _session, _envelope, _mechanism, data) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = (data.login, data.password) == (USER.encode(), self.password.encode())
        if good and self.login_answer is None:
            return AuthResult(success=True)
        answer = self.login_answer or "535 5.7.8 No such user"
        return AuthResult(success=False, handled=False, message=answer)

    async def got(self, count: int) -> list[Got]:
        """Wait until it has so many mails; return all."""
        return await self._until(lambda: len(self.mails) >= count, self.mails)

    async def called(self, count: int) -> None:
        """Wait until somebody said hello so many times."""
        await self._until(lambda: self.connections >= count, self.mails)

    async def _until(self, true, found: list[Got]) -> list[Got]:
        async with asyncio.timeout(SECONDS):
            while not true():
                self._changed.clear()
                await self._changed.wait()
        return found

    def block(self, **changed: str) -> str:
        """Return what an admin types to send by this server."""
        lines = {
            "host": "127.0.0.1",
            "port": str(self.port),
            "user": USER,
            "password": self.password,
            "from": f"Sales Team <{USER}>",
            **changed,
        }
        return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


@dataclass(frozen=True, slots=True)
class Paper:
    """Both sides of TLS: what the server shows, and what the house trusts."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


def papers(folder: Path, name: str = "mail.shop.example") -> Paper:
    """Make a certificate that is its own authority, for a name and for the loopback."""
    key, now = ec.generate_private_key(ec.SECP256R1()), Clock().now()
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    public = certificate.public_bytes(Encoding.PEM)
    file = folder / "mail.pem"
    file.write_bytes(public + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return Paper(server, ssl.create_default_context(cadata=public.decode()))


@asynccontextmanager
async def opened(
    server_side: ssl.SSLContext | None, *, at_once: bool = False
) -> AsyncIterator[PostOffice]:
    """Listen on a free port of the loopback; encrypted *at_once*, or once the client asks."""
    office, loop = PostOffice(), asyncio.get_running_loop()
    spoken: list[SMTP] = []

    def speak() -> SMTP:
        server = SMTP(
            office,
            hostname="mail.shop.example",
            enable_SMTPUTF8=True,
            tls_context=None if at_once else server_side,
            require_starttls=server_side is not None and not at_once,
            auth_require_tls=not at_once,
            authenticator=office.authenticate,
            loop=loop,
        )
        spoken.append(server)
        return server

    listening = await loop.create_server(
        speak, "127.0.0.1", 0, ssl=server_side if at_once else None
    )
    office.port = listening.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        if office.held:
            office.held.set()
        listening.close()
        for each in spoken:
            if each.transport:
                each.transport.close()
        await listening.wait_closed()


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A certificate for the mail servers of the tests."""
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
async def office(paper: Paper) -> AsyncIterator[PostOffice]:
    """A mail server with STARTTLS that wants to know who one is."""
    async with opened(paper.server) as office:
        yield office


@pytest.fixture
async def mail_town(
    sqlite_past: tuple[Path, Past], sqlite_url: str, clock: Clock, office: PostOffice, paper: Paper
) -> AsyncIterator[Town]:
    """The town, which trusts the mail server of the tests and may call its port."""
    path, past = sqlite_past
    shutil.copy(path, sqlite_url.partition("///")[2])
    rules = MailRules(paper.trust, (office.port,), seconds=5.0)
    async with Town.returned(settings_for(sqlite_url), clock, past, rules) as town:
        yield town
