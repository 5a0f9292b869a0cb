"""What is left of erased leads: their numbers, and what makes sure that they do not come back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, OwnedById, WorkspaceOwned

# A literal, not a parameter: otherwise no partial index is used.
UNSETTLED = text("settled_at IS NULL")


class ErasedLeadRow(OwnedById, Base):
    """A lead that was erased; lines of the audit about it may be emptied, and those alone.

    ``settled_at`` is when nothing was left of it in what the database file had free, either.
    """

    __tablename__ = "erased_leads"
    __table_args__ = (
        Index(None, "workspace_id", "number"),
        Index(
            "ix_erased_leads_unsettled",
            "workspace_id",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
    )

    number: Mapped[int]
    erased_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class ErasedEventRow(WorkspaceOwned, Base):
    """An accepted event of an erased lead, by the digest of its id: it makes no lead again."""

    __tablename__ = "erased_events"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), sort_order=-2)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    lead_id: Mapped[UUID]


class ErasedCardRow(OwnedById, Base):
    """A message that shows an erased lead, by the id of its copy, until it says so."""

    __tablename__ = "erased_cards"

    number: Mapped[int]
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
