"""Who alone may do a thing: one process at a time, under a lease that it renews."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.dialects import PLAINLY, insert_for


class LeaderRow(Base):
    """The process that holds a task of the installation, until a moment."""

    __tablename__ = "leaders"

    task: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(256))
    until: Mapped[datetime]


class Leaders:
    """Hands tasks out to one process each."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold(
        self, task: str, holder: str, now: datetime, until: datetime, *, after: str | None = None
    ) -> bool:
        """Give *holder* the task if nobody else has it; *after* names one known to be gone."""
        insert = insert_for(self._session, LeaderRow)
        kept = insert.on_conflict_do_update(
            index_elements=["task"],
            set_={"holder": holder, "until": until},
            where=or_(LeaderRow.holder.in_([holder, after]), LeaderRow.until <= now),
        ).returning(LeaderRow.holder)
        row = {"task": task, "holder": holder, "until": until}
        return bool((await self._session.scalars(kept, [row], execution_options=PLAINLY)).all())

    async def holder_of(self, task: str) -> str | None:
        """Return who holds the task or held it last."""
        found = select(LeaderRow.holder).where(LeaderRow.task == task)
        return (await self._session.scalars(found)).first()

    async def holders(self, now: datetime) -> Mapping[str, str]:
        """Return who holds each task now."""
        found = select(LeaderRow.task, LeaderRow.holder).where(LeaderRow.until > now)
        return {row.task: row.holder for row in await self._session.execute(found)}

    async def let_go(self, task: str, holder: str) -> None:
        """Take the task from *holder*, if it still has it."""
        await self._session.execute(
            delete(LeaderRow).where(LeaderRow.task == task, LeaderRow.holder == holder)
        )
