"""Timers of leads, on the shelf, and what is due of them in all workspaces."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import MemberId, WorkspaceId
from domain.lead import LeadId
from domain.timer import Timer, pause_after
from storage.base import Base, Document, OwnedById, owned_reference
from storage.dialects import PLAINLY, insert_for
from storage.scope import EVERYWHERE, WORKSPACE, later


class TimerRow(OwnedById, Base):
    """What is to happen to a lead; the id is made of lead, kind and member, see Timer."""

    __tablename__ = "timers"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        owned_reference("member_id", "members"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "due_at"),
    )

    lead_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime]
    member_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(Document)
    failures: Mapped[int] = mapped_column(default=0)


NEW_TIMER = insert(TimerRow)


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose moment has come, and where; what it says is read when it is its turn."""

    workspace_id: WorkspaceId
    id: UUID
    lead_id: LeadId
    kind: str


class Timers:
    """Reads and writes the timers of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def set(self, timer: Timer) -> None:
        """Write the timer; if it is there already, it moves."""
        values = {
            "due_at": timer.due_at,
            "details": dict(timer.details),
            "failures": 0,
        }
        moved = insert_for(self._session, TimerRow).on_conflict_do_update(
            index_elements=["workspace_id", "id"], set_=values
        )
        row = self._as_values(timer)
        await self._session.execute(moved, [row], execution_options=PLAINLY)

    def set_all(self, timers: Sequence[Timer]) -> None:
        """Write several timers of leads that had none, in one go."""
        later(self._session, NEW_TIMER, [self._as_values(each) for each in timers])

    def _as_values(self, timer: Timer) -> dict[str, Any]:
        return {
            "workspace_id": self._session.info[WORKSPACE],
            "id": timer.id,
            "lead_id": timer.lead_id,
            "kind": timer.kind,
            "member_id": timer.member_id,
            "due_at": timer.due_at,
            "details": dict(timer.details),
            "failures": 0,
        }

    async def cancel(
        self, lead_id: UUID, *kinds: str, member_id: MemberId | None = None
    ) -> Sequence[Timer]:
        """Forget the lead's timers of these kinds, or those about one member; return them."""
        which = [TimerRow.lead_id == lead_id, TimerRow.kind.in_(kinds)]
        if member_id is not None:
            which.append(TimerRow.member_id == member_id)
        gone = delete(TimerRow).where(*which).returning(TimerRow)
        return [_as_timer(row) for row in await self._session.scalars(gone)]

    async def of_lead(self, lead_id: UUID) -> Sequence[Timer]:
        """Return the lead's timers, the next one first."""
        found = (
            select(TimerRow)
            .where(TimerRow.lead_id == lead_id)
            .order_by(TimerRow.due_at, TimerRow.kind, TimerRow.id)
        )
        return [_as_timer(row) for row in await self._session.scalars(found)]

    async def take(self, timer_id: UUID, now: datetime) -> Timer | None:
        """Take the timer off the shelf if it is still due; whoever does it alone has it."""
        taken = delete(TimerRow).where(TimerRow.id == timer_id, TimerRow.due_at <= now)
        row = (await self._session.scalars(taken.returning(TimerRow))).one_or_none()
        return _as_timer(row) if row else None

    async def postpone(self, timer_id: UUID, now: datetime) -> timedelta | None:
        """Let a timer that failed wait, longer each time; return how long, or None if it moved."""
        found = select(TimerRow.failures).where(TimerRow.id == timer_id, TimerRow.due_at <= now)
        failures = (await self._session.scalars(found)).one_or_none()
        if failures is None:
            return None
        pause = pause_after(failures + 1)
        await self._session.execute(
            update(TimerRow)
            .where(TimerRow.id == timer_id, TimerRow.due_at <= now)
            .values(due_at=now + pause, failures=failures + 1),
            execution_options={"synchronize_session": False},
        )
        return pause


class DueTimers:
    """The timers of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, kinds: Collection[str], now: datetime, limit: int) -> Sequence[DueTimer]:
        """Return timers of these kinds whose moment has come, the oldest first."""
        found = (
            select(TimerRow.workspace_id, TimerRow.id, TimerRow.lead_id, TimerRow.kind)
            .where(TimerRow.due_at <= now, TimerRow.kind.in_(kinds))
            .order_by(TimerRow.due_at, TimerRow.id)
            .limit(limit)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [
            DueTimer(WorkspaceId(workspace_id), timer_id, LeadId(lead_id), kind)
            for workspace_id, timer_id, lead_id, kind in rows
        ]


def _as_timer(row: TimerRow) -> Timer:
    return Timer(
        lead_id=LeadId(row.lead_id),
        kind=row.kind,
        due_at=row.due_at,
        member_id=MemberId(row.member_id) if row.member_id else None,
        details=row.details,
    )
