"""Exports that whoever runs the house writes to a disk, beside it or without it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.caller import WorkspaceId
from domain.events import LeadsExported
from domain.export import COMMAND_LINE, ExportFormat, Extent
from domain.team import Workspace
from services.doors import Doors
from services.lead_files import LeadFiles, Progress
from storage.database import Storage

WORKSPACES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DiskExport:
    """What is to be written: the leads of a period by its name, as which kind of file."""

    workspace: Workspace
    kind: ExportFormat
    period: str
    with_spam: bool


@dataclass(frozen=True, slots=True)
class ExportsToDisk:
    """Writes the same files as those that admins get, of any size."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def workspaces(self) -> Sequence[Workspace]:
        """Return every workspace that was not erased."""
        found: list[Workspace] = []
        after: WorkspaceId | None = None
        while True:
            async with self.storage.look_system() as system:
                some = await system.workspaces.some_after(after, WORKSPACES_AT_ONCE)
            if not some:
                return [each for each in found if each.name]
            found += some
            after = some[-1].id

    async def leads(self, wish: DiskExport) -> LeadFiles:
        """Return the leads that are meant; refuse with Invalid a period that is none."""
        house = self.doors.house(wish.workspace.id)
        async with self.storage.look(house) as store:
            zone = await store.workspaces.zone_of(store.workspace_id)
        extent = Extent.named(wish.period, self.now(), zone, with_spam=wish.with_spam)
        return LeadFiles(self.storage, house, extent, zone)

    async def write(
        self, wish: DiskExport, leads: LeadFiles, first: Path
    ) -> AsyncGenerator[Progress, None]:
        """Write the files and say how far it is; when it is over, the audit knows of it."""
        async with aclosing(leads.write(wish.kind, first)) as parts:
            async for progress in parts:
                if progress.over and progress.files:
                    await self._audit(wish, progress.done)
                yield progress

    async def _audit(self, wish: DiskExport, leads: int) -> None:
        house = self.doors.house(wish.workspace.id)
        event = LeadsExported(
            house.workspace_id, wish.kind, wish.period, wish.with_spam, leads, COMMAND_LINE
        )
        async with self.storage.open(house) as store:
            await store.note_event(event, self.now())
