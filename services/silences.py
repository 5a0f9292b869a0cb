"""Silences: owners hear of a source that fell silent, once, and once when it is back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from domain.notice import NoticeKind
from domain.silence import SHORTEST, verdict
from services import telling
from services.doors import Doors
from storage.database import Storage
from storage.rhythms import Listened

MOST_ARRIVALS = 5_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Silences:
    """Judges each source by its own rhythm; one that is paused is left alone."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def listen(self) -> None:
        """Make one round over the sources that may be silent, or were."""
        async with self.storage.look_system() as system:
            sources = await system.rhythms.to_judge(self.now() - SHORTEST)
        for source in sources:
            if source.silent_since is None:
                await self._judge(source)
            elif source.heard_at > source.silent_since:
                await self._tell(source, NoticeKind.SOURCE_BACK, {}, None)

    async def _judge(self, source: Listened) -> None:
        now = self.now()
        async with self.storage.look_system() as system:
            arrivals = await system.rhythms.arrivals(source, MOST_ARRIVALS)
        silence = verdict(arrivals, now) if arrivals else None
        if silence:
            log.warning("source_silent", source=str(source.id), silence=str(silence))
            details, since = silence.details(), source.heard_at
            await self._tell(source, NoticeKind.SOURCE_SILENT, details, since)

    async def _tell(
        self, source: Listened, kind: NoticeKind, details: dict[str, str], since: datetime | None
    ) -> None:
        now = self.now()
        async with self.storage.open_system() as system:
            if not await system.rhythms.remember(source, since):
                return
            store = system.of(self.doors.house(source.workspace_id))
            said = {"source": source.name, **details}
            key = f"{kind}:{source.id.hex}:{source.heard_at.isoformat()}"
            await telling.tell_owners(store, kind, said, key, now, self.new_id)
