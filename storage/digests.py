"""Digests, which show many leads in one message, on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Digest, Post
from domain.errors import NotFound
from domain.lead import Lead
from storage.chats import ChatRow
from storage.leads import LeadRow, as_lead, whole_leads
from storage.posts import BY_DATABASE, DigestRow, PostRow, as_post, first, seen


class Digests:
    """Reads and writes the digests of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, digest: Digest, post_ids: Sequence[UUID], now: datetime) -> None:
        """Write a new digest whose lines are these copies."""
        self._session.add(
            DigestRow(
                id=digest.id,
                chat_id=digest.chat_id,
                telegram_id=digest.telegram_id,
                created_at=now,
            )
        )
        await self._session.flush()
        await self._session.execute(
            update(PostRow).where(PostRow.id.in_(post_ids)).values(digest_id=digest.id),
            execution_options=BY_DATABASE,
        )

    async def get(self, digest_id: UUID) -> Digest:
        """Return one digest, or refuse with NotFound."""
        found = await self.find(digest_id)
        if found is None:
            raise NotFound
        return found

    async def leads_of(self, digest_id: UUID) -> Sequence[Lead]:
        """Return the leads that are lines of the digest, in the order they came."""
        found = (
            whole_leads()
            .join(PostRow, PostRow.lead_id == LeadRow.id)
            .where(PostRow.digest_id == digest_id)
            .order_by(LeadRow.number)
        )
        return [as_lead(*row) for row in await self._session.execute(found)]

    async def is_shown_as(
        self, digest_id: UUID, telegram_id: int | None, message_id: int, at: datetime
    ) -> None:
        """Remember which message the digest is; unless it moved away meanwhile."""
        await self._session.execute(
            update(DigestRow)
            .where(DigestRow.id == digest_id, DigestRow.telegram_id == telegram_id)
            .values(message_id=message_id, shown_at=first(DigestRow.shown_at, at)),
            execution_options=BY_DATABASE,
        )
        await seen(self._session, PostRow.digest_id == digest_id, at)

    async def dissolve(self, digest_ids: Sequence[UUID]) -> Sequence[Post]:
        """Make cards again of the lines of digests that were not sent; return those."""
        lines = PostRow.digest_id.in_(digest_ids)
        ids = list(await self._session.scalars(select(PostRow.id).where(lines)))
        await self._session.execute(
            update(PostRow).where(lines).values(digest_id=None), execution_options=BY_DATABASE
        )
        await self._session.execute(
            delete(DigestRow).where(DigestRow.id.in_(digest_ids)), execution_options=BY_DATABASE
        )
        found = select(PostRow).where(PostRow.id.in_(ids))
        rows = await self._session.scalars(found, execution_options={"populate_existing": True})
        return [as_post(row) for row in rows]

    async def turn_to(self, digest_id: UUID, page: int) -> None:
        """Remember which page of buttons is under the digest."""
        await self._session.execute(
            update(DigestRow).where(DigestRow.id == digest_id).values(page=page)
        )

    async def find(self, digest_id: UUID) -> Digest | None:
        """Return one digest, if its chat is still connected."""
        connected = DigestRow.telegram_id.in_(select(ChatRow.telegram_id))
        found = select(DigestRow).where(DigestRow.id == digest_id, connected)
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            return None
        return Digest(row.id, row.chat_id, row.telegram_id, row.message_id, row.page)
