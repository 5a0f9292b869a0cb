"""The limiter: one contract for both twins, on a real Redis."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.limits import SECOND, Quota, Rate
from middlewares.limits import Limiter, MemoryLimiter
from middlewares.redis_limits import RedisLimiter

# What a busy machine does late is no trouble of Redis.
PATIENCE = 60.0


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    memory = MemoryLimiter(time.monotonic)
    if request.param == "memory":
        yield memory
        return
    url = request.getfixturevalue("redis_url")
    shared = RedisLimiter(url, memory, time.monotonic, patience=PATIENCE)
    yield shared
    assert not shared.degraded, "the contract was kept by the fallback, not by Redis"
    await shared.close()


def quota(rate: str, name: str = "source", key: str = "s1") -> Quota:
    return Quota(name, key, Rate.parse(rate))


async def count(limiter: Limiter, *quotas: Quota, times: int) -> Counter[bool]:
    verdicts = await asyncio.gather(*(limiter.check(quotas) for _ in range(times)))
    return Counter(verdict.allowed for verdict in verdicts)


async def test_exactly_the_burst_of_parallel_requests_passes(limiter):
    assert await count(limiter, quota("1/h:10"), times=200) == {True: 10, False: 190}


async def test_exactly_the_burst_passes_one_by_one(limiter):
    one = quota("1/h:3")
    assert [(await limiter.check([one])).allowed for _ in range(5)] == [True] * 3 + [False] * 2


async def test_callers_and_limits_do_not_share(limiter):
    for other in (quota("1/h:1"), quota("1/h:1", key="s2"), quota("1/h:1", name="form")):
        assert await count(limiter, other, times=3) == {True: 1, False: 2}


async def test_the_tightest_quota_refuses_and_the_others_keep_what_they_have(limiter):
    wide, tight = quota("1/h:10", "workspace", "w1"), quota("1/h:2", "address", "a1")
    assert await count(limiter, wide, tight, times=50) == {True: 2, False: 48}
    refused = await limiter.check([wide, tight])
    assert (refused.limited_by, refused.remaining) == ("address", 0)
    assert await count(limiter, wide, times=50) == {True: 8, False: 42}


async def test_a_refusal_says_when_to_come_back(limiter):
    slow = quota("1/m:1")
    assert (await limiter.check([slow])).retry_after == 0
    refused = await limiter.check([slow])
    assert 58 <= refused.retry_after <= 60
    assert refused.headers()["Retry-After"] == str(refused.retry_after)
    assert refused.headers()["RateLimit-Policy"] == '"source";q=1;w=60'


async def test_what_was_spent_comes_back(limiter):
    fast = quota("1000000/s:1000")
    for _ in range(20):
        assert await count(limiter, fast, times=200) == {True: 200}


async def test_a_rate_may_change_under_a_caller(limiter):
    assert await count(limiter, quota("1/h:10"), times=10) == {True: 10}
    assert (await limiter.check([quota("1/h:1")])).allowed is False
    assert 3590 <= (await limiter.check([quota("1/h:1")])).retry_after <= 3600
    # What is owed is cut to what the new rate can owe: a microsecond, long gone by now.
    await limiter.check([quota("1000000/s:1")])
    assert (await limiter.check([quota("1/h:1")])).allowed


async def test_a_hostile_key_is_counted_like_any_other(limiter):
    for key in ("", "\0", "é\ud800", "x" * 100_000, "a:b{c}*\r\nFLUSHALL\r\n"):
        assert await count(limiter, quota("1/h:2", key=key), times=5) == {True: 2, False: 3}


async def test_no_quota_no_limit(limiter):
    assert (await limiter.check([])).allowed


async def test_a_thousand_waiting_requests_all_get_their_answer(limiter):
    checks = [limiter.check([quota("1/h:2", key=f"s{n % 250}")]) for n in range(1000)]
    verdicts = await asyncio.gather(*checks)
    assert Counter(verdict.allowed for verdict in verdicts) == {True: 500, False: 500}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


plans = some.lists(
    some.tuples(some.sampled_from(["ab", "a", "b"]), some.integers(0, 30)), min_size=1, max_size=50
)


@given(plans)
async def test_the_memory_twin_agrees_with_buckets_of_drops(plan):
    clock, limiter = Clock(), None
    limiter = MemoryLimiter(clock)
    quotas = {"a": quota("1/s:3", "a"), "b": quota("10/s:5", "b")}
    drops, since = {name: each.rate.window for name, each in quotas.items()}, 1000 * SECOND
    for which, tenths in plan:
        clock.now = (since / SECOND) + tenths / 8  # eighths of a second are exact in a float
        now = int(clock.now * SECOND)
        drops = {n: min(quotas[n].rate.window, left + now - since) for n, left in drops.items()}
        since = now
        fits = all(drops[name] >= quotas[name].rate.interval for name in which)
        verdict = await limiter.check([quotas[name] for name in which])
        assert verdict.allowed is fits
        if fits:
            drops |= {name: drops[name] - quotas[name].rate.interval for name in which}


@given(some.lists(some.integers(0, 3), min_size=1, max_size=60))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
async def test_both_twins_say_the_same(redis_url, callers):
    # Rates so slow that the time between two requests does not matter.
    memory, fallback = MemoryLimiter(time.monotonic), MemoryLimiter(time.monotonic)
    shared = RedisLimiter(redis_url, fallback, time.monotonic, patience=PATIENCE)
    wide = Quota("all", str(callers), Rate.parse("1/h:20"))
    asked = [[wide, Quota("one", f"{caller}{callers}", Rate.parse("1/h:7"))] for caller in callers]
    expected = [await memory.check(quotas) for quotas in asked]
    together = await asyncio.gather(*(shared.check(quotas) for quotas in asked))
    again = [await shared.check(quotas) for quotas in asked[-1:]]
    await shared.close()
    assert [each.limited_by for each in together] == [each.limited_by for each in expected]
    assert again[0].allowed is (await memory.check(asked[-1])).allowed


async def test_memory_is_bounded_and_forgets_first_who_owes_least():
    clock = Clock()
    limiter = MemoryLimiter(clock, most_keys=100)
    spent = quota("1/h:2", key="spent")
    await count(limiter, spent, times=2)
    for n in range(1000):
        assert (await limiter.check([quota("1/s:5", key=f"flood {n}")])).allowed
        assert len(limiter) <= 100
    assert not (await limiter.check([spent])).allowed


async def test_memory_forgets_whoever_owes_nothing():
    clock = Clock()
    limiter = MemoryLimiter(clock, most_keys=10)
    await count(limiter, *(quota("1/s:5", key=f"old {n}") for n in range(10)), times=1)
    clock.now += 2
    await limiter.check([quota("1/s:5", key="new")])
    assert len(limiter) == 1
    await limiter.close()


async def test_a_clock_that_jumps_back_locks_nobody_out():
    clock = Clock()
    limiter = MemoryLimiter(clock)
    assert await count(limiter, quota("1/s:3"), times=4) == {True: 3, False: 1}
    clock.now -= 500
    assert (await limiter.check([quota("1/s:3")])).retry_after == 1
    clock.now += 3
    assert await count(limiter, quota("1/s:3"), times=4) == {True: 3, False: 1}
