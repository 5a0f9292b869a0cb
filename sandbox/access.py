"""Which chat a call means, and whether this bot may touch it."""

from sandbox import errors
from sandbox.errors import bad_request, forbidden
from sandbox.model import BotAccount, Chat, Message, Person
from sandbox.params import Params
from sandbox.world import World


def find_chat(world: World, bot: BotAccount, params: Params) -> Chat:
    """Return the chat that `chat_id` names, by number or @username."""
    named = params.text("chat_id").strip()
    if not named:
        raise bad_request("chat_id is empty")
    number = params.chat_id()
    if number is None and named.startswith("@"):
        name = named[1:].lower()
        person = next(
            (p for p in world.people.values() if (p.username or "").lower() == name), None
        )
        number = person.id if person else None
    if number in world.bots:
        raise forbidden("bot can't send messages to bots")
    chat = world.chat_of(bot, number) if number is not None else None
    if chat is None:
        raise bad_request(errors.CHAT_MISSING)
    return chat


def readable(world: World, bot: BotAccount, params: Params) -> Chat:
    """Return a chat this bot may know about, or raise what Telegram says."""
    chat = find_chat(world, bot, params)
    if chat.group:
        _check_group(bot, chat)
    return chat


def writable(world: World, bot: BotAccount, params: Params) -> Chat:
    """Return a chat this bot may write to, or raise what Telegram says."""
    chat = readable(world, bot, params)
    if chat.person is not None:
        _check_private(chat, chat.person)
    return chat


def find_thread(chat: Chat, bot: BotAccount, params: Params) -> int | None:
    """Return the topic to write to, or None; General (1) is never named (tdlib issue 854)."""
    thread_id = params.integer("message_thread_id") or None
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or topic.deleted:
        raise bad_request(errors.THREAD_MISSING)
    if topic.closed and not chat.manages_topics(bot):
        raise bad_request(errors.TOPIC_CLOSED)
    return thread_id


def find_message(chat: Chat, params: Params, missing: str) -> Message:
    """Return the message that `message_id` names, or refuse with `missing`."""
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


def _check_group(bot: BotAccount, chat: Chat) -> None:
    member = chat.member(bot)
    if member is None:
        raise bad_request(errors.CHAT_MISSING)
    if chat.migrated_to is not None:
        raise bad_request(errors.CHAT_UPGRADED, migrate_to_chat_id=chat.migrated_to.id)
    if chat.deleted:
        raise forbidden(errors.GROUP_DELETED)
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not member.present:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def _check_private(chat: Chat, person: Person) -> None:
    if person.deactivated:
        raise forbidden(errors.DEACTIVATED)
    if chat.blocked:
        raise forbidden(errors.BLOCKED)
    if not chat.started:
        raise forbidden(errors.NEVER_STARTED)
