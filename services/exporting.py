"""Exports as work: a file is written and handed over, step by step, under a lease."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog

from domain.change import Change
from domain.export import Export, ExportWork, Stage, Why
from domain.locale import Locale
from domain.retry import ALERT_GIVE_UP_AFTER, alert_delay
from domain.roles import Role
from services.bell import Bell
from services.doors import Doors
from services.lead_files import PAGE, PAUSE, TELEGRAM_BYTES, LeadFiles, Progress
from services.sheets import new_folder, remove
from storage.database import Storage

LEASE = timedelta(hours=6)
"""Whoever takes the place of the sender frees what that one held; nobody waits for this to end."""
TELL_EVERY = timedelta(seconds=3)
AGAIN_IN = 1.0

Tell = Callable[[Export], Awaitable[None]]
Step = Callable[[Export], Export | Change[Export]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """How whoever waits for a file reads, and the name of the workspace that it is from."""

    locale: Locale
    workspace: str


@dataclass(frozen=True, slots=True)
class Exporting:
    """The pile of exports, and each step of one; ``None`` when somebody else has it now.

    Each step looks first whether whoever asked may still have it. Files lie in
    ``folder``, which nobody else can look into, until the export is over.
    """

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    folder: Path
    bell: Bell
    page: int = PAGE
    pause: float = PAUSE
    most_bytes: int = TELEGRAM_BYTES

    # --- the pile -------------------------------------------------------------------------------

    async def claim(self, limit: int) -> Sequence[ExportWork]:
        """Lease what is due, one at a time."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.exports.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit
            )

    async def next_due(self) -> datetime | None:
        """Say when the next one becomes due."""
        async with self.storage.look_system() as system:
            return await system.exports.next_due(self.now())

    async def release(self, work: Sequence[ExportWork]) -> None:
        """Free what was leased and will not be done."""
        async with self.storage.open_system() as system:
            await system.exports.release([each.lease for each in work])

    def again_in(self) -> float:
        """Say in how many seconds to look again."""
        return AGAIN_IN

    async def take_over(self) -> None:
        """Free what the sender before us held, and remove the files that nobody waits for."""
        async with self.storage.open_system() as system:
            await system.exports.release_all()
            wanted = {str(each) for each in await system.exports.unfinished()}
        await asyncio.to_thread(self._tidy_up, wanted)

    def _tidy_up(self, wanted: set[str]) -> None:
        for each in self.folder.glob("*"):
            if each.name not in wanted:
                remove(each)

    # --- the steps of one export ----------------------------------------------------------------

    async def begin(self, work: ExportWork) -> Export | None:
        """Say how far it is."""
        export = await self._step(work)
        if export is None:
            await self._forget(work)
        return export

    async def reading(self, work: ExportWork) -> Reading:
        """Say how whoever waits for it reads."""
        async with self.storage.look_system() as system:
            wishes = await system.workspaces.wishes_of(work.workspace_id)
            name = await system.workspaces.name_of(work.workspace_id)
            known = await system.people.find(work.person_id)
        return Reading((known.wishes.over(wishes) if known else wishes).settled(), name)

    def files(self, export: Export) -> Sequence[Path]:
        """Return the files that are written, in the order of their parts."""
        found = self._folder(export.id).glob(f"*.{export.wish.format}")
        return sorted(found, key=lambda path: (len(path.name), path.name))

    async def write(
        self, work: ExportWork, tell: Tell, is_stopping: Callable[[], bool]
    ) -> Export | None:
        """Write the files, and tell now and then how far it is; anew where it was begun before."""
        export = await self._step(work)
        if export is None or export.has_ended:
            return export
        house = self.doors.house(work.workspace_id)
        leads = LeadFiles(self.storage, house, export.extent, export.zone, self.page, self.pause)
        total = await leads.count()
        export = await self._step(work, lambda each: _writing(each, total))
        if export is None or export.has_ended:
            return export
        try:
            await asyncio.to_thread(new_folder, self._folder(work.id))
            first = self._folder(work.id) / _name(export)
            async with aclosing(leads.write(export.wish.format, first, self.most_bytes)) as parts:
                return await self._follow(work, parts, tell, is_stopping)
        except OSError as error:
            log.warning("export_not_written", export=work.id, reason=str(error))
            return await self.fail(work, Why.NO_ROOM)

    async def _follow(
        self,
        work: ExportWork,
        parts: AsyncGenerator[Progress, None],
        tell: Tell,
        is_stopping: Callable[[], bool],
    ) -> Export | None:
        told = self.now()
        async for progress in parts:
            if progress.over:
                return await self._step(work, _leaving(progress))
            if is_stopping():
                await self.release([work])
                return None
            if self.now() - told < TELL_EVERY:
                continue
            export = await self._step(work, _so_far(progress.done))
            if export is None or export.has_ended:
                return export
            await tell(export)
            told = self.now()
        return None

    async def shown_as(self, work: ExportWork, message_id: int) -> None:
        """Remember the message that tells how far it is."""
        await self._step(work, lambda each: replace(each, message_id=message_id))

    async def sent(self, work: ExportWork) -> Export | None:
        """Remember that one more part is in the chat."""
        return await self._step(work, lambda each: replace(each, sent=each.sent + 1))

    async def fail(self, work: ExportWork, why: Why) -> Export | None:
        """Give up."""
        return await self._step(work, lambda each: each if each.all_sent else each.ended(why))

    async def later(self, work: ExportWork, export: Export, seconds: float, why: str) -> bool:
        """Try again later; tell whether it is too late for that."""
        if self.now() - export.asked_at >= ALERT_GIVE_UP_AFTER:
            return False
        pause = timedelta(seconds=seconds) if seconds else alert_delay(work.failures + 1)
        async with self.storage.open(self.doors.house(work.workspace_id)) as store:
            await store.exports.later(work, self.now() + pause, why)
        return True

    async def close(self, work: ExportWork) -> None:
        """Do no more for this export; its files are gone, whatever became of it."""
        await self._step(work, _closed)
        await asyncio.to_thread(remove, self._folder(work.id))
        async with self.storage.open(self.doors.house(work.workspace_id)) as store:
            await store.exports.close(work)

    async def _step(self, work: ExportWork, step: Step | None = None) -> Export | None:
        """Go one step, unless it has ended; it ends if whoever asked is no admin any more."""
        asker = await self.doors.member(work.workspace_id, work.person_id)
        admin = asker if asker and asker.is_at_least(Role.ADMIN) else None
        async with self.storage.open(admin or self.doors.house(work.workspace_id)) as store:
            if not await store.exports.held(work):
                return None
            export = await store.exports.get(work.id)
            if export.has_ended:
                return export
            if admin is None and not export.all_sent:
                step = _refused
            became = step(export) if step else export
            if isinstance(became, Change):
                await store.keep(became, self.now())
                return became.thing
            if became is not export:
                await store.exports.save(became)
            return became

    async def _forget(self, work: ExportWork) -> None:
        """Remove the files of an export that is not there any more, as of an erased workspace."""
        async with self.storage.look_system() as system:
            wanted = await system.exports.unfinished()
        if work.id not in wanted:
            await asyncio.to_thread(remove, self._folder(work.id))

    def _folder(self, export_id: int) -> Path:
        return self.folder / str(export_id)


def _writing(export: Export, total: int) -> Export:
    return replace(export, stage=Stage.WRITING, done=0, total=total, files=0, sent=0)


def _so_far(done: int) -> Step:
    return lambda export: replace(export, done=done)


def _leaving(over: Progress) -> Step:
    return lambda export: replace(export, done=over.done).leaving(len(over.files))


def _refused(export: Export) -> Change[Export]:
    return export.ended(Why.ROLE)


def _closed(export: Export) -> Export:
    return replace(export, stage=Stage.DONE) if export.all_sent else export


def _name(export: Export) -> str:
    return f"leads-{export.asked_at:%Y-%m-%d}.{export.wish.format}"
