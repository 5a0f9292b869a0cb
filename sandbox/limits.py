"""Telegram's flood limits as arithmetic over the clock."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a bot may send: per second, per chat and second, per group and minute."""

    per_second: float = 30
    per_chat_second: float = 1
    per_chat_burst: int = 5
    per_group_minute: int = 20


@dataclass(slots=True)
class _Bucket:
    """A bucket of tokens that fills at `rate` per second up to `size`."""

    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass(slots=True)
class FloodGate:
    """Count what one bot sends and say how long it must wait."""

    limits: Limits
    overall: _Bucket | None = None
    chats: dict[int, _Bucket] = field(default_factory=dict)
    minutes: dict[int, deque[float]] = field(default_factory=dict)

    def take(self, chat_id: int, now: float, *, group: bool) -> int:
        """Count one message and return 0, or return the seconds to wait and count nothing."""
        limits = self.limits
        if self.overall is None:
            self.overall = _Bucket(limits.per_second, limits.per_second, limits.per_second, now)
        burst = float(limits.per_chat_burst)
        fresh = _Bucket(limits.per_chat_second, burst, burst, now)
        chat = self.chats.setdefault(chat_id, fresh)
        recent = self.minutes.setdefault(chat_id, deque())
        while recent and recent[0] <= now - 60:
            recent.popleft()
        full = group and len(recent) >= limits.per_group_minute
        wait = max(self.overall.wait(now), chat.wait(now), recent[0] + 60 - now if full else 0.0)
        if wait > 0:
            return max(1, math.ceil(wait))
        self.overall.tokens -= 1
        chat.tokens -= 1
        recent.append(now)
        return 0
