"""Senders of sources, on the shelf; their secrets only ever sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.sender import Sender
from storage.base import Base, OwnedById, owned_reference
from storage.scope import WORKSPACE
from storage.vault import Cell, Vault


class SourceSenderRow(OwnedById, Base):
    """Who else may post to a source, known by the source's id; both secrets are sealed."""

    __tablename__ = "source_senders"
    __table_args__ = (owned_reference("id", "sources"),)

    format: Mapped[str] = mapped_column(String(32))
    secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None]


def as_sender(row: SourceSenderRow, vault: Vault) -> Sender:
    """Read a row as the domain speaks of it, its secrets opened; UNREADABLE if one cannot be."""

    def opened(column: str, sealed: str) -> str:
        return vault.read(sealed, Cell(row.workspace_id, row.__tablename__, row.id, column))

    previous = row.previous_secret
    return Sender(
        source_id=row.id,
        format=row.format,
        secret=opened("secret", row.secret),
        previous_secret=opened("previous_secret", previous) if previous else None,
        previous_until=row.previous_until,
    )


class Senders:
    """Reads and writes the senders of the open workspace."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def find(self, source_id: UUID) -> Sender | None:
        """Return the sender of the source, if it has one."""
        found = select(SourceSenderRow).where(SourceSenderRow.id == source_id).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        return as_sender(row, self._vault) if row else None

    async def save(self, sender: Sender) -> None:
        """Write the sender in the place of the one before, sealing its secrets."""
        row = SourceSenderRow(
            workspace_id=self._session.info[WORKSPACE],
            id=sender.source_id,
            format=sender.format,
            secret=self._sealed(sender.source_id, "secret", sender.secret),
            previous_until=sender.previous_until,
        )
        before = sender.previous_secret
        # One that cannot be read counts for nothing, and a changed secret leaves it behind.
        row.previous_secret = (
            self._sealed(sender.source_id, "previous_secret", before) if before else None
        )
        await self._session.merge(row)
        await self._session.flush()

    async def remove(self, source_id: UUID) -> None:
        """Forget the sender and its secrets."""
        await self._session.execute(delete(SourceSenderRow).where(SourceSenderRow.id == source_id))

    def _sealed(self, row: UUID, column: str, secret: str) -> str:
        cell = Cell(self._session.info[WORKSPACE], SourceSenderRow.__tablename__, row, column)
        return self._vault.seal(secret, cell)
