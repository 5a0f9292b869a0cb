"""What people are told in private by the house itself, each thing once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.notice import Notice, NoticeKind
from storage.base import Base, Document, OwnedById
from storage.dialects import PLAINLY, insert_for
from storage.scope import WORKSPACE


class NoticeRow(OwnedById, Base):
    """Something to tell one person; ``key`` makes it the same thing when it comes again."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("workspace_id", "person_id", "key"),)

    person_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime]


class Notices:
    """Writes and reads the notices of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, notices: Iterable[Notice], key: str, now: datetime) -> set[UUID]:
        """Write the notices; return the ids of those that nobody was told before."""
        rows = [_as_values(each, self._session.info[WORKSPACE], key, now) for each in notices]
        if not rows:
            return set()
        kept = (
            insert_for(self._session, NoticeRow)
            .on_conflict_do_nothing(index_elements=["workspace_id", "person_id", "key"])
            .returning(NoticeRow.id)
        )
        return set(await self._session.scalars(kept, rows, execution_options=PLAINLY))

    async def find(self, notice_id: UUID) -> Notice | None:
        """Return one notice."""
        found = select(NoticeRow).where(NoticeRow.id == notice_id)
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            return None
        details: Mapping[str, str] = row.details
        return Notice(row.id, row.person_id, NoticeKind(row.kind), details)


def _as_values(notice: Notice, workspace_id: UUID, key: str, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": notice.id,
        "person_id": notice.person_id,
        "key": key,
        "kind": notice.kind,
        "details": dict(notice.details),
        "created_at": now,
    }
