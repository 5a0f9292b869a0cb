"""Webhooks are counted only if they are signed, and what hangs is told from what is heard."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from benchmarks import deliveries, floor
from benchmarks.databases import SqliteShelf
from benchmarks.deliveries import Heard, must_have_come_once
from benchmarks.leads import NAME_PREFIX
from benchmarks.processes import BenchmarkFailed
from benchmarks.receiver import build_app
from domain.signing import sign
from tests.world import MASTER_KEY

Client = TestClient[web.Request, web.Application]
BODY = f'{{"data": {{"name": "{NAME_PREFIX}00000042"}}}}'.encode()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(build_app())) as started:
        yield started


async def test_only_what_is_signed_is_heard(client: Client):
    headers = sign([floor.KEY], "evt_1", 1_700_000_000, BODY)
    forged = headers | {"webhook-id": "evt_2"}
    assert (await client.post("/hook/3", data=BODY, headers=headers)).status == 204
    assert (await client.post("/hook/3", data=BODY, headers=forged)).status == 401
    told = await (await client.get("/heard")).json()
    assert [each[1:] for each in told["arrivals"]] == [[3, 42]]


async def test_what_hangs_is_counted_and_not_heard(client: Client):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.post("/hang/1", data=BODY)
    assert await (await client.get("/heard")).json() == {"arrivals": [], "hanging": 1}


def test_a_rate_and_times_leave_out_what_came_while_it_warmed_up():
    found = Heard([(0.0, 0, 0), (10.0, 0, 1), (11.0, 1, 1), (12.0, 0, 2)], hanging=0)
    assert found.rate(warm_up=1) == 1.0
    assert found.took({0: 0.0, 1: 9.0, 2: 11.5}, warm_up=1) == [1.0, 2.0, 0.5]


def test_what_came_twice_spoils_the_figure():
    with pytest.raises(BenchmarkFailed, match="1 webhooks were to come, 2 came"):
        must_have_come_once(Heard([(0.0, 0, 0), (0.1, 0, 0)], hanging=0), 1)


def test_webhooks_wait_and_others_hang(tmp_path: Path):
    shelf = SqliteShelf(tmp_path, MASTER_KEY)
    with shelf.fresh() as url:
        asyncio.run(deliveries.wait_in_line(url, MASTER_KEY, 9000, 3))
        assert count(url, "/hook/") == 3 * deliveries.ENDPOINTS
    with shelf.fresh() as url:
        asyncio.run(deliveries.hear_beside(url, MASTER_KEY, 9000, hanging=True))
        assert count(url, "/hang/") == deliveries.HANGING_EACH * deliveries.ENDPOINTS
        assert count(url, "/hook/") == 0


def count(url: str, path: str) -> int:
    """Count what waits for endpoints at this path."""
    waiting = "SELECT count(*) FROM dispatches d JOIN endpoints e ON e.id = d.endpoint_id"
    with closing(sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))) as connection:
        found = connection.execute(f"{waiting} WHERE e.url LIKE ?", (f"%{path}%",))
        return int(found.fetchone()[0])
