"""What one may ask about endpoints: to make, show, test, pause, rotate and remove them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

from domain.caller import Caller
from domain.change import Change
from domain.dispatch import DispatchState, Sendings, Sent
from domain.endpoint import (
    MOST_ENDPOINTS,
    Endpoint,
    EndpointState,
    EndpointView,
    Record,
    checked_events,
)
from domain.endpoint_events import EndpointCreated
from domain.errors import EndpointOff, RotatedRecently, TooMany
from domain.roles import Role
from domain.signing import new_secret
from services.bell import Bell
from services.dispatching import hold_back
from storage.database import Storage
from storage.lanes import FOREVER
from storage.store import Store

SECRET_BYTES = 32
LATELY = timedelta(days=1)
ON_PAGE = 8
Check = Callable[[str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Each method is one verb, one role and one transaction.

    ``check`` looks up where a URL leads, with no transaction open, and refuses with UrlNotAllowed.
    """

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell
    check: Check

    async def create(self, caller: Caller, url: str, events: Sequence[str] = ()) -> Endpoint:
        """Begin an endpoint; its secret is in the answer and can never be read again."""
        caller.must_be(Role.ADMIN)
        chosen, secret = checked_events(events), new_secret(token_bytes(SECRET_BYTES))
        endpoint = Endpoint(self.new_id(), await self.check(url), secret, chosen)
        async with self.storage.open(caller) as store:
            if await store.endpoints.count() >= MOST_ENDPOINTS:
                raise TooMany(MOST_ENDPOINTS)
            told = EndpointCreated(endpoint.id, endpoint.host, endpoint.events_in_words)
            await store.keep(Change(endpoint, told), self.now())
        return endpoint

    async def all(self, caller: Caller) -> Sequence[EndpointView]:
        """Return every endpoint of the workspace."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            found = await store.endpoints.all()
            ids = [each.id for each in found]
            records = await store.dispatches.records(ids, self.now() - LATELY)
        return [EndpointView(each, records.get(each.id, Record())) for each in found]

    async def look(self, caller: Caller, endpoint_id: UUID) -> EndpointView:
        """Return one endpoint; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            records = await store.dispatches.records([endpoint_id], self.now() - LATELY)
            waiting = await store.dispatches.waiting(endpoint_id)
        return EndpointView(endpoint, records.get(endpoint_id, Record()), waiting)

    async def pause(self, caller: Caller, endpoint_id: UUID, *, paused: bool) -> Endpoint:
        """Pause it: what comes waits; or call it again, and follow up with what waits.

        One that was switched off gets a test first, for it is to be seen whether it listens.
        """
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            change = endpoint.paused_is(paused)
            if change.thing.state is endpoint.state or (paused and _is_off(endpoint)):
                return endpoint
            await store.keep(change, now)
            await hold_back(store, endpoint, FOREVER if paused else None)
            if _is_off(endpoint):
                store.announcing.ping(endpoint_id, caller.actor, now)
        self.outgoing.ring()
        return change.thing

    async def toggle(self, caller: Caller, endpoint_id: UUID, event: str) -> Endpoint:
        """Let it hear of an event, or no longer; of all if none is left. Refuse with NotFound."""
        return await self._change(caller, endpoint_id, lambda each: each.toggled(event))

    async def overlap(self, caller: Caller, endpoint_id: UUID) -> tuple[Endpoint, int | None]:
        """Return it, and until when (Unix milliseconds) its old secret signs too."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
        return endpoint, endpoint.overlap_ends(self.now())

    async def rotate(
        self, caller: Caller, endpoint_id: UUID, *, ending: int | None = None
    ) -> Endpoint:
        """Give it a new secret, shown in the answer; the old one signs too for 24 hours more.

        While an old one does, refuse with RotatedRecently unless *ending* names the moment (Unix
        milliseconds) to which it would.
        """
        secret = new_secret(token_bytes(SECRET_BYTES))

        def rotated(endpoint: Endpoint) -> Change[Endpoint]:
            if endpoint.overlap_ends(self.now()) not in (None, ending):
                raise RotatedRecently
            return endpoint.rotated(secret, self.now())

        return await self._change(caller, endpoint_id, rotated)

    async def remove(self, caller: Caller, endpoint_id: UUID) -> Endpoint:
        """Let it go; what waits for it is dropped, the log stays for its time."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            await store.keep(endpoint.removed(), self.now())
            await store.dispatches.cancel(endpoint_id)
            await hold_back(store, endpoint, None)
        return endpoint

    async def test(self, caller: Caller, endpoint_id: UUID) -> UUID:
        """Send a signed test event; return its id. Refuse with EndpointOff if it is not called."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            endpoint = await store.endpoints.get(endpoint_id)
            if endpoint.state is not EndpointState.ACTIVE:
                raise EndpointOff
            sent = store.announcing.ping(endpoint_id, caller.actor, self.now())
        self.outgoing.ring()
        return sent

    async def tested(self, caller: Caller, announcement_id: UUID) -> Sent | None:
        """Return how a test went; None while there was no attempt. Refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            await store.dispatches.announcement(announcement_id)
            sent = await store.dispatches.of_announcement(announcement_id)
            return await store.dispatches.get(sent) if sent else None

    async def sendings(
        self, caller: Caller, endpoint_id: UUID | None, *, failed: bool, page: int = 0
    ) -> Sendings:
        """Show what was sent, the newest first; a page after the last one is the last one."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            count = await store.dispatches.count(endpoint_id, failed=failed)
            pages = max(1, -(-count // ON_PAGE))
            page = min(max(page, 0), pages - 1)
            found = await store.dispatches.newest(
                endpoint_id, failed=failed, offset=page * ON_PAGE, limit=ON_PAGE
            )
        return Sendings(found, page, pages)

    async def sending(self, caller: Caller, dispatch_id: int) -> Sent:
        """Return one dispatch with its attempts; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.dispatches.get(dispatch_id)

    async def replay(self, caller: Caller, dispatch_id: int) -> Sent:
        """Send one once more, under the same webhook-id; refuse with NotFound or EndpointOff."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            sent = await store.dispatches.get(dispatch_id)
            await _must_be_called(store, sent.endpoint_id)
            if sent.state is not DispatchState.WAITS or sent.failures:
                await store.dispatches.replay(dispatch_id, self.now())
            again = await store.dispatches.get(dispatch_id)
        self.outgoing.ring()
        return again

    async def replay_failed(
        self, caller: Caller, within: timedelta, endpoint_id: UUID | None = None
    ) -> int:
        """Send once more what failed within that time, 5,000 at most; return how many."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            if endpoint_id:
                await _must_be_called(store, endpoint_id)
            count = await store.dispatches.replay_failed(endpoint_id, now - within, now)
        self.outgoing.ring()
        return count

    async def _change(
        self, caller: Caller, endpoint_id: UUID, move: Callable[[Endpoint], Change[Endpoint]]
    ) -> Endpoint:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            change = move(await store.endpoints.get(endpoint_id))
            await store.keep(change, self.now())
        return change.thing


async def _must_be_called(store: Store, endpoint_id: UUID) -> None:
    if _is_off(await store.endpoints.get(endpoint_id)):
        raise EndpointOff


def _is_off(endpoint: Endpoint) -> bool:
    return endpoint.state is EndpointState.DISABLED
