"""The settings of workspaces, on the shelf: a row for each that somebody chose."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.locale import UTC
from domain.workspace_settings import WorkspaceSetting, WorkspaceSettings
from storage.at_once import Answer, Question
from storage.base import Base, Document, WorkspaceOwned
from storage.scope import WORKSPACE, ask, the_workspace
from storage.workspaces import WorkspaceRow


class SettingRow(WorkspaceOwned, Base):
    """What a workspace chose of one setting; ``version`` grows with every change."""

    __tablename__ = "workspace_settings"

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(Document)
    version: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime]

    # Two who change the same setting at once: the second one fails and is tried again.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's own way


@cache
def chosen() -> Executable:
    """Ask for what the workspace chose, and its time zone."""
    return (
        select(WorkspaceRow.zone, SettingRow.key, SettingRow.value)
        .select_from(WorkspaceRow)
        .outerjoin(SettingRow, SettingRow.workspace_id == WorkspaceRow.id)
        .where(WorkspaceRow.id == the_workspace())
    )


def as_settings(rows: Answer) -> WorkspaceSettings:
    """Return the settings that stand in these rows."""
    zone = rows[0].zone if rows else None
    return WorkspaceSettings({row.key: row.value for row in rows if row.key}, zone or UTC)


class SettingsShelf:
    """Reads and writes the settings of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> WorkspaceSettings:
        """Return what the workspace chose, and its time zone, in one look."""
        (rows,) = await ask(self._session, Question(chosen(), [{}]))
        return as_settings(rows)

    async def hold(self) -> WorkspaceSettings:
        """Return the same, and let nobody else change what was chosen until we are done."""
        held = select(SettingRow.key).with_for_update()
        await self._session.execute(held)
        return await self.all()

    async def save(self, setting: WorkspaceSetting, now: datetime) -> None:
        """Write what a setting became."""
        value = setting.model_dump(mode="json")
        key = (self._session.info[WORKSPACE], setting.key)
        row = await self._session.get(SettingRow, key)
        if row is None:
            self._session.add(SettingRow(key=setting.key, value=value, changed_at=now))
        else:
            row.value, row.changed_at = value, now
        await self._session.flush()
