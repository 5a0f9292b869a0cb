"""What one may ask about chats: to receive this workspace's leads, which, how, or no longer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller, Person
from domain.change import Change
from domain.chat import TOPIC_JOINT, Chat, ChatState, Unreachable
from domain.destination import Destination, Trial
from domain.errors import ChatBelongsElsewhere, FieldProblem, Invalid, NotFound
from domain.events import ChatConnected
from domain.parcel import Trouble, Undelivered
from domain.phrases import phrase
from domain.quiet import QuietHours
from domain.roles import Role
from domain.routing import telegram_lane, test_for
from domain.scoring import Temperature
from services import healing
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.lanes import FOREVER
from storage.store import Store


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
        return Connected(here[0] if here else chat, healed=bool(here))

    async def disconnect(
        self, caller: Caller, telegram_id: int, thread_id: int | None = None
    ) -> Chat:
        """Let the chat receive nothing more; refuse with NotFound if it receives nothing now.

        In a topic that is not connected by itself, the group is meant.
        """
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            chat = _named(await store.chats.hold_all(), telegram_id, thread_id)
            await healing.leave(store, chat, self.now())
        self.outgoing.ring()
        return chat

    async def remove(self, caller: Caller, chat_id: UUID) -> Chat:
        """Let a chat receive nothing more, from wherever one asks."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            chat = await store.chats.hold(chat_id)
            await healing.leave(store, chat, self.now())
        self.outgoing.ring()
        return chat

    async def overview(self, caller: Caller) -> Sequence[Destination]:
        """Show every destination, the oldest first."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            chats = await store.chats.all()
            sources = await store.sources.names()
            waiting = await store.outbox.count_by_lane()
        return [
            Destination(each, waiting.get(telegram_lane(each.telegram_id), 0), sources=sources)
            for each in chats
        ]

    async def look(self, caller: Caller, chat_id: UUID) -> Destination:
        """Show one destination."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await self._view(store, await store.chats.get(chat_id))

    async def test(self, caller: Caller, chat_id: UUID) -> Destination:
        """Send a test message by the path of cards; a parked chat that it reaches is healed."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            chat = await store.chats.hold(chat_id)
            # Nothing is as urgent as a test: it leaves first, and parks the chat anew if it fails.
            await store.lanes.wake(telegram_lane(chat.telegram_id))
            await store.keep(chat.tested(), self.now())
            view = await self._view(store, chat)
        self.outgoing.ring()
        return view

    async def pause(self, caller: Caller, chat_id: UUID, *, paused: bool) -> Destination:
        """Let a chat get no new cards, or get them again; a parked one stays as it is."""
        now = self.now()

        def move(chat: Chat) -> Change[Chat] | None:
            if paused and chat.state is ChatState.ACTIVE:
                return chat.paused(now)
            if not paused and chat.state is ChatState.PAUSED:
                return chat.resumed(now)
            return None

        return await self._change(caller, chat_id, move)

    async def fall_back(self, caller: Caller, chat_id: UUID, *, fallback: bool) -> Destination:
        """Let one chat take over for those that cannot be reached, and no other; or none."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            for chat in await store.chats.hold_all():
                wanted = fallback if chat.id == chat_id else chat.fallback and not fallback
                if wanted != chat.fallback:
                    await store.keep(chat.fallback_is(wanted), now)
            chat = await store.chats.get(chat_id)
            await healing.relieve(store, now)
            view = await self._view(store, chat)
        self.outgoing.ring()
        return view

    async def route_source(
        self, caller: Caller, chat_id: UUID, source_id: UUID, *, wanted: bool
    ) -> Destination:
        """Let leads of a source come to a chat, or no longer; with none chosen, all come."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            chat = await store.chats.hold(chat_id)
            if source_id not in await store.sources.names():
                raise NotFound
            if wanted != (source_id in chat.sources):
                change = chat.wants_source(source_id, wanted=wanted)
                chat = change.thing
                await store.keep(change, self.now())
            return await self._view(store, chat)

    async def route_temperature(
        self, caller: Caller, chat_id: UUID, temperature: Temperature, *, wanted: bool
    ) -> Destination:
        """Let hot, warm or cold leads come to a chat, or no longer; with none chosen, all come."""

        def move(chat: Chat) -> Change[Chat] | None:
            if wanted == (temperature in chat.temperatures):
                return None
            return chat.wants_temperature(temperature.value, wanted=wanted)

        return await self._change(caller, chat_id, move)

    async def give_topics(
        self, caller: Caller, chat_id: UUID, *, topic_per_lead: bool
    ) -> Destination:
        """Give each lead a topic of its own in a supergroup, or no longer."""

        def move(chat: Chat) -> Change[Chat] | None:
            if topic_per_lead and not chat.may_have_topics:
                raise Invalid(FieldProblem(phrase("topics"), phrase("only a supergroup has them")))
            if topic_per_lead == chat.topic_per_lead:
                return None
            return chat.topics_are(topic_per_lead)

        return await self._change(caller, chat_id, move)

    async def quiet(self, caller: Caller, telegram_id: int, thread_id: int | None = None) -> Chat:
        """Return the chat whose quiet hours are asked for; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return _named(await store.chats.all(), telegram_id, thread_id)

    async def keep_quiet(
        self,
        caller: Caller,
        telegram_id: int,
        hours: QuietHours | None,
        thread_id: int | None = None,
    ) -> Chat:
        """Let cards come without a sound in these hours, or never; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            chat = _named(await store.chats.hold_all(), telegram_id, thread_id)
            if chat.quiet != hours:
                change = chat.quiet_is(hours)
                chat = change.thing
                await store.keep(change, self.now())
            return chat

    async def _change(
        self, caller: Caller, chat_id: UUID, move: Callable[[Chat], Change[Chat] | None]
    ) -> Destination:
        """Keep what *move* makes of the chat; ``None`` if it is so already."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            chat = await store.chats.hold(chat_id)
            change = move(chat)
            if change is not None:
                chat = change.thing
                await store.keep(change, now)
                if chat.fallback:
                    await healing.relieve(store, now)
            view = await self._view(store, chat)
        self.outgoing.ring()
        return view

    async def _view(self, store: Store, chat: Chat) -> Destination:
        lane = telegram_lane(chat.telegram_id)
        rests = await store.lanes.resting([lane], self.now())
        ended = await store.attempts.last_test_of(chat.id)
        return Destination(
            chat,
            (await store.outbox.count_by_lane()).get(lane, 0),
            rests_until=rests[0].until if rests and rests[0].until < FOREVER else None,
            test=Trial(ended.at, ended.error) if ended else None,
            testing=await store.outbox.waits(test_for(chat)),
            sources=await store.sources.names(),
        )

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
            there = await system.directory.workspace_of_chat(new_id)
            if there not in (None, owner):
                reason = Unreachable.NOT_FOUND
                trouble = Undelivered(reason.value, Trouble.UNREACHABLE, unreachable=reason)
                lane = telegram_lane(telegram_id)
                await healing.park(store, lane, trouble, self.now(), self.new_id)
            else:
                await healing.move(store, telegram_lane(telegram_id), new_id, self.now())
                # Whoever hears what is said in a group is in it.
                await healing.heal(store, new_id, self.now(), self.new_id)
        self.outgoing.ring()

    async def topic_named(self, telegram_id: int, thread_id: int, group: str, topic: str) -> None:
        """Call a connected topic as it is called now: Telegram told us so."""
        async with self.storage.open_system() as system:
            owner = await system.directory.workspace_of_chat(telegram_id)
            if owner is None:
                return
            store = system.of(self.doors.house(owner))
            for chat in await store.chats.in_telegram(telegram_id):
                if chat.thread_id == thread_id:
                    await store.keep(chat.titled(f"{group}{TOPIC_JOINT}{topic}"), self.now())

    async def all(self, caller: Caller) -> Sequence[Chat]:
        """Return the connected chats."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await store.chats.all()

    async def may_be_asked_in(self, person: Person) -> bool:
        """Tell whether somebody who adds the bot to a chat could connect that chat."""
        async with self.storage.look_system() as system:
            return await system.directory.administers_something(person.id)


def _named(chats: Sequence[Chat], telegram_id: int, thread_id: int | None) -> Chat:
    """Return the connected topic, or else its group; refuse with NotFound."""
    here = [each for each in chats if each.telegram_id == telegram_id]
    named = [each for each in here if each.thread_id == thread_id]
    named = named or [each for each in here if each.thread_id is None]
    if not named:
        raise NotFound
    return named[0]
