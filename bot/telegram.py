"""How updates come from Telegram: fetched raw, stored, then handled each once."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256
from secrets import token_hex
from typing import Any, TypeVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.types import Message, Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.session import REFUSED_SECONDS
from cards.html import plain
from cards.setup import trouble
from domain.errors import Refusal
from middlewares.answers import answer_press, patiently
from middlewares.caller import stranger, who_and_where
from services.leadership import Leadership
from services.updates import Updates, is_update
from storage.updates import StoredUpdate

ALLOWED = ["message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
GRACE_SECONDS = 10
IDLE_PAUSE = 0.1
STAND_BY_PAUSE = 1.0
STANDING_BY = "standing by"
PAUSES = (1, 2, 5, 10)
# A second longer than the session refuses by itself.
UNAUTHORIZED_PAUSE = REFUSED_SECONDS + 1
CONFLICT_PAUSE = 5
NO_ANSWER = "no answer"
UNAUTHORIZED = "unauthorized"
SAY_EVERY = 60.0
ANNOUNCE_EVERY = 60.0
REPORT_PAUSES = (0.2, 0.5, 1, 2, 4, 8)
"""Seconds between attempts to write a report; all of them end before the lease does."""

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


class GetRawUpdates(TelegramMethod[list[Any]]):
    """Bot API getUpdates, undecoded: one update that cannot be read spoils no other."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int
    timeout: int
    allowed_updates: list[str]


# pydantic forgets a generic model that nobody holds and builds it anew for the next answer,
# which costs more than the answer itself; these are held.
HELD = (
    Response[Message],
    Response[Message | bool],
    Response[bool],
    Response[list[Any]],
)


def webhook_secret(master_key: bytes, bot_id: int) -> str:
    """Derive the token that proves a webhook call; the same in every process, kept nowhere."""
    return hmac.digest(master_key, f"telegram-webhook:{bot_id}".encode(), sha256).hex()


class Telegram:
    """The connection to the Bot API, and how it is doing.

    *monotonic* gives seconds that never go back.
    """

    def __init__(
        self,
        bot: Bot,
        updates: Updates,
        consumer: Leadership,
        monotonic: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._updates = updates
        self._consumer = consumer
        self._monotonic = monotonic
        self._said_at: dict[str, float] = {}
        self.state = "starting"

    async def poll_forever(self) -> None:
        """Fetch updates; an update is acknowledged only by the call after it was stored.

        One process at a time does so; another one waits until it may.
        """
        await self._until_done(self._bot.delete_webhook)
        offset, failures = 0, 0
        while True:
            if not await self._consumer.held():
                self.state = STANDING_BY
                await asyncio.sleep(STAND_BY_PAUSE)
                continue
            try:
                seen, offset = offset, await self._fetch(offset)
                self.state, failures = "ok", 0
                # A server that does not hold the call must not be asked without a pause.
                if offset == seen:
                    await asyncio.sleep(IDLE_PAUSE)
            except (TelegramAPIError, ClientDecodeError, Refusal) as error:
                await self._rest(error, failures)
                failures += 1

    async def _fetch(self, offset: int) -> int:
        # Whether Telegram answers again is to be known now, not when a long poll ends.
        seconds = 0 if self.state in (NO_ANSWER, UNAUTHORIZED) else POLL_SECONDS
        ask = GetRawUpdates(offset=offset, timeout=seconds, allowed_updates=ALLOWED)
        fetched = await self._bot(ask, request_timeout=seconds + GRACE_SECONDS)
        numbered = _numbered(fetched)
        await self._updates.keep(self._bot.id, numbered)
        return max((each["update_id"] + 1 for each in numbered), default=offset)

    async def announce_webhook(self, url: str, secret: str, every: float = ANNOUNCE_EVERY) -> None:
        """Tell Telegram where to bring updates, again and again.

        Whoever else has the token may have told it otherwise, and nothing
        but the answer shows that the token still counts.
        """
        while True:
            await self._until_done(
                lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)
            )
            self.state = "ok"
            await asyncio.sleep(every)

    async def _until_done(self, call: Callable[[], Any]) -> None:
        failures = 0
        while True:
            try:
                await call()
            except (TelegramAPIError, ClientDecodeError) as error:
                await self._rest(error, failures)
                failures += 1
            else:
                return

    async def _rest(self, error: Exception, failures: int) -> None:
        """Say what is wrong, and wait as long as it deserves."""
        pause: float = PAUSES[min(failures, len(PAUSES) - 1)]
        match error:
            case TelegramUnauthorizedError():
                self.state, pause = UNAUTHORIZED, UNAUTHORIZED_PAUSE
            case TelegramConflictError():
                self.state, pause = "conflict: another process polls this bot", CONFLICT_PAUSE
            case TelegramRetryAfter():
                pause = error.retry_after
            case Refusal():
                pause = error.retry_after or pause
            case _:
                self.state = NO_ANSWER
        self._say(error, pause)
        await asyncio.sleep(pause)

    def _say(self, error: Exception, pause: float) -> None:
        """Log each kind of trouble when it comes, and once a minute while it lasts."""
        kind, now = type(error).__name__, self._monotonic()
        if now - self._said_at.get(kind, -SAY_EVERY) >= SAY_EVERY:
            self._said_at[kind] = now
            log.warning("telegram_poll_failed", state=self.state, error=str(error), pause=pause)

    async def check(self) -> str:
        """Say how the connection is, for /readyz."""
        return "ok" if self.state in ("ok", "starting", STANDING_BY) else self.state


