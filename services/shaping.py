"""What one may ask about what endpoints hear: of which sources and statuses, in which body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.change import Change
from domain.endpoint import Endpoint
from domain.endpoint_shape import Hearing, Preview
from domain.errors import FieldProblem, Invalid
from domain.example_event import as_templates_see_it, example_body
from domain.lead import Status
from domain.payload_presets import name_of
from domain.payload_template import MOST_BYTES, ROOT, TooLarge, read_template
from domain.phrases import phrase
from domain.roles import Role
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Shaping:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def look(self, caller: Caller, endpoint_id: UUID) -> Hearing:
        """Return what the endpoint hears of; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            return Hearing(endpoint, await store.sources.names())

    async def hear_source(
        self, caller: Caller, endpoint_id: UUID, source_id: UUID, *, heard: bool
    ) -> Hearing:
        """Let it hear of a source, or no longer; of all if none is left. Refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            endpoint = await store.endpoints.get(endpoint_id)
            change = endpoint.source_is(source_id, source.name, heard=heard)
            return await self._kept(store, endpoint, change)

    async def hear_status(
        self, caller: Caller, endpoint_id: UUID, status: Status, *, heard: bool
    ) -> Hearing:
        """Let it wait for a status, or no longer; for any if none is left."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            return await self._kept(store, endpoint, endpoint.status_is(status, heard=heard))

    async def preview(
        self,
        caller: Caller,
        endpoint_id: UUID,
        template: str | None,
        events: tuple[str, ...] | None = None,
    ) -> Preview:
        """Fill a template in from the latest event; refuse with Invalid what is none.

        Without a template it is the body as it was written. *events* are those that it would
        hear of, if not those that it hears of now.
        """
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            heard = endpoint.events if events is None else events
            latest = await store.dispatches.latest_body(heard)
        told = as_templates_see_it(latest or example_body())
        body = _filled(template, told) if template is not None else latest or example_body()
        return Preview(endpoint, body, told["event"], real=latest is not None)

    async def shape(
        self,
        caller: Caller,
        endpoint_id: UUID,
        template: str | None,
        events: tuple[str, ...] | None = None,
    ) -> Endpoint:
        """Let bodies leave by this template, or as they were written; refuse with Invalid.

        Whatever leaves from now on has the new shape, also what waits and what is sent again.
        """
        caller.must_be(Role.ADMIN)
        if template is not None:
            read_template(template)
        async with self.storage.open(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            change = endpoint.shaped(template, name_of, events)
            if change.thing != endpoint:
                await store.keep(change, self.now())
        return change.thing

    async def _kept(self, store: Store, was: Endpoint, change: Change[Endpoint]) -> Hearing:
        """Keep what is new, and show what it hears of now."""
        if change.thing != was:
            await store.keep(change, self.now())
        return Hearing(change.thing, await store.sources.names())


def _filled(template: str, told: Mapping[str, object]) -> str:
    try:
        return read_template(template).render(told)
    except TooLarge:
        words = phrase("it makes more than {most} KiB of an event")
        problem = FieldProblem(ROOT, words, {"most": MOST_BYTES // 1024})
        raise Invalid(problem) from None
