"""Killed between its 200 to Telegram and the work, the house loses nothing and doubles nothing."""

import asyncio
import signal
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.house import WEBHOOK_PATH
from bot.telegram import webhook_secret
from tests.faults.process import Client, Outside
from tests.storage.shelves import rows
from tests.webhooks_in.test_telegram import SECRET, an_update
from tests.world import MASTER_KEY, Clock

MANY = 12
DUE = "SELECT count(*) FROM updates WHERE state = 'due'"


@pytest.fixture
async def hooked(database_url: str, tmp_path: Path) -> AsyncIterator[Outside]:
    """A house in a process of its own that Telegram brings its updates to."""
    made = await Outside.founded(database_url, tmp_path, Clock(), by_webhook=True)
    yield made
    await made.close()


async def bring_all(outside: Outside, kept: set[int], changed: asyncio.Event) -> None:
    """Bring many updates at once; write down which were acknowledged."""
    key = urlsafe_b64decode(MASTER_KEY + "=")
    headers = {SECRET: webhook_secret(key, outside.stage.bot.id)}
    url = f"http://127.0.0.1:{outside.port}{WEBHOOK_PATH}"

    async def bring(client: Client, number: int) -> None:
        raw = an_update(900 + number, f"/newsource Number {number}", outside.stage.olga.id)
        try:
            async with client.post(url, data=raw, headers=headers) as answer:
                assert answer.status == 200
        except (aiohttp.ClientError, ConnectionError):
            return
        kept.add(number)
        changed.set()

    async with Client() as client:
        await asyncio.gather(*(bring(client, number) for number in range(MANY)))


async def sources(outside: Outside) -> Counter[str]:
    return Counter(str(each.name) for each in await rows(outside.url, "SELECT name FROM sources"))


async def test_killed_after_its_answers_it_does_everything_after_the_restart_and_once(
    hooked: Outside,
):
    kept, changed = set[int](), asyncio.Event()
    bringing = asyncio.gather(bring_all(hooked, kept, changed), return_exceptions=True)
    await changed.wait()
    assert await hooked.end(signal.SIGKILL) == -signal.SIGKILL
    await bringing
    acknowledged = set(kept)
    assert acknowledged

    await hooked.start()
    async with asyncio.timeout(20):
        while (await rows(hooked.url, DUE))[0][0]:
            pass
    assert {f"Number {number}" for number in acknowledged} <= set(await sources(hooked))

    await bring_all(hooked, kept, changed)
    async with asyncio.timeout(20):
        while (await rows(hooked.url, DUE))[0][0]:
            pass
    everything = {"Website", *(f"Number {number}" for number in range(MANY))}
    assert await sources(hooked) == Counter(everything)
    assert "Traceback" not in hooked.log()
