"""The reconciler: every accepted lead was shown, waits or was given up; the rest is mended."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog

from domain.caller import WorkspaceId
from domain.errors import NotFound
from domain.gap import LATE_AFTER, Gap, GapKind
from services.bell import Bell
from services.doors import Doors
from storage.database import Storage
from storage.gaps import looks
from storage.store import Store

ROWS_AT_ONCE = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """The gaps among some rows, and how many rows were looked at so far."""

    gaps: Sequence[Gap]
    looked_at: int


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Looks for gaps in small reads, and mends each batch in a transaction of each workspace."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    outgoing: Bell

    async def look(self, size: int = ROWS_AT_ONCE) -> AsyncIterator[Progress]:
        """Yield all gaps there are, *size* rows at a time; only what nobody was shown is read."""
        looked_at = 0
        for look in looks(self.now() - LATE_AFTER):
            after = None
            while True:
                async with self.storage.look_system() as system:
                    batch = await system.gaps.batch(look, after, size)
                looked_at += batch.looked_at
                yield Progress(batch.gaps, looked_at)
                after = batch.last
                if after is None:
                    break

    async def mend(self) -> int:
        """Close every gap that can be closed, and name all of them in the log; count them."""
        found = 0
        async for progress in self.look():
            await self._mend(progress.gaps)
            found += len(progress.gaps)
        return found

    async def _mend(self, gaps: Sequence[Gap]) -> None:
        for gap in gaps:
            if not gap.kind.mendable:
                log.warning("gap_found", **_told(gap))

        def workspace(gap: Gap) -> WorkspaceId:
            return gap.workspace_id

        mendable = sorted((each for each in gaps if each.kind.mendable), key=workspace)
        for workspace_id, group in groupby(mendable, key=workspace):
            ours = list(group)
            async with self.storage.open(self.doors.house(workspace_id)) as store:
                await _close(store, ours, self.now())
            for gap in ours:
                log.warning("gap_mended", **_told(gap))
        if mendable:
            self.outgoing.ring()


async def _close(store: Store, gaps: Iterable[Gap], now: datetime) -> None:
    """Put again what must leave; the same parcel twice is one."""
    uncarded = []
    for gap in gaps:
        match gap.kind:
            case GapKind.NO_CARD:
                uncarded.append(gap.lead_id)
            case GapKind.CARD_LOST:
                await store.send_again(gap.subject_id, now)
            case GapKind.DIGEST_LOST:
                await _send_digest(store, gap, now)
            case _:
                continue
    if uncarded:
        await store.give_cards(uncarded, now)


async def _send_digest(store: Store, gap: Gap, now: datetime) -> None:
    try:
        await store.send_digest_again(gap.subject_id, now)
    except NotFound:
        log.info("digest_not_wanted", digest=str(gap.subject_id))


def _told(gap: Gap) -> dict[str, object]:
    ids = {"workspace": str(gap.workspace_id), "lead": str(gap.lead_id)}
    return {"gap": gap.kind.value, "number": gap.number, **ids}
