"""What one may ask about sources: to create, show, rotate, pause and resume them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

from domain.caller import Caller
from domain.change import Change
from domain.errors import RotatedRecently
from domain.events import SourceCreated
from domain.roles import Role
from domain.signing import new_secret
from domain.source import Source, called
from domain.team import checked_name
from services.doors import Doors
from storage.database import Storage

SECRET_BYTES = 32
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, and how many leads it brought within the last week."""

    source: Source
    lately: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def create(self, caller: Caller, name: str) -> Source:
        """Begin a source; its secret is in the answer and can never be read again."""
        caller.must_be(Role.ADMIN)
        # Sources are named in public URLs, so their ids are random, not ordered by time.
        source = Source(uuid4(), checked_name(name), new_secret(token_bytes(SECRET_BYTES)))
        async with self.storage.open(caller) as store:
            await store.sources.must_be_free(source.name)
            await store.keep(Change(source, SourceCreated(source.id, source.name)), self.now())
        self.doors.forget(source.id)
        return source

    async def all(self, caller: Caller) -> Sequence[Source]:
        """Return every source of the workspace."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.sources.all()

    async def named(self, caller: Caller, name: str) -> Source | None:
        """Return the source with this name, whatever its case."""
        return called(name, await self.all(caller))

    async def signing(self, caller: Caller) -> Sequence[Source]:
        """Return the sources that sign what they post, as forms do not."""
        return [each for each in await self.all(caller) if each.form is None]

    async def look(self, caller: Caller, source_id: UUID) -> SourceView:
        """Return the source and what it brought lately; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
            lately = await store.leads.count_from(source_id, self.now() - LATELY)
        return SourceView(source, lately)

    async def rename(self, caller: Caller, source_id: UUID, name: str) -> Source:
        """Call the source otherwise; refuse with Invalid or AlreadyExists."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            change = source.renamed(name)
            if change.thing.name == source.name:
                return source
            if change.thing.name.casefold() != source.name.casefold():
                await store.sources.must_be_free(change.thing.name)
            await store.keep(change, self.now())
        self.doors.forget(source_id)
        return change.thing

    async def overlap(self, caller: Caller, source_id: UUID) -> tuple[Source, int | None]:
        """Return the source, and until when (Unix milliseconds) its old secret still works."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
        source.must_sign()
        return source, source.overlap_ends(self.now())

    async def rotate(
        self, caller: Caller, source_id: UUID, *, ending: int | None = None
    ) -> Source:
        """Give the source a new secret, shown in the answer; the old one lives 24 h more.

        While an old one lives, refuse with RotatedRecently unless *ending*
        names the moment (Unix milliseconds) to which it would live: so a second
        press cannot cut senders off, and a third one neither.
        """
        secret = new_secret(token_bytes(SECRET_BYTES))

        def rotated(source: Source) -> Change[Source]:
            source.must_sign()
            if source.overlap_ends(self.now()) not in (None, ending):
                raise RotatedRecently
            return source.rotated(secret, self.now())

        return await self._change(caller, source_id, rotated)

    async def pause(self, caller: Caller, source_id: UUID, *, paused: bool) -> Source:
        """Pause or resume the source."""
        return await self._change(caller, source_id, lambda source: source.paused_is(paused))

    async def _change(
        self, caller: Caller, source_id: UUID, move: Callable[[Source], Change[Source]]
    ) -> Source:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            change = move(await store.sources.get(source_id))
            await store.keep(change, self.now())
        self.doors.forget(source_id)
        return change.thing
