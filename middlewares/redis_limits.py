"""How often anybody may ask, counted in Redis for all processes together."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha1
from itertools import islice

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

from domain.limits import Quota, Verdict, decide
from middlewares.limits import MemoryLimiter

PATIENCE = 0.2
"""Seconds that a Redis in trouble may cost a request, once."""

RECOVERY = 5.0
"""Seconds without Redis before one request tries it again."""

_log = structlog.get_logger(__name__)
_WARNING_PAUSE = 60.0
_MOST_PER_TRIP = 128
_CONNECTIONS = 32

# One tag for all keys keeps them in one slot, as a script on a Redis cluster needs.
_PREFIX = "{leadsbot:limit}"
# Runs many requests in the order they came: ARGV holds, per request, how many quotas it has and
# then their intervals and windows; KEYS holds the keys of all. Answers with the debt of every
# quota before its request, from which domain.limits.decide draws the same conclusion. Times are
# microseconds of the server's own clock, exact in a double; a request of a batch sees what the
# ones before it spent. A refusal spends nothing and only cuts a debt that no burst can have made,
# as MemoryLimiter does. Keys vanish when nothing is owed.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('MGET', unpack(KEYS))
local arrivals, changed, debts = {}, {}, {}
for i, key in ipairs(KEYS) do arrivals[key] = tonumber(kept[i]) or 0 end
local arg, key = 1, 0
while ARGV[arg] do
  local count, fits = tonumber(ARGV[arg]), true
  for i = 1, count do
    local interval, window = tonumber(ARGV[arg + 2 * i - 1]), tonumber(ARGV[arg + 2 * i])
    local debt = math.min(math.max(arrivals[KEYS[key + i]] - now, 0), window)
    debts[key + i] = debt
    fits = fits and debt + interval <= window
  end
  for i = 1, count do
    local name, debt = KEYS[key + i], debts[key + i]
    if fits then
      arrivals[name], changed[name] = now + debt + tonumber(ARGV[arg + 2 * i - 1]), true
    elseif debt == tonumber(ARGV[arg + 2 * i]) then
      arrivals[name], changed[name] = now + debt, true
    end
  end
  key, arg = key + count, arg + 2 * count + 1
end
for each in pairs(changed) do
  local life = math.ceil((arrivals[each] - now) / 1000)
  redis.call('SET', each, string.format('%.0f', arrivals[each]), 'PX', life)
end
return debts
"""
_NAME = sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One waiting request; its answer is a verdict, or None: it is your turn to go."""

    quotas: Sequence[Quota]
    answer: asyncio.Future[Verdict | None]


class RedisLimiter:
    """The twin that shares its counts; while Redis is in trouble, *fallback* counts alone.

    Requests that wait together travel together: one trip at a time, and
    whoever is first in line when it returns takes along all who wait.
    *clock* gives seconds that never go back, *patience* is how many of them
    Redis has for one trip. ``degraded`` is true from the first failure until
    Redis answers again.
    """

    def __init__(
        self,
        url: str,
        fallback: MemoryLimiter,
        clock: Callable[[], float],
        *,
        patience: float = PATIENCE,
    ) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=patience,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        )
        self._patience = patience
        self._redis = Redis.from_pool(pool)
        self._fallback = fallback
        self._clock = clock
        self._line: list[_Asked] = []
        self._travelling = False
        self._try_again_at = float("-inf")
        self._warn_again_at = float("-inf")
        self.degraded = False

    async def check(self, quotas: Sequence[Quota]) -> Verdict:
        """Spend one request of every quota, or of none when one of them has no room."""
        if not quotas:
            return decide(quotas, ())
        # While one request tries whether Redis is back, the others do not wait for it.
        if self._clock() < self._try_again_at or (self.degraded and self._travelling):
            return self._alone(quotas)
        asked = _Asked(quotas, asyncio.get_running_loop().create_future())
        self._line.append(asked)
        if self._travelling and (verdict := await self._wait(asked)) is not None:
            return verdict
        return await self._travel(asked)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _wait(self, asked: _Asked) -> Verdict | None:
        """Wait for the verdict or for the turn to fetch it; a turn is never lost."""
        try:
            return await asked.answer
        except asyncio.CancelledError:
            answered = asked.answer.done() and not asked.answer.cancelled()
            if answered and asked.answer.result() is None:
                self._next_turn()
            raise

    async def _travel(self, asked: _Asked) -> Verdict:
        """Ask Redis for everybody in line; *asked* is the first of them."""
        self._travelling = True
        batch, self._line = self._line[:_MOST_PER_TRIP], self._line[_MOST_PER_TRIP:]
        verdicts: Sequence[Verdict] | None = None
        try:
            verdicts = await self._fetch(batch)
        finally:
            # Whatever happened on the way, nobody who came along stays without an answer.
            for place, other in enumerate(batch[1:], 1):
                if not other.answer.done():
                    verdict = verdicts[place] if verdicts else self._alone(other.quotas)
                    other.answer.set_result(verdict)
            self._next_turn()
        return verdicts[0] if verdicts else self._alone(asked.quotas)

    def _next_turn(self) -> None:
        """Let the first who still waits go next."""
        self._line = [each for each in self._line if not each.answer.done()]
        self._travelling = bool(self._line)
        if self._line:
            self._line[0].answer.set_result(None)

    async def _fetch(self, batch: Sequence[_Asked]) -> list[Verdict] | None:
        """Return the verdicts of *batch*; None when Redis does not give them in time."""
        if self._clock() < self._try_again_at:
            return None
        try:
            async with asyncio.timeout(self._patience):
                debts = iter(await self._run(batch))
        except (RedisError, OSError, TimeoutError) as error:
            self._broke(error)
            return None
        self.degraded = False
        return [decide(each.quotas, list(islice(debts, len(each.quotas)))) for each in batch]

    async def _run(self, batch: Sequence[_Asked]) -> list[int]:
        """Run the script for *batch* in one trip; two where the server does not know it yet."""
        keys: list[str] = []
        numbers: list[int] = []
        for each in batch:
            keys.extend(f"{_PREFIX}:{quota.slot}" for quota in each.quotas)
            numbers.append(len(each.quotas))
            for quota in each.quotas:
                numbers += (quota.rate.interval, quota.rate.window)
        try:
            debts: list[int] = await self._redis.evalsha(_NAME, len(keys), *keys, *numbers)
        except NoScriptError:
            debts = await self._redis.eval(_SCRIPT, len(keys), *keys, *numbers)
        return debts

    def _alone(self, quotas: Sequence[Quota]) -> Verdict:
        """Count in this process, by the rates for that case."""
        return self._fallback.check_now([quota.when_degraded() for quota in quotas])

    def _broke(self, error: Exception) -> None:
        """Leave Redis in peace for a while, and say so, but not all the time."""
        now = self._clock()
        self.degraded = True
        self._try_again_at = now + RECOVERY
        if now >= self._warn_again_at:
            self._warn_again_at = now + _WARNING_PAUSE
            # The message of the error may hold the server's address; its kind is enough.
            _log.warning("ratelimit_degraded", error=type(error).__name__)
