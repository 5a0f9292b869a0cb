"""Who and what exists in the sandbox: people, bots, chats, topics, messages and presses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.bell import Bell
from sandbox.text import Entity, as_html
from sandbox.updates import Mailbox

ANONYMOUS_ADMIN = 1087968824
GENERAL_TOPIC = 1


@dataclass(slots=True, eq=False)
class Person:
    """A human being with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None
    username: str | None
    language: str
    deactivated: bool = False
    anonymous: bool = False

    @property
    def name(self) -> str:
        """Return the name as a client shows it."""
        return f"{self.first_name} {self.last_name or ''}".strip()


@dataclass(slots=True, eq=False)
class BotAccount:
    """A bot: its token, its updates and its commands."""

    id: int
    token: str
    username: str
    name: str
    mailbox: Mailbox
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    reads_all: bool = False


Account = Person | BotAccount


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; its id is the `message_thread_id`."""

    thread_id: int
    name: str
    closed: bool = False
    deleted: bool = False
    creator: Account | None = None


@dataclass(slots=True, eq=False)
class Member:
    """What somebody is in a chat: creator, administrator, member, left or kicked."""

    account: Account
    status: str
    manages_topics: bool = True

    @property
    def present(self) -> bool:
        """Tell whether this member is in the chat now."""
        return self.status in {"creator", "administrator", "member", "restricted"}

    @property
    def admin(self) -> bool:
        """Tell whether this member may do what administrators may."""
        return self.status in {"creator", "administrator"}


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat of one person with one bot, a group or a supergroup."""

    id: int
    kind: str
    title: str = ""
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    person: Person | None = None
    bot: BotAccount | None = None
    started: bool = False
    blocked: bool = False
    deleted: bool = False
    migrated_to: "Chat | None" = None

    @property
    def group(self) -> bool:
        """Tell whether this is a group or a supergroup."""
        return self.kind != "private"

    def member(self, account: Account) -> Member | None:
        """Return what `account` is or was here, or None if it was never here."""
        return self.members.get(account.id)

    def present(self, account: Account) -> bool:
        """Tell whether `account` is in the chat now."""
        member = self.members.get(account.id)
        return member is not None and member.present

    def admin(self, account: Account) -> bool:
        """Tell whether `account` is an administrator here now."""
        member = self.members.get(account.id)
        return member is not None and member.admin

    def manages_topics(self, account: Account) -> bool:
        """Tell whether `account` may make topics here and change those of others."""
        member = self.members.get(account.id)
        return member is not None and member.admin and member.manages_topics

    def bots(self) -> list[BotAccount]:
        """Return the bots that are here now."""
        present = [m.account for m in self.members.values() if m.present]
        return [account for account in present if isinstance(account, BotAccount)]


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Media:
    """A file that hangs on a message; kind is `photo` or `document`."""

    kind: str
    file_id: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message as the chat holds it."""

    id: int
    chat: Chat
    sender: Account
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    markup: dict[str, Any] | None = None
    reply_to: "Message | None" = None
    thread_id: int | None = None
    silent: bool = False
    link_preview_disabled: bool = False
    anonymous: bool = False
    media: Media | None = None
    service: dict[str, Any] | None = None
    reactions: dict[int, list[str]] = field(default_factory=dict)
    edited: int = 0
    edit_date: int | None = None

    @property
    def html(self) -> str:
        """Return the text as a client would render it."""
        return as_html(self.text, self.entities)

    @property
    def buttons(self) -> list[list[Button]]:
        """Return the rows of inline buttons."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[_button(raw) for raw in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """Return the visible texts of all inline buttons."""
        return [button.text for row in self.buttons for button in row]

    def button(self, label: str) -> Button:
        """Return the button with this visible text; raise `LookupError` if there is none."""
        for row in self.buttons:
            for button in row:
                if button.text == label:
                    return button
        raise LookupError(f"no button {label!r} under message {self.id}, only {self.labels}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bot answered to a press: a toast, or an alert to be closed."""

    text: str
    show_alert: bool
    url: str | None = None


@dataclass(slots=True, eq=False)
class Press:
    """One press of a button, waiting for the bot's answer."""

    id: str
    person: Person
    bot: BotAccount
    chat: Chat
    message: Message | None
    data: str
    at: float
    bell: Bell
    answer: Answer | None = None

    async def answered(self, timeout: float = 5.0) -> Answer:  # noqa: ASYNC109 - the public name, as in asyncio.wait_for
        """Return the bot's answer; raise `TimeoutError` if none comes in `timeout` seconds."""
        return await self.bell.until(lambda: self.answer, timeout)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API, as it was made and how it ended."""

    method: str
    params: dict[str, Any]
    at: float
    ok: bool
    error: str | None
    bot: BotAccount | None = None


Clock = Callable[[], float]


def _button(raw: dict[str, Any]) -> Button:
    copied = raw.get("copy_text") or {}
    return Button(
        text=raw["text"],
        callback_data=raw.get("callback_data"),
        url=raw.get("url"),
        copy_text=copied.get("text"),
        raw=raw,
    )
