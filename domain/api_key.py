"""API keys: what a program may do in one workspace, and the secrets that prove it.

A key reads ``lb_live_<id>_<secret><checksum>``. The id finds its row, the secret is 256 random
bits, and the checksum tells a key that was cut or mistyped from one that was made up, without a
look at the database.

What is kept of a secret is its plain SHA-256. Slow hashes protect what people choose, which can
be guessed; nobody guesses 256 random bits, and a slow hash would only make every request slow.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from uuid import UUID
from zlib import crc32

from domain.addresses import Network
from domain.caller import MemberId
from domain.change import Change
from domain.key_events import ApiKeyRevoked, ApiKeyRotated
from domain.roles import Role
from domain.rotation import OVERLAP

PREFIX = "lb_live_"
LIFETIME = timedelta(days=365)
"""How long a key counts unless somebody chose another time."""
MOST_KEYS = 100
"""Keys of one workspace that were not revoked."""
MOST_ADDRESSES = 16
SECRET_BYTES, ID_BYTES = 32, 9
ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 13, 43, 6

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TOKEN = re.compile(
    rf"{PREFIX}(?P<id>[0-9A-Za-z]{{{ID_LENGTH}}})_(?P<secret>[0-9A-Za-z]{{{SECRET_LENGTH}}})"
    rf"(?P<checksum>[0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)
# Compared with where no key was found, so that both cost the same.
_NO_HASH = "0" * 64


class Scope(StrEnum):
    """What a key may do; each gives the role that the verbs behind it ask for."""

    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    LEADS_ERASE = "leads:erase"
    SOURCES_READ = "sources:read"
    SOURCES_WRITE = "sources:write"
    AUDIT_READ = "audit:read"

    @property
    def role(self) -> Role:
        """The role of a caller who uses it; a program works on the leads of everybody."""
        return Role.VIEWER if self is Scope.LEADS_READ else Role.ADMIN


@dataclass(frozen=True, slots=True)
class Token:
    """A key as its holder shows it, taken apart."""

    public_id: str
    secret: str = field(repr=False)

    @classmethod
    def made_of(cls, public: bytes, secret: bytes) -> "Token":
        """Make one out of random bytes."""
        return cls(_written(public, ID_LENGTH), _written(secret, SECRET_LENGTH))

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """Take a key apart; ``None`` if it cannot be one."""
        match = _TOKEN.fullmatch(text)
        if match is None or not text.isascii():
            return None
        token = cls(match["id"], match["secret"])
        return token if token.text == text else None

    @property
    def text(self) -> str:
        """The whole key."""
        body = f"{PREFIX}{self.public_id}_{self.secret}"
        return body + _written(crc32(body.encode()).to_bytes(4), CHECKSUM_LENGTH)

    @property
    def hash(self) -> str:
        """What is kept of it."""
        return sha256(self.secret.encode()).hexdigest()


def _written(raw: bytes, length: int) -> str:
    """Write bytes in letters and digits, always as long."""
    number, text = int.from_bytes(raw), ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program calls with; after a rotation the secret before lives on for a day.

    It belongs to the workspace: it goes on when whoever made it leaves the team. Without
    ``addresses`` it counts from everywhere.
    """

    id: UUID
    public_id: str
    name: str
    scopes: frozenset[Scope]
    secret_hash: str = field(repr=False)
    made_by: MemberId
    made_at: datetime
    expires_at: datetime | None = None
    addresses: tuple[Network, ...] = ()
    previous_hash: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def shown_name(self) -> str:
        """What it is called in the audit and in the history of a lead."""
        return f"key {self.name}"

    def is_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and now >= self.expires_at

    def is_live(self, now: datetime) -> bool:
        """Tell whether it counts, for whoever has its secret."""
        return self.revoked_at is None and not self.is_expired(now)

    def overlap_ends(self, now: datetime) -> datetime | None:
        """Return until when the secret before lives, if it does at *now*."""
        until = self.previous_until
        return until if until and now < until else None

    def may_come_from(self, address: str) -> bool:
        """Tell whether it counts at this address."""
        if not self.addresses:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in each for each in self.addresses)

    def rotated(self, token: Token, now: datetime) -> Change["ApiKey"]:
        """Give the key another secret and let the present one live for the overlap."""
        until = now + OVERLAP
        new = replace(
            self,
            secret_hash=token.hash,
            previous_hash=self.secret_hash,
            previous_until=until,
        )
        return Change(new, ApiKeyRotated(self.id, self.name, until))

    def revoked(self, now: datetime) -> Change["ApiKey"]:
        """Let the key count no more, at once."""
        return Change(replace(self, revoked_at=now), ApiKeyRevoked(self.id, self.name))


def refusal_of(key: ApiKey | None, token: Token, address: str, now: datetime) -> str | None:
    """Say why a token does not pass, for the log alone; ``None`` if it does.

    Whatever is wrong, as much is computed, and each hash is compared in constant time.
    """
    present = compare_digest(key.secret_hash if key else _NO_HASH, token.hash)
    before = key.previous_hash if key and key.overlap_ends(now) else None
    previous = compare_digest(before or _NO_HASH, token.hash)
    if key is None:
        return "unknown"
    if not (present or previous):
        return "secret"
    if key.revoked_at is not None:
        return "revoked"
    if key.is_expired(now):
        return "expired"
    return None if key.may_come_from(address) else "address"


def networks_of(words: Sequence[str]) -> tuple[Network, ...] | None:
    """Read addresses and networks; ``None`` if one of the words is neither."""
    try:
        return tuple(ip_network(each, strict=False) for each in words)
    except ValueError:
        return None
