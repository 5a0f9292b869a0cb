"""The copies of cards in chats, on the shelf; a copy may be a line of a digest."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Index,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased, mapped_column

from domain.chat import OUT_OF_REACH, Chat, ChatState, Post, Shown
from domain.lead import OPEN, Lead, LeadId
from storage.at_once import Question, filled, places_for
from storage.base import Base, Moment, OwnedById, owned_reference, unshown_index
from storage.chats import ChatRow
from storage.leads import LeadRow, as_lead, whole_leads
from storage.scope import ask, here, later


class PostRow(OwnedById, Base):
    """One copy of a lead's card; it survives its chat, so that history stays true.

    ``shown_at`` is when it was first sent, and stays when its message is given up.
    """

    __tablename__ = "posts"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        owned_reference("digest_id", "digests"),
        Index(None, "workspace_id", "lead_id"),
        Index(None, "workspace_id", "digest_id"),
        Index(None, "telegram_id", "message_id"),
        unshown_index("posts"),
    )

    lead_id: Mapped[UUID]
    chat_id: Mapped[UUID]
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    digest_id: Mapped[UUID | None]
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    topic_name: Mapped[str | None] = mapped_column(String(128))
    shown_at: Mapped[datetime | None]


NEW_POST = insert(PostRow)


class DigestRow(OwnedById, Base):
    """One message that shows many leads; the posts that name it are its lines."""

    __tablename__ = "digests"
    __table_args__ = (Index(None, "telegram_id"), unshown_index("digests"))

    chat_id: Mapped[UUID]
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    page: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class UnshownCard:
    """A lead whose card has not left yet, and the copy that waits to."""

    post_id: UUID
    lead: Lead


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card that came to be a message in a Telegram chat."""

    post_id: UUID
    telegram_id: int | None
    shown: Shown
    at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Copies that another chat is to show now, and those that it had already."""

    moved: AbstractSet[UUID]
    forgotten: AbstractSet[UUID]


def _doubles(telegram_id: int) -> ColumnElement[bool]:
    """Match copies of leads of which that Telegram chat has another copy."""
    other = aliased(PostRow)
    return exists().where(
        other.lead_id == PostRow.lead_id,
        other.telegram_id == telegram_id,
        other.id != PostRow.id,
    )


def _twins(chats: Sequence[Chat]) -> ColumnElement[bool]:
    """Match copies of leads of which an earlier one waits for these chats, too."""
    other = aliased(PostRow)
    return exists().where(
        other.lead_id == PostRow.lead_id,
        other.chat_id.in_([each.id for each in chats]),
        other.message_id.is_(None),
        other.digest_id.is_(None),
        other.id < PostRow.id,
    )


def _connected() -> ColumnElement[bool]:
    """Ask for copies in chats of the workspace; a chat that left and came back counts again."""
    return PostRow.telegram_id.in_(select(ChatRow.telegram_id))


def _unshown() -> ColumnElement[bool]:
    return and_(PostRow.message_id.is_(None), PostRow.digest_id.is_(None))


# Built once for each number of places: building it takes longer than running it.
@cache
def _well(places: int) -> Executable:
    posts = [bindparam(f"post{each}", type_=Uuid) for each in range(places)]
    own_chat = and_(ChatRow.workspace_id == PostRow.workspace_id, ChatRow.id == PostRow.chat_id)
    return (
        select(PostRow.id, PostRow.chat_id)
        .join(ChatRow, own_chat)
        .where(here(PostRow), PostRow.id.in_(posts), ChatRow.state != ChatState.PARKED)
    )


class Posts:
    """Reads and writes the copies of cards in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, posts: Iterable[Post]) -> None:
        """Write new copies, to be sent."""
        rows = [
            {
                "id": each.id,
                "lead_id": each.lead_id,
                "chat_id": each.chat_id,
                "telegram_id": each.telegram_id,
            }
            for each in posts
        ]
        later(self._session, NEW_POST, rows)

    async def of_lead(self, lead_id: UUID) -> Sequence[Post]:
        """Return every copy of the lead's card in the chats that are connected now."""
        found = select(PostRow).where(PostRow.lead_id == lead_id, _connected())
        return [as_post(row) for row in await self._session.scalars(found)]

    async def of_lead_in(self, lead_id: LeadId, telegram_id: int) -> Sequence[Post]:
        """Return the copies of the lead's card in one Telegram chat."""
        found = select(PostRow).where(
            PostRow.lead_id == lead_id, PostRow.telegram_id == telegram_id
        )
        return [as_post(row) for row in await self._session.scalars(found)]

    async def leads_unseen(self) -> Sequence[UUID]:
        """Return every open lead that no connected chat shows, in the order they came."""
        shown = exists().where(PostRow.lead_id == LeadRow.id, _connected())
        found = select(LeadRow.id).where(LeadRow.status.in_(OPEN), ~shown).order_by(LeadRow.number)
        return list(await self._session.scalars(found))

    async def without_copy(self, lead_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Return those of the leads that have a copy in no connected chat, in their order."""
        copy = exists().where(PostRow.lead_id == LeadRow.id, _connected())
        found = select(LeadRow.id).where(LeadRow.id.in_(lead_ids), ~copy).order_by(LeadRow.number)
        return list(await self._session.scalars(found))

    async def find(self, post_id: UUID) -> Post | None:
        """Return one copy, if its chat is still connected."""
        found = select(PostRow).where(PostRow.id == post_id, _connected())
        row = (await self._session.scalars(found)).one_or_none()
        return as_post(row) if row else None

    async def lead_shown_in(self, telegram_id: int, message_id: int) -> LeadId | None:
        """Return the lead whose card this message is."""
        found = select(PostRow.lead_id).where(
            PostRow.telegram_id == telegram_id, PostRow.message_id == message_id
        )
        lead_id = (await self._session.scalars(found)).first()
        return LeadId(lead_id) if lead_id else None

    def are_shown_as(self, arrivals: Sequence[Arrival]) -> None:
        """Remember which message, and which topic, each copy is that did not move away meanwhile.

        Their leads are seen.
        """
        rows = [
            {
                "post": each.post_id,
                "there": each.telegram_id,
                "message": each.shown.message_id,
                "thread": each.shown.thread_id,
                "name": each.shown.topic_name,
                "at": each.at,
            }
            for each in arrivals
        ]
        later(self._session, IS_SHOWN_AS, rows)
        later(self._session, SEEN, [{"post": each.post_id, "at": each.at} for each in arrivals])

    async def in_chats_that_are_well(self, post_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """Return the chat of each copy whose chat is connected and not parked."""
        if not post_ids:
            return {}
        places = places_for(len(post_ids))
        values = filled("post", post_ids, places)
        (rows,) = await ask(self._session, Question(_well(places), [values]))
        return {row.id: row.chat_id for row in rows}

    async def has_topic(self, post_id: UUID, thread_id: int, name: str) -> None:
        """Remember the topic that was made for the copy, before anything is in it."""
        await self._session.execute(
            update(PostRow)
            .where(PostRow.id == post_id)
            .values(thread_id=thread_id, topic_name=name)
        )

    async def unshown_in(
        self, chat_id: UUID, parcels: Select[int, int, UUID], limit: int
    ) -> list[UnshownCard]:
        """Return cards that wait for the chat, of those that *parcels* speak of, in that order."""
        wanted = parcels.subquery()
        found = (
            whole_leads(PostRow.id)
            .join(PostRow, PostRow.lead_id == LeadRow.id)
            .join(wanted, wanted.c.subject_id == PostRow.id)
            .where(PostRow.chat_id == chat_id, _unshown())
            .order_by(wanted.c.priority, wanted.c.id)
            .limit(limit)
        )
        rows = await self._session.execute(found)
        return [UnshownCard(post_id, as_lead(*lead)) for *lead, post_id in rows]

    async def unshown(self, post_ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these copies have still not left."""
        found = select(PostRow.id).where(PostRow.id.in_(post_ids), _unshown())
        return set(await self._session.scalars(found))

    async def adopt(self, chat: Chat) -> None:
        """Give a chat that came back the cards that it had before it left."""
        for table in (PostRow, DigestRow):
            orphaned = table.chat_id.not_in(select(ChatRow.id))
            await self._session.execute(
                update(table)
                .where(table.telegram_id == chat.telegram_id, orphaned)
                .values(chat_id=chat.id),
                execution_options=BY_DATABASE,
            )

    async def drop_unshown_of(self, chat: Chat) -> set[UUID]:
        """Forget the cards that were not sent to the chat yet; return which."""
        return await self._forget(PostRow.chat_id == chat.id, _unshown())

    async def hand_over(
        self, waiting: Select[int, int, UUID], chats: Sequence[Chat], to: Chat
    ) -> HandedOver:
        """Give cards of these chats that wait to leave, as *waiting* says, to another chat.

        What that one has a card of already is forgotten, and so are all copies
        of a lead but one where several topics waited for it.
        """
        subjects = waiting.subquery()
        here = (
            PostRow.chat_id.in_([each.id for each in chats]),
            PostRow.id.in_(select(subjects.c.subject_id)),
            _unshown(),
        )
        forgotten = await self._forget(*here, _doubles(to.telegram_id))
        forgotten |= await self._forget(*here, _twins(chats))
        moved = set(await self._session.scalars(select(PostRow.id).where(*here)))
        values = {"chat_id": to.id, "telegram_id": to.telegram_id}
        await self._session.execute(
            update(PostRow).where(PostRow.id.in_(moved)).values(**values),
            execution_options=BY_DATABASE,
        )
        return HandedOver(moved, forgotten)

    async def move(self, telegram_id: int, new_id: int, into: Chat | None = None) -> set[UUID]:
        """Follow a group that became a supergroup, where the old messages cannot be edited.

        What was shown stays shown: it comes anew with its next change. What *into*
        has a card of already is forgotten; return which.
        """
        forgotten: set[UUID] = set()
        if into:
            forgotten = await self._forget(PostRow.telegram_id == telegram_id, _doubles(new_id))
        for table in (PostRow, DigestRow):
            was_shown = table.message_id.is_not(None)
            values: dict[str, Any] = {
                "telegram_id": new_id,
                "message_id": case((was_shown, OUT_OF_REACH), else_=None),
            }
            if into:
                values["chat_id"] = into.id
            await self._session.execute(
                update(table).where(table.telegram_id == telegram_id).values(**values),
                execution_options=BY_DATABASE,
            )
        return forgotten

    async def _forget(self, *which: ColumnElement[bool]) -> set[UUID]:
        gone = delete(PostRow).where(*which).returning(PostRow.id)
        return set(await self._session.scalars(gone, execution_options=BY_DATABASE))


IS_SHOWN_AS = (
    update(PostRow)
    .where(here(PostRow), PostRow.id == bindparam("post"))
    .where(PostRow.telegram_id == bindparam("there"))
    .values(
        message_id=bindparam("message"),
        thread_id=bindparam("thread"),
        topic_name=bindparam("name"),
        shown_at=func.coalesce(PostRow.shown_at, bindparam("at", type_=Moment)),
    )
)
_LEAD_OF_POST = select(PostRow.lead_id).where(here(PostRow), PostRow.id == bindparam("post"))
SEEN = (
    update(LeadRow)
    .where(here(LeadRow), LeadRow.shown_at.is_(None))
    .where(LeadRow.id == _LEAD_OF_POST.scalar_subquery())
    .values(shown_at=bindparam("at"))
)

# The condition reads the very table it changes, which only the database itself can follow.
BY_DATABASE = {"synchronize_session": False}


def first(column: InstrumentedAttribute[datetime | None], at: datetime) -> ColumnElement[Any]:
    """Keep the moment that is there, or else write *at*."""
    return func.coalesce(column, literal(at, Moment))


async def seen(session: AsyncSession, copies: ColumnElement[bool], at: datetime) -> None:
    """Remember of the leads of these copies when somebody could first see them."""
    leads = select(PostRow.lead_id).where(copies)
    await session.execute(
        update(LeadRow)
        .where(LeadRow.id.in_(leads), LeadRow.shown_at.is_(None))
        .values(shown_at=at),
        execution_options=BY_DATABASE,
    )


def as_post(row: PostRow) -> Post:
    """Read a row as the domain speaks of it."""
    return Post(
        id=row.id,
        lead_id=row.lead_id,
        chat_id=row.chat_id,
        telegram_id=row.telegram_id,
        message_id=row.message_id,
        digest_id=row.digest_id,
        thread_id=row.thread_id,
        topic_name=row.topic_name,
    )
