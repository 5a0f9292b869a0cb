"""The doctor: looks at every part that leads depend on, and changes nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_bytes

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot import clock
from bot.assemble import build_bot
from bot.house import WEBHOOK_PATH
from bot.process import spoken
from bot.settings import PREFIX, BadSetting, Settings, TelegramMode, master_keys
from domain.errors import Refusal
from domain.gap import Gap, GapKind
from middlewares.telegram_errors import is_bad_token
from services.bell import Bell
from services.checkup import Checkup, Resting
from services.doors import Doors
from services.figures import Observer
from services.leadership import CONSUMER, SENDER
from services.reconciler import Reconciler
from storage import migrate
from storage.database import Storage
from storage.engine import is_sqlite_url
from storage.vault import Vault

PATIENCE = 10.0
NAMED = 5
TELL_EVERY = 10_000
WORDS = {
    GapKind.LATE: "it was accepted more than a minute ago and is no lead yet",
    GapKind.SET_ASIDE: "it was accepted and could not become a lead",
    GapKind.NO_CARD: "no chat has a card of it",
    GapKind.CARD_LOST: "its card was not sent and does not wait",
    GapKind.DIGEST_LOST: "the digest that shows it was not sent and does not wait",
}


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"

    @property
    def sign(self) -> str:
        """The sign in front of its line."""
        return {Health.OK: "✓", Health.WARNING: "!", Health.FAILED: "✗"}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    health: Health
    words: str

    def told(self, *, as_json: bool) -> str:
        """Say it in one line."""
        if as_json:
            row = {"check": self.check, "status": self.health, "words": self.words}
            return json.dumps(row, ensure_ascii=False)
        return f"{self.health.sign} {self.check}: {self.words}"


Found = tuple[Health, str]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Check one part after the other; what hangs is given up after some seconds."""
    yield Finding("settings", Health.OK, _settings(settings))
    database = await _asked("database", lambda: _database(settings))
    yield database
    if database.health is Health.OK:
        async with _storage(settings) as storage:
            async for finding in _inside(settings, storage):
                yield finding
    yield await _asked("redis", lambda: _redis(settings))
    yield await _asked("telegram", lambda: _telegram(settings))


async def _inside(settings: Settings, storage: Storage | str) -> AsyncIterator[Finding]:
    """Check what only an opened database tells."""
    if isinstance(storage, str):
        yield Finding("master keys", Health.FAILED, storage)
        return
    checkup = Checkup(storage, clock.now)
    yield await _asked("master keys", lambda: _keys(checkup))
    yield await _asked("processes", lambda: _processes(settings, checkup))
    yield await _asked("chats", lambda: _chats(checkup))
    yield await _asked("dead letters", lambda: _dead_letters(storage))
    yield await _asked("leads", lambda: _leads(storage), seconds=None)


async def _asked(
    check: str, ask: Callable[[], Awaitable[Found]], seconds: float | None = PATIENCE
) -> Finding:
    try:
        async with asyncio.timeout(seconds):
            health, words = await ask()
    except TimeoutError:
        health, words = Health.FAILED, f"no answer within {PATIENCE:g} s"
    except Refusal as refusal:
        health, words = Health.FAILED, f"the database does not answer: {refusal.title}"
    return Finding(check, health, words)


def _settings(settings: Settings) -> str:
    token = "a token" if settings.bot_token else f"no {PREFIX}BOT_TOKEN"
    return f"{token}, updates by {settings.telegram_mode.value}, here as {settings.base_url}"


async def _database(settings: Settings) -> Found:
    url = settings.database_url.get_secret_value()
    kind = "SQLite" if is_sqlite_url(url) else "PostgreSQL"
    try:
        found = await migrate.current(url)
        if found is None:
            return Health.FAILED, f"{kind}, and no tables in it: leadsbot migrate makes them"
        await migrate.must_be_current(url)
    except (migrate.SchemaMismatch, migrate.DatabaseTrouble, OSError) as trouble:
        return Health.FAILED, str(trouble)
    return Health.OK, f"{kind}, schema {found}"


@asynccontextmanager
async def _storage(settings: Settings) -> AsyncIterator[Storage | str]:
    """Open the storage, or say why it has no master key; none is made here."""
    try:
        keys = master_keys(settings, make=False)
    except BadSetting as bad:
        yield str(bad)
        return
    url = settings.database_url.get_secret_value()
    storage = Storage.at(url, Vault(keys, token_bytes), clock.new_id)
    try:
        yield storage
    finally:
        await storage.close()


async def _keys(checkup: Checkup) -> Found:
    count, closed = await checkup.secrets()
    if closed:
        names = ", ".join(closed[:NAMED])
        return Health.FAILED, f"{len(closed)} of {count} sources cannot be opened: {names}"
    return Health.OK, f"they open the secrets of {count} sources"


