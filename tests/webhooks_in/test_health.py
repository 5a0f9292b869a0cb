"""How we are, as whoever runs us asks: alive, ready, and what is not well."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot import house
from middlewares.http import Doorkeeper
from tests.world import Clock, Town, settings_for, start_house
from webhooks_in.health import DEGRADED, OK, Health

GET = make_mocked_request("GET", "/readyz")
STRANGER = "1000000002:a-token-that-the-sandbox-does-not-know"


async def answers(word: str) -> str:
    return word


async def hangs() -> str:
    await asyncio.Event().wait()
    return OK


async def breaks() -> str:
    raise RuntimeError("hunter2")


async def asked(patience: float = 2.0, **checks) -> tuple[int, str]:
    answer = await Health(Doorkeeper(), checks, patience).ready(GET)
    return answer.status, answer.text or ""


@pytest.mark.parametrize(
    ("word", "status"), [(OK, 200), (DEGRADED, 200), ("unauthorized", 503), ("no answer", 503)]
)
async def test_what_a_part_says_decides(word, status):
    got, text = await asked(part=lambda: answers(word), other=lambda: answers(OK))

    assert got == status
    assert f'"part": "{word}"' in text
    assert ('"status": "ok"' in text) is (status == 200)


async def test_a_part_that_hangs_or_breaks_is_not_well_and_tells_no_more():
    assert await asked(0.01, part=hangs) == (503, '{"status": "unavailable", "part": "no answer"}')
    assert await asked(part=breaks) == (503, '{"status": "unavailable", "part": "failed"}')


async def test_a_house_that_is_well_says_so(town: Town):
    alive, ready = await town.get("/healthz"), await town.get("/readyz")

    assert (alive.status, alive.json) == (200, {"status": "ok"})
    assert ready.status == 200
    assert ready.json == {"status": "ok", "database": "ok", "limits": "ok", "telegram": "ok"}


async def test_a_token_that_telegram_does_not_know_stops_nothing_but_telegram(
    town: Town, tmp_path, clock: Clock
):
    settings = settings_for(
        town.house.settings.database_url.get_secret_value(), bot_token=STRANGER
    )
    running = await start_house(settings, town.stage, clock)
    try:
        assert running.house.telegram
        await _until_rested(running.house.telegram)
        url = f"http://127.0.0.1:{running.port}"
        async with town.client.get(url + "/readyz") as ready:
            status, body = ready.status, await ready.json()
        async with town.client.get(url + "/healthz") as alive:
            assert alive.status == 200
        moved = town.source.url.replace(town.url, url)
        posted = await town.post(source=type(town.source)(moved, town.source.secret))
    finally:
        await house.stop(running)

    assert (status, body["telegram"]) == (503, "unauthorized")
    assert posted.status == 202


async def _until_rested(telegram) -> None:
    async with asyncio.timeout(15):
        while await telegram.check() == "ok":  # noqa: ASYNC110 -- readiness is a state to be asked for
            await asyncio.sleep(0.01)


async def test_a_room_of_health_is_read_by_get_and_head_only(town: Town):
    async with town.client.head(town.url + "/healthz") as head:
        assert (head.status, await head.read()) == (200, b"")
    async with town.client.post(town.url + "/healthz") as posted:
        assert posted.status == web.HTTPMethodNotAllowed.status_code
