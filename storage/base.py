"""The common ground of all tables: types, naming and the workspace column."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    TypeDecorator,
    Uuid,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

# SQLite numbers rows by itself only in a column of exactly this type.
Number = BigInteger().with_variant(Integer, "sqlite")
Document = JSON().with_variant(JSONB, "postgresql")


class Moment(TypeDecorator[datetime]):
    """An instant in UTC; SQLite, which knows no zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring an aware datetime to UTC; refuse a naive one with ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, UUID: Uuid}  # noqa: RUF012 -- SQLAlchemy's own way


class WorkspaceOwned:
    """A row that belongs to one workspace and does not exist for any other."""

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), sort_order=-2)


class OwnedById(WorkspaceOwned):
    """A row of one workspace, known by its id within it; others refer to both together."""

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


def owned_reference(column: str, table: str) -> ForeignKeyConstraint:
    """Refer to a row of the same workspace, so that no row can point into another."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])


def unshown_index(table: str, *, but: str = "") -> Index:
    """Find what nobody was shown yet without reading all that was, *but* some of it."""
    unshown = text(f"shown_at IS NULL{but}")
    return Index(f"ix_{table}_unshown", "id", sqlite_where=unshown, postgresql_where=unshown)


def deadline_index(table: str, column: str) -> Index:
    """Find in each workspace what is due first, without reading what is not due at all."""
    due = text(f"{column} IS NOT NULL")
    return Index(
        f"ix_{table}_{column}", "workspace_id", column, sqlite_where=due, postgresql_where=due
    )


def columns_of(table: type[Base]) -> Sequence[InstrumentedAttribute[Any]]:
    """Return every column of a table, for a statement that returns plain rows."""
    return [getattr(table, each.key) for each in inspect(table).column_attrs]
