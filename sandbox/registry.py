"""Everybody and every chat there is, found by id, token or name."""

import re
from collections import OrderedDict, deque
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from sandbox.bell import Bell
from sandbox.errors import ApiError
from sandbox.model import BotAccount, Call, Chat, Media, Message, Person, Press
from sandbox.photos import picture_size
from sandbox.updates import Mailbox

T = TypeVar("T")
TOKEN = re.compile(r"(\d{1,19}):[A-Za-z0-9_-]{35}", re.ASCII)
CALLS_KEPT = 2000
PRESSES_KEPT = 2000
FILES_BYTES = 64 * 1024 * 1024


class Registry:
    """What exists; the other halves of the world build on it."""

    def __init__(self, now: Callable[[], float], *, open_registration: bool = True) -> None:
        self.now = now
        self.open_registration = open_registration
        self.bell = Bell()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, BotAccount] = {}
        self.groups: dict[int, Chat] = {}
        self.privates: dict[tuple[int, int], Chat] = {}
        self.presses: OrderedDict[str, Press] = OrderedDict()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.files: OrderedDict[str, Media] = OrderedDict()
        self._person_ids = count(100_001)
        self._group_ids = count(1_000_001)
        self._update_ids = count(700_000_001)
        self._press_ids = count(4_000_000_000_000_001)
        self._file_ids = count(1)

    def bot(
        self, token: str, *, username: str | None = None, name: str | None = None
    ) -> BotAccount:
        """Return the bot of this token, registering it on first use.

        Raise `ApiError` 401 for a token that is malformed, wrong or, with registration closed,
        unknown.
        """
        match = TOKEN.fullmatch(token)
        if match is None:
            raise ApiError(401, "Unauthorized")
        known = self.bots.get(int(match.group(1)))
        if known is not None and known.token == token:
            return known
        if known is not None or not self.open_registration:
            raise ApiError(401, "Unauthorized")
        return self.register(token, username=username, name=name)

    def register(
        self, token: str, *, username: str | None = None, name: str | None = None
    ) -> BotAccount:
        """Add a bot with this token, also while registration is closed."""
        number = "" if not self.bots else f"_{len(self.bots) + 1}"
        bot = BotAccount(
            id=int(token.partition(":")[0]),
            token=token,
            username=username or f"leadsbot_sandbox{number}_bot",
            name=name or f"LeadsBot{number.replace('_', ' ')}",
            mailbox=Mailbox(self.now, self._update_ids),
        )
        self.bots[bot.id] = bot
        self.bell.fire()
        return bot

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language: str = "en",
    ) -> Person:
        """Add a person and return them."""
        person = Person(next(self._person_ids), first_name, last_name, username, language)
        self.people[person.id] = person
        self.bell.fire()
        return person

    def private(self, person: Person, bot: BotAccount) -> Chat:
        """Return the private chat of a person with a bot; it exists before its first message."""
        key = (person.id, bot.id)
        if key not in self.privates:
            self.privates[key] = Chat(
                id=person.id, kind="private", person=person, bot=bot, numbers=bot.numbers
            )
        return self.privates[key]

    def chats(self, person: Person) -> list[Chat]:
        """Return the chats this person has: the groups they are in and one for each bot."""
        groups = [c for c in self.groups.values() if c.present(person) and not c.migrated_to]
        return groups + [self.private(person, bot) for bot in self.bots.values()]

    def chat_of(self, bot: BotAccount, chat_id: int) -> Chat | None:
        """Return the chat a bot means by this id, or None."""
        if chat_id in self.people:
            return self.private(self.people[chat_id], bot)
        return self.groups.get(chat_id)

    def messages(self, chat: Chat, *, service: bool = False) -> list[Message]:
        """Return the messages that are in the chat now, oldest first.

        Lines like "Ann added the bot" come along with `service=True`.
        """
        return [m for m in chat.messages.values() if service or m.service is None]

    def keep_file(self, kind: str, name: str, mime: str, data: bytes) -> Media:
        """Remember a file; the oldest ones are forgotten when there are too many bytes."""
        number = next(self._file_ids)
        width, height = picture_size(data)
        media = Media(kind, f"sandbox-file-{number}", name, mime, data, width, height)
        self.files[media.file_id] = media
        while sum(len(file.data) for file in self.files.values()) > FILES_BYTES:
            self.files.popitem(last=False)
        return media

    async def until(self, predicate: Callable[[], T | None], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the public name, as in asyncio.wait_for
        """Return what `predicate` returns once it is truthy; it is asked at every change.

        Raise `TimeoutError` after `timeout` seconds of real time.
        """
        return await self.bell.until(predicate, timeout)
