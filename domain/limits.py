"""Rate limits as pure arithmetic (GCRA), and what a verdict tells the caller."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, Self

SECOND = 1_000_000
"""All times in here are whole microseconds: rounding never adds up."""

_LONGEST_KEY = 64
_LONGEST_WINDOW = 365 * 24 * 3600 * SECOND
_SECONDS_IN = {"s": 1, "m": 60, "h": 3600}
_RATE = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,6})?)/([smh]):([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Rate:
    """*count* requests in *per* seconds in the long run, up to *burst* of them at once.

    ``interval`` is the time one request costs, ``window`` the time in which
    a spent burst comes back, both in microseconds.
    """

    count: float
    per: float
    burst: int
    interval: int = field(init=False, repr=False, compare=False)
    window: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not (self.count > 0 and self.per > 0 and self.burst >= 1):
            raise ValueError("a rate needs a count, a time and a burst above zero")
        if self.count / self.per > SECOND:
            raise ValueError("a rate is at most one million per second")
        interval = -int(-self.per * SECOND // self.count)
        if interval * self.burst > _LONGEST_WINDOW:
            raise ValueError("a burst has to come back within a year")
        object.__setattr__(self, "interval", interval)
        object.__setattr__(self, "window", interval * self.burst)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``50/s:500``: 50 per second, 500 at once; s, m or h. ValueError otherwise."""
        match = _RATE.fullmatch(text.strip())
        if match is None:
            raise ValueError("a rate is COUNT/UNIT:BURST with unit s, m or h, such as 50/s:500")
        count, unit, burst = match.groups()
        return cls(float(count), _SECONDS_IN[unit], int(burst))

    def __str__(self) -> str:
        unit = next((unit for unit, per in _SECONDS_IN.items() if per == self.per), "s")
        count = f"{self.count * _SECONDS_IN[unit] / self.per:.6f}".rstrip("0").rstrip(".")
        return f"{count}/{unit}:{self.burst}"

    def share(self, part: float) -> Self:
        """Return the rate that leaves *part* of this one, and never less than one at a time."""
        return type(self)(self.count * part, self.per, max(1, int(self.burst * part)))


class Quota(NamedTuple):
    """One limit on one caller: *name* says which limit, *key* whose.

    ``degraded`` is the rate that holds in each process while the limiter
    that all of them share cannot be reached; ``rate`` itself when None.
    The name is a word of ours, it is shown to callers; the key never is.
    """

    name: str
    key: str
    rate: Rate
    degraded: Rate | None = None

    @property
    def slot(self) -> str:
        """Where it is counted: short printable ASCII, however a stranger wrote the key."""
        key = self.key
        if len(key) > _LONGEST_KEY or not (key.isascii() and key.isprintable()):
            key = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.name}:{key}"

    def when_degraded(self) -> "Quota":
        """Return the quota as one process alone applies it."""
        return self if self.degraded is None else self._replace(rate=self.degraded)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and where its quotas stand now.

    ``limited_by`` names the quota that makes it wait longest, and
    ``retry_after`` is that wait in whole seconds, at least 1; both empty
    when it may pass. ``debts`` are the times until each quota is unspent.
    """

    allowed: bool
    limited_by: str | None
    retry_after: int
    quotas: Sequence[Quota]
    debts: Sequence[int]

    @property
    def remaining(self) -> int:
        """How many more requests would pass right now."""
        return min(map(_remaining, self.quotas, self.debts), default=0)

    def headers(self) -> dict[str, str]:
        """Say it in HTTP (draft-ietf-httpapi-ratelimit-headers, RFC 9110 for Retry-After)."""
        policies = (
            f'"{q.name}";q={q.rate.burst};w={_seconds(q.rate.window)}' for q in self.quotas
        )
        states = (
            f'"{quota.name}";r={_remaining(quota, debt)};t={_seconds(debt)}'
            for quota, debt in zip(self.quotas, self.debts, strict=True)
        )
        said = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
        if not self.allowed:
            said["Retry-After"] = str(self.retry_after)
        return said


def debt_at(arrival: float, now: int, rate: Rate) -> int:
    """Return the time until a quota is unspent; *arrival* is when it will be, as remembered.

    A clock that was set back must not lock anybody out, so a debt is never
    longer than the burst it can come from.
    """
    return int(min(max(arrival - now, 0), rate.window))


def decide(quotas: Sequence[Quota], debts: Sequence[int]) -> Verdict:
    """Let a request pass if every quota has room for it; else nothing is spent."""
    worst, limited_by = 0, None
    for quota, debt in zip(quotas, debts, strict=True):
        wait = debt + quota.rate.interval - quota.rate.window
        if wait > worst:
            worst, limited_by = wait, quota.name
    if limited_by is not None:
        return Verdict(False, limited_by, _seconds(worst), quotas, debts)
    spent = [debt + quota.rate.interval for quota, debt in zip(quotas, debts, strict=True)]
    return Verdict(True, None, 0, quotas, spent)


def _remaining(quota: Quota, debt: int) -> int:
    """Return how many requests fit into what the debt leaves of the window."""
    return (quota.rate.window - debt) // quota.rate.interval


def _seconds(microseconds: int) -> int:
    """Round up to whole seconds."""
    return -(-microseconds // SECOND)
