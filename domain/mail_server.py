"""Mail servers: by which server a workspace sends e-mail, and in whose name."""

import re
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from enum import StrEnum
from uuid import UUID

from domain.change import Change
from domain.contact import email_address
from domain.errors import TOO_LONG, FieldProblem, Invalid
from domain.mail_events import (
    MailServerChanged,
    MailServerHealed,
    MailServerParked,
    MailServerRemoved,
)
from domain.phrases import phrase
from domain.plain_text import many_lines, one_line
from domain.rotation import UNREADABLE

PORTS = (25, 465, 587, 2525)
"""The ports at which mail is handed in, and the only ones that are called."""

USUAL_PORT = 587
TLS_PORT = 465
LONGEST = {"host": 253, "user": 320, "password": 512, "from": 320, "name": 128}
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LAST_PORT = 65535


class Security(StrEnum):
    """How the connection is encrypted; there is none that is not."""

    TLS = "tls"
    STARTTLS = "starttls"


class MailState(StrEnum):
    """Whether mail is handed to the server."""

    ACTIVE = "active"
    PARKED = "parked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class MailWish:
    """What somebody typed to set e-mail up; it names a user if the server wants to know one."""

    host: str
    port: int
    security: Security
    address: str
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def read(cls, typed: str) -> "MailWish":
        """Read lines such as ``host: smtp.example.com``; refuse with Invalid what is wrong."""
        lines = _lines(typed)
        port = lines.get("port", "")
        name, address = parseaddr(lines.get("from", ""))
        problems = list(_problems(lines, address))
        if problems:
            raise Invalid(*problems)
        number = int(port) if port else USUAL_PORT
        usual = Security.TLS if number == TLS_PORT else Security.STARTTLS
        password = lines.get("password", "")
        user = lines.get("user", "") or (address if password else "")
        return cls(
            host=lines["host"].lower(),
            port=number,
            security=Security(lines.get("security", usual).lower()),
            address=address,
            name=one_line(name),
            user=user,
            password=password,
        )


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes the mail of one workspace; ``trouble`` is why it is parked."""

    id: UUID
    host: str
    port: int
    security: Security
    address: str
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    state: MailState = MailState.ACTIVE
    trouble: str = ""

    @property
    def is_readable(self) -> bool:
        """Tell whether the password can be read; without its key it cannot."""
        return not self.user or self.password != UNREADABLE

    @property
    def domain(self) -> str:
        """The domain that the mail comes from."""
        return self.address.rpartition("@")[2]

    def parked(self, trouble: str) -> Change["MailServer"]:
        """Hand it nothing more until an admin does something."""
        new = replace(self, state=MailState.PARKED, trouble=trouble)
        return Change(new, MailServerParked(self.id, self.host, trouble))

    def healed(self) -> Change["MailServer"]:
        """Hand it mail again."""
        new = replace(self, state=MailState.ACTIVE, trouble="")
        return Change(new, MailServerHealed(self.id, self.host))

    def removed(self) -> Change["MailServer"]:
        """Let it go, and its password."""
        new = replace(self, state=MailState.REMOVED, password="")
        return Change(new, MailServerRemoved(self.id, self.host))


@dataclass(frozen=True, slots=True)
class MailView:
    """How e-mail is set up, and how many wait to leave."""

    server: MailServer | None = None
    waiting: int = 0


def set_up(server_id: UUID, wish: MailWish) -> Change[MailServer]:
    """Send by this server from now on."""
    server = MailServer(
        server_id,
        wish.host,
        wish.port,
        wish.security,
        wish.address,
        wish.name,
        wish.user,
        wish.password,
    )
    return Change(server, MailServerChanged(server_id, wish.host, wish.port, wish.address))


def mailable(typed: str | None) -> str | None:
    """Return the address as it goes into an envelope; None if no mail can go there.

    An envelope is ASCII: a domain in other letters has another spelling, a name before the @ none.
    """
    address = email_address(typed or "")
    name, at, domain = (address or "").rpartition("@")
    if not (at and name.isascii() and name.isprintable() and '"' not in name):
        return None
    try:
        return f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None


def _lines(typed: str) -> dict[str, str]:
    """Read ``name: value`` lines; what else somebody typed around them says nothing."""
    found = {}
    for each in many_lines(typed).splitlines():
        name, colon, value = each.partition(":")
        if colon:
            found[name.strip().casefold()] = value.strip()
    return found


def _problems(lines: dict[str, str], address: str) -> list[FieldProblem]:
    port, security = lines.get("port", ""), lines.get("security", "").lower()
    number = int(port) if _PORT.fullmatch(port) else 0
    wrong = (
        (phrase("host"), phrase("is missing"), not lines.get("host")),
        (phrase("port"), phrase("is no port"), bool(port) and not 0 < number <= _LAST_PORT),
        (
            phrase("security"),
            phrase("it is starttls or tls"),
            bool(security) and security not in set(Security),
        ),
        (phrase("from"), phrase("is no e-mail address"), mailable(address) != address),
        (
            phrase("password"),
            phrase("is missing"),
            bool(lines.get("user")) and not lines.get("password"),
        ),
    )
    problems = [FieldProblem(name, words) for name, words, found in wrong if found]
    for name, most in LONGEST.items():
        if len(lines.get(name, "")) > most:
            problems.append(FieldProblem(name, TOO_LONG, {"most": most}))
    return problems
