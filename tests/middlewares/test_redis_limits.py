"""What happens to requests while Redis is in trouble: real faults on a real server."""

import asyncio
import time
from collections import Counter

import pytest
from structlog.testing import capture_logs

from domain.limits import Quota, Rate, Verdict
from middlewares.limits import MemoryLimiter
from middlewares.redis_limits import RECOVERY, RedisLimiter
from scripts.servers import RedisServer, ask_redis

ONE = Quota("source", "s1", Rate.parse("1/h:10"))
# Longer than the house waits, for a busy machine that is late without any trouble of Redis.
PATIENCE = 0.5
# What must not happen is that forty wait one after another.
SLACK = 5.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def clock():
    return Clock()


@pytest.fixture
async def limiter(own_redis, clock):
    limiter = RedisLimiter(own_redis.url, MemoryLimiter(clock), clock, patience=PATIENCE)
    await limiter.check([ONE])
    assert not limiter.degraded
    yield limiter
    await limiter.close()


async def until_done(task: asyncio.Future[Verdict]) -> None:
    """Wait, and go on before anybody whom the task has woken."""
    while not task.done():  # noqa: ASYNC110 -- each turn of the loop counts here
        await asyncio.sleep(0)


def at_once(limiter: RedisLimiter, times: int) -> Counter[bool]:
    """Ask without letting anything else happen, which fails if anybody waits for something."""
    found: Counter[bool] = Counter()
    for _ in range(times):
        asking = limiter.check([ONE])
        with pytest.raises(StopIteration) as answered:
            asking.send(None)
        found[answered.value.value.allowed] += 1
    return found


async def timed(limiter: RedisLimiter, times: int = 1) -> tuple[Counter[bool], float]:
    start = time.perf_counter()
    verdicts = await asyncio.gather(*(limiter.check([ONE]) for _ in range(times)))
    return Counter(each.allowed for each in verdicts), time.perf_counter() - start


@pytest.mark.parametrize("fault", ["crash", "hang"])
async def test_a_lost_redis_costs_little_once_and_then_nothing(own_redis, limiter, fault):
    {"crash": own_redis.crash, "hang": own_redis.hang}[fault]()
    first, waited = await timed(limiter, times=40)
    assert first == {True: 10, False: 30}, "the fallback counts alone, and exactly"
    assert waited < PATIENCE + SLACK
    assert limiter.degraded
    assert at_once(limiter, times=100) == {False: 100}


@pytest.mark.parametrize("fault", ["crash", "hang"])
async def test_redis_counts_again_when_it_is_back(own_redis: RedisServer, limiter, clock, fault):
    {"crash": own_redis.crash, "hang": own_redis.hang}[fault]()
    await limiter.check([ONE])
    {"crash": own_redis.start, "hang": own_redis.resume}[fault]()
    await limiter.check([ONE])
    assert limiter.degraded, "it is left in peace for a while"
    clock.now += RECOVERY
    assert (await limiter.check([ONE])).allowed
    assert not limiter.degraded
    # A restarted Redis has forgotten everything; a thawed one remembers the first request, and
    # perhaps still runs the one that nobody waits for any more.
    left = (await timed(limiter, times=20))[0][True]
    assert left in {"crash": {9}, "hang": {7, 8}}[fault]


async def test_while_one_request_tries_again_the_others_do_not_wait(own_redis, limiter, clock):
    own_redis.hang()
    await limiter.check([ONE])
    clock.now += RECOVERY
    probe = asyncio.gather(limiter.check([ONE]))
    await asyncio.sleep(0)
    assert at_once(limiter, times=20).total() == 20
    assert not probe.done()
    await probe
    assert limiter.degraded


@pytest.mark.parametrize(
    "command",
    [
        "CONFIG SET maxmemory 1",
        "REPLICAOF 127.0.0.1 1",
        "CONFIG SET requirepass x",
        "SCRIPT FLUSH",
    ],
    ids=["out of memory", "read only", "password changed", "script forgotten"],
)
async def test_an_answer_that_is_an_error_is_no_error_of_ours(own_redis, limiter, command):
    assert own_redis.ask(command).startswith("+OK")
    own_redis.ask("CLIENT KILL TYPE normal")
    verdicts, waited = await timed(limiter, times=5)
    assert verdicts == {True: 5}
    assert waited < PATIENCE + SLACK


