"""The JSON that the chat page and test tools read: what a person sees, not what a bot gets."""

from typing import Any

from sandbox.commands import menu
from sandbox.faults import KINDS, Fault
from sandbox.model import Account, BotAccount, Button, Call, Chat, Message, Person
from sandbox.text import nested
from sandbox.world import World

Json = dict[str, Any]
CALLS_SHOWN = 60
MESSAGES_SHOWN = 200


def account(item: Account) -> Json:
    """Return a person or a bot."""
    return {
        "id": item.id,
        "name": item.name,
        "username": item.username,
        "bot": isinstance(item, BotAccount),
        "anonymous": isinstance(item, Person) and item.anonymous,
    }


def state(world: World) -> Json:
    """Return everything that does not depend on who looks."""
    return {
        "version": world.bell.version,
        "people": [account(person) for person in world.people.values()],
        "bots": [account(bot) | _hook(bot) for bot in world.bots.values()],
        "groups": [group(chat) for chat in world.groups.values() if not chat.migrated_to],
        "limits": world.limits is not None,
        "kinds": KINDS,
        "faults": [fault(item) for item in world.faults.active],
        "calls": [call(item) for item in list(world.calls)[-CALLS_SHOWN:]],
    }


def chat_id(chat: Chat) -> int:
    """Return the id by which a person knows a chat: a private one by its bot."""
    return chat.bot.id if chat.bot is not None else chat.id


def group(chat: Chat) -> Json:
    """Return a group with its members and topics."""
    members = [
        account(m.account) | {"status": m.status} for m in chat.members.values() if m.present
    ]
    topics = [
        {"id": t.thread_id, "name": t.name, "closed": t.closed}
        for t in chat.topics.values()
        if not t.deleted
    ]
    return {
        "id": chat.id,
        "title": chat.title,
        "kind": chat.kind,
        "forum": chat.forum,
        "deleted": chat.deleted,
        "members": members,
        "topics": topics,
    }


def chat_line(chat: Chat, person: Person) -> Json:
    """Return one line of a person's list of chats."""
    shown = list(chat.messages.values())
    last = shown[-1] if shown else None
    return {
        "id": chat_id(chat),
        "title": chat.bot.name if chat.bot is not None else chat.title,
        "kind": chat.kind,
        "bot": chat.bot is not None,
        "blocked": chat.blocked,
        "started": chat.started or chat.group,
        "last": None if last is None else brief(last),
        "count": sum(m.service is None and m.sender is not person for m in shown),
        "commands": _commands(chat, person),
    }


def brief(message: Message) -> Json:
    """Return a message in one line."""
    text = message.text or (f"File: {message.media.name}" if message.media else "")
    return {
        "id": message.id,
        "name": sender_name(message),
        "text": service_line(message) or text[:200],
        "date": message.edit_date or message.date,
        "service": message.service is not None,
    }


def message(item: Message, reader: Person) -> Json:
    """Return a message as it is shown to `reader`."""
    media = item.media
    return {
        "id": item.id,
        "sender": account(item.sender) | {"name": sender_name(item)},
        "mine": item.sender is reader and not item.anonymous,
        "date": item.date,
        "text": item.text,
        "entities": nested(item.entities),
        "buttons": [[button(one) for one in row] for row in item.buttons],
        "edited": item.edited,
        "silent": item.silent,
        "service": service_line(item),
        "thread": item.thread_id,
        "reply_to": _quoted(item),
        "reactions": [emoji for emojis in item.reactions.values() for emoji in emojis],
        "media": None
        if media is None
        else {
            "kind": media.kind,
            "name": media.name,
            "size": len(media.data),
            "url": f"/world/files/{media.file_id}",
        },
    }


def button(item: Button) -> Json:
    """Return a button: what it says, what kind it is and, unless it calls the bot, its value."""
    if item.url is not None:
        return {"text": item.text, "kind": "url", "value": item.url}
    if item.copy_text is not None:
        return {"text": item.text, "kind": "copy", "value": item.copy_text}
    kind = "callback" if item.callback_data is not None else "other"
    return {"text": item.text, "kind": kind, "value": item.callback_data}


def fault(item: Fault) -> Json:
    """Return a fault that is switched on."""
    return {
        "id": item.id,
        "kind": item.kind,
        "method": item.method,
        "chat_id": item.chat_id,
        "times": item.times,
        "retry_after": item.retry_after,
    }


def call(item: Call) -> Json:
    """Return a logged call."""
    return {
        "method": item.method,
        "params": item.params,
        "at": item.at,
        "ok": item.ok,
        "error": item.error,
        "bot": item.bot.id if item.bot else None,
    }


def sender_name(message: Message) -> str:
    """Return the name over a message; anonymous admins speak as the group."""
    return message.chat.title if message.anonymous else message.sender.name


def service_line(message: Message) -> str:
    """Say in one sentence what a service message is about, or nothing for others."""
    if message.service is None:
        return ""
    (kind, value), *_ = message.service.items()
    who = message.sender.name
    if kind == "new_chat_members":
        name = value[0]["first_name"]
        return f"{who} joined" if value[0]["id"] == message.sender.id else f"{who} added {name}"
    if kind == "left_chat_member":
        name = value["first_name"]
        return f"{who} left" if value["id"] == message.sender.id else f"{who} removed {name}"
    return {
        "forum_topic_created": f"{who} created the topic “{_topic_name(value)}”",
        "forum_topic_edited": f"{who} renamed the topic to “{_topic_name(value)}”",
        "forum_topic_closed": f"{who} closed the topic",
        "forum_topic_reopened": f"{who} reopened the topic",
        "migrate_to_chat_id": "The group was upgraded to a supergroup",
        "migrate_from_chat_id": "The group is now a supergroup",
    }.get(kind, kind.replace("_", " "))


def _topic_name(value: object) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else ""


def _quoted(item: Message) -> Json | None:
    """Return what a message visibly replies to; the start of a topic is not shown."""
    quoted = item.reply_to
    if quoted is None or (quoted.service is not None and item.chat.forum):
        return None
    return brief(quoted)


def _commands(chat: Chat, person: Person) -> list[dict[str, str]]:
    """Return the commands that a client would suggest to the person here."""
    bots = [chat.bot] if chat.bot is not None else chat.bots()
    return next((found for bot in bots if (found := menu(bot, chat, person))), [])


def _hook(bot: BotAccount) -> Json:
    hook = bot.mailbox.webhook
    return {
        "webhook": hook.url if hook else None,
        "webhook_error": hook.last_error if hook else None,
        "pending": len(bot.mailbox.pending),
    }
