"""The outbox: what must leave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    Executable,
    Index,
    Integer,
    Select,
    SmallInteger,
    String,
    Uuid,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from domain.caller import WorkspaceId
from domain.parcel import ANY, NEW_CARDS, Choice, NewParcel, Parcel, Priority
from domain.routing import ALERT, DIGEST, TEST
from storage.at_once import Question, filled, places_for
from storage.base import Base, Moment, Number, WorkspaceOwned, columns_of
from storage.dialects import insert_into, is_sqlite
from storage.lanes import LaneRow
from storage.leases import (
    DEAD,
    DUE,
    FREE,
    URGENT,
    LeasedWork,
    claim,
    lease_indexes,
    next_due,
    release,
    release_all,
)
from storage.scope import ACROSS, QUIETLY, WORKSPACE, ask_anywhere, later, later_anywhere

ONE_DUE_PER_KEY = text("state = 'due'")
MOST_COUNTED = 1000
EDIT = int(Priority.EDIT)


class ParcelRow(LeasedWork, WorkspaceOwned, Base):
    """Something that must leave; ``revision`` grows when it is wanted anew while waiting."""

    __tablename__ = "parcels"
    __table_args__ = (
        Index(
            "uq_parcels_key_due",
            "key",
            unique=True,
            sqlite_where=ONE_DUE_PER_KEY,
            postgresql_where=ONE_DUE_PER_KEY,
        ),
        *lease_indexes("parcels", "priority", "id"),
        Index(None, "subject_id"),
    )
    ORDER: ClassVar = ("priority", "id")

    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(128))
    subject_id: Mapped[UUID]
    priority: Mapped[int] = mapped_column(SmallInteger, default=int(Priority.NEW))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]


PUT_BACK = (
    update(ParcelRow)
    .where(ParcelRow.id == bindparam("parcel"), ParcelRow.lease == bindparam("held_under"))
    .values(**FREE)
)


# Built once for each number of places: building them takes longer than running them.
@cache
def _holding(places: int) -> Executable:
    lease, now = bindparam("lease_id", type_=Uuid), bindparam("now", type_=Moment)
    subjects = [bindparam(f"subject{each}", type_=Uuid) for each in range(places)]
    other = aliased(ParcelRow)
    before = exists().where(
        other.lane == ParcelRow.lane,
        other.state == literal_column(f"'{DUE}'"),
        other.priority <= ParcelRow.priority,
        other.subject_id.not_in(subjects),
        or_(other.lease.is_(None), other.lease != lease),
    )
    rests = exists().where(LaneRow.lane == ParcelRow.lane, LaneRow.rests_until > now)
    return (
        update(ParcelRow)
        .where(
            ParcelRow.subject_id.in_(subjects),
            ParcelRow.state == DUE,
            ParcelRow.kind == ALERT,
            ParcelRow.lease.is_(None),
            ~before,
            ~rests,
        )
        .values(lease=lease, leased_until=bindparam("until"))
        .returning(*columns_of(ParcelRow))
    )


@cache
def _closing(places: int) -> Executable:
    held = tuple_(ParcelRow.id, ParcelRow.lease, ParcelRow.revision)
    carried = [
        tuple_(
            bindparam(f"id{each}", type_=Number),
            bindparam(f"lease{each}", type_=Uuid),
            bindparam(f"revision{each}", type_=Integer),
        )
        for each in range(places)
    ]
    return delete(ParcelRow).where(held.in_(carried)).returning(ParcelRow.id)


@cache
def _wanted(*, in_sqlite: bool) -> Executable:
    """Add a parcel, or want the one anew that waits under the same key."""
    return insert_into(ParcelRow, in_sqlite=in_sqlite).on_conflict_do_update(
        index_elements=["key"],
        index_where=ONE_DUE_PER_KEY,
        set_={"revision": ParcelRow.revision + 1},
    )


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
        later(self._session, _wanted(in_sqlite=is_sqlite(self._session)), rows)

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
        (gone,) = await ask_anywhere(self._session, Question(_closing(places), [values]))
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
        (rows,) = await ask_anywhere(self._session, Question(_holding(places), [values]))
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
        return (
            await self._session.execute(counted, execution_options={ACROSS: True})
        ).scalar_one()


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
