"""Webhook delivery: updates are pushed in order, and repeated until a 2xx, as Telegram does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import aiohttp
from aiohttp import web

from sandbox.bot_api import WORLD, run
from sandbox.errors import ApiError
from sandbox.model import BotAccount
from sandbox.params import Params
from sandbox.updates import Pending, Webhook
from sandbox.world import World

Session = aiohttp.ClientSession  # noqa: TID251 - Telegram posts wherever a bot says; this is no way out of our house
LONGEST_PAUSE = 60.0
LONGEST_ASKED = 3600.0
POST_SECONDS = 60


def deliverer(retry_base: float) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return what runs webhook delivery for as long as the application runs.

    The pause after a failure starts at `retry_base` seconds and doubles up to a minute.
    """

    async def context(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_deliver(app[WORLD], retry_base))  # noqa: TID251 - the sandbox imports nothing of ours; it is cancelled below
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return context


async def _deliver(world: World, retry_base: float) -> None:
    """Start one courier for each bot."""
    timeout = aiohttp.ClientTimeout(total=POST_SECONDS)
    session = Session(timeout=timeout)
    async with session, asyncio.TaskGroup() as couriers:
        known: set[int] = set()
        while True:
            for bot in world.bots.values():
                if bot.id not in known:
                    known.add(bot.id)
                    couriers.create_task(_serve(world, bot, session, retry_base))
            await world.bell.wait()


async def _serve(world: World, bot: BotAccount, session: Session, retry_base: float) -> None:
    """Push the updates of one bot, one after another."""
    failures = 0
    while True:
        hook, pending = bot.mailbox.webhook, bot.mailbox.head()
        if hook is None or pending is None:
            await world.bell.wait()
            continue
        asked = await _post(world, bot, hook, pending, session)
        if asked is None:
            bot.mailbox.done(pending)
            world.bell.fire()
            failures = 0
            continue
        pause = min(retry_base * 2**failures, LONGEST_PAUSE)
        failures = min(failures + 1, 10)
        await asyncio.sleep(asked or pause)


async def _post(
    world: World,
    bot: BotAccount,
    hook: Webhook,
    pending: Pending,
    session: Session,
) -> float | None:
    """Push one update; return None when it was accepted, else the pause asked for (or 0)."""
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    body = json.dumps(pending.body).encode()
    try:
        async with session.post(
            hook.url, data=body, headers=headers, allow_redirects=False
        ) as response:
            answer = await response.content.read(1024 * 1024)
    except (aiohttp.ClientError, TimeoutError) as error:
        _note(world, hook, f"Connection failed: {type(error).__name__}")
        return 0.0
    if not response.ok or response.status >= 300:  # noqa: PLR2004 - where HTTP success ends
        _note(world, hook, f"Wrong response from the webhook: {response.status} {response.reason}")
        return _asked(response.headers.get("Retry-After", ""))
    await _obey(world, bot, answer)
    return None


async def _obey(world: World, bot: BotAccount, answer: bytes) -> None:
    """Run the method that a webhook may name in its answer."""
    try:
        body = json.loads(answer)
    except ValueError:
        return
    if isinstance(body, dict) and isinstance(body.get("method"), str):
        with suppress(ApiError):
            await run(world, bot, body.pop("method"), Params(body))


def _asked(header: str) -> float:
    return min(float(header), LONGEST_ASKED) if header.isascii() and header.isdigit() else 0.0


def _note(world: World, hook: Webhook, error: str) -> None:
    hook.last_error, hook.last_error_at = error, int(world.now())
    world.bell.fire()
