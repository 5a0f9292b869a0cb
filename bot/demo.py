"""The demo: the whole product on this machine, with a sandbox for Telegram."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot import clock, house
from bot.assemble import assemble
from bot.send import send
from bot.settings import Settings, load
from bot.stage import TOKEN, Stage
from sandbox.world import Message

DATABASE = Path("var/demo.db")
HOST = "127.0.0.1"
STEP_SECONDS = 30.0
LEAD: dict[str, Any] = {
    "event": "lead.created",
    "data": {
        "name": "Jonas Weber",
        "company": "Weber Dachbau",
        "email": "jonas.weber@example.com",
        "phone": "+49 30 901820",
        "message": "We have 240 m² of roof facing south. What would solar panels cost us?",
        "page_url": "https://nordlicht.example/contact",
        "utm": {"source": "google", "medium": "cpc", "campaign": "autumn"},
    },
}

Result = TypeVar("Result")


class StepFailed(Exception):  # noqa: N818 -- names what happened
    """A step of the demo did not end as it should."""


@dataclass(slots=True)
class Steps:
    """Prints each step with the time it took."""

    began: float = field(default_factory=clock.monotonic)

    async def take(self, name: str, work: Awaitable[Result]) -> Result:
        """Wait for one step; raise StepFailed with its name if it fails or takes too long."""
        began = clock.monotonic()
        try:
            async with asyncio.timeout(STEP_SECONDS):
                result = await work
        except Exception as error:
            reason = str(error) or type(error).__name__
            raise StepFailed(f"{name}: {reason}") from error
        took = (clock.monotonic() - began) * 1000
        sys.stdout.write(f"  ✓ {name:<58} {took:>7.0f} ms\n")
        sys.stdout.flush()
        return result


@asynccontextmanager
async def demo_house(
    steps: Steps, port: int, sandbox_port: int
) -> AsyncIterator[tuple[house.Running, Stage]]:
    """Run the house on a new database, set up by talking to it in the sandbox."""
    stage = await steps.take(
        "start the Telegram sandbox",
        Stage.open(lambda: clock.now().timestamp(), HOST, sandbox_port),
    )
    try:
        built = assemble(_settings(stage.url, port))
        running = await steps.take(
            "migrate the database, start bot, web and worker", house.start(built)
        )
        try:
            code = built.services.workspaces.setup_code
            await steps.take("set up a team by talking to the bot", stage.set_up(code))
            yield running, stage
        finally:
            await house.stop(running)
    finally:
        await stage.close()


def _settings(sandbox_url: str, port: int) -> Settings:
    """Take nothing from the environment that could reach the real Telegram or real data."""
    for file in DATABASE.parent.glob(DATABASE.name + "*"):
        file.unlink()
    return load(
        bot_token=TOKEN,
        telegram_api_url=sandbox_url,
        telegram_proxy=None,
        telegram_mode="polling",
        database_url=f"sqlite+aiosqlite:///{DATABASE}",
        redis_url=None,
        host=HOST,
        port=port,
        public_url=f"http://{HOST}:{port}",
        log_level="warning",
    )


async def _post_lead(stage: Stage) -> None:
    moment = clock.now()
    answer = await send(
        stage.site.inbound_url,
        stage.site.secret,
        LEAD,
        event_id=f"demo_{clock.new_id().hex}",
        timestamp=int(moment.timestamp()),
    )
    if answer.status != 202:  # noqa: PLR2004 -- Accepted, and accepted means committed
        raise StepFailed(f"expected 202, got {answer.status} {answer.body}")


async def _press_take(stage: Stage, card: Message) -> None:
    press = stage.world.press(stage.anna, card, "Take")
    answer = await press.answered(STEP_SECONDS)
    if "taken" not in answer.text:
        raise StepFailed(f"the press was answered: {answer.text}")


async def _see_change(stage: Stage, card: Message) -> None:
    await stage.world.until(
        lambda: (
            "Anna Agent" in card.text
            and any(button.text == "Contacted" for row in card.buttons for button in row)
        ),
        STEP_SECONDS,
    )


async def run_once() -> None:
    """Do the whole job without a person; raise StepFailed naming the step that failed."""
    steps = Steps()
    port = free_port()
    async with demo_house(steps, port, 0) as (_, stage):
        await steps.take("sign a lead and post it: 202, committed", _post_lead(stage))
        card = await steps.take("see its card in the team's chat", stage.card("Jonas Weber"))
        await steps.take("press Take as Anna", _press_take(stage, card))
        await steps.take("see the card change for everyone", _see_change(stage, card))
    total = clock.monotonic() - steps.began
    sys.stdout.write(f"All of it works, in {total:.1f} s.\n")


async def run_until_stopped(port: int, sandbox_port: int) -> None:
    """Run the demo for a person to play with, until Ctrl-C."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    steps = Steps()
    async with demo_house(steps, port, sandbox_port) as (_, stage):
        await steps.take("sign a lead and post it: 202, committed", _post_lead(stage))
        await steps.take("see its card in the team's chat", stage.card("Jonas Weber"))
        sys.stdout.write(_links(stage))
        sys.stdout.flush()
        await told.wait()
        sys.stdout.write("\nStopping ...\n")
    sys.stdout.write("Stopped.\n")


def _links(stage: Stage) -> str:
    chat = f"{stage.url}/?person={stage.anna.id}&chat={stage.sales.id}"
    return (
        "\nLeadsBot runs.\n\n"
        f"  Chat page      {chat}\n"
        f"  Sample site    {stage.url}{stage.site.at}\n\n"
        "Open the chat page and press Take under the card: it changes for everyone in the group.\n"
        "Fill in the form of the sample site and watch the next card come.\n"
        "Be somebody else in the chat page and see who may press what.\n\n"
        "Ctrl-C ends it.\n"
    )


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
