"""The audit: who did what to what, written with the change itself and never altered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.audit import AuditEntry
from domain.caller import Actor, ActorKind
from domain.events import Event
from storage.base import Base, Document, Number, WorkspaceOwned


class AuditRow(WorkspaceOwned, Base):
    """One line; the database refuses to change or delete it."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "workspace_id", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(256))
    action: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[UUID]
    details: Mapped[dict[str, Any]] = mapped_column(Document)


class Audit:
    """Writes and reads the audit of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, event: Event, by: Actor, at: datetime) -> None:
        """Write that *by* made *event* happen."""
        self._session.add(
            AuditRow(
                at=at,
                actor_kind=by.kind,
                actor_id=by.id,
                actor_name=by.name[:256],
                action=event.name,
                subject_id=event.subject_id,
                details=dict(event.details()),
            )
        )

    async def of(self, subject_id: UUID, limit: int) -> Sequence[AuditEntry]:
        """Return the newest lines about one subject, the newest first."""
        found = (
            select(AuditRow)
            .where(AuditRow.subject_id == subject_id)
            .order_by(AuditRow.id.desc())
            .limit(limit)
        )
        return [_as_entry(row) for row in await self._session.scalars(found)]


def _as_entry(row: AuditRow) -> AuditEntry:
    actor = Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name)
    return AuditEntry(row.at, actor, row.action, row.details)
