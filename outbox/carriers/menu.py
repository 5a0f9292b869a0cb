"""Carries menus: each parcel makes Telegram suggest in one chat the commands that serve there."""

from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import (
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeUnion,
)

from cards.reader import Reader
from domain import routing
from domain.caller import Person, PersonId, Place, Visitor
from domain.chat import Shown
from domain.parcel import Parcel, Trouble
from domain.roles import Role
from domain.routing import chat_of_menu
from middlewares.role import DeclaredCommand
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.menus import TAGS, entries
from services.doors import Doors

KIND = routing.MENU
NOBODY = PersonId(0)
PASSING = (Trouble.FLOOD, Trouble.BUDGET, Trouble.NO_ANSWER, Trouble.UNAUTHORIZED)

log = structlog.get_logger(__name__)


class MenuCarrier:
    """Sets the menu of one private chat or of one group."""

    def __init__(self, bot: Bot, doors: Doors, commands: Sequence[DeclaredCommand]) -> None:
        self._bot = bot
        self._doors = doors
        self._commands = commands

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Bring the menu up to date; where Telegram will not have one, there is none."""
        chat_id = chat_of_menu(parcel.lane)
        try:
            for tag in TAGS:
                await self._say(chat_id, tag)
        except (TelegramAPIError, ClientDecodeError) as error:
            found = trouble(error)
            if found.why in PASSING:
                raise found from error
            # Somebody blocked us, or the group is gone: nobody looks at that menu.
            log.info("menu_not_set", reason=found.reason)
        return None

    async def _say(self, chat_id: int, tag: str) -> None:
        """Set the menu for clients of one language; who chose a language gets that in each."""
        person = Person(PersonId(max(chat_id, NOBODY)), "", language=tag)
        visitor = await self._doors.visitor(person, chat_id)
        reader, here = Reader(visitor.locale), BotCommandScopeChat(chat_id=chat_id)
        if chat_id > 0:
            role = visitor.caller.role if visitor.caller else None
            await self._set(here, tag, reader, visitor, role)
            return
        await self._set(here, tag, reader, visitor, Role.AGENT)
        admins = BotCommandScopeChatAdministrators(chat_id=chat_id)
        await self._set(admins, tag, reader, visitor, Role.OWNER)

    async def _set(
        self,
        scope: BotCommandScopeUnion,
        tag: str,
        reader: Reader,
        visitor: Visitor,
        role: Role | None,
    ) -> None:
        """Set what serves there; a stranger's chat, or nobody's, has the usual menu."""
        if role is None or visitor.place is Place.ELSEWHERE:
            await self._bot.delete_my_commands(scope=scope, language_code=tag)
            return
        founder = visitor.operator
        found = entries(self._commands, reader, visitor.place, role, founder=founder)
        await self._bot.set_my_commands(found, scope=scope, language_code=tag)


def build(means: Means) -> MenuCarrier:
    """Make the carrier."""
    return MenuCarrier(means.bot, means.doors, means.commands)
