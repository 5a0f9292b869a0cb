"""Chats that receive leads, and the copies of cards in them, on the shelf."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Index, String, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.chat import Chat, Post
from domain.lead import OPEN, LeadId
from storage.base import Base, OwnedById, owned_reference
from storage.leads import LeadRow


class ChatRow(OwnedById, Base):
    """A connected Telegram chat; it belongs to one workspace at a time."""

    __tablename__ = "chats"

    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column(String(256))
    connected_at: Mapped[datetime]


class PostRow(OwnedById, Base):
    """One copy of a lead's card; it survives its chat, so that history stays true."""

    __tablename__ = "posts"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "telegram_id", "message_id"),
    )

    lead_id: Mapped[UUID]
    chat_id: Mapped[UUID]
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)


def _connected() -> ColumnElement[bool]:
    """Ask for copies in chats of the workspace; a chat that left and came back counts again."""
    return PostRow.telegram_id.in_(select(ChatRow.telegram_id))


def _as_post(row: PostRow) -> Post:
    return Post(row.id, row.lead_id, row.chat_id, row.telegram_id, row.message_id)


class Chats:
    """Reads and writes the chats of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, chat: Chat, now: datetime) -> None:
        """Write a newly connected chat."""
        row = ChatRow(
            id=chat.id, telegram_id=chat.telegram_id, title=chat.title[:256], connected_at=now
        )
        self._session.add(row)
        await self._session.flush()

    async def all(self) -> Sequence[Chat]:
        """Return every connected chat, the oldest first."""
        rows = await self._session.scalars(select(ChatRow).order_by(ChatRow.connected_at))
        return [Chat(row.id, row.telegram_id, row.title) for row in rows]

    async def remove(self, chat: Chat) -> None:
        """Let go of the chat and of the cards that were not sent there yet."""
        unsent = (PostRow.chat_id == chat.id, PostRow.message_id.is_(None))
        await self._session.execute(delete(PostRow).where(*unsent))
        await self._session.execute(delete(ChatRow).where(ChatRow.id == chat.id))


class Posts:
    """Reads and writes the copies of cards in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, posts: Iterable[Post]) -> None:
        """Write new copies, to be sent."""
        self._session.add_all(
            PostRow(
                id=each.id,
                lead_id=each.lead_id,
                chat_id=each.chat_id,
                telegram_id=each.telegram_id,
            )
            for each in posts
        )

    async def of_lead(self, lead_id: UUID) -> Sequence[Post]:
        """Return every copy of the lead's card in the chats that are connected now."""
        found = select(PostRow).where(PostRow.lead_id == lead_id, _connected())
        rows = await self._session.scalars(found)
        return [_as_post(row) for row in rows]

    async def leads_unseen(self) -> Sequence[UUID]:
        """Return every open lead that no connected chat shows, in the order they came."""
        shown = exists().where(PostRow.lead_id == LeadRow.id, _connected())
        found = select(LeadRow.id).where(LeadRow.status.in_(OPEN), ~shown).order_by(LeadRow.number)
        return list(await self._session.scalars(found))

    async def find(self, post_id: UUID) -> Post | None:
        """Return one copy, if its chat is still connected."""
        found = select(PostRow).where(PostRow.id == post_id, _connected())
        row = (await self._session.scalars(found)).one_or_none()
        return _as_post(row) if row else None

    async def lead_shown_in(self, telegram_id: int, message_id: int) -> LeadId | None:
        """Return the lead whose card this message is."""
        found = select(PostRow.lead_id).where(
            PostRow.telegram_id == telegram_id, PostRow.message_id == message_id
        )
        lead_id = (await self._session.scalars(found)).first()
        return LeadId(lead_id) if lead_id else None

    async def is_shown_as(self, post_id: UUID, message_id: int) -> None:
        """Remember which message the copy is."""
        await self._session.execute(
            update(PostRow).where(PostRow.id == post_id).values(message_id=message_id)
        )
