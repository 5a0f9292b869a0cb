"""Whatever becomes of Redis: nobody gets an error for it, and nobody passes uncounted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic

import pytest

from middlewares.redis_limits import PATIENCE, RECOVERY, RedisLimiter
from scripts.servers import RedisServer
from tests.forms import ADA, PageForm
from tests.webhooks_in.api.program import Program
from tests.world import Answer, Clock, Town, settings_for

ROUTES = ("signed", "form", "key", "guess")
BURST = 10
ALONE = {"signed": BURST, "form": BURST // 2, "key": BURST, "guess": 5}
"""What one process lets through by itself."""
EACH = 45
"""How often each route is asked: more often than anything may pass."""
MOST_SECONDS = 15.0
"""What must not happen is that each waits for Redis, which would take half a minute and more."""


@pytest.fixture
async def counted(
    sqlite_ready: str, clock: Clock, own_redis: RedisServer
) -> AsyncIterator["Crowd"]:
    """A town with a form and a program, whose limits give nothing back while a test lasts."""
    slow = {f"limit_{name}": f"1/h:{BURST}" for name in ("source", "form", "key")}
    settings = settings_for(sqlite_ready, redis_url=own_redis.url, **slow)
    async with Town.founded(settings, clock) as town:
        yield Crowd(town, await PageForm.made(town), await Program.of(town, town.stage.olga))


class Crowd:
    """Asks every route again and again, and keeps what was answered."""

    def __init__(self, town: Town, form: PageForm, program: Program) -> None:
        self.town = town
        self.statuses: dict[str, Counter[int]] = {each: Counter() for each in ROUTES}
        self._asked = 0
        self._half = asyncio.Event()
        self._ways: dict[str, Callable[[], Awaitable[Answer]]] = {
            "signed": town.post,
            "form": lambda: form.post({**ADA, "n": self._asked}),
            "key": lambda: program.ask("GET", "/key"),
            "guess": lambda: Program(town, "lbk_wrong").ask("GET", "/key"),
        }

    @property
    def limiter(self) -> RedisLimiter:
        assert isinstance(self.town.house.limiter, RedisLimiter)
        return self.town.house.limiter

    async def ask(self, route: str) -> Answer:
        self._asked += 1
        answer = await self._ways[route]()
        self.statuses[route][answer.status] += 1
        if self._asked > EACH * len(ROUTES) // 4:
            self._half.set()
        return answer

    async def pour(self, trouble: Callable[[], object]) -> float:
        """Ask everything at once, let the trouble happen on the way; return how long it took."""

        async def strike() -> None:
            await self._half.wait()
            await asyncio.to_thread(trouble)

        async def keep_asking(route: str) -> None:
            for _ in range(EACH // 3):
                await self.ask(route)

        began = monotonic()
        await asyncio.gather(strike(), *(keep_asking(route) for route in ROUTES for _ in range(3)))
        return monotonic() - began

    def passed(self, route: str) -> int:
        """Return how many were let through, whatever was said to them then."""
        answers = self.statuses[route]
        return answers.total() - answers[429]

    def must_be_well(self) -> None:
        """Hold every answer to those that are no fault of ours."""
        good = {"signed": 202, "form": 202, "key": 200, "guess": 401}
        for route, answers in self.statuses.items():
            assert set(answers) == {good[route], 429}, (route, answers)
            assert answers.total() == EACH


@pytest.mark.parametrize("trouble", ["stopped", "hung"])
async def test_a_redis_that_is_gone_under_load_opens_nothing_and_breaks_nothing(
    counted: Crowd, own_redis: RedisServer, trouble: str
):
    took = await counted.pour(own_redis.crash if trouble == "stopped" else own_redis.hang)
    ready = await counted.town.get("/readyz")

    counted.must_be_well()
    assert took < MOST_SECONDS
    # A guess comes back every six seconds, or every twelve.
    returned = {route: int(took // 6) + 1 if route == "guess" else 0 for route in ROUTES}
    for route in ROUTES:
        assert counted.passed(route) <= BURST + ALONE[route] + returned[route], route
    assert (ready.status, ready.json["limits"]) == (200, "degraded")


@pytest.mark.parametrize("trouble", ["emptied", "restarted"])
async def test_a_redis_that_forgets_under_load_counts_from_zero_and_still_counts(
    counted: Crowd, own_redis: RedisServer, trouble: str
):
    emptied = lambda: own_redis.ask("FLUSHALL")  # noqa: E731 -- one of two ways to the same
    took = await counted.pour(emptied if trouble == "emptied" else own_redis.restart)

    counted.must_be_well()
    assert took < MOST_SECONDS
    returned = {route: int(took // 6) + 1 if route == "guess" else 0 for route in ROUTES}
    assert counted.passed("signed") > BURST
    for route in ROUTES:
        # Once before it forgot, once after, and alone while it was away.
        assert counted.passed(route) <= 2 * BURST + ALONE[route] + returned[route], route


async def test_a_hung_redis_is_waited_for_once_and_then_left_in_peace(
    counted: Crowd, own_redis: RedisServer
):
    await counted.ask("signed")
    own_redis.hang()
    await asyncio.gather(*(counted.ask(route) for route in ROUTES))
    assert counted.limiter._patience == PATIENCE == 0.2
    assert counted.limiter.degraded

    # Nothing is sent to it any more: whoever sends waits for an answer that does not come.
    counted.limiter._patience = 3600
    async with asyncio.timeout(MOST_SECONDS):
        await asyncio.gather(*(counted.ask(route) for route in ROUTES for _ in range(20)))

    counted.limiter._patience = PATIENCE
    own_redis.resume()


async def test_a_redis_that_is_back_counts_for_all_again(counted: Crowd, own_redis: RedisServer):
    own_redis.crash()
    for route in ROUTES:
        for _ in range(BURST + 1):
            await counted.ask(route)
    alone = {route: counted.passed(route) for route in ROUTES}
    own_redis.start()
    counted.town.clock.advance(RECOVERY + 1)
    counted.limiter._patience = MOST_SECONDS
    # Whoever tries it first is answered by it; until then the others count alone.
    await counted.ask("signed")
    ready = await counted.town.get("/readyz")
    for route in ROUTES:
        for _ in range(BURST + 2):
            await counted.ask(route)

    assert {**alone, "guess": min(alone["guess"], ALONE["guess"])} == ALONE
    assert (ready.status, ready.json["limits"]) == (200, "ok")
    for route in ("signed", "form", "key"):
        assert counted.passed(route) - alone[route] == BURST
    assert BURST <= counted.passed("guess") - alone["guess"] <= BURST + 1


async def test_the_bot_works_on_while_redis_hangs(counted: Crowd, own_redis: RedisServer):
    own_redis.hang()
    town = counted.town
    card = await town.lead("Mia Meanwhile")
    assert "taken" in await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken", "Anna")
    own_redis.resume()
