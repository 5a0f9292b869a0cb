"""The demo: the whole product on this machine, with a sandbox for Telegram."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import typer

from bot import clock, house
from bot.assemble import assemble
from bot.send import send
from bot.settings import BadSetting, Settings, load
from bot.stage import TOKEN, Stage
from sandbox.world import Message

DATABASE = Path("var/demo.db")
HOST = "127.0.0.1"
STEP_SECONDS = 30.0
POST = "sign a lead and post it: 202, committed"
SEE = "see its card in the team's chat"
HEAR = "see the webhook come to the program, and verify it"
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
        except TimeoutError as error:
            raise StepFailed(f"{name}: it takes too long") from error
        except Exception as error:
            raise StepFailed(f"{name}: {str(error) or type(error).__name__}") from error
        took = (clock.monotonic() - began) * 1000
        say(f"  {good('✓')} {name:<52} {took:>6.0f} ms")
        return result


@asynccontextmanager
async def demo_house(
    steps: Steps, port: int, sandbox_port: int, database: Path
) -> AsyncIterator[tuple[house.Running, Stage]]:
    """Run the house on a new database, set up by talking to it in the sandbox."""
    stage = await steps.take(
        "start the Telegram sandbox",
        Stage.open(lambda: clock.now().timestamp(), HOST, sandbox_port),
    )
    try:
        built = assemble(_settings(stage.url, port, database))
        running = await steps.take(
            "migrate the database, start bot, web and worker", house.start(built)
        )
        try:
            code = built.services.workspaces.setup_code
            await steps.take("set up a team by talking to the bot", stage.set_up(code))
            await steps.take("make an endpoint for another program", stage.listen(HOST))
            yield running, stage
        finally:
            await house.stop(running)
    finally:
        await stage.close()


def _settings(sandbox_url: str, port: int, database: Path) -> Settings:
    """Take nothing from the environment that could reach the real Telegram or real data."""
    for file in database.parent.glob(database.name + "*"):
        file.unlink()
    return load(
        bot_token=TOKEN,
        telegram_api_url=sandbox_url,
        telegram_proxy=None,
        telegram_mode="polling",
        database_url=f"sqlite+aiosqlite:///{database}",
        redis_url=None,
        host=HOST,
        port=port,
        allow_private_targets=f"{HOST}/32",
        public_url=f"http://{HOST}:{port}",
        log_level="warning",
    )


async def post_lead(stage: Stage, event: dict[str, Any] = LEAD) -> None:
    """Sign a lead as the sample company would, and post it."""
    moment = clock.now()
    answer = await send(
        stage.site.inbound_url,
        stage.site.secret,
        event,
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


async def see_webhook(stage: Stage, event: str) -> None:
    """Wait until the other program heard of *event*; StepFailed if it cannot verify that."""
    arrival = await stage.receiver.heard_of(event, STEP_SECONDS)
    if not arrival.verified:
        raise StepFailed(f"{event} came, and its signature does not hold")


async def run_once() -> None:
    """Do the whole job without a person; raise StepFailed naming the step that failed."""
    steps = Steps()
    with TemporaryDirectory(prefix="leadsbot-") as folder:
        database = Path(folder) / DATABASE.name
        async with demo_house(steps, free_port(), 0, database) as (_, stage):
            await steps.take(POST, post_lead(stage))
            card = await steps.take(SEE, stage.card("Jonas Weber"))
            await steps.take("press Take as Anna", _press_take(stage, card))
            await steps.take("see the card change for everyone", _see_change(stage, card))
            await steps.take(HEAR, see_webhook(stage, "lead.taken"))
    say(f"All of it works, in {clock.monotonic() - steps.began:.1f} s.")


async def run_until_stopped(port: int, sandbox_port: int) -> None:
    """Run the demo for a person to play with, until Ctrl-C."""
    must_be_free("--port", port)
    must_be_free("--sandbox-port", sandbox_port)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    steps = Steps()
    say("LeadsBot on this machine, with a sandbox in the place of Telegram\n")
    async with demo_house(steps, port, sandbox_port, DATABASE) as (_, stage):
        await steps.take(POST, post_lead(stage))
        await steps.take(SEE, stage.card("Jonas Weber"))
        await steps.take(HEAR, see_webhook(stage, "lead.created"))
        say(_links(stage))
        await told.wait()
        say("\nStopping ...")
    say("Stopped.")


def _links(stage: Stage) -> str:
    chat = f"{stage.url}/?person={stage.anna.id}&chat={stage.sales.id}"
    return (
        f"\n{strong('It runs. Open in a browser:')}\n\n"
        f"  {strong('Chat page')}    {link(chat)}\n"
        "               You are Anna. Press Take under the card: it changes for everyone.\n"
        "               To be Olga, choose her at the top left.\n\n"
        f"  {strong('Sample site')}  {link(stage.url + stage.site.at)}\n"
        "               Fill in the form: the next card comes at once.\n\n"
        f"  {strong('Webhooks')}     {link(stage.receiver.url)}\n"
        "               What another program heard of it, each call checked by its signature.\n\n"
        f"{strong('Or post a lead from another terminal:')}\n\n"
        f"  {_program()} send {stage.site.inbound_url} --secret {stage.site.secret}\n\n"
        "Ctrl-C ends it."
    )


def _program() -> str:
    """Name this program as the person can type it."""
    typed = Path(sys.argv[0])
    return str(typed) if typed.name == "leadsbot" else "python -m bot"


def say(words: str) -> None:
    """Tell the person at the terminal; elsewhere colours are left out."""
    typer.echo(words)


def strong(words: str) -> str:
    """Make words stand out."""
    return typer.style(words, bold=True)


def good(words: str) -> str:
    """Show that all is well."""
    return typer.style(words, fg=typer.colors.GREEN)


def link(url: str) -> str:
    """Show an address to open."""
    return typer.style(url, fg=typer.colors.CYAN)


def must_be_free(option: str, port: int) -> None:
    """Refuse with BadSetting when nobody can listen on the port that *option* names."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise BadSetting(f"{option} {port}: a port is a number from 0 to 65535") from None
        except OSError as error:
            reason = (error.strerror or "it cannot be used").lower()
            raise BadSetting(
                f"{option} {port}: {reason}; choose another port with {option}"
            ) from None


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
