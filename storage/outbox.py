"""The outbox: what must leave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Select,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import WorkspaceId
from domain.parcel import ANY, NEW_CARDS, Choice, NewParcel, Parcel, Priority
from domain.routing import ALERT, DIGEST, TEST
from storage.at_once import Question, filled, places_for
from storage.base import Moment
from storage.dialects import is_sqlite
from storage.leases import (
    DEAD,
    DUE,
    FREE,
    URGENT,
    claim,
    next_due,
    release,
    release_all,
)
from storage.parcels import PUT_BACK, ParcelRow, closing, holding, wanted
from storage.scope import EVERYWHERE, QUIETLY, WORKSPACE, ask_anywhere, later, later_anywhere

MOST_COUNTED = 1000
EDIT = int(Priority.EDIT)


@dataclass(frozen=True, slots=True)
class WaitingCards:
    """New cards that wait in a lane: how many, since when, how many came lately, how many are hot.

    Past MOST_COUNTED nobody counts further.
    """

    count: int
    oldest: datetime | None
    newest: datetime | None
    lately: int
    hot: int


class Outbox:
    """Takes parcels of the open workspace; hands them out across workspaces to the system.

    ``wished`` counts what was put here.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.wished = 0

    async def put(self, parcels: Iterable[NewParcel], now: datetime) -> None:
        """Add the parcels; one that waits already under the same key is wanted anew instead."""
        workspace_id = self._session.info[WORKSPACE]
        rows = [_as_values(each, workspace_id, now) for each in parcels]
        self.wished += len(rows)
        later(self._session, wanted(in_sqlite=is_sqlite(self._session)), rows)

    async def claim(
        self,
        now: datetime,
        *,
        lease: UUID,
        until: datetime,
        limit: int,
        choice: Choice = ANY,
    ) -> Sequence[Parcel]:
        """Lease up to *limit* due parcels, at most one of each lane."""
        rows = await claim(
            self._session, ParcelRow, now, lease=lease, until=until, limit=limit, choice=choice
        )
        return [_as_parcel(row, lease) for row in rows]

    async def next_due(self, now: datetime, without: Collection[str] = ()) -> datetime | None:
        """Say when the next parcel becomes due in other lanes than *without*."""
        return await next_due(self._session, ParcelRow, now, without)

    def new_cards_in(self, lane: str, lease: UUID) -> Select[int, int, UUID]:
        """Select the new cards of a lane that nobody else holds, those under *lease* included."""
        return select(ParcelRow.id, ParcelRow.priority, ParcelRow.subject_id).where(
            ParcelRow.lane == lane,
            ParcelRow.state == DUE,
            ParcelRow.priority.in_(NEW_CARDS),
            ParcelRow.kind == ALERT,
            or_(ParcelRow.lease.is_(None), ParcelRow.lease == lease),
        )

    def new_cards_free(self, lane: str) -> Select[int, int, UUID]:
        """Select the new cards of a lane that nobody is carrying."""
        return select(ParcelRow.id, ParcelRow.priority, ParcelRow.subject_id).where(
            ParcelRow.lane == lane,
            ParcelRow.state == DUE,
            ParcelRow.priority.in_(NEW_CARDS),
            ParcelRow.kind == ALERT,
            ParcelRow.lease.is_(None),
        )

    async def unsent_digests(self, lane: str) -> Mapping[UUID, Priority]:
        """Return the digests that wait in a lane to be sent, and how urgent each is."""
        found = select(ParcelRow.subject_id, ParcelRow.priority).where(
            ParcelRow.lane == lane,
            ParcelRow.state == DUE,
            ParcelRow.priority.in_(NEW_CARDS),
            ParcelRow.kind == DIGEST,
            ParcelRow.lease.is_(None),
        )
        rows = await self._session.execute(found)
        return {row.subject_id: Priority(row.priority) for row in rows}

    async def waits(self, wish: NewParcel) -> bool:
        """Tell whether something waits under the same key."""
        found = select(ParcelRow.id).where(ParcelRow.key == wish.key, ParcelRow.state == DUE)
        return (await self._session.scalars(found.limit(1))).first() is not None

    async def backlog(self, lane: str, now: datetime, lately: datetime) -> WaitingCards:
        """Count the new cards that wait in a lane, and how many of them came since *lately*."""
        came = select(ParcelRow.created_at, ParcelRow.priority).where(
            ParcelRow.lane == lane,
            ParcelRow.state == DUE,
            ParcelRow.priority.in_(NEW_CARDS),
            ParcelRow.kind == ALERT,
            ParcelRow.due_at <= now,
        )
        found = came.limit(MOST_COUNTED).subquery()
        row = (
            await self._session.execute(
                select(
                    func.count(),
                    func.min(found.c.created_at, type_=Moment),
                    func.max(found.c.created_at, type_=Moment),
                    func.count().filter(found.c.created_at > lately),
                    func.count().filter(found.c.priority <= URGENT),
                ).select_from(found)
            )
        ).one()
        return WaitingCards(*row)

    async def bundle(
        self, parcel: Parcel, new: NewParcel, subjects: Collection[UUID], now: datetime
    ) -> Parcel:
        """Put *new* in the place of the parcels of these subjects, under the lease of *parcel*."""
        gone = delete(ParcelRow).where(
            ParcelRow.lane == parcel.lane,
            ParcelRow.kind == parcel.kind,
            ParcelRow.state == DUE,
            ParcelRow.subject_id.in_(subjects),
        )
        held = select(ParcelRow.leased_until).where(*_held(parcel))
        until = (await self._session.scalars(held)).first()
        await self._session.execute(gone, execution_options=QUIETLY)
        values = _as_values(new, parcel.workspace_id, now)
        row = ParcelRow(**values | {"lease": parcel.lease, "leased_until": until or now})
        self._session.add(row)
        await self._session.flush()
        return _as_parcel(row, parcel.lease)

    async def drop(self, subjects: Collection[UUID], kind: str | None = None) -> None:
        """Forget what was to leave about these subjects, or of it the parcels of one kind."""
        dropped = delete(ParcelRow).where(
            ParcelRow.subject_id.in_(subjects), ParcelRow.state == DUE
        )
        await self._session.execute(dropped.where(ParcelRow.kind == kind) if kind else dropped)

    async def change_lane(
        self, old: str, new: str, subjects: Collection[UUID] | None = None
    ) -> None:
        """Let what waits in one lane, or what waits there about *subjects*, leave by another."""
        waiting = update(ParcelRow).where(ParcelRow.lane == old, ParcelRow.state == DUE)
        if subjects is not None:
            waiting = waiting.where(ParcelRow.subject_id.in_(subjects))
        await self._session.execute(waiting.values(lane=new, **FREE))

    async def begin_anew(self, lane: str, now: datetime) -> int:
        """Let all of a lane leave now, as if nothing had failed; return how many cards are new."""
        waiting = (ParcelRow.lane == lane, ParcelRow.state == DUE)
        await self._session.execute(
            update(ParcelRow).where(*waiting).values(due_at=now, failures=0, failing_since=None)
        )
        new = (*waiting, ParcelRow.kind == ALERT, ParcelRow.priority.in_(NEW_CARDS))
        counted = select(func.count()).select_from(ParcelRow).where(*new)
        return (await self._session.execute(counted)).scalar_one()

    async def count_by_lane(self) -> dict[str, int]:
        """Count what waits in each lane of the open workspace, tests aside."""
        counted = (
            select(ParcelRow.lane, func.count().label("many"))
            .where(ParcelRow.state == DUE, ParcelRow.kind != TEST)
            .group_by(ParcelRow.lane)
        )
        return {row.lane: row.many for row in await self._session.execute(counted)}

    async def close(self, parcels: Sequence[Parcel]) -> Collection[int]:
        """Drop parcels that arrived; return which: the others were wanted anew meanwhile."""
        if not parcels:
            return ()
        places = places_for(len(parcels))
        values = filled("id", [each.id for each in parcels], places)
        values |= filled("lease", [each.lease for each in parcels], places)
        values |= filled("revision", [each.revision for each in parcels], places)
        (gone,) = await ask_anywhere(self._session, Question(closing(places), [values]))
        return {each.id for each in gone}

    async def wanted_anew(self, parcel: Parcel, now: datetime) -> None:
        """Free a parcel for another round that arrived, and changed while it was carried."""
        anew: dict[str, Any] = {"due_at": now, "failures": 0, "failing_since": None, **FREE}
        # The card is there now: what is wanted anew is a change of it.
        anew["priority"] = case((ParcelRow.priority < EDIT, EDIT), else_=ParcelRow.priority)
        again = update(ParcelRow).where(*_held(parcel)).values(**anew)
        await self._session.execute(again, execution_options=QUIETLY)

    async def postpone(
        self, parcel: Parcel, due_at: datetime, error: str, failing_since: datetime | None
    ) -> None:
        """Free the parcel for a later attempt; it has failed since then, if at all."""
        values: dict[str, Any] = {"due_at": due_at, "last_error": error[:1024], **FREE}
        if failing_since:
            values |= {"failures": ParcelRow.failures + 1, "failing_since": failing_since}
        later = update(ParcelRow).where(*_held(parcel)).values(**values)
        await self._session.execute(later, execution_options=QUIETLY)

    def put_back(self, parcels: Iterable[Parcel]) -> None:
        """Free the parcels as if nobody had claimed them."""
        rows = [{"parcel": each.id, "held_under": each.lease} for each in parcels]
        later_anywhere(self._session, PUT_BACK, rows)

    async def hold(
        self, subjects: Sequence[UUID], lease: UUID, now: datetime, until: datetime
    ) -> Sequence[Parcel]:
        """Lease the new cards of these subjects, in their order, where nothing is before them.

        A lane that rests, or in which something at least as urgent waits or is carried that is
        not under the same *lease*, is left to those who claim.
        """
        if not subjects:
            return ()
        places = places_for(len(subjects))
        values = {"lease_id": lease, "now": now, "until": until}
        values |= filled("subject", subjects, places)
        (rows,) = await ask_anywhere(self._session, Question(holding(places), [values]))
        return [_as_parcel(row, lease) for row in sorted(rows, key=lambda row: row.id)]

    async def give_up(self, parcel: Parcel, error: str) -> None:
        """Keep the parcel as a dead letter with its reason."""
        values = {"state": DEAD, "last_error": error[:1024], **FREE}
        dead = update(ParcelRow).where(*_held(parcel)).values(**values)
        await self._session.execute(dead, execution_options=QUIETLY)

    async def release(self, lease: UUID) -> None:
        """Free everything that one worker still holds."""
        await release(self._session, ParcelRow, lease)

    async def release_all(self) -> None:
        """Free everything that anybody holds, once they are known to be gone."""
        await release_all(self._session, ParcelRow)

    async def waiting(self) -> int:
        """Count the parcels that have not left."""
        counted = select(func.count()).select_from(ParcelRow).where(ParcelRow.state == DUE)
        return (await self._session.execute(counted, execution_options=EVERYWHERE)).scalar_one()


def _held(parcel: Parcel) -> tuple[Any, ...]:
    """Match the parcel only while its lease is ours."""
    return (ParcelRow.id == parcel.id, ParcelRow.lease == parcel.lease)


def _as_values(parcel: NewParcel, workspace_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "kind": parcel.kind,
        "lane": parcel.lane,
        "key": parcel.key,
        "subject_id": parcel.subject_id,
        "priority": parcel.priority,
        "state": DUE,
        "due_at": now,
        "failures": 0,
        "revision": 1,
        "created_at": now,
    }


def _as_parcel(row: ParcelRow, lease: UUID) -> Parcel:
    return Parcel(
        id=row.id,
        workspace_id=WorkspaceId(row.workspace_id),
        kind=row.kind,
        lane=row.lane,
        subject_id=row.subject_id,
        revision=row.revision,
        failures=row.failures,
        created_at=row.created_at,
        lease=lease,
        priority=Priority(row.priority),
        failing_since=row.failing_since,
    )
