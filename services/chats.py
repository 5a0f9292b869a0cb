"""What one may ask about chats: to receive this workspace's leads, or no longer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller, Person
from domain.change import Change
from domain.chat import Chat, Unreachable
from domain.errors import ChatBelongsElsewhere, NotFound
from domain.events import ChatConnected, ChatDisconnected
from domain.parcel import Trouble, Undelivered
from domain.roles import Role
from domain.routing import telegram_lane
from services import healing
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Connected:
    """A chat that receives leads; ``healed`` if it did before and could not be reached."""

    chat: Chat
    healed: bool = False


@dataclass(frozen=True, slots=True)
class Chats:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def connect(
        self, caller: Caller, telegram_id: int, title: str, thread_id: int | None = None
    ) -> Connected:
        """Let the chat, or a topic of it, receive this workspace's leads.

        One that was connected and could not be reached is healed instead, and
        what waited for it follows. Refuse with ChatBelongsElsewhere where
        another workspace has the chat, or this one has it already.
        """
        caller.must_be(Role.ADMIN)
        now = self.now()
        chat = Chat(self.new_id(), telegram_id, title or "a chat", thread_id)
        async with self.storage.open_system() as system:
            owner = await system.directory.workspace_of_chat(telegram_id)
            if owner not in (None, caller.workspace_id):
                raise ChatBelongsElsewhere
            store = system.of(caller)
            healed = await healing.heal(store, telegram_id, now, self.new_id)
            here = [
                each
                for each in await store.chats.in_telegram(telegram_id)
                if each.thread_id == thread_id
            ]
            if here and not healed:
                raise ChatBelongsElsewhere
            if not here:
                await store.keep(Change(chat, ChatConnected(chat.id, chat.title)), now)
        self.outgoing.ring()
        return Connected(here[0] if here else chat, healed=bool(healed))

    async def disconnect(
        self, caller: Caller, telegram_id: int, thread_id: int | None = None
    ) -> Chat:
        """Let the chat receive nothing more; refuse with NotFound if it receives nothing now.

        In a topic that is not connected by itself, the group is meant.
        """
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            here = await store.chats.in_telegram(telegram_id)
            named = [each for each in here if each.thread_id == thread_id]
            named = named or [each for each in here if each.thread_id is None]
            if not named:
                raise NotFound
            gone = ChatDisconnected(named[0].id, named[0].title)
            await store.keep(Change(named[0], gone), self.now())
        return named[0]

    async def found_again(self, telegram_id: int) -> Sequence[Chat]:
        """Heal what was parked of a chat that can be reached again: Telegram told us so."""
        async with self.storage.open_system() as system:
            owner = await system.directory.workspace_of_chat(telegram_id)
            if owner is None:
                return ()
            store = system.of(self.doors.house(owner))
            healed = await healing.heal(store, telegram_id, self.now(), self.new_id)
        self.outgoing.ring()
        return healed

    async def lost(self, telegram_id: int, reason: Unreachable) -> None:
        """Park what is connected of a chat that we were removed from: Telegram told us so."""
        async with self.storage.open_system() as system:
            owner = await system.directory.workspace_of_chat(telegram_id)
            if owner is None:
                return
            store = system.of(self.doors.house(owner))
            trouble = Undelivered(reason.value, Trouble.UNREACHABLE, unreachable=reason)
            lane = telegram_lane(telegram_id)
            await healing.park(store, lane, trouble, self.now(), self.new_id)
        self.outgoing.ring()

    async def moved(self, telegram_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup: Telegram told us so."""
        async with self.storage.open_system() as system:
            owner = await system.directory.workspace_of_chat(telegram_id)
            if owner is None:
                return
            store = system.of(self.doors.house(owner))
            await healing.move(store, telegram_lane(telegram_id), new_id, self.now())
        self.outgoing.ring()

    async def all(self, caller: Caller) -> Sequence[Chat]:
        """Return the connected chats."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.chats.all()

    async def may_be_asked_in(self, person: Person) -> bool:
        """Tell whether somebody who adds the bot to a chat could connect that chat."""
        async with self.storage.look_system() as system:
            return await system.directory.administers_something(person.id)
