"""What the house does again and again by itself: when each of it is due next."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.dialects import PLAINLY, insert_for


class RoundRow(Base):
    """A round of the installation, and when it is due next."""

    __tablename__ = "rounds"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime]


class Rounds:
    """Hands each round out once, however many ask and however long nobody did."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, name: str, now: datetime, again_at: datetime) -> bool:
        """Tell whether the round is due at *now*; if so it is due next at *again_at*."""
        insert = insert_for(self._session, RoundRow)
        begun = insert.on_conflict_do_update(
            index_elements=["name"],
            set_={"due_at": again_at},
            where=RoundRow.due_at <= now,
        ).returning(RoundRow.name)
        row = {"name": name, "due_at": again_at}
        return bool((await self._session.scalars(begun, [row], execution_options=PLAINLY)).all())
