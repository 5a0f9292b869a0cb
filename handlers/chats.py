"""Chats: groups that receive leads, and what happens when the bot is added to one."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import (
    JOIN_TRANSITION,
    LEAVE_TRANSITION,
    ChatMemberUpdatedFilter,
    Command,
)
from aiogram.types import ChatMemberUpdated, Message

from cards.destination import asking
from cards.reader import Reader, phrase
from cards.setup import (
    added_to_group,
    connected,
    disconnected,
    not_connected,
    not_for_strangers,
)
from domain.caller import Caller, Place, Visitor
from domain.chat import TOPIC_JOINT, Unreachable
from domain.errors import NotGroupAdmin
from domain.roles import Role
from handlers._say import say, say_in
from middlewares.answers import patiently
from middlewares.role import ANYWHERE, GROUP, needs
from services.chats import Chats
from services.workspaces import Workspaces

router = Router(name=__name__)
GROUP_ADMINS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)
IN_A_GROUP = F.chat.type.in_({"group", "supergroup"})
PRESENT = (*GROUP_ADMINS, ChatMemberStatus.MEMBER)


@router.my_chat_member(
    ChatMemberUpdatedFilter(JOIN_TRANSITION),
    IN_A_GROUP,
    flags=needs(None, at=GROUP),
)
async def added(
    event: ChatMemberUpdated, visitor: Visitor, reader: Reader, chats: Chats, bot: Bot
) -> None:
    """Go on where the chat is connected; else say how, or leave where nobody knows us."""
    if visitor.place is Place.CONNECTED:
        await chats.found_again(event.chat.id)
        return
    known = visitor.operator or await chats.may_be_asked_in(visitor.person)
    title = event.chat.title or ""
    card = added_to_group(reader, title) if known else not_for_strangers(reader)
    await say_in(bot, event.chat.id, card)
    if not known:
        await patiently(lambda: bot.leave_chat(event.chat.id))


@router.my_chat_member(
    ChatMemberUpdatedFilter(LEAVE_TRANSITION),
    IN_A_GROUP,
    flags=needs(None, at=GROUP),
)
async def removed(event: ChatMemberUpdated, chats: Chats) -> None:
    """Stop sending to a chat that we were removed from."""
    kicked = event.new_chat_member.status == ChatMemberStatus.KICKED
    await chats.lost(event.chat.id, Unreachable.KICKED if kicked else Unreachable.NOT_A_MEMBER)


@router.my_chat_member(flags=needs(None, at=ANYWHERE))
async def rights_changed(event: ChatMemberUpdated, chats: Chats) -> None:
    """Go on in a chat in which we may write again."""
    if event.new_chat_member.status in PRESENT:
        await chats.found_again(event.chat.id)


@router.message(F.migrate_to_chat_id, IN_A_GROUP, flags=needs(None, at=GROUP))
async def became_supergroup(message: Message, chats: Chats) -> None:
    """Follow a group that becomes a supergroup, which has another id."""
    if message.migrate_to_chat_id is not None:
        await chats.moved(message.chat.id, message.migrate_to_chat_id)


@router.message(F.migrate_from_chat_id, IN_A_GROUP, flags=needs(None, at=GROUP))
async def was_a_group(message: Message, chats: Chats) -> None:
    """Follow the same where the word of it comes from the supergroup."""
    if message.migrate_from_chat_id is not None:
        await chats.moved(message.migrate_from_chat_id, message.chat.id)


@router.message(F.forum_topic_edited.name, IN_A_GROUP, flags=needs(None, at=GROUP))
async def topic_renamed(message: Message, chats: Chats) -> None:
    """Call a connected topic as the group does."""
    edited, thread_id = message.forum_topic_edited, message.message_thread_id
    if edited and edited.name and thread_id:
        group = message.chat.title or ""
        await chats.topic_named(message.chat.id, thread_id, group, edited.name)


@router.message(
    Command("connect"),
    flags=needs(Role.ADMIN, at=GROUP, menu=phrase("Let this group or topic receive the leads")),
)
async def connect(
    message: Message,
    caller: Caller,
    reader: Reader,
    chats: Chats,
    workspaces: Workspaces,
    bot: Bot,
) -> None:
    """Let this group, or this topic of it, receive the leads of the caller's workspace."""
    await _must_administer(message, bot)
    now = await chats.connect(caller, message.chat.id, title_of(message), topic_of(message))
    name = await workspaces.name_of(caller.workspace_id)
    card = connected(reader, now.chat.title, name, healed=now.healed)
    if message.chat.is_forum:
        card = asking(reader, card, await chats.look(caller, now.chat.id))
    await say(message, card)


@router.message(
    Command("disconnect"),
    flags=needs(Role.ADMIN, at=GROUP, menu=phrase("Let this group receive no more leads")),
)
async def disconnect(
    message: Message, visitor: Visitor, caller: Caller, reader: Reader, chats: Chats, bot: Bot
) -> None:
    """Let this group, or this topic of it, receive no more leads."""
    if visitor.place is Place.ELSEWHERE:
        return await say(message, not_connected(reader))
    await _must_administer(message, bot)
    chat = await chats.disconnect(caller, message.chat.id, topic_of(message))
    return await say(message, disconnected(reader, chat.title))


def topic_of(message: Message) -> int | None:
    """Return the topic that the message is in; the General topic is the group itself.

    Telegram names a thread in ordinary groups too, where people reply to one another.
    """
    return message.message_thread_id if message.is_topic_message else None


def title_of(message: Message) -> str:
    """Return the title of the group, and of the topic that the message is in.

    Telegram names the topic where the message answers nothing else: then it
    answers the one that began the topic.
    """
    group, thread_id = message.chat.title or "", topic_of(message)
    if thread_id is None:
        return group
    began = message.reply_to_message
    named = began and (began.forum_topic_edited or began.forum_topic_created)
    return f"{group}{TOPIC_JOINT}{(named and named.name) or f'topic {thread_id}'}"


async def _must_administer(message: Message, bot: Bot) -> None:
    """Refuse with NotGroupAdmin unless Telegram says that the sender administers the group."""
    if message.from_user is None:
        raise NotGroupAdmin
    member = await bot.get_chat_member(message.chat.id, message.from_user.id)
    if member.status not in GROUP_ADMINS:
        raise NotGroupAdmin
