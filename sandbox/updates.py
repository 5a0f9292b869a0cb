"""Updates of one bot: kept 24 hours, confirmed by offset, fetched by polling or pushed."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

KEPT_SECONDS = 24 * 3600
HISTORY = 10_000
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True, eq=False)
class Pending:
    """An update that was not confirmed yet; `again` marks a deliberate repeat."""

    update_id: int
    at: float
    body: dict[str, Any]
    again: bool = False


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how the last attempts went."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error_at: int | None = None
    last_error: str | None = None


@dataclass(slots=True)
class Mailbox:
    """The queue of updates of one bot."""

    now: Callable[[], float]
    numbers: Iterator[int]
    allowed: frozenset[str] | None = None
    webhook: Webhook | None = None
    pending: deque[Pending] = field(default_factory=deque)
    history: OrderedDict[int, dict[str, Any]] = field(default_factory=OrderedDict)
    turn: int = 0
    ended_by: str = ""

    def put(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queue an update of this kind; return its id, or None if the bot did not ask for it."""
        if not self.wants(kind):
            return None
        return self.put_raw({kind: payload})

    def wants(self, kind: str) -> bool:
        """Tell whether updates of this kind are allowed."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put_raw(self, body: dict[str, Any]) -> int:
        """Queue any update at all; it gets an id unless it has one."""
        update_id = int(body.get("update_id") or next(self.numbers))
        whole = {**body, "update_id": update_id}
        self.pending.append(Pending(update_id, self.now(), whole))
        self.history[update_id] = whole
        while len(self.history) > HISTORY:
            self.history.popitem(last=False)
        return update_id

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not; raise `KeyError` if it is unknown."""
        body = self.history[update_id]
        self.pending.appendleft(Pending(update_id, self.now(), body, again=True))

    def confirm(self, offset: int) -> None:
        """Forget what `offset` confirms; a negative one keeps only that many from the end."""
        if offset < 0:
            self.pending = deque(list(self.pending)[offset:])
        else:
            kept = (p for p in self.pending if p.again or p.update_id >= offset)
            self.pending = deque(kept)

    def batch(self, limit: int) -> list[dict[str, Any]]:
        """Return the next updates, oldest first; a repeat is handed out once."""
        self._expire()
        chosen = list(self.pending)[:limit]
        self.pending = deque(p for p in self.pending if not (p.again and p in chosen))
        return [p.body for p in chosen]

    def head(self) -> Pending | None:
        """Return the oldest update for a webhook, or None."""
        self._expire()
        return self.pending[0] if self.pending else None

    def done(self, pending: Pending) -> None:
        """Forget an update that a webhook accepted."""
        self.pending = deque(p for p in self.pending if p is not pending)

    def take_turn(self, reason: str) -> int:
        """End whatever poll is under way, for `reason`, and return the number of the new one."""
        self.turn += 1
        self.ended_by = reason
        return self.turn

    def _expire(self) -> None:
        oldest = self.now() - KEPT_SECONDS
        while self.pending and self.pending[0].at < oldest:
            self.pending.popleft()
