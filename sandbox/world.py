"""The world of the sandbox: people talk and press, bots hear it; time is an argument."""

from collections.abc import Callable
from itertools import count

from sandbox import wire
from sandbox.faults import FaultBoard
from sandbox.limits import FloodGate, Limits
from sandbox.membership import Membership
from sandbox.model import (
    Answer,
    BotAccount,
    Button,
    Call,
    Chat,
    Media,
    Message,
    Person,
    Press,
)
from sandbox.registry import PRESSES_KEPT
from sandbox.text import clean, trimmed, utf16_cut, with_found

__all__ = ["Answer", "Button", "Call", "Chat", "Limits", "Message", "Person", "Press", "World"]


class World(Membership):
    """People, bots and chats, and what they do to one another.

    `now` is the clock in Unix seconds; `limits` are the flood limits, None for none. Everything
    happens in one event loop, and every change wakes `until`.
    """

    def __init__(
        self,
        now: Callable[[], float],
        limits: Limits | None = None,
        *,
        open_registration: bool = True,
    ) -> None:
        super().__init__(now, open_registration=open_registration)
        self.faults = FaultBoard(self.bell)
        self.closing = False
        self._no_message = count(1_000_000)
        self._gates: dict[int, FloodGate] = {}
        self.limits = limits

    @property
    def limits(self) -> Limits | None:
        """Return the flood limits in force."""
        return self._limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._limits = limits
        self._gates.clear()

    def close(self) -> None:
        """Let go of everybody who waits, so that a server can stop at once."""
        self.closing = True
        self.faults.clear()

    def flood_wait(self, bot: BotAccount, chat: Chat) -> int:
        """Count one message of a bot; return the seconds it must wait instead, or 0."""
        if self._limits is None:
            return 0
        gate = self._gates.setdefault(bot.id, FloodGate(self._limits))
        return gate.take(chat.id, self.now(), group=chat.group)

    def say(  # noqa: PLR0913 - a message has that many independent properties
        self,
        person: Person,
        chat: Chat,
        text: str,
        reply_to: Message | None = None,
        thread_id: int | None = None,
        *,
        anonymous: bool = False,
        media: Media | None = None,
    ) -> Message:
        """Let a person send a message; bots that may see it get a `message` update."""
        self._may_write(person, chat)
        words, _ = trimmed(clean(text), [])
        message = Message(
            id=next(chat.numbers),
            chat=chat,
            sender=person,
            date=int(self.now()),
            text=words,
            entities=with_found(words, []),
            reply_to=reply_to or self._topic_start(chat, thread_id),
            thread_id=thread_id or (reply_to.thread_id if reply_to else None),
            anonymous=anonymous,
            media=media,
        )
        chat.messages[message.id] = message
        for bot in self.audience(message):
            bot.mailbox.put("message", wire.message(message))
        self.bell.fire()
        return message

    def send_file(
        self, person: Person, chat: Chat, name: str, data: bytes, caption: str = ""
    ) -> Message:
        """Let a person send a document."""
        mime = (
            "text/plain"
            if name.endswith((".txt", ".yaml", ".yml"))
            else "application/octet-stream"
        )
        media = self.keep_file("document", name, mime, data)
        return self.say(person, chat, caption, media=media)

    def edit(self, message: Message, text: str) -> None:
        """Let the person who wrote a message change it."""
        message.text, _ = trimmed(clean(text), [])
        message.entities = with_found(message.text, [])
        message.edited += 1
        message.edit_date = int(self.now())
        for bot in self.audience(message):
            bot.mailbox.put("edited_message", wire.message(message))
        self.bell.fire()

    def press(self, person: Person, message: Message, button: Button | str) -> Press:
        """Let a person press a button by its label; raise `LookupError` if there is none."""
        found = message.button(button) if isinstance(button, str) else button
        if found not in [shown for row in message.buttons for shown in row]:
            raise LookupError(f"no button {found.text!r} under message {message.id}")
        if found.callback_data is None:
            raise LookupError(f"button {found.text!r} opens or copies something, it calls nobody")
        return self.forge(person, message.chat, found.callback_data, message)

    def forge(
        self, person: Person, chat: Chat, data: str, message: Message | None = None
    ) -> Press:
        """Let a hostile client send any callback data at all, with or without a message."""
        bot = self._called_bot(chat, message)
        press = Press(
            id=str(next(self._press_ids)),
            person=person,
            bot=bot,
            chat=chat,
            message=message,
            data=data,
            at=self.now(),
            bell=self.bell,
        )
        self.presses[press.id] = press
        while len(self.presses) > PRESSES_KEPT:
            self.presses.popitem(last=False)
        number = message.id if message else next(self._no_message)
        bot.mailbox.put("callback_query", wire.callback_query(press, number))
        self.bell.fire()
        return press

    def redeliver(self, update_id: int) -> None:
        """Deliver an update to its bot once more; raise `KeyError` if nobody ever got it."""
        for bot in self.bots.values():
            if update_id in bot.mailbox.history:
                bot.mailbox.redeliver(update_id)
                self.bell.fire()
                return
        raise KeyError(update_id)

    def push_raw(self, update: dict[str, object], bot: BotAccount | None = None) -> int:
        """Give a bot (the first one, unless named) an update of any shape; return its id."""
        target = bot or next(iter(self.bots.values()))
        update_id = target.mailbox.put_raw(dict(update))
        self.bell.fire()
        return update_id

    def audience(self, message: Message) -> list[BotAccount]:
        """Return the bots that may see a message, by the rules of group privacy."""
        chat = message.chat
        if chat.bot is not None:
            return [chat.bot]
        return [b for b in chat.bots() if b is not message.sender and _may_see(b, message)]

    def _may_write(self, person: Person, chat: Chat) -> None:
        if chat.person is not None and chat.bot is not None:
            if chat.person is not person:
                raise LookupError(f"{person.name} has no part in this private chat")
            self.unblock(person, chat.bot)
            chat.started = True
        elif not chat.present(person):
            raise LookupError(f"{person.name} is not in {chat.title}")

    def _topic_start(self, chat: Chat, thread_id: int | None) -> Message | None:
        """Return what a message in a topic replies to when it replies to nothing else."""
        if thread_id is None or thread_id not in chat.topics:
            return None
        return chat.messages.get(thread_id)

    def _called_bot(self, chat: Chat, message: Message | None) -> BotAccount:
        if message is not None and isinstance(message.sender, BotAccount):
            return message.sender
        if chat.bot is not None:
            return chat.bot
        return (chat.bots() or list(self.bots.values()))[0]


def _may_see(bot: BotAccount, message: Message) -> bool:
    """Apply group privacy: commands, replies to the bot and mentions, unless it is an admin."""
    if bot.reads_all or message.chat.admin(bot):
        return True
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    name = f"@{bot.username.lower()}"
    for entity in message.entities:
        start = entity["offset"]
        part = utf16_cut(message.text, start, start + entity["length"]).lower()
        if entity["type"] == "bot_command" and ("@" not in part or part.endswith(name)):
            return True
        if entity["type"] == "mention" and part == name:
            return True
    return False
