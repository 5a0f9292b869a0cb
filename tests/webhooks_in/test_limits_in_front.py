"""The limits in front of the door: exact, fair to good senders, and no excuse for a 5xx."""

import asyncio
import re
from collections import Counter

import pytest

from middlewares.redis_limits import RedisLimiter
from tests.webhooks_in.wire import must_be_problem
from tests.world import Answer, Clock, Source, Town, settings_for

FORGED = {
    "webhook-id": "msg_forged",
    "webhook-timestamp": "1",
    "webhook-signature": "v1," + "A" * 43 + "=",
}


# What a busy machine does late is no trouble of Redis: it may take a minute.
PATIENCE = 60.0
PATIENTLY = f"?timeout={PATIENCE}&socket_timeout={PATIENCE}&socket_connect_timeout={PATIENCE}"


class StillClock(Clock):
    def monotonic(self) -> float:
        return 1000.0 + self.ahead


@pytest.fixture
def still() -> Clock:
    """A clock for exact counts: monotonic time stands still unless a test moves it on."""
    return StillClock()


async def many(town: Town, count: int) -> list[Answer]:
    return await asyncio.gather(*(town.post() for _ in range(count)))


def be_patient(*towns: Town) -> None:
    """Let the houses wait longer for Redis than they do; tests of its troubles are elsewhere."""
    for town in towns:
        assert isinstance(town.house.limiter, RedisLimiter)
        town.house.limiter._patience = PATIENCE


def must_be_limited(answer: Answer, name: str) -> None:
    must_be_problem(answer, 429, "rate_limited")
    assert f'"{name}";r=0' in answer.headers["RateLimit"]
    assert re.search(rf'"{name}";q=\d+;w=\d+', answer.headers["RateLimit-Policy"])


async def test_of_two_hundred_at_once_exactly_the_burst_passes(sqlite_ready, still: Clock):
    settings = settings_for(sqlite_ready, limit_source="1/s:10")
    async with Town.founded(settings, still) as town:
        answers = await many(town, 200)
        still.advance(3)
        later = await many(town, 5)

    assert Counter(each.status for each in answers) == {202: 10, 429: 190}
    for answer in answers:
        if answer.status == 429:
            must_be_limited(answer, "source")
    assert Counter(each.status for each in later) == {202: 3, 429: 2}


async def test_redis_counts_as_exactly(sqlite_ready, clock: Clock, redis_url):
    # Redis has a clock of its own, so the rate is one that gives nothing back meanwhile.
    settings = settings_for(sqlite_ready, limit_source="1/h:10", redis_url=redis_url + PATIENTLY)
    async with Town.founded(settings, clock) as town:
        be_patient(town)
        answers = await many(town, 200)

    assert Counter(each.status for each in answers) == {202: 10, 429: 190}
    for answer in answers:
        if answer.status == 429:
            must_be_limited(answer, "source")


async def test_two_processes_share_one_count(sqlite_ready, tmp_path, clock: Clock, redis_url):
    shared = {"limit_address": "1/h:10", "redis_url": redis_url + PATIENTLY}
    settings = settings_for(sqlite_ready, **shared)
    other = settings_for(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}", **shared)
    async with Town.founded(settings, clock) as one, Town.founded(other, clock) as two:
        be_patient(one, two)
        answers = await many(one, 8) + await many(two, 8)

    assert Counter(each.status for each in answers) == {202: 10, 429: 6}


async def test_a_workspace_has_a_limit_over_all_its_sources(sqlite_ready, still: Clock):
    settings = settings_for(sqlite_ready, limit_workspace="1/s:4")
    async with Town.founded(settings, still) as town:
        olga = await town.caller(town.stage.olga)
        second = await town.house.services.sources.create(olga, "Second")
        other = Source(town.source.url.replace(str(town.source.id), str(second.id)), second.secret)
        answers = [await town.post(source=each) for each in (town.source, other) * 3]
        await town.with_nick()
        next_door = await town.post(source=town.nicks_source)

    assert [each.status for each in answers] == [202] * 4 + [429] * 2
    must_be_limited(answers[-1], "workspace")
    assert next_door.status == 202


