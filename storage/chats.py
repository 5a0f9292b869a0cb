"""Chats that receive leads, on the shelf."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Executable,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.chat import Chat, ChatState
from domain.errors import Invalid, NotFound
from domain.quiet import QuietHours
from domain.summary import SummaryTimes
from storage.at_once import Question
from storage.base import Base, Document, OwnedById, columns_of
from storage.scope import ask, here, later

# A literal, not a parameter: otherwise no partial index is used.
SUMMARIZED = text("summary_at IS NOT NULL")
NO_TOPIC = 0
"""Stands for the chat itself: two rows with NULL would not be the same to a unique key."""


class ChatRow(OwnedById, Base):
    """A connected Telegram chat or topic; a chat belongs to one workspace at a time.

    ``former_id`` is the id that the group had before it became a supergroup. ``summary_at``
    is when its next summary is due, and ``summary_of`` of which moment the last one was.
    """

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("telegram_id", "thread_id"),
        Index(None, "former_id"),
        Index(
            "ix_chats_summary_at",
            "summary_at",
            sqlite_where=SUMMARIZED,
            postgresql_where=SUMMARIZED,
        ),
    )

    telegram_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger, default=NO_TOPIC)
    former_id: Mapped[int | None] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(256))
    connected_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=ChatState.ACTIVE)
    reason: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[datetime | None]
    fallback: Mapped[bool] = mapped_column(default=False)
    sources: Mapped[list[str]] = mapped_column(Document, default=list)
    temperatures: Mapped[list[str]] = mapped_column(Document, default=list)
    topic_per_lead: Mapped[bool] = mapped_column(default=False)
    quiet: Mapped[str | None] = mapped_column(String(96))
    shown_at: Mapped[datetime | None]
    summary: Mapped[str | None] = mapped_column(String(24))
    summary_at: Mapped[datetime | None]
    summary_of: Mapped[datetime | None]


REACHED = (
    update(ChatRow)
    .where(here(ChatRow), ChatRow.id == bindparam("chat"), ChatRow.state != ChatState.PARKED)
    .values(shown_at=bindparam("at"))
)


@cache
def steady() -> Executable:
    """Ask for every connected chat, which nobody takes away until what is for it is written."""
    found = select(*columns_of(ChatRow)).where(here(ChatRow))
    in_order = found.order_by(ChatRow.connected_at, ChatRow.id)
    return in_order.with_for_update(read=True, key_share=True)


class Chats:
    """Reads and writes the chats of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, chat: Chat, now: datetime) -> None:
        """Write a newly connected chat."""
        row = ChatRow(id=chat.id, connected_at=now, **_as_values(chat))
        self._session.add(row)
        await self._session.flush()

    async def save(self, chat: Chat) -> None:
        """Write what a chat became."""
        await self._session.execute(
            update(ChatRow).where(ChatRow.id == chat.id).values(**_as_values(chat))
        )

    async def all(self) -> Sequence[Chat]:
        """Return every connected chat, the oldest first."""
        found = select(ChatRow).order_by(ChatRow.connected_at, ChatRow.id)
        return [as_chat(row) for row in await self._session.scalars(found)]

    async def get(self, chat_id: UUID) -> Chat:
        """Return one chat, or refuse with NotFound."""
        found = select(ChatRow).where(ChatRow.id == chat_id)
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            raise NotFound
        return as_chat(row)

    async def hold_all(self) -> Sequence[Chat]:
        """Return every connected chat, which nobody else changes until we are done.

        All at once and in one order, so that two who change chats never wait in a circle.
        """
        found = select(ChatRow).order_by(ChatRow.connected_at, ChatRow.id).with_for_update()
        rows = await self._session.scalars(found, execution_options={"populate_existing": True})
        return [as_chat(row) for row in rows]

    async def hold(self, chat_id: UUID) -> Chat:
        """Hold every chat and return one, to be changed; or refuse with NotFound.

        A change of one may concern the others, such as which of them is the fallback.
        """
        found = next((each for each in await self.hold_all() if each.id == chat_id), None)
        if found is None:
            raise NotFound
        return found

    async def to_choose_from(self) -> Sequence[Chat]:
        """Return every connected chat, as it stays until what is for it is written."""
        (rows,) = await ask(self._session, Question(steady(), [{}]))
        return [as_chat(row) for row in rows]

    async def in_telegram(self, telegram_id: int) -> Sequence[Chat]:
        """Hold every chat; return those of one Telegram chat: itself, topics of it, or both."""
        return [each for each in await self.hold_all() if each.telegram_id == telegram_id]

    async def now_called(self, telegram_id: int) -> int:
        """Return the id that a Telegram chat has now, which may have been another one before."""
        found = select(ChatRow.telegram_id).where(ChatRow.former_id == telegram_id).limit(1)
        return (await self._session.scalars(found)).first() or telegram_id

    async def remove(self, chat: Chat) -> None:
        """Let go of the chat."""
        await self._session.execute(delete(ChatRow).where(ChatRow.id == chat.id))

    async def move(self, chat: Chat, telegram_id: int) -> None:
        """Give a group the id that it has as a supergroup."""
        moved = update(ChatRow).where(ChatRow.id == chat.id)
        values = {"telegram_id": telegram_id, "former_id": chat.telegram_id}
        await self._session.execute(moved.values(**values))

    async def was_known_as(self, chat: Chat, former_id: int) -> None:
        """Remember the id that the group had before, by which old messages still call it."""
        known = update(ChatRow).where(ChatRow.telegram_id == chat.telegram_id)
        await self._session.execute(known.values(former_id=former_id))

    def were_reached(self, moments: Mapping[UUID, datetime]) -> None:
        """Remember when something last came through to each of these chats that is well."""
        rows = [{"chat": chat_id, "at": moments[chat_id]} for chat_id in sorted(moments)]
        later(self._session, REACHED, rows)

    async def was_reached(self, chat_id: UUID, at: datetime) -> bool:
        """Remember when something last came through; ``False`` for one that is parked, or gone."""
        well = (ChatRow.id == chat_id, ChatRow.state != ChatState.PARKED)
        reached = update(ChatRow).where(*well).values(shown_at=at).returning(ChatRow.id)
        return (await self._session.scalars(reached)).first() is not None


