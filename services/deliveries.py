"""What the carriers ask: what to carry, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.chat import Post
from domain.errors import NotFound
from domain.lead import LeadId
from domain.parcel import Outcome, Parcel, Undelivered
from domain.retry import ALERT_GIVE_UP_AFTER, alert_delay
from services.doors import Doors
from services.leads import LeadView, view_of
from storage.database import Storage
from storage.outbox import Delivery

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Alert:
    """A card to send, or to bring up to date."""

    post: Post
    view: LeadView


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Each method is one verb and one transaction; none is open while something is carried."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def claim(self, limit: int) -> Sequence[Parcel]:
        """Lease the parcels that are due."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.outbox.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit
            )

    async def next_due(self) -> datetime | None:
        """Say when the next parcel becomes due."""
        async with self.storage.look_system() as system:
            return await system.outbox.next_due(self.now())

    async def alert(self, parcel: Parcel) -> Alert | None:
        """Read what the parcel's card looks like now; ``None`` if nobody wants it any more."""
        async with self.storage.look(self.doors.house(parcel.workspace_id)) as store:
            post = await store.posts.find(parcel.subject_id)
            if post is None:
                return None
            try:
                return Alert(post, await view_of(store, LeadId(post.lead_id)))
            except NotFound:
                return None

    async def delivered(self, parcel: Parcel, began: datetime, shown_as: int | None) -> None:
        """Close the parcel and log the attempt; ``shown_as`` is the message that a card became."""
        now = self.now()
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            if shown_as is not None:
                await store.posts.is_shown_as(parcel.subject_id, shown_as)
            await store.outbox.delivered(parcel, now)
            store.outbox.log(parcel, _attempt(parcel, began, now, Outcome.DELIVERED))

    async def failed(self, parcel: Parcel, began: datetime, trouble: Undelivered) -> Outcome:
        """Log the attempt; postpone the parcel, or give it up when trying again cannot help."""
        now = self.now()
        hopeless = trouble.permanent or now - parcel.created_at >= ALERT_GIVE_UP_AFTER
        outcome = Outcome.DEAD if hopeless else Outcome.POSTPONED
        async with self.storage.open(self.doors.house(parcel.workspace_id)) as store:
            if hopeless:
                await store.outbox.give_up(parcel, trouble.reason)
            else:
                until = now + _wait(parcel, trouble)
                await store.outbox.postpone(parcel, until, trouble.reason, counts=trouble.counts)
                if trouble.lane:
                    await store.outbox.rest(parcel.lane, until)
            store.outbox.log(parcel, _attempt(parcel, began, now, outcome, trouble.reason))
        return outcome

    async def release(self, parcels: Sequence[Parcel]) -> None:
        """Free parcels that will not be carried by this worker after all."""
        async with self.storage.open_system() as system:
            for lease in {each.lease for each in parcels}:
                await system.outbox.release(lease)


def _wait(parcel: Parcel, trouble: Undelivered) -> timedelta:
    if trouble.retry_after is not None:
        return timedelta(seconds=trouble.retry_after)
    return alert_delay(parcel.failures + 1)


def _attempt(
    parcel: Parcel, began: datetime, now: datetime, outcome: Outcome, error: str | None = None
) -> Delivery:
    took = int((now - began).total_seconds() * 1000)
    return Delivery(now, parcel.kind, parcel.failures + 1, took, outcome, error)