async def test_forgeries_spend_nothing_of_a_good_sender_at_the_same_address(
    sqlite_ready, still: Clock
):
    settings = settings_for(
        sqlite_ready, limit_source="1/s:10", limit_workspace="1/s:10", limit_address="1/s:100"
    )
    async with Town.founded(settings, still) as town:
        bad = [
            answer
            for _ in range(15)
            for answer in await asyncio.gather(
                *(town.send(town.source.url, b"{}", FORGED) for _ in range(100))
            )
        ]
        good = await many(town, 11)

    assert Counter(each.status for each in bad) == {401: 100, 429: 1400}
    must_be_limited(bad[-1], "failures")
    assert Counter(each.status for each in good) == {202: 10, 429: 1}


async def test_a_suspect_address_is_believed_again_after_a_while(sqlite_ready, still: Clock):
    async with Town.founded(settings_for(sqlite_ready, limit_address="1/s:5"), still) as town:
        bad = [await town.send(town.source.url, b"{}", FORGED) for _ in range(6)]
        still.advance(60)
        again = await town.send(town.source.url, b"{}", FORGED)

    assert [each.status for each in bad] == [401] * 5 + [429]
    must_be_problem(again, 401, "signature_invalid")


async def test_a_source_made_elsewhere_is_found_even_from_a_suspect_address(
    sqlite_ready, still: Clock
):
    async with Town.founded(settings_for(sqlite_ready, limit_address="1/s:5"), still) as town:
        assert (await town.post()).status == 202
        for _ in range(10):
            await town.send(town.source.url, b"{}", FORGED)
        still.advance(0.5)
        again = await town.post()

    assert again.status == 202


# --- addresses ---------------------------------------------------------------------------------


async def failing_from(town: Town, forwarded: str) -> int:
    answer = await town.send(town.source.url, b"{}", {**FORGED, "X-Forwarded-For": forwarded})
    return answer.status


async def test_nobody_gets_a_new_address_by_saying_so(sqlite_ready, still: Clock):
    async with Town.founded(settings_for(sqlite_ready, limit_address="1/s:3"), still) as town:
        statuses = [await failing_from(town, f"192.0.2.{n}") for n in range(5)]

    assert statuses == [401, 401, 401, 429, 429]


async def test_behind_a_trusted_proxy_the_right_most_stranger_counts(sqlite_ready, still: Clock):
    settings = settings_for(
        sqlite_ready, limit_address="1/s:2", trusted_proxies="127.0.0.1/32, 10.0.0.0/8"
    )
    async with Town.founded(settings, still) as town:
        one = [await failing_from(town, f"1.2.3.{n}, 192.0.2.1, 10.0.0.9") for n in range(3)]
        two = [await failing_from(town, "192.0.2.2, 10.0.0.9") for _ in range(2)]
        three = [await failing_from(town, "nonsense") for _ in range(3)]

    assert one == [401, 401, 429]
    assert two == [401, 401]
    assert three == [401, 401, 429]


# --- a Redis in trouble ------------------------------------------------------------------------


async def test_without_redis_the_house_counts_alone_and_says_so(
    sqlite_ready, clock: Clock, own_redis
):
    url = own_redis.url + PATIENTLY
    settings = settings_for(sqlite_ready, limit_source="1/h:10", redis_url=url)
    async with Town.founded(settings, clock) as town:
        be_patient(town)
        before = await many(town, 5)
        well = await town.get("/readyz")
        own_redis.crash()
        during = await many(town, 40)
        degraded = await town.get("/readyz")
        own_redis.start()
        clock.advance(6)
        # One request tries whether Redis is back; until it has, the others count alone.
        after = [await town.post(), *await many(town, 11)]
        well_again = await town.get("/readyz")

    assert {each.status for each in before} == {202}
    assert (well.status, well.json["limits"]) == (200, "ok")
    assert Counter(each.status for each in during) == {202: 10, 429: 30}
    assert (degraded.status, degraded.json["limits"]) == (200, "degraded")
    assert Counter(each.status for each in after) == {202: 10, 429: 2}
    assert (well_again.status, well_again.json["limits"]) == (200, "ok")


async def test_a_redis_that_hangs_costs_one_short_wait(sqlite_ready, clock: Clock, own_redis):
    settings = settings_for(sqlite_ready, redis_url=own_redis.url)
    async with Town.founded(settings, clock) as town:
        assert (await town.post()).status == 202
        own_redis.hang()
        try:
            # If each waited by itself it would be twenty seconds.
            async with asyncio.timeout(15):
                answers = await many(town, 100)
            ready = await town.get("/readyz")
        finally:
            own_redis.resume()

    assert {each.status for each in answers} == {202}
    assert (ready.status, ready.json["limits"]) == (200, "degraded")
