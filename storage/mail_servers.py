"""Mail servers, on the shelf, one of a workspace; the password only ever sealed."""

from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import MailOff
from domain.mail_server import MailServer, MailState, Security
from domain.rotation import UNREADABLE
from storage.base import Base, OwnedById
from storage.scope import WORKSPACE
from storage.vault import Cell, Vault


class MailServerRow(OwnedById, Base):
    """By which server a workspace sends e-mail; the password is sealed to its own cell."""

    __tablename__ = "mail_servers"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    host: Mapped[str] = mapped_column(String(256))
    port: Mapped[int]
    security: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(128))
    user: Mapped[str] = mapped_column("username", String(320))
    password: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    trouble: Mapped[str] = mapped_column(String(512))


class MailServers:
    """Reads and writes the mail server of the open workspace."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def find(self) -> MailServer | None:
        """Return the server, if there is one; whoever asks is alone with it until they end."""
        row = (await self._session.scalars(select(MailServerRow).with_for_update())).one_or_none()
        return self._as_server(row) if row else None

    async def working(self) -> MailServer:
        """Return the server if mail is handed to it now; refuse with MailOff."""
        server = await self.find()
        if server is None or server.state is not MailState.ACTIVE:
            raise MailOff
        return server

    async def save(self, server: MailServer) -> None:
        """Write the server in the place of the one before, sealing its password."""
        others = delete(MailServerRow).where(MailServerRow.id != server.id)
        await self._session.execute(others)
        if server.state is MailState.REMOVED:
            await self._session.execute(delete(MailServerRow))
            return
        row = MailServerRow(
            workspace_id=self._session.info[WORKSPACE],
            id=server.id,
            host=server.host,
            port=server.port,
            security=server.security,
            address=server.address,
            name=server.name,
            user=server.user,
            state=server.state,
            trouble=server.trouble,
        )
        # What cannot be read is left as it is, for the day when its key is back.
        if not server.user:
            row.password = ""
        elif server.password != UNREADABLE:
            row.password = self._vault.seal(server.password, self._cell(server.id))
        await self._session.merge(row)
        await self._session.flush()

    def _as_server(self, row: MailServerRow) -> MailServer:
        return MailServer(
            id=row.id,
            host=row.host,
            port=row.port,
            security=Security(row.security),
            address=row.address,
            name=row.name,
            user=row.user,
            password=self._opened(row),
            state=MailState(row.state),
            trouble=row.trouble,
        )

    def _opened(self, row: MailServerRow) -> str:
        return self._vault.read(row.password, self._cell(row.id)) if row.password else UNREADABLE

    def _cell(self, row: UUID) -> Cell:
        workspace_id = self._session.info[WORKSPACE]
        return Cell(workspace_id, MailServerRow.__tablename__, row, "password")
