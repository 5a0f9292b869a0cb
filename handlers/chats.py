"""Chats: groups that receive leads, and what happens when the bot is added to one."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter, Command
from aiogram.types import ChatMemberUpdated, Message

from cards.setup import (
    added_to_group,
    connected,
    disconnected,
    not_connected,
    not_for_strangers,
)
from domain.caller import Caller, Place, Visitor
from domain.errors import NotGroupAdmin
from domain.roles import Role
from handlers._say import say, say_in
from middlewares.answers import patiently
from middlewares.role import GROUP, needs
from services.chats import Chats
from services.workspaces import Workspaces

router = Router(name=__name__)
GROUP_ADMINS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)


@router.my_chat_member(
    ChatMemberUpdatedFilter(JOIN_TRANSITION),
    F.chat.type.in_({"group", "supergroup"}),
    flags=needs(None, at=GROUP),
)
async def added(event: ChatMemberUpdated, visitor: Visitor, chats: Chats, bot: Bot) -> None:
    """Say how to go on; leave again where nobody we know added us."""
    if visitor.place is Place.CONNECTED:
        return
    known = visitor.operator or await chats.may_be_asked_in(visitor.person)
    card = added_to_group(event.chat.title or "the group") if known else not_for_strangers()
    await say_in(bot, event.chat.id, card)
    if not known:
        await patiently(lambda: bot.leave_chat(event.chat.id))


@router.message(
    Command("connect"),
    flags=needs(Role.ADMIN, at=GROUP, menu="Let this group receive the leads"),
)
async def connect(
    message: Message, caller: Caller, chats: Chats, workspaces: Workspaces, bot: Bot
) -> None:
    """Let this group receive the leads of the caller's workspace."""
    await _must_administer(message, bot)
    chat = await chats.connect(caller, message.chat.id, message.chat.title or "")
    await say(message, connected(chat.title, await workspaces.name_of(caller.workspace_id)))


@router.message(
    Command("disconnect"),
    flags=needs(Role.ADMIN, at=GROUP, menu="Let this group receive no more leads"),
)
async def disconnect(
    message: Message, visitor: Visitor, caller: Caller, chats: Chats, bot: Bot
) -> None:
    """Let this group receive no more leads."""
    if visitor.place is Place.ELSEWHERE:
        return await say(message, not_connected())
    await _must_administer(message, bot)
    chat = await chats.disconnect(caller, message.chat.id)
    return await say(message, disconnected(chat.title))


async def _must_administer(message: Message, bot: Bot) -> None:
    """Refuse with NotGroupAdmin unless Telegram says that the sender administers the group."""
    if message.from_user is None:
        raise NotGroupAdmin
    member = await bot.get_chat_member(message.chat.id, message.from_user.id)
    if member.status not in GROUP_ADMINS:
        raise NotGroupAdmin
