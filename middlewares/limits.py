"""How often anybody may ask, counted inside this process."""

from collections.abc import Callable, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import Protocol

from domain.limits import SECOND, Quota, Verdict, debt_at, decide

MOST_KEYS = 50_000


class Limiter(Protocol):
    """Counts requests against quotas; one of its twins counts here, the other in Redis."""

    async def check(self, quotas: Sequence[Quota]) -> Verdict:
        """Spend one request of every quota, or of none when one of them has no room."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class MemoryLimiter:
    """The twin without a server; exact, because nothing in it waits.

    *clock* gives seconds that never go back, such as ``time.monotonic``.
    Past *most_keys* callers it forgets first those with nothing spent and
    then those closest to it, so a flood of addresses cannot fill the memory.
    """

    def __init__(self, clock: Callable[[], float], most_keys: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most_keys = most_keys
        self._arrivals: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    async def check(self, quotas: Sequence[Quota]) -> Verdict:
        """Spend one request of every quota, or of none when one of them has no room."""
        return self.check_now(quotas)

    def check_now(self, quotas: Sequence[Quota]) -> Verdict:
        """Do the same without waiting, for callers that must not."""
        now = int(self._clock() * SECOND)
        slots = [quota.slot for quota in quotas]
        debts = [
            debt_at(self._arrivals.get(slot, 0), now, quota.rate)
            for slot, quota in zip(slots, quotas, strict=True)
        ]
        verdict = decide(quotas, debts)
        for slot, quota, debt in zip(slots, quotas, verdict.debts, strict=True):
            # A refusal spends nothing. It only cuts a debt that no burst can have made, which a
            # clock that was set back or a rate that was lowered leaves behind.
            if verdict.allowed or debt == quota.rate.window:
                self._arrivals[slot] = now + debt
        if len(self._arrivals) > self._most_keys:
            self._forget(now)
        return verdict

    async def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _forget(self, now: int) -> None:
        """Make room for another eighth, so that this is seldom needed."""
        self._arrivals = {slot: each for slot, each in self._arrivals.items() if each > now}
        surplus = len(self._arrivals) - self._most_keys * 7 // 8
        if surplus > 0:
            for slot, _ in nsmallest(surplus, self._arrivals.items(), key=itemgetter(1)):
                del self._arrivals[slot]
