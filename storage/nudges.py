"""Nudges that gather: who is to be told of which leads, so that many become one message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.lead import LeadId
from storage.base import Base, WorkspaceOwned, owned_reference
from storage.dialects import PLAINLY, insert_for
from storage.scope import EVERYWHERE, WORKSPACE


class NudgeRow(WorkspaceOwned, Base):
    """A lead of which one person is to be reminded; ``about`` says why."""

    __tablename__ = "nudges"
    __table_args__ = (owned_reference("lead_id", "leads"), Index(None, "since"))

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(16), primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person for whom nudges wait."""

    workspace_id: WorkspaceId
    person_id: int


class Nudges:
    """Writes and takes the nudges of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, person_ids: Iterable[int], about: str, lead_id: LeadId, now: datetime
    ) -> None:
        """Let each person be reminded of a lead, once."""
        values = {
            "workspace_id": self._session.info[WORKSPACE],
            "about": about,
            "lead_id": lead_id,
            "since": now,
        }
        rows = [{"person_id": each, **values} for each in sorted(set(person_ids))]
        if rows:
            new = insert_for(self._session, NudgeRow).on_conflict_do_nothing()
            await self._session.execute(new, rows, execution_options=PLAINLY)

    async def take(self, person_id: int, about: str) -> Sequence[LeadId]:
        """Take everything of which a person is to be reminded, for one reason."""
        which = (NudgeRow.person_id == person_id, NudgeRow.about == about)
        gone = delete(NudgeRow).where(*which).returning(NudgeRow.lead_id)
        return [LeadId(each) for each in await self._session.scalars(gone)]


class WaitingNudges:
    """The nudges of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def waiting(self, since: datetime, limit: int) -> Sequence[Waiting]:
        """Return people whose first reminder waits since then or longer, the longest first."""
        first = func.min(NudgeRow.since)
        found = (
            select(NudgeRow.workspace_id, NudgeRow.person_id)
            .group_by(NudgeRow.workspace_id, NudgeRow.person_id)
            .having(first <= since)
            .order_by(first)
            .limit(limit)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [Waiting(WorkspaceId(row.workspace_id), row.person_id) for row in rows]
