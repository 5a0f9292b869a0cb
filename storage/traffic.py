"""Counts of what came to each source, by minute and kind, and who stood out; never one a call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.abuse import LEAST, TEN, Amount
from domain.caller import WorkspaceId
from domain.traffic import KEPT, MINUTES_AN_HOUR, SAMPLES_KEPT, Minute, Seen, minute_of
from storage.base import Base, WorkspaceOwned
from storage.dialects import PLAINLY, insert_for
from storage.scope import EVERYWHERE, QUIETLY

MOST_AT_ONCE = 500
"""Of how many counts one round judges; the largest ones come first."""
SAMPLES_EACH = 50
"""How many samples of one kind a source keeps, however many there were."""


class TrafficRow(WorkspaceOwned, Base):
    """How many calls of one kind came to a source within a minute."""

    __tablename__ = "traffic"
    __table_args__ = (Index(None, "minute"),)

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class SeenRow(WorkspaceOwned, Base):
    """How many of them came from one address, or repeated one thing, which is a hash."""

    __tablename__ = "traffic_samples"
    __table_args__ = (Index(None, "minute"),)

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    target: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)
    request_id: Mapped[str] = mapped_column(String(32))


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted together."""

    workspace_id: WorkspaceId
    source_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class Heavy:
    """Who stood out within ten minutes, and how often they came."""

    key: Key
    target: str
    count: int


