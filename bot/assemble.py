"""Wires the house by hand: the one file that knows every part. Read it from top to bottom."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes, token_urlsafe
from uuid import UUID

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiohttp import web

from bot import clock, process
from bot.house_roles import ALL_ROLES, HouseRole
from bot.jobs import Jobs
from bot.menus import fingerprint
from bot.session import TolerantSession
from bot.settings import Settings, Signup, TelegramMode, master_keys
from bot.tasks import Tasks
from bot.telegram import Telegram, UpdateDesk, webhook_secret
from domain import follow_up
from domain.pacing import Pace
from domain.parcel import Parcel
from domain.reminder import REMINDED, REMINDER
from domain.undo import UNDO
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
from outbox.express import Express
from outbox.gathering import Gathering
from outbox.post_office import PostOffice, build_carriers
from outbox.sending import Sending
from outbox.worker import Worker
from services.assignments import Assignments
from services.audit import Audit
from services.bell import Bell
from services.canaries import Canaries
from services.chats import Chats
from services.deletions import Deletions
from services.deliveries import Deliveries
from services.departures import Departures
from services.digests import Digests
from services.doors import Doors
from services.figures import Observer
from services.follow_up import FollowUp, make_step
from services.hatch import Hatch
from services.intake import Intake
from services.leadership import CONSUMER, SENDER, Leadership
from services.leads import Leads
from services.lists import Lists
from services.locales import Locales
from services.members import Members
from services.menus import Menus
from services.moving import too_late_to_undo
from services.nudges import Nudges
from services.older import OlderLeads
from services.quarantine import Quarantine
from services.reconciler import Reconciler
from services.reminders import Reminders
from services.reports import Reports
from services.rounds import Round, Rounds
from services.silences import Silences
from services.sources import Sources
from services.statistics import Statistics
from services.tagging import Tagging
from services.team import Team
from services.timers import Happening, Timers
from services.trials import Trials
from services.updates import Updates
from services.workspace_settings import WorkspaceSettings
from services.workspaces import Workspaces
from storage.database import Storage
from storage.updates import StoredUpdate
from storage.vault import Vault
from webhooks_in.app import Inbound, build_app
from webhooks_in.gate import Gate, Rates
from webhooks_in.health import DEGRADED, OK, Check, Health
from webhooks_in.metrics import MetricsDoor
from webhooks_in.telegram import TelegramDoor

TELEGRAM_SECONDS = 15
SHARE = 0.5
SETUP_CODE_BYTES = 9


@dataclass(frozen=True, slots=True)
class Services:
    """Everything one may ask the house to do."""

    doors: Doors
    intake: Intake
    leads: Leads
    assignments: Assignments
    reminders: Reminders
    tagging: Tagging
    workspaces: Workspaces
    locales: Locales
    trials: Trials
    members: Members
    chats: Chats
    sources: Sources
    deliveries: Deliveries
    reports: Reports
    digests: Digests
    updates: Updates
    audit: Audit
    statistics: Statistics
    observer: Observer
    reconciler: Reconciler
    canaries: Canaries
    silences: Silences
    timers: Timers
    quarantine: Quarantine
    settings: WorkspaceSettings
    team: Team
    departures: Departures
    lists: Lists
    older: OlderLeads
    deletions: Deletions
    menus: Menus
    follow_up: FollowUp
    nudges: Nudges


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
    bot: Bot | None = None
    dispatcher: Dispatcher | None = None
    carrying_bot: Bot | None = None
    telegram: Telegram | None = None
    sender: Leadership | None = None
    consumer: Leadership | None = None
    express: Express | None = None
    outgoing: Worker[Parcel] | None = None
    incoming: Worker[StoredUpdate] | None = None
    jobs: Jobs | None = None
    webhook_secret: str = ""


def assemble(
    settings: Settings,
    roles: Collection[HouseRole] = ALL_ROLES,
    *,
    now: Callable[[], datetime] = clock.now,
    monotonic: Callable[[], float] = clock.monotonic,
    new_id: Callable[[], UUID] = clock.new_id,
) -> House:
    """Build every part and connect them; nothing runs and nothing is opened yet."""
    keys = master_keys(settings)
    outgoing_bell, arrived_bell, hatch, tasks = Bell(), Bell(), Hatch(), Tasks()

    storage = Storage.at(
        settings.database_url.get_secret_value(), Vault(keys, token_bytes), new_id
    )
    limiter = _limiter(settings, monotonic)
    services = _services(settings, storage, now, new_id, (outgoing_bell, arrived_bell), hatch)

    doorkeeper = Doorkeeper(settings.trusted_proxies)
    rates = Rates(settings.limit_address, settings.limit_source, settings.limit_workspace)
    gate = Gate(services.doors, limiter, rates, monotonic)
    meters = Meters(monotonic)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    metrics = MetricsDoor(meters, services.observer, token)
    inbound = Inbound(doorkeeper, gate, services.intake, meters)
    checks = {"database": _database_check(storage), "limits": _limiter_check(limiter)}

    if settings.bot_token is None:
        app = build_app(doorkeeper, inbound, Health(doorkeeper, checks), metrics, None)
        return House(settings, services, storage, limiter, doorkeeper, meters, app, tasks)

    pace = Pace(settings.telegram_limits.share(share_of(roles)))
    bot, carrying_bot = build_bot(settings, monotonic), build_bot(settings, monotonic)
    bot.session.middleware(Pacing(pace, monotonic, answers=True))
    carrying_bot.session.middleware(Pacing(pace, monotonic, answers=False))

    def leadership(task: str, taken_over: Callable[[], Awaitable[None]]) -> Leadership:
        me, gone = process.name(new_id()), process.is_gone
        return Leadership(storage, f"{task}:{bot.id}", me, now, monotonic, gone, taken_over)

    sender = leadership(SENDER, services.deliveries.take_over)
    consumer = leadership(CONSUMER, services.updates.take_over)

    dispatcher = build_dispatcher(settings, services, limiter)
    commands: Sequence[DeclaredCommand] = dispatcher["commands"]
    telegram = Telegram(bot, services.updates, consumer, monotonic)
    checks["telegram"] = telegram.check
    secret = webhook_secret(keys[0], bot.id)
    door = TelegramDoor(doorkeeper, services.updates, bot.id, secret)
    telegram_door = door if settings.telegram_mode is TelegramMode.WEBHOOK else None
    app = build_app(doorkeeper, inbound, Health(doorkeeper, checks), metrics, telegram_door)

    gathering = Gathering(services.deliveries, pace, monotonic)
    office = PostOffice(
        build_carriers(Means(carrying_bot, services.deliveries, services.doors, commands)),
        services.deliveries,
        services.reports,
        gathering,
        now,
        meters,
    )
    express = Express(
        deliveries=services.deliveries,
        office=office,
        gathering=gathering,
        pace=pace,
        sender=sender,
        bell=outgoing_bell,
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
        bot=bot,
        dispatcher=dispatcher,
        carrying_bot=carrying_bot,
        telegram=telegram,
        sender=sender,
        consumer=consumer,
        express=express,
        outgoing=Worker(
            "outbox",
            pile=Sending(services.deliveries, pace, now, monotonic),
            do=office.carry,
            bell=outgoing_bell,
            start=tasks.start,
            now=now,
            may=sender.held,
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
        jobs=Jobs(Rounds(storage, now, rounds_of(services, commands)), sender.held),
        webhook_secret=secret,
    )


def rounds_of(services: Services, commands: Sequence[DeclaredCommand] = ()) -> Sequence[Round]:
    """Say what the house does again and again by itself, and how often."""
    return (
        Round("reconciler", timedelta(minutes=1), services.reconciler.mend),
        Round("canaries", timedelta(seconds=15), services.canaries.fly),
        Round("silences", timedelta(minutes=10), services.silences.listen),
        Round("nudges", timedelta(seconds=10), services.nudges.tell),
        Round("timers", timedelta(seconds=5), services.timers.fire),
        Round("departures", timedelta(seconds=15), services.departures.settle),
        Round("older leads", timedelta(seconds=15), services.older.index_some),
        Round("deletions", timedelta(minutes=1), services.deletions.proceed),
        # Named by what the commands are: with a new program its first round comes at once.
        Round(f"menus:{fingerprint(commands)}", timedelta(days=30), services.menus.refresh),
        Round("quarantine", timedelta(minutes=1), services.quarantine.tell),
    )


def timers_of(reminders: Reminders) -> Mapping[str, Happening]:
    """Say what happens when a timer of each kind is due, by the name of the kind."""
    return {
        REMINDER: reminders.come,
        REMINDED: reminders.shown_long_enough,
        follow_up.KIND: make_step,
        UNDO: too_late_to_undo,
    }


def share_of(roles: Collection[HouseRole]) -> float:
    """Say which part of Telegram's limits this process may use.

    One process alone talks to Telegram as the worker and one as the bot; where
    that is not the same one, each has its part.
    """
    both = {HouseRole.BOT, HouseRole.WORKER} <= set(roles)
    return 1.0 if both else SHARE


def _services(
    settings: Settings,
    storage: Storage,
    now: Callable[[], datetime],
    new_id: Callable[[], UUID],
    bells: tuple[Bell, Bell],
    hatch: Hatch,
) -> Services:
    outgoing, arrived = bells
    doors = Doors(storage, now)
    code = settings.setup_code
    setup_code = code.get_secret_value() if code else token_urlsafe(SETUP_CODE_BYTES)
    intake = Intake(storage, doors, now, new_id, outgoing, hatch)
    reminders = Reminders(storage, now, new_id, outgoing)
    return Services(
        doors=doors,
        intake=intake,
        leads=Leads(storage, now, outgoing),
        assignments=Assignments(storage, now, new_id, outgoing),
        reminders=reminders,
        tagging=Tagging(storage, now, outgoing),
        workspaces=Workspaces(
            storage,
            doors,
            now,
            new_id,
            setup_code=setup_code,
            open_signup=settings.signup is Signup.OPEN,
        ),
        locales=Locales(storage, now),
        trials=Trials(storage, doors, intake, now, new_id),
        members=Members(storage, doors, now, new_id),
        chats=Chats(storage, doors, now, new_id, outgoing),
        sources=Sources(storage, doors, now),
        deliveries=Deliveries(storage, doors, now, new_id),
        reports=Reports(storage, doors, now, new_id),
        digests=Digests(storage, now),
        updates=Updates(storage, now, new_id, arrived),
        audit=Audit(storage, doors, now),
        statistics=Statistics(storage, now),
        observer=Observer(storage, now),
        reconciler=Reconciler(storage, doors, now, outgoing),
        canaries=Canaries(storage, doors, intake, now, new_id),
        silences=Silences(storage, doors, now, new_id),
        quarantine=Quarantine(storage, doors, now, new_id, outgoing),
        settings=WorkspaceSettings(storage, now),
        team=Team(storage, now, new_id, outgoing),
        departures=Departures(storage, doors, now, outgoing),
        lists=Lists(storage, now, outgoing),
        older=OlderLeads(storage, doors),
        timers=Timers(storage, doors, now, outgoing, timers_of(reminders)),
        deletions=Deletions(storage, doors, now, new_id),
        menus=Menus(storage, doors, now),
        follow_up=FollowUp(storage, now),
        nudges=Nudges(storage, doors, now, new_id, outgoing),
    )


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
        canaries=services.canaries,
        quarantine=services.quarantine,
        settings=services.settings,
        audit=services.audit,
        lists=services.lists,
        follow_up=services.follow_up,
        statistics=services.statistics,
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
