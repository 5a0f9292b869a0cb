"""Sealed columns: secrets that are useless without the master key and outside their own cell."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.rotation import UNREADABLE

VERSION = "v1"
NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID = re.compile("[0-9a-f]{8}")

log = structlog.get_logger(__name__)


class SecretUnreadable(Exception):  # noqa: N818 -- says what is, not that code failed
    """A sealed value cannot be opened: another key sealed it, or it was moved or changed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The one place where a sealed value may be opened."""

    workspace_id: UUID
    table: str
    row: UUID
    column: str

    def bound(self) -> bytes:
        """Return the place as the bytes that the seal is bound to."""
        return f"{self.workspace_id}|{self.table}|{self.row}|{self.column}".encode()


class Vault:
    """Seals with the newest master key (AES-256-GCM), opens with any of them.

    A sealed text is ``v1.<key id>.<base64url of nonce and ciphertext>``.
    """

    def __init__(self, keys: Sequence[bytes], random: Callable[[int], bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"master keys must be {KEY_BYTES} bytes each")
        self._newest = key_id(keys[0])
        self._ciphers = {key_id(key): AESGCM(key) for key in keys}
        self._random = random

    def seal(self, plain: str, cell: Cell) -> str:
        """Seal *plain* so that it opens in *cell* only."""
        nonce = self._random(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain.encode(), cell.bound())
        return f"{VERSION}.{self._newest}.{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, cell: Cell) -> str:
        """Return what was sealed in *cell*; raise SecretUnreadable if it cannot be opened."""
        version, _, rest = sealed.partition(".")
        kid, _, body = rest.partition(".")
        if version != VERSION:
            raise SecretUnreadable("this is not a sealed value")
        cipher = self._ciphers.get(kid)
        if cipher is None:
            named = kid if KEY_ID.fullmatch(kid) else "without a name"
            raise SecretUnreadable(f"sealed with key {named}, which is not among the master keys")
        try:
            raw = _decoded(body)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], cell.bound()).decode()
        except (InvalidTag, ValueError):
            raise SecretUnreadable(f"changed or moved since it was sealed with {kid}") from None

    def read(self, sealed: str, cell: Cell) -> str:
        """Return what was sealed in *cell*, or UNREADABLE; then the log says why."""
        try:
            return self.open(sealed, cell)
        except SecretUnreadable as reason:
            told = {"table": cell.table, "row": str(cell.row), "column": cell.column}
            log.error("secret_unreadable", **told, reason=str(reason))  # noqa: TRY400 -- the reason says all of it
            return UNREADABLE


def _decoded(body: str) -> bytes:
    """Decode base64url; raise ValueError for any spelling but the one that encoding gives."""
    raw = urlsafe_b64decode(body)
    if urlsafe_b64encode(raw).decode() != body:
        raise ValueError("not the spelling that it was sealed in")
    return raw


def key_id(key: bytes) -> str:
    """Name a master key by eight hex digits of its hash."""
    return sha256(b"leadsbot master key\0" + key).hexdigest()[:8]