async def _written(report: Callable[[], Awaitable[Result]]) -> Result:
    """Write down what became of an update, patiently: unwritten, it would be handled twice."""
    for pause in REPORT_PAUSES:
        try:
            return await report()
        except Refusal as refusal:
            log.warning("report_waits", reason=refusal.code, seconds=pause)
            await asyncio.sleep(pause)
    return await report()


def _numbered(fetched: object) -> list[dict[str, Any]]:
    """Leave out what is no update; an answer without any is none (other people's servers)."""
    found = fetched if isinstance(fetched, list) else [fetched]
    updates = [each for each in found if is_update(each)]
    if found and not updates:
        kind = TypeError(type(found[0]).__name__)
        raise ClientDecodeError("the answer holds no update", kind, "not shown")
    return updates


class UpdateDesk:
    """Handles stored updates, one conversation at a time."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, updates: Updates) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._updates = updates
        self._unknown_types: set[str] = set()

    async def handle(self, stored: StoredUpdate) -> None:
        """Handle one update and close it; what fails three times is set aside with a reference."""
        try:
            update = Update.model_validate(stored.raw, context={"bot": self._bot})
        except ValidationError as error:
            log.warning("update_not_understood", update_id=stored.update_id)
            reason = f"cannot be decoded: {error}"
            await _written(lambda: self._updates.failed(stored, reason, hopeless=True))
            return
        if self._is_of_known_type(update, stored):
            await self._dispatch(update, stored)
        else:
            await _written(lambda: self._updates.done(stored))

    async def _dispatch(self, update: Update, stored: StoredUpdate) -> None:
        reference = token_hex(3)
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except Refusal as refusal:
            # Handlers' refusals are answered at the gate: this one came before any handler.
            log.warning("update_waits", update_id=stored.update_id, reason=refusal.code)
            pause, code = refusal.retry_after or 1, refusal.code
            await _written(lambda: self._updates.later(stored, pause, code))
        except TelegramUnauthorizedError:
            log.warning("update_waits", update_id=stored.update_id, reason=UNAUTHORIZED)
            await _written(lambda: self._updates.later(stored, UNAUTHORIZED_PAUSE, UNAUTHORIZED))
        except Exception as error:
            log.exception("update_failed", update_id=stored.update_id, reference=reference)
            reason = f"{reference}: {type(error).__name__}: {error}"
            if await _written(lambda: self._updates.failed(stored, reason)):
                await self._apologise(update, reference)
        else:
            await _written(lambda: self._updates.done(stored))

    def _is_of_known_type(self, update: Update, stored: StoredUpdate) -> bool:
        """Tell whether the library knows this type; name each type that it does not once."""
        try:
            _ = update.event_type
        except UpdateTypeLookupError:
            kind = "+".join(sorted(stored.raw.keys() - {"update_id"})) or "nothing"
            if kind not in self._unknown_types:
                self._unknown_types.add(kind)
                log.warning("update_of_unknown_type", kind=kind, update_id=stored.update_id)
            return False
        return True

    async def _apologise(self, update: Update, reference: str) -> None:
        user, chat = who_and_where(update.event)
        words = trouble(stranger(user), reference)
        if update.callback_query:
            await answer_press(update.callback_query, plain(words), alert=True)
        if chat is None:
            return
        try:
            await patiently(lambda: self._bot.send_message(chat.id, words.text))
        except TelegramAPIError as error:
            log.warning("apology_not_delivered", reference=reference, error=str(error))