async def test_a_forgotten_script_is_sent_again(own_redis, limiter):
    assert own_redis.ask("SCRIPT FLUSH") == "+OK"
    assert (await timed(limiter, times=20))[0] == {True: 9, False: 11}
    assert not limiter.degraded


async def test_a_warning_is_given_once_a_minute_without_the_address(own_redis, clock):
    limiter = RedisLimiter("redis://:secret@127.0.0.1:1/0", MemoryLimiter(clock), clock)
    with capture_logs() as logs:
        for _ in range(13):
            await limiter.check([ONE])
            clock.now += RECOVERY
    await limiter.close()
    assert [(each["event"], each["log_level"]) for each in logs] == [
        ("ratelimit_degraded", "warning")
    ] * 2
    assert "secret" not in str(logs)


async def test_alone_the_stricter_rate_holds(clock):
    limiter = RedisLimiter("redis://127.0.0.1:1/0", MemoryLimiter(clock), clock)
    login = Quota("login", "k", Rate.parse("1/s:100"), degraded=Rate.parse("5/m:5"))
    verdicts = [await limiter.check([login]) for _ in range(8)]
    await limiter.close()
    assert [each.allowed for each in verdicts] == [True] * 5 + [False] * 3


async def test_a_cancelled_request_takes_nobody_with_it(own_redis, limiter):
    own_redis.hang()
    waiting = [asyncio.ensure_future(limiter.check([ONE])) for _ in range(30)]  # noqa: TID251 -- to cancel them
    await asyncio.sleep(0)
    for each in waiting[::3]:
        each.cancel()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    kinds = Counter(type(each).__name__ for each in answers)
    assert kinds == {"Verdict": 20, "CancelledError": 10}
    own_redis.resume()


@pytest.mark.parametrize(
    ("after", "cancelled"),
    [(0, 1), (0, 2), (1, 2), (1, 5), (1, 6)],
    ids=["its turn came", "in line", "its answer came", "the next turn came", "in the next line"],
)
async def test_whenever_one_is_cancelled_the_others_get_their_answers(
    redis_url, clock, after, cancelled
):
    limiter = RedisLimiter(redis_url, MemoryLimiter(clock), clock, patience=60)
    free = Quota("free", "k", Rate.parse("1000000/s:1000"))
    # The first goes alone, the second takes the rest of the first five along, and so on.
    waiting = [asyncio.ensure_future(limiter.check([free])) for _ in range(5)]  # noqa: TID251 -- to cancel one
    await until_done(waiting[0])
    waiting += [asyncio.ensure_future(limiter.check([free])) for _ in range(5)]  # noqa: TID251 -- to cancel one
    await until_done(waiting[after])
    assert waiting[cancelled].cancel(), "it must still be waiting"
    async with asyncio.timeout(90):
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in answers].count(Verdict) == 9
    assert not limiter.degraded
    await limiter.close()


async def test_keys_vanish_when_nothing_is_owed(redis_url, clock):
    limiter = RedisLimiter(redis_url, MemoryLimiter(clock), clock, patience=60)
    await limiter.check([Quota("source", "s1", Rate.parse("1/m:10"))])
    await limiter.check([Quota("source", "s1", Rate.parse("1/m:10"))])
    await limiter.close()
    life = int(ask_redis(redis_url, "PTTL {leadsbot:limit}:source:s1").removeprefix(":"))
    assert 110_000 < life <= 120_000


async def test_garbage_under_a_key_is_overwritten(redis_url, clock):
    for command in ("SET {leadsbot:limit}:source:s1 x", "LPUSH {leadsbot:limit}:source:s2 x"):
        assert ask_redis(redis_url, command)[0] in "+:"
    limiter = RedisLimiter(redis_url, MemoryLimiter(clock), clock, patience=60)
    assert (await limiter.check([ONE, Quota("source", "s2", Rate.parse("1/s:1"))])).allowed
    assert not limiter.degraded
    await limiter.close()
