"""The gate that finds out who is talking, and where."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, TelegramObject, User

from cards.reader import Reader
from cards.refusals import NOT_HERE
from domain.caller import Person, PersonId
from domain.locale import Language, Wishes
from middlewares.answers import answer_press
from services.doors import Doors


class VisitorMiddleware(BaseMiddleware):
    """Puts ``visitor``, ``caller``, ``reader`` and ``chat_reader`` into the data of every handler.

    ``reader`` is for answers to the person, ``chat_reader`` for cards that
    everybody in the chat reads.
    Whoever writes in the name of a group, or presses under a message of no
    chat, cannot be told apart from others and stays a stranger.
    """

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look the person up and go on."""
        user, chat = who_and_where(event)
        if user is None or chat is None:
            # Bot API: a press under an inline message comes without a chat; we never send such.
            if isinstance(event, CallbackQuery):
                reader = stranger(user)
                await answer_press(event, reader.say(NOT_HERE), alert=True)
            return None
        visitor = await self._doors.visitor(person_of(user), chat.id)
        found = {
            "visitor": visitor,
            "caller": visitor.caller,
            "reader": Reader(visitor.locale),
            "chat_reader": Reader(visitor.chat_locale),
        }
        return await handler(event, data | found)


def stranger(user: User | None) -> Reader:
    """Read as the person's Telegram is set, when nothing else is known."""
    return Reader(Wishes(Language.of(user.language_code if user else None)).settled())


def person_of(user: User) -> Person:
    """Name a Telegram user as the house does."""
    return Person(PersonId(user.id), user.full_name, user.username, user.language_code)


def who_and_where(event: TelegramObject) -> tuple[User | None, Chat | None]:
    """Return the user and the chat of anything people do to the bot."""
    match event:
        case Message() | ChatMemberUpdated():
            return event.from_user, event.chat
        case CallbackQuery():
            return event.from_user, event.message.chat if event.message else None
        case _:
            return None, None
