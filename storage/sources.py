"""Sources, on the shelf; their secrets only ever sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import AlreadyExists, NotFound
from domain.field_map import FieldMap
from domain.form import Form
from domain.rotation import UNREADABLE
from domain.source import Source
from storage.base import Base, Document, OwnedById
from storage.scope import WORKSPACE, here, later
from storage.vault import Cell, Vault


class SourceRow(OwnedById, Base):
    """Something that may post leads; the two secrets are sealed to their own cells.

    ``silent_since`` is its last lead before a silence that the owners were told of;
    ``lessons`` count how often each reason to hold a lead was wrong.
    """

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        UniqueConstraint("id"),
        Index("ix_sources_form_token", "form_token", unique=True),
    )

    name: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None]
    paused: Mapped[bool] = mapped_column(default=False)
    last_event_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    lessons: Mapped[dict[str, int] | None] = mapped_column(Document)
    form_token: Mapped[str | None] = mapped_column(String(32))
    form_origins: Mapped[dict[str, Any] | None] = mapped_column(Document)
    field_map: Mapped[list[list[Any]] | None] = mapped_column(Document)
    mapping_until: Mapped[datetime | None]


ORIGIN_LISTS = ("origins", "blocked", "asked", "shapes")
HEARD_FROM = (
    update(SourceRow)
    .where(here(SourceRow), SourceRow.id == bindparam("source"))
    .values(last_event_at=bindparam("at"))
)


def as_source(row: SourceRow, vault: Vault) -> Source:
    """Read a row as the domain speaks of it, its secrets opened; UNREADABLE if one cannot be."""

    def opened(column: str, sealed: str) -> str:
        return vault.read(sealed, Cell(row.workspace_id, row.__tablename__, row.id, column))

    previous = row.previous_secret
    return Source(
        id=row.id,
        name=row.name,
        secret=opened("secret", row.secret),
        previous_secret=opened("previous_secret", previous) if previous else None,
        previous_until=row.previous_until,
        paused=row.paused,
        last_event_at=row.last_event_at,
        form=_as_form(row),
        field_map=FieldMap.read(row.field_map) if row.field_map is not None else None,
        mapping_until=row.mapping_until,
    )


def _as_form(row: SourceRow) -> Form | None:
    if row.form_token is None:
        return None
    said = row.form_origins or {}
    origins, blocked, asked, shapes = (tuple(said.get(name, ())) for name in ORIGIN_LISTS)
    unfinished = bool(said.get("unfinished"))
    return Form(row.form_token, origins, blocked, asked, shapes, unfinished)


class Sources:
    """Reads and writes the sources of the open workspace."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def get(self, source_id: UUID) -> Source:
        """Return the source or refuse with NotFound."""
        found = select(SourceRow).where(SourceRow.id == source_id).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            raise NotFound
        return as_source(row, self._vault)

    async def all(self) -> Sequence[Source]:
        """Return every source, by name."""
        rows = await self._session.scalars(select(SourceRow).order_by(SourceRow.name))
        return [as_source(row, self._vault) for row in rows]

    async def names(self) -> Mapping[UUID, str]:
        """Return the name of every source by its id."""
        rows = await self._session.execute(select(SourceRow.id, SourceRow.name))
        return {row.id: row.name for row in rows}

    async def must_be_free(self, name: str) -> None:
        """Refuse with AlreadyExists if a source has this name."""
        found = select(SourceRow.id).where(SourceRow.name == name)
        if (await self._session.scalars(found)).first() is not None:
            raise AlreadyExists

    async def save(self, source: Source) -> None:
        """Write the source, sealing its secrets."""
        row = SourceRow(
            workspace_id=self._session.info[WORKSPACE],
            id=source.id,
            name=source.name,
            previous_until=source.previous_until,
            paused=source.paused,
            last_event_at=source.last_event_at,
            field_map=source.field_map.document() if source.field_map else None,
            mapping_until=source.mapping_until,
        )
        # What cannot be read is left as it is, for the day when its key is back.
        if source.secret != UNREADABLE:
            row.secret = self._sealed(source.id, "secret", source.secret)
        if source.form:
            row.form_token = source.form.token
            row.form_origins = _origins(source.form)
        if source.previous_secret is None:
            row.previous_secret = None
        elif source.previous_secret != UNREADABLE:
            row.previous_secret = self._sealed(
                source.id, "previous_secret", source.previous_secret
            )
        await self._session.merge(row)
        await self._session.flush()

    async def remember_form(self, source_id: UUID, form: Form) -> None:
        """Write what is known of the sites and pages of a form, and nothing else."""
        changed = update(SourceRow).where(SourceRow.id == source_id)
        await self._session.execute(changed.values(form_origins=_origins(form)))

    def heard_from(self, source_id: UUID, at: datetime) -> None:
        """Remember when the source last posted."""
        later(self._session, HEARD_FROM, [{"source": source_id, "at": at}])

    def _sealed(self, row: UUID, column: str, secret: str) -> str:
        cell = Cell(self._session.info[WORKSPACE], SourceRow.__tablename__, row, column)
        return self._vault.seal(secret, cell)


def _origins(form: Form) -> dict[str, Any]:
    lists = {name: list(getattr(form, name)) for name in ORIGIN_LISTS}
    return {**lists, "unfinished": form.unfinished}
