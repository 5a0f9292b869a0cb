"""API keys, on the shelf; of their secrets only hashes."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.api_key import ApiKey, Scope
from domain.caller import MemberId
from domain.errors import AlreadyExists, NotFound
from storage.base import Base, Document, OwnedById, owned_reference
from storage.scope import WORKSPACE


class ApiKeyRow(OwnedById, Base):
    """What a program calls with; ``public_id`` is the part of it by which it is found."""

    __tablename__ = "api_keys"
    __table_args__ = (owned_reference("made_by", "members"),)

    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]] = mapped_column(Document)
    secret_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    previous_until: Mapped[datetime | None]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    addresses: Mapped[list[str]] = mapped_column(Document)
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


def as_key(row: ApiKeyRow) -> ApiKey:
    """Read a row as the domain speaks of it."""
    known = {each.value for each in Scope}
    return ApiKey(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        scopes=frozenset(Scope(each) for each in row.scopes if each in known),
        secret_hash=row.secret_hash,
        made_by=MemberId(row.made_by),
        made_at=row.made_at,
        expires_at=row.expires_at,
        addresses=tuple(map(ip_network, row.addresses)),
        previous_hash=row.previous_hash,
        previous_until=row.previous_until,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


class ApiKeys:
    """Reads and writes the API keys of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, key_id: UUID) -> ApiKey:
        """Return a key that was not revoked, locked; or refuse with NotFound."""
        here = (ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
        found = select(ApiKeyRow).where(*here).with_for_update()
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            raise NotFound
        return as_key(row)

    async def all(self) -> Sequence[ApiKey]:
        """Return every key that was not revoked, by name."""
        found = select(ApiKeyRow).where(ApiKeyRow.revoked_at.is_(None))
        ordered = found.order_by(ApiKeyRow.name, ApiKeyRow.id)
        return [as_key(row) for row in await self._session.scalars(ordered)]

    async def must_be_free(self, name: str) -> None:
        """Refuse with AlreadyExists if a key that was not revoked has this name."""
        named = (ApiKeyRow.name == name, ApiKeyRow.revoked_at.is_(None))
        if (await self._session.scalars(select(ApiKeyRow.id).where(*named))).first() is not None:
            raise AlreadyExists

    async def maker_of(self, key_id: UUID) -> MemberId:
        """Return who made a key, for rows that must name a member."""
        found = select(ApiKeyRow.made_by).where(ApiKeyRow.id == key_id)
        return MemberId((await self._session.scalars(found)).one())

    async def save(self, key: ApiKey) -> None:
        """Write the key; when it was last used is written elsewhere."""
        row = ApiKeyRow(
            workspace_id=self._session.info[WORKSPACE],
            id=key.id,
            public_id=key.public_id,
            name=key.name,
            scopes=sorted(key.scopes),
            secret_hash=key.secret_hash,
            previous_hash=key.previous_hash,
            previous_until=key.previous_until,
            made_by=key.made_by,
            made_at=key.made_at,
            expires_at=key.expires_at,
            addresses=[str(each) for each in key.addresses],
            revoked_at=key.revoked_at,
        )
        await self._session.merge(row)
        await self._session.flush()
