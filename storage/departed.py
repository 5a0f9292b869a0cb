"""Those who left a team and still have something in their hands, looked up across workspaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import MemberId, WorkspaceId
from storage.members import MemberRow
from storage.scope import EVERYWHERE

MOST = 50


@dataclass(frozen=True, slots=True)
class Departed:
    """Somebody who left a team, and when."""

    workspace_id: WorkspaceId
    member_id: MemberId
    left_at: datetime


class Departures:
    """Finds those who left; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def unsettled(self) -> Sequence[Departed]:
        """Return some of those who may still have something, who left first before others."""
        found = (
            select(MemberRow)
            .where(MemberRow.left_at.is_not(None), MemberRow.settled_at.is_(None))
            .order_by(MemberRow.left_at)
            .limit(MOST)
        )
        rows = await self._session.scalars(found, execution_options=EVERYWHERE)
        return [
            Departed(WorkspaceId(row.workspace_id), MemberId(row.id), row.left_at)
            for row in rows
            if row.left_at
        ]