def _as_values(chat: Chat) -> dict[str, Any]:
    return {
        "telegram_id": chat.telegram_id,
        "thread_id": chat.thread_id or NO_TOPIC,
        "title": chat.title[:256],
        "state": chat.state,
        "reason": chat.reason,
        "since": chat.since,
        "fallback": chat.fallback,
        "sources": sorted(map(str, chat.sources)),
        "temperatures": sorted(chat.temperatures),
        "topic_per_lead": chat.topic_per_lead,
        "quiet": str(chat.quiet) if chat.quiet else None,
        "summary": str(chat.summary) if chat.summary else None,
        "summary_at": chat.summary_at,
    }


def as_chat(row: ChatRow) -> Chat:
    """Return the chat that stands in a row."""
    return Chat(
        id=row.id,
        telegram_id=row.telegram_id,
        title=row.title,
        thread_id=row.thread_id or None,
        state=ChatState(row.state),
        reason=row.reason,
        since=row.since,
        fallback=row.fallback,
        sources=frozenset(map(UUID, row.sources)),
        temperatures=frozenset(row.temperatures),
        topic_per_lead=row.topic_per_lead,
        quiet=_quiet(row.quiet),
        shown_at=row.shown_at,
        summary=SummaryTimes.read(row.summary) if row.summary else None,
        summary_at=row.summary_at,
    )


def _quiet(text: str | None) -> QuietHours | None:
    """Read quiet hours; a zone that this machine does not know is never quiet."""
    try:
        return QuietHours.parse(text) if text else None
    except Invalid:
        return None
