"""Questions that wait for an answer, on the shelf."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, Index, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.lead import LeadId
from domain.question import ANSWERED_WITHIN, Asked, Question
from storage.base import Base, OwnedById, owned_reference
from storage.scope import WORKSPACE


class QuestionRow(OwnedById, Base):
    """A message of ours that asks for something about a lead."""

    __tablename__ = "questions"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "telegram_id", "message_id"),
    )

    lead_id: Mapped[UUID]
    asked: Mapped[str] = mapped_column(String(16))
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    asked_at: Mapped[datetime]


class Questions:
    """Reads and writes the questions of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, question: Question, now: datetime) -> None:
        """Write a question; those that nobody answered for a day are forgotten."""
        old = delete(QuestionRow).where(QuestionRow.asked_at < now - ANSWERED_WITHIN)
        await self._session.execute(old, execution_options={"synchronize_session": False})
        place = f"{question.telegram_id}:{question.message_id}"
        await self._session.merge(
            QuestionRow(
                workspace_id=self._session.info[WORKSPACE],
                id=uuid5(question.lead_id, place),
                lead_id=question.lead_id,
                asked=question.asked,
                telegram_id=question.telegram_id,
                message_id=question.message_id,
                asked_at=now,
            )
        )
        await self._session.flush()

    async def find(self, telegram_id: int, message_id: int) -> Question | None:
        """Return the question that a message asks."""
        found = select(QuestionRow).where(
            QuestionRow.telegram_id == telegram_id, QuestionRow.message_id == message_id
        )
        row = (await self._session.scalars(found.limit(1))).first()
        if row is None:
            return None
        return Question(LeadId(row.lead_id), Asked(row.asked), row.telegram_id, row.message_id)
