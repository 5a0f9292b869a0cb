"""Telegram updates, kept raw before they are acknowledged, each handled once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Document
from storage.dialects import PLAINLY, insert_for
from storage.leases import (
    DEAD,
    FREE,
    LeasedWork,
    claim,
    lease_indexes,
    next_due,
    release,
    release_all,
)
from storage.scope import EVERYWHERE, QUIETLY

DONE = "done"
GIVEN_UP = text("state = 'dead'")


class UpdateRow(LeasedWork, Base):
    """One update of one bot; belongs to no workspace, for nobody has looked inside yet."""

    __tablename__ = "updates"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_updates_dead", "id", sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP),
        *lease_indexes("updates"),
    )

    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    raw: Mapped[dict[str, Any]] = mapped_column(Document)
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update that a worker holds under a lease."""

    id: int
    update_id: int
    lane: str
    raw: Mapping[str, Any] = field(hash=False, repr=False)
    failures: int
    lease: UUID


class Updates:
    """Stores, hands out and closes updates; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, bot_id: int, updates: Sequence[tuple[str, Mapping[str, Any]]], now: datetime
    ) -> int:
        """Keep raw updates with their lanes, each update id once; return how many were new."""
        kept = (
            insert_for(self._session, UpdateRow)
            .on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
            .returning(UpdateRow.id)
        )
        rows = [
            {
                "bot_id": bot_id,
                "update_id": raw["update_id"],
                "lane": lane,
                "raw": raw,
                "received_at": now,
                "due_at": now,
                "state": "due",
                "failures": 0,
            }
            for lane, raw in updates
        ]
        new = await self._session.scalars(kept, rows, execution_options=PLAINLY)
        return len(new.all())

    async def claim(
        self, now: datetime, *, lease: UUID, until: datetime, limit: int
    ) -> Sequence[StoredUpdate]:
        """Lease up to *limit* waiting updates, at most one of each conversation."""
        rows = await claim(self._session, UpdateRow, now, lease=lease, until=until, limit=limit)
        return [
            StoredUpdate(row.id, row.update_id, row.lane, row.raw, row.failures, lease)
            for row in rows
        ]

    async def next_due(self, now: datetime) -> datetime | None:
        """Say when the next update becomes due."""
        return await next_due(self._session, UpdateRow, now)

    async def done(self, update: StoredUpdate) -> None:
        """Close the update; its id stays as memory, its content goes."""
        await self._close(update, state=DONE, raw={})

    async def retry(self, update: StoredUpdate, due_at: datetime, error: str) -> None:
        """Let the update be handled again later."""
        await self._close(
            update, due_at=due_at, failures=update.failures + 1, last_error=error[:1024]
        )

    async def postpone(self, update: StoredUpdate, due_at: datetime, reason: str) -> None:
        """Let the update be handled later, as if it had not been tried."""
        await self._close(update, due_at=due_at, last_error=reason[:1024])

    async def set_aside(self, update: StoredUpdate, error: str) -> None:
        """Keep the update as one that cannot be handled, with its reason."""
        await self._close(
            update, state=DEAD, failures=update.failures + 1, last_error=error[:1024]
        )

    async def forget_dead(self, concerns: Callable[[str], bool]) -> None:
        """Blank those that cannot be handled and concern somebody who was erased."""
        dead = select(UpdateRow.id, UpdateRow.raw).where(GIVEN_UP)
        rows = await self._session.execute(dead, execution_options=EVERYWHERE)
        ids = [row.id for row in rows if concerns(json.dumps(row.raw, ensure_ascii=False))]
        blank = update(UpdateRow).where(UpdateRow.id.in_(ids)).values(raw={}, last_error=None)
        await self._session.execute(blank, execution_options=QUIETLY)

    async def release(self, lease: UUID) -> None:
        """Free everything that one worker still holds."""
        await release(self._session, UpdateRow, lease)

    async def release_all(self) -> None:
        """Free everything that anybody holds, once they are known to be gone."""
        await release_all(self._session, UpdateRow)

    async def _close(self, stored: StoredUpdate, **values: object) -> None:
        held = update(UpdateRow).where(UpdateRow.id == stored.id, UpdateRow.lease == stored.lease)
        await self._session.execute(held.values(**FREE, **values), execution_options=QUIETLY)
