"""What one may ask about field maps: to begin, to give a sample, to name values, to save."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import ActorKind, Caller, PersonId
from domain.errors import Forbidden
from domain.field_map import FieldMap, Target
from domain.notice import Notice, NoticeKind
from domain.roles import Role
from domain.sample import KEPT, Sample
from domain.source import Source
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.store import Store

CLEARED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MappingView:
    """A source, and the sample by which somebody maps it, if anybody does."""

    source: Source
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample, and the source that it is of."""

    source: Source
    sample: Sample


@dataclass(frozen=True, slots=True)
class FieldMaps:
    """Each verb is one role and one transaction; samples are forgotten by the house itself."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def look(self, caller: Caller, source_id: UUID) -> MappingView:
        """Show how far the map of a source is; refuse with NotFound, also where it is a form."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
            source.must_sign()
            return MappingView(source, await store.samples.of_source(source_id, self._since()))

    async def begin(self, caller: Caller, source_id: UUID, person_id: PersonId) -> MappingView:
        """Begin to map a source, unless somebody has begun: then all go on together."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            sample = await store.samples.of_source(source_id, self._since())
            if sample is None:
                source, sample = await self._begun(store, source, person_id)
                await store.samples.save(sample)
        self.doors.forget(source_id)
        return MappingView(source, sample)

    async def _begun(
        self, store: Store, source: Source, person_id: PersonId
    ) -> tuple[Source, Sample]:
        now = self.now()
        change = source.mapping_begun(now + KEPT)
        await store.samples.remove(source.id)
        await store.keep(change, now)
        return change.thing, Sample(self.new_id(), source.id, person_id, now)

    async def teach(
        self, caller: Caller, source_id: UUID, person_id: PersonId, document: object
    ) -> SampleView:
        """Take a body as the sample, in the place of the one before; refuse with Invalid."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            sample = await store.samples.of_source(source_id, self._since())
            if sample is None:
                source, sample = await self._begun(store, source, person_id)
            filled = sample.filled(document, source.field_map or FieldMap())
            await store.samples.save(filled)
        self.doors.forget(source_id)
        return SampleView(source, filled)

    async def learn(self, caller: Caller, document: object) -> None:
        """Take the first body that a source posts as the sample, and tell whoever waits for it."""
        if caller.actor.kind is not ActorKind.SOURCE or caller.actor.id is None:
            raise Forbidden
        source_id = caller.actor.id
        async with self.storage.look(caller) as store:
            if not await store.samples.waits(source_id, self._since()):
                return
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            sample = await store.samples.of_source(source_id, self._since())
            if sample is None or sample.came:
                return
            filled = sample.filled(document, source.field_map or FieldMap())
            await store.samples.save(filled)
            await self._tell(store, source, filled)
        self.outgoing.ring()

    async def _tell(self, store: Store, source: Source, sample: Sample) -> None:
        details = {"source": source.name, "sample": sample.id.hex}
        notice = Notice(self.new_id(), sample.person_id, NoticeKind.SAMPLE_CAME, details)
        await store.tell([notice], f"sample:{sample.id.hex}", self.now())

    async def sample(self, caller: Caller, sample_id: UUID) -> SampleView:
        """Show a sample; refuse with NotFound once it is forgotten."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await self._found(store, sample_id)

    async def _found(self, store: Store, sample_id: UUID) -> SampleView:
        # Whoever holds both holds the source first, as those do who come by it.
        source = await store.sources.get(await store.samples.source_of(sample_id))
        return SampleView(source, await store.samples.get(sample_id, self._since()))

    async def choose(
        self, caller: Caller, sample_id: UUID, place: int, target: Target
    ) -> SampleView:
        """Say what a value is; refuse with NotFound, Invalid or TooMany."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            view = await self._found(store, sample_id)
            sample = view.sample.choosing(place, target)
            await store.samples.save(sample)
            return SampleView(view.source, sample)

    async def save(self, caller: Caller, sample_id: UUID) -> Source:
        """Make the map of what was chosen, and forget the sample; refuse with Invalid."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            view = await self._found(store, sample_id)
            source = view.source
            change = source.mapped(view.sample.field_map(source.field_map or FieldMap()))
            await store.samples.remove(source.id)
            await store.keep(change, self.now())
        self.doors.forget(source.id)
        return change.thing

    async def cancel(self, caller: Caller, sample_id: UUID) -> Source:
        """Forget the sample, and leave the map as it was."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = (await self._found(store, sample_id)).source
            change = source.mapping_cancelled()
            await store.samples.remove(source.id)
            await store.keep(change, self.now())
        self.doors.forget(source.id)
        return change.thing

    async def forget(self, caller: Caller, source_id: UUID) -> Source:
        """Let a source have no map any more; refuse with NotFound where it has none."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            change = source.unmapped()
            await store.keep(change, self.now())
        self.doors.forget(source_id)
        return change.thing

    async def clear(self) -> None:
        """Make one round: samples that nobody used within a day are forgotten."""
        async with self.storage.open_system() as system:
            await system.old_samples.clear(self._since(), CLEARED_AT_ONCE)

    def _since(self) -> datetime:
        """Return when a sample must have begun to be there still."""
        return self.now() - KEPT
