"""The gate that slows down people who press or type too fast."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import ChatMemberUpdated, Message, TelegramObject

from domain.caller import Place
from domain.errors import RateLimited
from domain.limits import Quota, Rate
from middlewares.limits import Limiter
from middlewares.role import NEEDS, Needs

EVERYTHING = Rate.parse("2/s:20")
TOLD = Rate.parse("1/m:1")


class ThrottleMiddleware(BaseMiddleware):
    """Limits each person, and more tightly where the handler asks for it."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Refuse with RateLimited what comes too fast; never what happens to a chat of ours.

        That we left or came back is told once: unheard, cards would be kept for ever.
        """
        if data["visitor"].place is Place.CONNECTED and _is_told(event):
            return await handler(event, data)
        asked: Needs | None = get_flag(data, NEEDS)
        person = str(data["visitor"].person.id)
        quotas = [Quota("person", person, EVERYTHING)]
        if asked and asked.rate:
            name = data["handler"].callback.__qualname__
            quotas.append(Quota("person-action", f"{person}:{name}", asked.rate))
        verdict = await self._limiter.check(quotas)
        if verdict.allowed:
            return await handler(event, data)
        if isinstance(event, Message) and not await self._may_be_told(person):
            return None
        raise RateLimited(verdict.retry_after)

    async def _may_be_told(self, person: str) -> bool:
        """Answer a flood now and then only: each answer spends what the chat may receive."""
        return (await self._limiter.check([Quota("person-told", person, TOLD)])).allowed


def _is_told(event: TelegramObject) -> bool:
    """Tell whether nobody asks for something, but Telegram tells of the chat."""
    if isinstance(event, Message):
        moved = event.migrate_to_chat_id or event.migrate_from_chat_id
        return bool(moved or event.forum_topic_edited)
    return isinstance(event, ChatMemberUpdated)
