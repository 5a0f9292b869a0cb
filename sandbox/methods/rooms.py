"""Methods about chats: what they are, who is in them, topics."""

from typing import Any

from sandbox import errors, wire
from sandbox.access import readable, writable
from sandbox.errors import bad_request
from sandbox.methods.call import Context, Method
from sandbox.model import Account, Chat, Member, Topic
from sandbox.text import utf16_length

MAX_TOPIC_NAME = 128


async def get_chat(call: Context) -> dict[str, Any]:
    """Bot API: getChat."""
    return wire.full_chat(readable(call.world, call.bot, call.params))


async def get_chat_member(call: Context) -> dict[str, Any]:
    """Bot API: getChatMember. Somebody who was never here has status `left`."""
    chat = readable(call.world, call.bot, call.params)
    if not call.params.has("user_id"):
        raise bad_request("invalid user_id specified")
    account = _account(call, call.params.integer("user_id"))
    if account is None:
        raise bad_request("user not found")
    if not chat.group:
        return wire.member(Member(account, "member"))
    return wire.member(chat.member(account) or Member(account, "left"))


async def get_chat_administrators(call: Context) -> list[dict[str, Any]]:
    """Bot API: getChatAdministrators; other bots are left out, as Telegram does."""
    chat = readable(call.world, call.bot, call.params)
    if not chat.group:
        raise bad_request("there are no administrators in the private chat")
    others = call.world.bots.keys() - {call.bot.id}
    return [wire.member(m) for key, m in chat.members.items() if m.admin and key not in others]


async def get_chat_member_count(call: Context) -> int:
    """Bot API: getChatMemberCount."""
    chat = readable(call.world, call.bot, call.params)
    return sum(m.present for m in chat.members.values()) if chat.group else 2


async def leave_chat(call: Context) -> bool:
    """Bot API: leaveChat."""
    chat = readable(call.world, call.bot, call.params)
    if not chat.group:
        raise bad_request("chat_id can't be a private chat")
    call.world.leave(chat, call.bot)
    return True


async def create_forum_topic(call: Context) -> dict[str, Any]:
    """Bot API: createForumTopic."""
    chat = _forum(call)
    if not chat.manages_topics(call.bot):
        raise bad_request(errors.MAY_NOT_CREATE_TOPIC)
    name = _topic_name(call)
    call.pace(chat)
    topic = call.world.add_topic(chat, name, by=call.bot)
    return {"message_thread_id": topic.thread_id, "name": name, "icon_color": 7322096}


async def edit_forum_topic(call: Context) -> bool:
    """Bot API: editForumTopic."""
    chat, topic = _topic(call, errors.MAY_NOT_EDIT_TOPIC)
    if not call.params.has("name"):
        return True
    name = _topic_name(call)
    if name == topic.name:
        raise bad_request(errors.TOPIC_UNCHANGED)
    call.pace(chat)
    call.world.rename_topic(chat, topic, name, by=call.bot)
    return True


async def close_forum_topic(call: Context) -> bool:
    """Bot API: closeForumTopic."""
    return _set_closed(call, closed=True)


async def reopen_forum_topic(call: Context) -> bool:
    """Bot API: reopenForumTopic."""
    return _set_closed(call, closed=False)


async def delete_forum_topic(call: Context) -> bool:
    """Bot API: deleteForumTopic."""
    call.world.delete_topic(*_topic(call, errors.MAY_NOT_EDIT_TOPIC))
    return True


def _set_closed(call: Context, *, closed: bool) -> bool:
    chat, topic = _topic(call, errors.MAY_NOT_CLOSE_TOPIC)
    if topic.closed == closed:
        raise bad_request(errors.TOPIC_UNCHANGED)
    call.world.close_topic(chat, topic, closed=closed, by=call.bot)
    return True


def _account(call: Context, user_id: int) -> Account | None:
    return call.world.people.get(user_id) or call.world.bots.get(user_id)


def _forum(call: Context) -> Chat:
    chat = writable(call.world, call.bot, call.params)
    if not chat.forum:
        raise bad_request(errors.NO_FORUM)
    return chat


def _topic_name(call: Context) -> str:
    name = call.params.text("name").strip()
    if not name:
        raise bad_request(errors.TOPIC_NAME_EMPTY)
    if utf16_length(name) > MAX_TOPIC_NAME:
        raise bad_request(errors.TOPIC_NAME_TOO_LONG)
    return name


def _topic(call: Context, may_not: str) -> tuple[Chat, Topic]:
    """Return a topic that this bot may change: its own, or any if it manages topics."""
    chat = _forum(call)
    topic = chat.topics.get(call.params.integer("message_thread_id"))
    if topic is None or topic.deleted:
        raise bad_request(errors.TOPIC_MISSING)
    if topic.creator is not call.bot and not chat.manages_topics(call.bot):
        raise bad_request(may_not)
    return chat, topic


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