class Traffic:
    """Reads what came to the sources of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hours(self, first: Minute) -> Mapping[tuple[int, str], int]:
        """Return the counts since then by hour, the first being 0, and by kind."""
        hour = ((TrafficRow.minute - first) // MINUTES_AN_HOUR).label("hour")
        found = (
            select(hour, TrafficRow.kind, func.sum(TrafficRow.count).label("many"))
            .where(TrafficRow.minute >= first)
            .group_by("hour", TrafficRow.kind)
        )
        rows = await self._session.execute(found)
        return {(row.hour, row.kind): int(row.many) for row in rows}

    async def by_source(self, first: Minute) -> Mapping[tuple[UUID, str], int]:
        """Return the counts since then by source and kind."""
        found = (
            select(TrafficRow.source_id, TrafficRow.kind, func.sum(TrafficRow.count).label("many"))
            .where(TrafficRow.minute >= first)
            .group_by(TrafficRow.source_id, TrafficRow.kind)
        )
        rows = await self._session.execute(found)
        return {(row.source_id, row.kind): int(row.many) for row in rows}

    async def samples(
        self, source_id: UUID, since: Minute, until: Minute, most: int
    ) -> Sequence[Seen]:
        """Return who stood out at a source within some minutes, the most frequent first."""
        many = func.sum(SeenRow.count).label("many")
        columns = (SeenRow.kind, SeenRow.target, many)
        last = (
            func.max(SeenRow.minute).label("last"),
            func.max(SeenRow.request_id),
        )
        found = (
            select(*columns, *last)
            .where(
                SeenRow.source_id == source_id,
                SeenRow.minute.between(since, until),
            )
            .group_by(SeenRow.kind, SeenRow.target)
            .order_by(many.desc(), SeenRow.kind, SeenRow.target)
            .limit(most)
        )
        rows = await self._session.execute(found)
        return [
            Seen(kind, target, int(count), Minute(minute), request_id)
            for kind, target, count, minute, request_id in rows
        ]


class AllTraffic:
    """Counts for all workspaces together, and looks for what is much; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        counts: Mapping[tuple[Key, Minute], int],
        samples: Iterable[tuple[Key, Seen]],
    ) -> None:
        """Add what one process counted; what others counted stays."""
        rows = [
            {**_key(key), "minute": minute, "count": many}
            for (key, minute), many in counts.items()
        ]
        await self._add(TrafficRow, ["minute", "kind"], rows, ())
        found = [
            {
                **_key(key),
                "target": each.target,
                "minute": each.minute,
                "count": each.count,
                "request_id": each.request_id,
            }
            for key, each in samples
        ]
        await self._add(SeenRow, ["kind", "target", "minute"], found, ("request_id",))

    async def _add(
        self,
        table: type[TrafficRow | SeenRow],
        keys: Sequence[str],
        rows: Sequence[Mapping[str, Any]],
        newest: Sequence[str],
    ) -> None:
        if not rows:
            return
        own = ["workspace_id", "source_id", *keys]
        insert = insert_for(self._session, table)
        more = insert.on_conflict_do_update(
            index_elements=own,
            set_={
                "count": table.count + insert.excluded.count,
                **{name: insert.excluded[name] for name in newest},
            },
        )
        # In one order everywhere, so that no two processes wait for each other's rows.
        ordered = sorted(rows, key=lambda row: [str(row[name]) for name in own])
        await self._session.execute(more, ordered, execution_options=PLAINLY)

    async def much(self, now: Minute) -> Mapping[Key, Amount]:
        """Return what came within ten minutes where that is worth a look, the most first."""
        ten = func.sum(TrafficRow.count).label("ten")
        # A burst may fall on both sides of a full minute.
        last = func.sum(case((TrafficRow.minute == now, TrafficRow.count), else_=0))
        before = func.sum(case((TrafficRow.minute == now - 1, TrafficRow.count), else_=0))
        columns = (TrafficRow.workspace_id, TrafficRow.source_id, TrafficRow.kind)
        found = (
            select(*columns, last, before, ten)
            .where(TrafficRow.minute > now - TEN, TrafficRow.minute <= now)
            .group_by(*columns)
            .having(ten * 2 >= LEAST)
            .order_by(ten.desc())
            .limit(MOST_AT_ONCE)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return {
            Key(WorkspaceId(workspace_id), source_id, kind): Amount(
                max(int(newest), int(older)), int(many)
            )
            for workspace_id, source_id, kind, newest, older, many in rows
        }

    async def heavy(self, now: Minute) -> Sequence[Heavy]:
        """Return who stood out within the same ten minutes, the most frequent first."""
        many = func.sum(SeenRow.count).label("many")
        columns = (
            SeenRow.workspace_id,
            SeenRow.source_id,
            SeenRow.kind,
            SeenRow.target,
        )
        found = (
            select(*columns, many)
            .where(SeenRow.minute > now - TEN, SeenRow.minute <= now)
            .group_by(*columns)
            .having(many * 2 >= LEAST)
            .order_by(many.desc())
            .limit(MOST_AT_ONCE)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [
            Heavy(Key(WorkspaceId(workspace_id), source_id, kind), target, int(count))
            for workspace_id, source_id, kind, target, count in rows
        ]

    async def history(self, key: Key, kinds: Iterable[str]) -> Mapping[int, int]:
        """Return all that is remembered of some kinds at a source, by minute."""
        found = (
            select(TrafficRow.minute, func.sum(TrafficRow.count))
            .where(
                TrafficRow.workspace_id == key.workspace_id,
                TrafficRow.source_id == key.source_id,
                TrafficRow.kind.in_(list(kinds)),
            )
            .group_by(TrafficRow.minute)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return {minute: int(count) for minute, count in rows}

    async def clear(self, now: datetime) -> None:
        """Forget what is long ago, and all samples but the newest of each kind."""
        old = delete(TrafficRow).where(TrafficRow.minute < minute_of(now - KEPT))
        await self._session.execute(old, execution_options=QUIETLY)
        gone = delete(SeenRow).where(SeenRow.minute < minute_of(now - SAMPLES_KEPT))
        await self._session.execute(gone, execution_options=QUIETLY)
        own = (SeenRow.workspace_id, SeenRow.source_id, SeenRow.kind)
        crowded = (
            select(*own)
            .group_by(*own)
            .having(func.count() > SAMPLES_EACH)
            .order_by(func.count().desc())
            .limit(MOST_AT_ONCE)
        )
        rows = (await self._session.execute(crowded, execution_options=EVERYWHERE)).all()
        for workspace_id, source_id, kind in rows:
            await self._thin_out(Key(WorkspaceId(workspace_id), source_id, kind))

    async def _thin_out(self, key: Key) -> None:
        own = (
            SeenRow.workspace_id == key.workspace_id,
            SeenRow.source_id == key.source_id,
            SeenRow.kind == key.kind,
        )
        newest = (
            select(SeenRow.minute)
            .where(*own)
            .order_by(SeenRow.minute.desc())
            .offset(SAMPLES_EACH)
            .limit(1)
        )
        last = (await self._session.scalars(newest, execution_options=EVERYWHERE)).first()
        if last is not None:
            older = delete(SeenRow).where(*own, SeenRow.minute <= last)
            await self._session.execute(older, execution_options=QUIETLY)


def _key(key: Key) -> dict[str, Any]:
    return {
        "workspace_id": key.workspace_id,
        "source_id": key.source_id,
        "kind": key.kind,
    }
