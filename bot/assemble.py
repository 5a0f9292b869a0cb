"""Wires the house by hand: the one file that knows every part. Read it from top to bottom."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiohttp import web
from aiohttp.abc import AbstractResolver

from bot import clock, process
from bot.doors import build_doors
from bot.house_roles import ALL_ROLES, HouseRole
from bot.jobs import Jobs
from bot.services import Services, build_services, rounds_of
from bot.session import TolerantSession
from bot.settings import Settings, TelegramMode, master_keys
from bot.tasks import Tasks
from bot.telegram import Telegram, UpdateDesk, webhook_secret
from domain.dispatch import Dispatch
from domain.egress import Egress
from domain.mail import MailJob
from domain.pacing import Pace
from domain.parcel import Parcel
from handlers import build_router
from middlewares.caller import VisitorMiddleware
from middlewares.http import Doorkeeper
from middlewares.limits import Limiter, MemoryLimiter
from middlewares.meters import Meters
from middlewares.pacing import Pacing
from middlewares.redis_limits import RedisLimiter
from middlewares.refusals import RefusalMiddleware
from middlewares.role import DeclaredCommand, RoleMiddleware, declared_commands
from middlewares.throttle import ThrottleMiddleware
from outbox.carriers import Means
from outbox.exporter import Exporter
from outbox.express import Express
from outbox.gathering import Gathering
from outbox.http import GuardedClient
from outbox.mailman import AT_ONCE as MAILS_AT_ONCE
from outbox.mailman import Mailman
from outbox.post_office import PostOffice, build_carriers
from outbox.sending import Sending
from outbox.smtp import USUAL, Mailer, MailRules
from outbox.telegram import Messenger
from outbox.webhooks import AT_ONCE, Courier
from outbox.worker import Worker
from services.bell import Bell
from services.hatch import Hatch
from services.leadership import CONSUMER, SENDER, Leadership
from services.rounds import Rounds
from storage.database import Storage
from storage.updates import StoredUpdate
from storage.vault import Vault
from webhooks_in.app import build_app
from webhooks_in.health import DEGRADED, OK, Check, Health
from webhooks_in.telegram import TelegramDoor

TELEGRAM_SECONDS = 15
SHARE = 0.5


@dataclass(frozen=True, slots=True)
class House:
    """The wired house; bot.house brings it to life."""

    settings: Settings
    services: Services
    storage: Storage
    limiter: Limiter
    doorkeeper: Doorkeeper
    meters: Meters
    app: web.Application
    tasks: Tasks
    way_out: GuardedClient
    mailer: Mailer
    bot: Bot | None = None
    dispatcher: Dispatcher | None = None
    carrying_bot: Bot | None = None
    telegram: Telegram | None = None
    sender: Leadership | None = None
    consumer: Leadership | None = None
    express: Express | None = None
    outgoing: Worker[Parcel] | None = None
    webhooks: Worker[Dispatch] | None = None
    mails: Worker[MailJob] | None = None
    incoming: Worker[StoredUpdate] | None = None
    jobs: Jobs | None = None
    exporter: Exporter | None = None
    webhook_secret: str = ""


def assemble(  # noqa: PLR0913 -- what a house is made of, all by name
    settings: Settings,
    roles: Collection[HouseRole] = ALL_ROLES,
    *,
    now: Callable[[], datetime] = clock.now,
    monotonic: Callable[[], float] = clock.monotonic,
    new_id: Callable[[], UUID] = clock.new_id,
    resolver: AbstractResolver | None = None,
    mail_rules: MailRules = USUAL,
) -> House:
    """Build every part and connect them; nothing runs and nothing is opened yet."""
    keys = master_keys(settings)
    webhooks_bell, mails_bell, arrived_bell = Bell(), Bell(), Bell()
    outgoing_bell, hatch, tasks = Bell(webhooks_bell, mails_bell), Hatch(), Tasks()
    egress = Egress(settings.allow_private_targets, settings.own_places)
    way_out, mailer = GuardedClient(egress, resolver), Mailer(egress, resolver, mail_rules)

    storage = Storage.at(
        settings.database_url.get_secret_value(), Vault(keys, token_bytes), new_id
    )
    limiter = _limiter(settings, monotonic)
    services = build_services(
        settings,
        storage,
        now,
        new_id,
        (outgoing_bell, arrived_bell),
        hatch,
        (way_out.check, mailer.check),
    )

    doorkeeper = Doorkeeper(settings.trusted_proxies)
    meters = Meters(monotonic)
    checks = {"database": _database_check(storage), "limits": _limiter_check(limiter)}
    health = Health(doorkeeper, checks)
    doors = build_doors(settings, services, limiter, health, meters, now, monotonic)

    if settings.bot_token is None:
        app = build_app(doors)
        return House(
            settings, services, storage, limiter, doorkeeper, meters, app, tasks, way_out, mailer
        )

    pace = Pace(settings.telegram_limits.share(share_of(roles)))
    bot, carrying_bot = build_bot(settings, monotonic), build_bot(settings, monotonic)
    bot.session.middleware(Pacing(pace, monotonic, answers=True))
    carrying_bot.session.middleware(Pacing(pace, monotonic, answers=False))

    def leadership(task: str, taken_over: Callable[[], Awaitable[None]]) -> Leadership:
        me, gone = process.name(new_id()), process.is_gone
        return Leadership(storage, f"{task}:{bot.id}", me, now, monotonic, gone, taken_over)

    sender = leadership(SENDER, services.take_over)
    consumer = leadership(CONSUMER, services.updates.take_over)

    dispatcher = build_dispatcher(settings, services, limiter)
    commands: Sequence[DeclaredCommand] = dispatcher["commands"]
    telegram = Telegram(bot, services.updates, consumer, monotonic)
    checks["telegram"] = telegram.check
    secret = webhook_secret(keys[0], bot.id)
    if settings.telegram_mode is TelegramMode.WEBHOOK:
        door = TelegramDoor(doorkeeper, services.updates, bot.id, secret)
        doors = replace(doors, telegram=door)
    app = build_app(doors)

    gathering = Gathering(services.deliveries, pace, monotonic)
    office = PostOffice(
        build_carriers(
            Means(carrying_bot, services.deliveries, services.doors, services.erasing, commands)
        ),
        services.deliveries,
        services.reports,
        gathering,
        now,
        meters,
    )
    outgoing = Worker(
        "outbox",
        pile=Sending(services.deliveries, pace, now, monotonic),
        do=office.carry,
        bell=outgoing_bell,
        start=tasks.start,
        now=now,
        may=sender.held,
    )
    express = Express(
        deliveries=services.deliveries,
        office=office,
        gathering=gathering,
        pace=pace,
        sender=sender,
        bell=outgoing_bell,
        lane_is_free=outgoing.lane_is_free,
        start=tasks.start,
        now=now,
        monotonic=monotonic,
    )
    if HouseRole.WORKER in roles:
        hatch.open_to(express)
    desk = UpdateDesk(bot, dispatcher, services.updates)
    return House(
        settings,
        services,
        storage,
        limiter,
        doorkeeper,
        meters,
        app,
        tasks,
        way_out,
        mailer,
        bot=bot,
        dispatcher=dispatcher,
        carrying_bot=carrying_bot,
        telegram=telegram,
        sender=sender,
        consumer=consumer,
        express=express,
        outgoing=outgoing,
        webhooks=Worker(
            "webhooks",
            pile=services.dispatching,
            do=Courier(services.dispatching, way_out, now, meters).carry,
            bell=webhooks_bell,
            start=tasks.start,
            now=now,
            may=sender.held,
            at_once=AT_ONCE,
        ),
        mails=Worker(
            "mails",
            pile=services.mailing,
            do=Mailman(services.mailing, mailer, meters).carry,
            bell=mails_bell,
            start=tasks.start,
            now=now,
            may=sender.held,
            at_once=MAILS_AT_ONCE,
        ),
        incoming=Worker(
            "updates",
            pile=services.updates,
            do=desk.handle,
            bell=arrived_bell,
            start=tasks.start,
            now=now,
            may=consumer.held,
        ),
        exporter=Exporter(
            services.exporting, Messenger(carrying_bot), tasks.start, now, sender.held
        ),
        jobs=Jobs(Rounds(storage, now, rounds_of(services, commands)), sender.held),
        webhook_secret=secret,
    )


def share_of(roles: Collection[HouseRole]) -> float:
    """Say which part of Telegram's limits this process may use.

    One process alone talks to Telegram as the worker and one as the bot; where
    that is not the same one, each has its part.
    """
    both = {HouseRole.BOT, HouseRole.WORKER} <= set(roles)
    return 1.0 if both else SHARE


def _limiter(settings: Settings, monotonic: Callable[[], float]) -> Limiter:
    memory = MemoryLimiter(monotonic)
    if settings.redis_url is None:
        return memory
    return RedisLimiter(settings.redis_url.get_secret_value(), memory, monotonic)


def build_bot(settings: Settings, monotonic: Callable[[], float] = clock.monotonic) -> Bot:
    """Make a connection to the Bot API."""
    if settings.bot_token is None:
        raise TypeError("a bot needs its token")
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    session = TolerantSession(
        proxy=proxy,
        api=TelegramAPIServer.from_base(settings.telegram_api_url.rstrip("/")),
        timeout=TELEGRAM_SECONDS,
        monotonic=monotonic,
    )
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(settings.bot_token.get_secret_value(), session=session, default=defaults)


def build_dispatcher(settings: Settings, services: Services, limiter: Limiter) -> Dispatcher:
    """Put the gates before the handlers, in the order in which everybody meets them."""
    router = build_router()
    dispatcher = Dispatcher(
        doors=services.doors,
        leads=services.leads,
        assignments=services.assignments,
        reminders=services.reminders,
        tagging=services.tagging,
        digests=services.digests,
        workspaces=services.workspaces,
        locales=services.locales,
        trials=services.trials,
        members=services.members,
        team=services.team,
        deletions=services.deletions,
        chats=services.chats,
        sources=services.sources,
        senders=services.senders,
        api_keys=services.api_keys,
        forms=services.forms,
        field_maps=services.field_maps,
        canaries=services.canaries,
        quarantine=services.quarantine,
        abuse=services.abuse,
        settings=services.settings,
        audit=services.audit,
        lists=services.lists,
        follow_up=services.follow_up,
        summaries=services.summaries,
        statistics=services.statistics,
        erasing=services.erasing,
        exports=services.exports,
        endpoints=services.endpoints,
        shaping=services.shaping,
        mails=services.mails,
        mail_drafts=services.mail_drafts,
        public_url=settings.base_url,
        commands=tuple(declared_commands(router)),
    )
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.my_chat_member):
        observer.outer_middleware(VisitorMiddleware(services.doors))
        observer.middleware(RefusalMiddleware(services.audit))
        observer.middleware(ThrottleMiddleware(limiter))
        observer.middleware(RoleMiddleware())
    dispatcher.include_router(router)
    return dispatcher


def _database_check(storage: Storage) -> Check:
    async def check() -> str:
        return OK if await storage.answers() else "no answer"

    return check


def _limiter_check(limiter: Limiter) -> Check:
    async def check() -> str:
        return DEGRADED if isinstance(limiter, RedisLimiter) and limiter.degraded else OK

    return check
