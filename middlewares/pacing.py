"""Keeps every call to Telegram within its budgets: answers of ours wait a moment, cards do not."""

import asyncio
from collections.abc import Callable
from math import inf
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from domain.pacing import Pace
from middlewares.telegram_errors import OverBudget

COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
        "createForumTopic",
        "editForumTopic",
    }
)
"""What Telegram counts against its limits; edits too, by the experience of others."""
ANSWER_PATIENCE = 15.0
CARD_PATIENCE = 2.0
LOOK_EVERY = 0.5
LEAST_PAUSE = 0.01


class Pacing(BaseRequestMiddleware):
    """Lets a call wait until it fits; raises OverBudget where that would take too long.

    With ``answers`` it is for calls that a person waits for: they may use all
    of the limits, and cards stand back for them.
    """

    def __init__(self, pace: Pace, monotonic: Callable[[], float], *, answers: bool) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._answers = answers
        self._patience = ANSWER_PATIENCE if answers else CARD_PATIENCE

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the call when it fits."""
        chat: Any = getattr(method, "chat_id", None)
        if method.__api_method__ not in COUNTED or not isinstance(chat, int):
            return await make_request(bot, method)
        await self._fits(chat, method)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            now = self._monotonic()
            self._pace.rest(chat, now + float(error.retry_after), now)
            raise
        finally:
            self._pace.end(chat, self._monotonic())

    async def _fits(self, chat: int, method: TelegramMethod[Any]) -> None:
        """Return once the call is counted as begun."""
        if self._answers:
            self._pace.expect_answer(chat, 1)
        try:
            await self._wait(chat, method)
        finally:
            if self._answers:
                self._pace.expect_answer(chat, -1)
        self._pace.begin(chat, self._monotonic())

    async def _wait(self, chat: int, method: TelegramMethod[Any]) -> None:
        began = now = self._monotonic()
        while (moment := self._pace.ready_at(chat, now, answer=self._answers)) > now:
            left = began + self._patience - now
            wait = moment - now
            if left <= 0 or left < wait < inf:
                seconds = max(1, round(min(wait, LOOK_EVERY) if wait == inf else wait))
                raise OverBudget(method, "our own budget is used up", seconds)
            await asyncio.sleep(max(LEAST_PAUSE, min(wait, left, LOOK_EVERY)))
            now = self._monotonic()
