"""What one may ask about chats: to receive this workspace's leads, or no longer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller, Person
from domain.change import Change
from domain.chat import Chat
from domain.errors import ChatBelongsElsewhere, NotFound
from domain.events import ChatConnected, ChatDisconnected
from domain.roles import Role
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Chats:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def connect(self, caller: Caller, telegram_id: int, title: str) -> Chat:
        """Let the chat receive this workspace's leads; refuse with ChatBelongsElsewhere."""
        caller.must_be(Role.ADMIN)
        chat = Chat(self.new_id(), telegram_id, title or "a chat")
        async with self.storage.open_system() as system:
            if await system.directory.workspace_of_chat(telegram_id):
                raise ChatBelongsElsewhere
            store = system.of(caller)
            await store.keep(Change(chat, ChatConnected(chat.id, chat.title)), self.now())
        return chat

    async def disconnect(self, caller: Caller, telegram_id: int) -> Chat:
        """Let the chat receive nothing more; refuse with NotFound if it receives nothing now."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            here = [each for each in await store.chats.all() if each.telegram_id == telegram_id]
            if not here:
                raise NotFound
            await store.keep(
                Change(here[0], ChatDisconnected(here[0].id, here[0].title)), self.now()
            )
        return here[0]

    async def all(self, caller: Caller) -> Sequence[Chat]:
        """Return the connected chats."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.chats.all()

    async def may_be_asked_in(self, person: Person) -> bool:
        """Tell whether somebody who adds the bot to a chat could connect that chat."""
        async with self.storage.look_system() as system:
            return await system.directory.administers_something(person.id)
