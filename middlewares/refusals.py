"""The gate that turns refusals into an answer for the person, and remembers denied actions."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from cards.reader import Reader
from cards.refusals import NOT_HERE, in_words
from domain.caller import Visitor
from domain.errors import Forbidden, NotFound, Refusal, WrongPlace
from domain.plain_text import one_line
from middlewares.answers import answer_press, patiently
from services.audit import Audit

ACTION_LENGTH = 80

log = structlog.get_logger(__name__)


class RefusalMiddleware(BaseMiddleware):
    """Answers every refusal: a press by a notice, a message by a reply."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Run the handler; answer what it refuses."""
        try:
            return await handler(event, data)
        except Refusal as refusal:
            visitor: Visitor = data["visitor"]
            if isinstance(refusal, Forbidden | NotFound):
                await self._remember(visitor, event, refusal)
            words = _words(data["reader"], event, refusal, visitor)
            return await _answer(event, words)

    async def _remember(self, visitor: Visitor, event: TelegramObject, refusal: Refusal) -> None:
        action = _action(event)
        log.info(
            "security_event",
            kind="action_denied",
            code=refusal.code,
            person=visitor.person.id,
            workspace=str(visitor.workspace_id),
        )
        await self._audit.denied(visitor, action, type(refusal).__name__)


def _words(reader: Reader, event: TelegramObject, refusal: Refusal, visitor: Visitor) -> str:
    """Find the words; whoever presses a button cannot carry it to where it belongs."""
    if isinstance(event, CallbackQuery) and isinstance(refusal, WrongPlace):
        return reader.say(NOT_HERE)
    return in_words(reader, refusal, visitor)


def _action(event: TelegramObject) -> str:
    """Name what was tried: the data of a button, or the first word of a message."""
    match event:
        case CallbackQuery():
            return one_line(event.data or "")[:ACTION_LENGTH]
        case Message():
            return (one_line(event.text or "").split() or ["message"])[0][:ACTION_LENGTH]
        case _:
            return type(event).__name__


async def _answer(event: TelegramObject, words: str) -> None:
    match event:
        case CallbackQuery():
            await answer_press(event, words, alert=True)
        case Message():
            await patiently(
                lambda: event.reply(words, parse_mode=None, allow_sending_without_reply=True)
            )
        case _:
            return
