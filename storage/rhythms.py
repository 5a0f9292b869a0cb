"""When sources were heard from: looked at across workspaces, only moments and names come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import WorkspaceId
from storage.leads import LeadRow
from storage.scope import EVERYWHERE, QUIETLY
from storage.sources import SourceRow
from storage.workspaces import WorkspaceRow


@dataclass(frozen=True, slots=True)
class Listened:
    """A source that may be silent, or of whose silence the owners know since ``silent_since``."""

    workspace_id: WorkspaceId
    id: UUID
    name: str
    heard_at: datetime
    silent_since: datetime | None


class Rhythms:
    """Listens to the sources of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def to_judge(self, before: datetime) -> Sequence[Listened]:
        """Return the sources not heard from since *before*, and those known as silent."""
        quiet = or_(SourceRow.last_event_at <= before, SourceRow.silent_since.is_not(None))
        found = (
            select(SourceRow)
            .join(WorkspaceRow, WorkspaceRow.id == SourceRow.workspace_id)
            .where(
                SourceRow.paused.is_(False),
                SourceRow.last_event_at.is_not(None),
                quiet,
                WorkspaceRow.delete_at.is_(None),
            )
        )
        rows = await self._session.scalars(found, execution_options=EVERYWHERE)
        return [
            Listened(
                WorkspaceId(row.workspace_id),
                row.id,
                row.name,
                row.last_event_at,
                row.silent_since,
            )
            for row in rows
            if row.last_event_at
        ]

    async def arrivals(self, source: Listened, most: int) -> Sequence[datetime]:
        """Return when the newest leads of the source came, in order; the index tells all of it."""
        found = (
            select(LeadRow.received_at)
            .where(LeadRow.workspace_id == source.workspace_id, LeadRow.source_id == source.id)
            .order_by(LeadRow.received_at.desc())
            .limit(most)
        )
        return list(await self._session.scalars(found, execution_options=EVERYWHERE))[::-1]

    async def remember(self, source: Listened, silent_since: datetime | None) -> bool:
        """Write since when the owners know it as silent; tell whether that was new."""
        was = source.silent_since
        known = SourceRow.silent_since == was if was else SourceRow.silent_since.is_(None)
        written = (
            update(SourceRow)
            .where(SourceRow.workspace_id == source.workspace_id, SourceRow.id == source.id, known)
            .values(silent_since=silent_since)
            .returning(SourceRow.id)
        )
        found = await self._session.scalars(written, execution_options=QUIETLY)
        return found.first() is not None
