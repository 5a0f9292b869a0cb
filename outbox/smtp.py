"""Hands e-mails to the servers of workspaces: guarded like every way out, and always encrypted.

Each e-mail is a connection of its own. The address that is dialled is one that the rules of
`domain/egress.py` were asked about, and the certificate must be that of the name.
"""

import asyncio
import socket
import ssl
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass

import aiosmtplib
from aiohttp.abc import AbstractResolver
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from domain.egress import Egress, Target, refused
from domain.egress_rules import Rule
from domain.errors import UrlNotAllowed
from domain.mail import Fate, Heard, Letter, server_words
from domain.mail_server import PORTS, MailServer, Security
from outbox.http import SystemResolver
from outbox.letters import written

TOTAL_SECONDS = 60.0
"""How long a server may take for one e-mail, from the first look-up to its last word."""

FIRST_PERMANENT = 500
WANTS_LOGIN = frozenset({530, 534, 535, 538})
BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class MailRules:
    """What holds for every server: whose certificates count, which ports, how long it may take.

    Without a ``trust`` of its own an installation trusts whom its machine trusts.
    """

    trust: ssl.SSLContext | None = None
    ports: Collection[int] = PORTS
    seconds: float = TOTAL_SECONDS


USUAL = MailRules()


@dataclass(slots=True)
class _Progress:
    """How far an e-mail is: after ``handed_over`` the server may have it."""

    handed_over: bool = False


class Mailer:
    """Sends e-mails by servers that others named."""

    def __init__(
        self,
        egress: Egress,
        resolver: AbstractResolver | None = None,
        rules: MailRules = USUAL,
    ) -> None:
        self._egress = egress
        self._resolver = resolver or SystemResolver()
        self._trust = rules.trust
        self._ports = rules.ports
        self._seconds = rules.seconds

    async def check(self, host: str, port: int) -> None:
        """Refuse with UrlNotAllowed a server that may not be called as it resolves now."""
        target = self._egress.place(host, port, self._ports)
        try:
            async with asyncio.timeout(self._seconds):
                await self._addresses(target)
        except (OSError, UnicodeError):
            raise refused(Rule.UNKNOWN_NAME) from None

    async def send(self, server: MailServer, letter: Letter) -> Heard:
        """Hand the letter to the server, and say how that ended; nothing is raised."""
        progress = _Progress()
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(server, letter, progress)
        except (aiosmtplib.SMTPException, UrlNotAllowed, OSError, ValueError) as error:
            return _judged(server, error, handed_over=progress.handed_over)
        return Heard(Fate.SENT)

    async def close(self) -> None:
        """Let go of the resolver."""
        await self._resolver.close()

    async def _send(self, server: MailServer, letter: Letter, progress: _Progress) -> None:
        message = written(letter)
        target = self._egress.place(server.host, server.port, self._ports)
        client = aiosmtplib.SMTP(
            hostname=target.host,
            sock=await self._dial(target),
            local_hostname=server.domain,
            timeout=self._seconds,
            use_tls=server.security is Security.TLS,
            start_tls=False,
            tls_context=self._context(),
        )
        try:
            await client.connect()
            if server.security is Security.STARTTLS:
                await _encrypt(client)
            if server.user:
                await client.login(server.user, server.password)
            await client.mail(letter.sender)
            await client.rcpt(letter.to)
            progress.handed_over = True
            await client.data(message)
        finally:
            # What the server says after it took the letter, or did not, changes nothing.
            client.close()

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust

    async def _addresses(self, target: Target) -> list[tuple[int, str]]:
        """Return the family and text of every address, if each of them may be called."""
        if target.address:
            family = socket.AF_INET if target.address.version == 4 else socket.AF_INET6  # noqa: PLR2004 -- the version says so
            return [(family, str(target.address))]
        found = await self._resolver.resolve(target.host, target.port, socket.AF_UNSPEC)
        if not found:
            raise OSError(None, "no address")
        for each in found:
            self._egress.must_be_open(target, each["host"])
        return [(each["family"], each["host"]) for each in found]

    async def _dial(self, target: Target) -> socket.socket:
        """Connect to the first address that answers."""
        failure: OSError | None = None
        for family, address in await self._addresses(target):
            self._egress.must_be_open(target, address)
            dialled = socket.socket(family, socket.SOCK_STREAM)
            dialled.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(dialled, (address, target.port))
            except OSError as error:
                dialled.close()
                failure = error
            except BaseException:
                dialled.close()
                raise
            else:
                return dialled
        raise failure or OSError(None, "no address")


async def _encrypt(client: aiosmtplib.SMTP) -> None:
    """Go on encrypted; without that nothing is said, whoever took the offer out of the answer."""
    await client.ehlo()
    if not client.supports_extension("starttls"):
        raise SMTPNotSupported("no STARTTLS")
    await client.starttls()


def _judged(server: MailServer, error: Exception, *, handed_over: bool) -> Heard:
    """Say what an attempt came to that did not go well."""
    match error:
        case UrlNotAllowed():
            return Heard(Fate.SERVER, f"{BLOCKED}:{error.rule}")
        case SMTPRecipientsRefused():
            return _answered(server, error.recipients[0])
        case SMTPResponseException() if error.code > 0:
            return _answered(server, error)
        case SMTPResponseException():
            reason = "no_smtp"
        case SMTPNotSupported():
            reason = "not_supported"
        case _:
            reason = _reason(error)
    return Heard(Fate.UNKNOWN if handed_over else Fate.UNREACHABLE, reason)


def _answered(server: MailServer, error: SMTPResponseException) -> Heard:
    """Judge what the server answered; by RFC 5321 a 5 at the beginning is for ever."""
    password = server.password
    coded = [
        b64encode(each.encode()).decode()
        for each in (password, f"\0{server.user}\0{password}")
        if password
    ]
    words = server_words(error.message, password, *coded)
    trouble = f"smtp_{error.code}"
    login = isinstance(error, SMTPAuthenticationError) or error.code in WANTS_LOGIN
    if error.code < FIRST_PERMANENT:
        return Heard(Fate.LATER, trouble, words)
    if login:
        return Heard(Fate.SERVER, trouble, words)
    about_mail = isinstance(error, SMTPSenderRefused | SMTPRecipientRefused)
    if isinstance(error, SMTPConnectError) or not (about_mail or _is_data(error)):
        # It turned away the house and not this letter, which may change within a day.
        return Heard(Fate.UNREACHABLE, trouble, words)
    return Heard(Fate.REFUSED, trouble, words)


def _is_data(error: SMTPResponseException) -> bool:
    return isinstance(error, aiosmtplib.SMTPDataError)


def _reason(error: Exception) -> str:
    """Say in a word why there was no answer; what libraries say holds addresses."""
    cause = error.__cause__ or error
    match cause:
        case ssl.SSLError():
            return "tls"
        case TimeoutError():
            return "timeout"
        case socket.gaierror():
            return "dns"
        case ConnectionRefusedError():
            return "connect"
        case _:
            return "timeout" if isinstance(error, TimeoutError) else "broken"
