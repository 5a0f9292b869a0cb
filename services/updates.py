"""What the Telegram side asks: to keep updates before they are acknowledged, each once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeGuard
from uuid import UUID

from services.bell import Bell
from storage.database import Storage
from storage.updates import StoredUpdate

LEASE = timedelta(seconds=60)
TRIES = 3
RETRY_AFTER = timedelta(seconds=1)
LOOK_AGAIN = 1.0
MOST_NUMBER = 2**63 - 1
"""What a database holds."""
MOST_DEPTH = 64
"""Objects inside one another; Telegram's have no dozen."""
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Updates:
    """Each method is one verb and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    arrived: Bell

    async def keep(self, bot_id: int, updates: Sequence[Mapping[str, Any]]) -> None:
        """Store raw updates; one that was stored before is left as it is."""
        if not updates:
            return
        storable = [_storable(each) for each in updates]
        async with self.storage.open_system() as system:
            laned = [(lane_of(each), each) for each in storable]
            await system.updates.add(bot_id, laned, self.now())
        self.arrived.ring()

    async def claim(self, limit: int) -> Sequence[StoredUpdate]:
        """Lease updates that wait to be handled, at most one of each conversation."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.updates.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit
            )

    async def next_due(self) -> datetime | None:
        """Say when the next update becomes due."""
        async with self.storage.look_system() as system:
            return await system.updates.next_due(self.now())

    async def done(self, update: StoredUpdate) -> None:
        """Close an update that was handled."""
        async with self.storage.open_system() as system:
            await system.updates.done(update)

    async def later(self, update: StoredUpdate, seconds: float, reason: str) -> None:
        """Handle the update again when what stood in its way has passed; no try is counted."""
        async with self.storage.open_system() as system:
            await system.updates.postpone(update, self.now() + timedelta(seconds=seconds), reason)

    async def failed(self, update: StoredUpdate, error: str, *, hopeless: bool = False) -> bool:
        """Try the update again, up to three times in all; return whether that was the last."""
        last = hopeless or update.failures + 1 >= TRIES
        async with self.storage.open_system() as system:
            if last:
                await system.updates.set_aside(update, error)
            else:
                await system.updates.retry(update, self.now() + RETRY_AFTER, error)
        return last

    async def take_over(self) -> None:
        """Free what the process before us still held; it handles no more."""
        async with self.storage.open_system() as system:
            await system.updates.release_all()

    def again_in(self) -> float:
        """Say in how many seconds to look again when what is due waits for its conversation."""
        return LOOK_AGAIN

    async def release(self, updates: Sequence[StoredUpdate]) -> None:
        """Free updates that will not be handled by this worker after all."""
        async with self.storage.open_system() as system:
            for lease in {each.lease for each in updates}:
                await system.updates.release(lease)


def is_update(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether this can be kept: an object with the number of an update."""
    number = value.get("update_id") if isinstance(value, dict) else None
    return _is_number(number)


def _is_number(value: object) -> bool:
    return type(value) is int and abs(value) <= MOST_NUMBER


def _storable(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 -- any JSON value, inside and out
    """Return the value as every database keeps it.

    NUL and half surrogates are replaced, and what lies too deep is left out.
    """
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case dict() | list() if depth >= MOST_DEPTH:
            return None
        case dict():
            return {_storable(key): _storable(each, depth + 1) for key, each in value.items()}
        case list():
            return [_storable(each, depth + 1) for each in value]
        case _:
            return value


def lane_of(update: Mapping[str, Any]) -> str:
    """Name the conversation and person that an update belongs to.

    What one person does in one chat stays in order; two people in the same
    chat do not wait for each other.
    """
    for kind, content in update.items():
        if kind != "update_id" and isinstance(content, dict):
            message = content.get("message")
            holder = message if isinstance(message, dict) else content
            return f"{_id(holder, 'chat')}:{_id(content, 'from')}"
    return "-"


def _id(holder: Mapping[str, Any], name: str) -> str:
    part = holder.get(name)
    number = part.get("id") if isinstance(part, dict) else None
    return str(number) if _is_number(number) else "-"
