"""Leads into files: read by pages, written in a thread, with a pause after each page."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from domain.caller import Caller
from domain.cells import Cell
from domain.export import ExportFormat, Extent
from domain.lead_table import Columns, LeadLine, count_names
from services.sheets import Sheets
from storage.database import Storage
from storage.lead_lines import Place

PAGE = 100
PAUSE = 0.02
"""Seconds after each page, in which the process does everything else."""
FIELDS_AT_ONCE = 500
TELEGRAM_BYTES = 45_000_000
"""Telegram takes 50 MB (Bot API, sendDocument), and the form around the file counts as well."""


@dataclass(frozen=True, slots=True)
class Progress:
    """So many leads are written, into these files; ``over`` when they are complete."""

    done: int
    files: Sequence[Path] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class LeadFiles:
    """The leads of one workspace that are meant, for one table or its parts.

    Each page is a short look of its own: nobody waits for a long one, and what is changed
    meanwhile may be in the file or not, but no lead is left out or there twice.
    """

    storage: Storage
    caller: Caller
    extent: Extent
    zone: str
    page: int = PAGE
    pause: float = PAUSE

    async def count(self) -> int:
        """Count the leads."""
        async with self.storage.look(self.caller) as store:
            return await store.lead_lines.count(self.extent)

    async def write(
        self, kind: ExportFormat, first: Path, most_bytes: int | None = None
    ) -> AsyncGenerator[Progress, None]:
        """Write the files, and say after each page how far it is."""
        named: Counter[str] = Counter()
        async with aclosing(self._names(named)) as looking:
            async for _ in looking:
                yield Progress(0)
        columns = Columns.of(self.zone, named)
        sheets = Sheets(kind, first, columns.header, most_bytes)
        done = 0
        try:
            async with aclosing(self._pages()) as pages:
                async for lines in pages:
                    await asyncio.to_thread(_add, sheets, columns.row, lines)
                    done += len(lines)
                    yield Progress(done)
            files = await asyncio.to_thread(sheets.close)
        finally:
            await asyncio.to_thread(sheets.abandon)
        yield Progress(done, files, over=True)

    async def _names(self, named: Counter[str]) -> AsyncGenerator[None, None]:
        """Find out which custom fields there are."""
        place: Place | None = None
        while True:
            async with self.storage.look(self.caller) as store:
                found, place = await store.lead_lines.fields(self.extent, place, FIELDS_AT_ONCE)
            count_names(named, found)
            yield
            if place is None:
                return
            await asyncio.sleep(self.pause)

    async def _pages(self) -> AsyncGenerator[Sequence[LeadLine], None]:
        place: Place | None = None
        while True:
            async with self.storage.look(self.caller) as store:
                lines, place = await store.lead_lines.some(self.extent, place, self.page)
            yield lines
            if place is None:
                return
            await asyncio.sleep(self.pause)


def _add(
    sheets: Sheets, row_of: Callable[[LeadLine], Sequence[Cell]], lines: Sequence[LeadLine]
) -> None:
    sheets.add(map(row_of, lines))