async def _processes(settings: Settings, checkup: Checkup) -> Found:
    if settings.bot_token is None:
        return Health.WARNING, f"without {PREFIX}BOT_TOKEN nothing is sent"
    number = settings.bot_token.get_secret_value().partition(":")[0]
    leaders = await checkup.leaders()
    parts = {"worker": f"{SENDER}:{number}", "bot": f"{CONSUMER}:{number}"}
    missing = [role for role, task in parts.items() if task not in leaders]
    if missing:
        return Health.FAILED, f"none works with the role {' or '.join(missing)}"
    held = (f"{role}: {spoken(leaders[task])}" for role, task in parts.items())
    return Health.OK, ", ".join(held)


async def _chats(checkup: Checkup) -> Found:
    resting = await checkup.resting()
    if not resting:
        return Health.OK, "nothing keeps us from any"
    ill = any(each.until is None for each in resting)
    more = f" and {len(resting) - NAMED} more" if len(resting) > NAMED else ""
    words = "; ".join(map(_rest, resting[:NAMED])) + more
    return Health.FAILED if ill else Health.WARNING, words


def _rest(resting: Resting) -> str:
    until = resting.until
    end = f"until {until:%H:%M:%S} UTC" if until else "until somebody heals it"
    return f"{resting.chat} gets nothing {end}: {resting.reason}"


async def _dead_letters(storage: Storage) -> Found:
    figures = await Observer(storage, clock.now).figures()
    dead = {kind: pile.dead for kind, pile in figures.parcels.items() if pile.dead}
    if not dead:
        return Health.OK, "none"
    return Health.WARNING, ", ".join(f"{count} of kind {kind}" for kind, count in dead.items())


async def _leads(storage: Storage) -> Found:
    found = 0
    async for progress in _reconciler(storage).look():
        found += len(progress.gaps)
    if found:
        return Health.FAILED, f"{found} without a state; leadsbot doctor --leads names them"
    return Health.OK, "each was shown, waits or was given up"


async def _redis(settings: Settings) -> Found:
    if settings.redis_url is None:
        return Health.OK, "not used"
    redis = Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=PATIENCE / 2)
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        return Health.FAILED, f"does not answer: {type(error).__name__}"
    finally:
        await redis.aclose()
    return Health.OK, "answers"


async def _telegram(settings: Settings) -> Found:
    if settings.bot_token is None:
        return Health.WARNING, f"not asked without {PREFIX}BOT_TOKEN"
    bot = build_bot(settings)
    try:
        return await _bot(settings, bot)
    except (TelegramAPIError, ClientDecodeError) as error:
        said = "refuses the token" if is_bad_token(error) else "does not answer"
        return Health.FAILED, f"{said}: {type(error).__name__}"
    finally:
        await bot.session.close()


async def _bot(settings: Settings, bot: Bot) -> Found:
    me, hook = await bot.get_me(), await bot.get_webhook_info()
    webhook = settings.telegram_mode is TelegramMode.WEBHOOK
    wanted = settings.base_url + WEBHOOK_PATH if webhook else ""
    if hook.url != wanted:
        there = hook.url or "nowhere"
        return Health.FAILED, f"@{me.username}, but updates go {there} and not to {wanted or 'us'}"
    if hook.last_error_message:
        return Health.WARNING, f"@{me.username}; its last call failed: {hook.last_error_message}"
    return Health.OK, f"@{me.username}, {hook.pending_update_count} updates wait"


def _reconciler(storage: Storage) -> Reconciler:
    return Reconciler(storage, Doors(storage, clock.now), clock.now, Bell())


async def name_gaps(
    settings: Settings, say: Callable[[str], None], tell: Callable[[str], None], *, as_json: bool
) -> int:
    """Say every lead without a state, one a line, and return how many; *tell* of the progress."""
    await migrate.must_be_current(settings.database_url.get_secret_value())
    found, told = 0, 0
    async with _storage(settings) as storage:
        if isinstance(storage, str):
            raise BadSetting(storage)
        names = _Names(Checkup(storage, clock.now))
        async for progress in _reconciler(storage).look():
            for gap in progress.gaps:
                say(_gap(gap, await names.of(gap), as_json=as_json))
            found += len(progress.gaps)
            if progress.looked_at - told >= TELL_EVERY:
                told = progress.looked_at
                tell(f"looked at {told}, found {found}")
    return found


class _Names:
    """The names of workspaces, each asked for once."""

    def __init__(self, checkup: Checkup) -> None:
        self._checkup = checkup
        self._known: dict[object, str] = {}

    async def of(self, gap: Gap) -> str:
        if gap.workspace_id not in self._known:
            self._known[gap.workspace_id] = await self._checkup.workspace(gap.workspace_id)
        return self._known[gap.workspace_id]


def _gap(gap: Gap, workspace: str, *, as_json: bool) -> str:
    if as_json:
        row = {
            "workspace": workspace,
            "number": gap.number,
            "lead_id": str(gap.lead_id),
            "gap": gap.kind,
            "words": WORDS[gap.kind],
        }
        return json.dumps(row, ensure_ascii=False)
    name = f"#{gap.number}" if gap.number else f"lead {gap.lead_id}"
    return f"✗ {name} in {workspace}: {WORDS[gap.kind]}"
