"""Summaries, on the shelf: what is due of them in all workspaces, and what waits in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import WorkspaceId
from domain.chat import Chat
from domain.lead import Lead, Status
from storage.chats import ChatRow
from storage.deadlines import is_overdue
from storage.leads import LeadRow, as_lead, whole_leads
from storage.scope import EVERYWHERE
from storage.statistics import asked_for
from storage.workspaces import WorkspaceRow


@dataclass(frozen=True, slots=True)
class DueSummary:
    """A chat whose summary is due, and where."""

    workspace_id: WorkspaceId
    chat_id: UUID


class Summaries:
    """Reads and writes when summaries of the open workspace are due, and what waits there."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def wind(
        self, chat_id: UUID, due_next: datetime | None, leaves: datetime | None = None
    ) -> None:
        """Write when the next summary is due, and of which moment one leaves now, if any."""
        written = update(ChatRow).where(ChatRow.id == chat_id)
        await self._session.execute(written.values(summary_at=due_next, summary_of=leaves))

    async def leaving(self, chat_id: UUID) -> datetime | None:
        """Return of which moment the summary of a chat is that leaves now."""
        found = select(ChatRow.summary_of).where(ChatRow.id == chat_id)
        return (await self._session.scalars(found)).one_or_none()

    async def count_waiting(self, chat: Chat) -> int:
        """Count the leads that nobody took yet, of those that a chat asks for."""
        return await self._count(LeadRow.status == Status.NEW, *asked_for(chat))

    async def count_overdue(self, chat: Chat, now: datetime) -> int:
        """Count the leads that are overdue, of those that a chat asks for."""
        return await self._count(*is_overdue(now), *asked_for(chat))

    async def oldest(self, chat: Chat, now: datetime, limit: int) -> Sequence[Lead]:
        """Return what waits: what is overdue, the longest first, then what nobody took yet."""
        late = whole_leads().where(*is_overdue(now), *asked_for(chat))
        found = await self._leads(late.order_by(LeadRow.respond_by, LeadRow.number).limit(limit))
        if len(found) == limit:
            return found
        in_time = or_(LeadRow.respond_by.is_(None), LeadRow.respond_by > now)
        new = whole_leads().where(LeadRow.status == Status.NEW, in_time, *asked_for(chat))
        left = limit - len(found)
        return [*found, *await self._leads(new.order_by(LeadRow.number).limit(left))]

    async def _leads(self, found: Select[Any]) -> list[Lead]:
        return [as_lead(*row) for row in await self._session.execute(found)]

    async def _count(self, *which: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(LeadRow).where(*which)
        return (await self._session.execute(counted)).scalar_one()


class DueSummaries:
    """The summaries of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime, limit: int) -> Sequence[DueSummary]:
        """Return chats whose summary is due, the longest first."""
        found = (
            select(ChatRow.workspace_id, ChatRow.id)
            .join(WorkspaceRow, WorkspaceRow.id == ChatRow.workspace_id)
            .where(ChatRow.summary_at <= now, WorkspaceRow.delete_at.is_(None))
            .order_by(ChatRow.summary_at, ChatRow.id)
            .limit(limit)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [DueSummary(WorkspaceId(workspace_id), chat_id) for workspace_id, chat_id in rows]
