"""The key ring: whose API key a program came with, and when each was last used.

Keys are remembered for two seconds, which is how long another process may go on accepting one
that was just revoked; in this process ``forget`` makes a change count at once. What is written
about a key is written behind the answers, once a minute and key at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from domain.api_key import Scope, Token, refusal_of
from domain.caller import Caller
from domain.errors import KeyInvalid, Refusal
from domain.key_events import ApiKeyRefused
from services.bell import Bell
from services.doors import FRESH, REMEMBERED, Doors
from storage.database import Storage
from storage.directory import FoundKey

WRITE_EVERY = timedelta(minutes=1)
TOLD = frozenset({"revoked", "expired"})
"""Reasons that the workspace reads of in its audit: whoever comes so once had the key."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Remembered:
    found: FoundKey | None
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyCall:
    """A program at the door, with a key that counts."""

    found: FoundKey
    doors: Doors

    def with_scope(self, scope: Scope) -> Caller:
        """Return who acts; refuse with ScopeMissing."""
        return self.doors.key(self.found.workspace_id, self.found.key, scope)


class KeyRing:
    """Finds out with whose key a program comes."""

    def __init__(self, storage: Storage, doors: Doors, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._doors = doors
        self._now = now
        self._keys: dict[str, _Remembered] = {}
        self._written: dict[tuple[str, str], datetime] = {}
        self._used: dict[str, datetime] = {}
        self._refused: list[tuple[FoundKey, str]] = []
        self._something = Bell()
        self._draining = False

    async def opened_by(self, text: str, address: str, *, suspect: bool) -> KeyCall:
        """Return the call of a program; refuse with KeyInvalid, whatever is wrong.

        For a *suspect* address, which failed too often, nothing unknown is looked up.
        """
        token = Token.read(text)
        if token is None:
            raise KeyInvalid("malformed" if text else "missing")
        now = self._now()
        remembered = self._keys.get(token.public_id)
        if remembered and now - remembered.at < FRESH:
            found = remembered.found
        elif suspect and not (remembered and remembered.found):
            found = None
        else:
            found = await self._look_up(token.public_id)
        reason = refusal_of(found.key if found else None, token, address, now)
        if found is None or reason is not None:
            if found and reason in TOLD:
                self._note_refused(found, reason or "", now)
            raise KeyInvalid(reason or "unknown")
        self._note_used(token.public_id, now)
        return KeyCall(found, self._doors)

    async def _look_up(self, public_id: str) -> FoundKey | None:
        async with self._storage.look_system() as system:
            found = await system.directory.api_key(public_id)
        if len(self._keys) >= REMEMBERED:
            self._keys.clear()
        self._keys[public_id] = _Remembered(found, self._now())
        return found

    def forget(self, public_id: str) -> None:
        """Look the key up anew at its next call."""
        self._keys.pop(public_id, None)

    def _note_used(self, public_id: str, now: datetime) -> None:
        if self._is_time("used", public_id, now):
            self._used[public_id] = now
            self._something.ring()

    def _note_refused(self, found: FoundKey, reason: str, now: datetime) -> None:
        if self._is_time("refused", found.key.public_id, now):
            self._refused.append((found, reason))
            self._something.ring()

    def _is_time(self, what: str, public_id: str, now: datetime) -> bool:
        """Tell whether this was not written within the last minute, and remember that it is."""
        last = self._written.get((what, public_id))
        if last is not None and now - last < WRITE_EVERY:
            return False
        if len(self._written) >= REMEMBERED:
            self._written.clear()
        self._written[what, public_id] = now
        return True

    async def write_forever(self) -> None:
        """Write what there is to write about keys as it comes, until drained."""
        while not self._draining:
            await self._something.wait()
            try:
                await self.write()
            except Refusal as refusal:
                log.warning("keys_wait", reason=refusal.code)

    async def write(self) -> None:
        """Write when keys were used, and which came that count no longer."""
        used, self._used = self._used, {}
        refused, self._refused = self._refused, []
        if used:
            async with self._storage.open_system() as system:
                await system.directory.keys_used(used)
        for found, reason in refused:
            key = found.key
            async with self._storage.open(self._doors.house(found.workspace_id)) as store:
                event = ApiKeyRefused(key.id, key.name, reason)
                await store.note_event(event, self._now())

    def drain(self) -> None:
        """Write what is left, and end."""
        self._draining = True
        self._something.ring()
