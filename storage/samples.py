"""Samples, on the shelf: a body that a sender posted, sealed, for a day at most."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import PersonId
from domain.errors import NotFound
from domain.field_map import Target
from domain.sample import Sample
from storage.base import Base, Document, OwnedById, owned_reference
from storage.scope import EVERYWHERE, QUIETLY, WORKSPACE
from storage.vault import Cell, SecretUnreadable, Vault

log = structlog.get_logger(__name__)


class SampleRow(OwnedById, Base):
    """A body whose values somebody names; ``choices`` say what each is, by its place."""

    __tablename__ = "samples"
    __table_args__ = (
        owned_reference("source_id", "sources"),
        UniqueConstraint("workspace_id", "source_id"),
        Index(None, "begun_at"),
    )

    source_id: Mapped[UUID]
    person_id: Mapped[int] = mapped_column(BigInteger)
    begun_at: Mapped[datetime]
    body: Mapped[str | None] = mapped_column(Text)
    choices: Mapped[dict[str, str]] = mapped_column(Document)


class Samples:
    """Reads and writes the samples of the open workspace."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def get(self, sample_id: UUID, since: datetime) -> Sample:
        """Return the sample, begun *since* then and held until it is written; or NotFound."""
        found = select(SampleRow).where(SampleRow.id == sample_id, SampleRow.begun_at > since)
        row = (await self._session.scalars(found.with_for_update())).one_or_none()
        if row is None:
            raise NotFound
        return self._as_sample(row)

    async def of_source(self, source_id: UUID, since: datetime) -> Sample | None:
        """Return the sample of a source, begun *since* then and held until it is written."""
        found = select(SampleRow).where(
            SampleRow.source_id == source_id, SampleRow.begun_at > since
        )
        row = (await self._session.scalars(found.with_for_update())).one_or_none()
        return self._as_sample(row) if row else None

    async def source_of(self, sample_id: UUID) -> UUID:
        """Return the source that a sample is of, or NotFound; nothing is held."""
        found = select(SampleRow.source_id).where(SampleRow.id == sample_id)
        source_id = (await self._session.scalars(found)).one_or_none()
        if source_id is None:
            raise NotFound
        return source_id

    async def waits(self, source_id: UUID, since: datetime) -> bool:
        """Tell whether a source is still to bring its sample; nothing is held."""
        found = select(SampleRow.id).where(
            SampleRow.source_id == source_id, SampleRow.begun_at > since, SampleRow.body.is_(None)
        )
        return (await self._session.scalars(found)).first() is not None

    async def save(self, sample: Sample) -> None:
        """Write a sample, sealing its body."""
        row = SampleRow(
            workspace_id=self._session.info[WORKSPACE],
            id=sample.id,
            source_id=sample.source_id,
            person_id=sample.person_id,
            begun_at=sample.begun_at,
            choices={str(place): target.value for place, target in sample.choices.items()},
        )
        if sample.came:
            row.body = self._vault.seal(json.dumps(sample.document), self._cell(sample.id))
        await self._session.merge(row)
        await self._session.flush()

    async def remove(self, source_id: UUID) -> None:
        """Forget the sample of a source."""
        await self._session.execute(delete(SampleRow).where(SampleRow.source_id == source_id))

    def _cell(self, sample_id: UUID) -> Cell:
        workspace_id = self._session.info[WORKSPACE]
        return Cell(workspace_id, SampleRow.__tablename__, sample_id, "body")

    def _as_sample(self, row: SampleRow) -> Sample:
        """Read a row; a body that cannot be opened counts as none, and another one may come."""
        begun = Sample(row.id, row.source_id, PersonId(row.person_id), row.begun_at)
        if row.body is None:
            return begun
        try:
            document = json.loads(self._vault.open(row.body, self._cell(row.id)))
        except SecretUnreadable as reason:
            log.warning("sample_unreadable", source_id=str(row.source_id), reason=str(reason))
            return begun
        choices = {int(place): Target(target) for place, target in row.choices.items()}
        return replace(begun, document=document, choices=choices, came=True)


class OldSamples:
    """Forgets samples that are too old, in all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def clear(self, before: datetime, limit: int) -> int:
        """Forget up to *limit* samples begun before then; return how many."""
        old = select(SampleRow.id).where(SampleRow.begun_at <= before).limit(limit)
        some = list(await self._session.scalars(old, execution_options=EVERYWHERE))
        gone = delete(SampleRow).where(SampleRow.id.in_(some))
        await self._session.execute(gone, execution_options=QUIETLY)
        return len(some)
