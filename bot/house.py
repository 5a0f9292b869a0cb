"""Brings the assembled house to life, and to rest without losing anything."""

import asyncio
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.assemble import House
from bot.house_roles import ALL_ROLES, HouseRole
from bot.menus import set_usual_menus
from bot.settings import TelegramMode
from middlewares.http import ProblemRunner
from storage import migrate

__all__ = [
    "ALL_ROLES",
    "HouseRole",
    "Running",
    "prepare_database",
    "run_until_told",
    "start",
    "stop",
]

IN_FLIGHT_SECONDS = 20.0
KEEPALIVE_SECONDS = 60.0
WEBHOOK_PATH = "/telegram/webhook"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Running:
    """A house that runs: ``port`` is where it listens, 0 if it does not."""

    house: House
    roles: frozenset[HouseRole]
    web: ProblemRunner | None = None
    port: int = 0


async def prepare_database(url: str) -> None:
    """Make the tables of an empty database; refuse with SchemaMismatch any other schema."""
    if await migrate.current(url) is None:
        await migrate.upgrade(url)
    await migrate.must_be_current(url)


async def start(house: House, roles: Iterable[HouseRole] = ALL_ROLES) -> Running:
    """Begin everything that the roles ask for."""
    running = Running(house, frozenset(roles))
    await prepare_database(house.settings.database_url.get_secret_value())
    if running.roles & {HouseRole.WEB, HouseRole.WORKER}:
        house.tasks.keep_running("commit", house.services.intake.commit_forever)
        house.tasks.keep_running("tally", house.services.tally.write_forever)
    if HouseRole.WEB in running.roles:
        house.tasks.keep_running("meters", house.meters.watch_the_loop)
        house.tasks.keep_running("keys", house.services.key_ring.write_forever)
        await _listen(running)
    if HouseRole.WORKER in running.roles:
        _work(house)
    if HouseRole.BOT in running.roles:
        _talk(house)
    log.info("started", roles=sorted(running.roles), port=running.port)
    return running


def _work(house: House) -> None:
    house.tasks.keep_running("process", house.services.intake.process_forever)
    workers = {
        "outbox": house.outgoing,
        "webhooks": house.webhooks,
        "mails": house.mails,
        "jobs": house.jobs,
        "exporter": house.exporter,
    }
    for name, worker in workers.items():
        if worker:
            house.tasks.keep_running(name, worker.run)


async def _listen(running: Running) -> None:
    settings = running.house.settings
    running.web = ProblemRunner(
        running.house.app,
        access_log=None,
        shutdown_timeout=IN_FLIGHT_SECONDS,
        keepalive_timeout=KEEPALIVE_SECONDS,
        handler_cancellation=False,
    )
    await running.web.setup()
    site = web.TCPSite(running.web, settings.host, settings.port, reuse_address=True)
    await site.start()
    running.port = running.web.addresses[0][1]


def _talk(house: House) -> None:
    """Fetch updates or ask for them, and handle what is stored."""
    if not (house.telegram and house.incoming):
        return
    house.tasks.keep_running("updates", house.incoming.run)
    if house.bot and house.dispatcher:
        founder = house.services.workspaces.open_signup
        usual = set_usual_menus(house.bot, house.dispatcher["commands"], founder=founder)
        house.tasks.start("menus", usual)
    telegram = house.telegram
    if house.settings.telegram_mode is TelegramMode.POLLING:
        house.tasks.keep_running("poll", telegram.poll_forever)
        return
    url = house.settings.base_url + WEBHOOK_PATH
    house.tasks.keep_running(
        "webhook", lambda: telegram.announce_webhook(url, house.webhook_secret)
    )


async def stop(running: Running) -> None:
    """Accept nothing more, finish what was begun, and close."""
    house = running.house
    house.doorkeeper.draining = True
    if running.web:
        await running.web.cleanup()
    house.services.intake.drain()
    house.services.key_ring.drain()
    house.services.tally.drain()
    for worker in (
        house.incoming,
        house.outgoing,
        house.webhooks,
        house.mails,
        house.express,
        house.jobs,
        house.exporter,
    ):
        if worker:
            worker.stop()
    await house.tasks.wait_for("commit", IN_FLIGHT_SECONDS)
    house.tasks.cancel("process", "poll", "webhook", "meters", "menus")
    await house.tasks.finish(IN_FLIGHT_SECONDS)
    for leadership in (house.sender, house.consumer):
        if leadership:
            await leadership.let_go()
    for bot in (house.bot, house.carrying_bot):
        if bot:
            await bot.session.close()
    await house.way_out.close()
    await house.mailer.close()
    await house.limiter.close()
    await house.storage.close()
    log.info("stopped")


async def run_until_told(
    house: House, roles: Iterable[HouseRole], say: Callable[[str], None]
) -> None:
    """Run until SIGTERM or SIGINT; *say* tells the person at the terminal what they must know."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    running = await start(house, roles)
    workspaces = house.services.workspaces
    if HouseRole.BOT in running.roles and await workspaces.need_an_operator():
        say(f"To become the operator, send the bot: /start {workspaces.setup_code}")
    try:
        await told.wait()
    finally:
        await stop(running)
