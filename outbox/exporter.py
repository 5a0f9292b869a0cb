"""Brings exports into private chats: how far each is, then its files, one after the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import SendDocument
from aiogram.types import FSInputFile

from cards.export import export_card, file_card
from cards.reader import Reader
from domain.errors import Refusal
from domain.export import Export, ExportWork, Stage, Why
from domain.parcel import Trouble, Undelivered
from middlewares.telegram_errors import trouble
from outbox.telegram import Messenger, Place
from outbox.worker import Start, Worker
from services.exporting import Exporting, Reading

UPLOAD_SECONDS = 600
"""How long Telegram may take for one file."""
FAULT_SECONDS = 10.0
MOST_FAULTS = 3
PASSING = (Trouble.FLOOD, Trouble.BUDGET, Trouble.NO_ANSWER, Trouble.UNAUTHORIZED)

log = structlog.get_logger(__name__)


class Exporter:
    """Does exports one at a time, in the process that sends; another one goes on with them."""

    def __init__(
        self,
        exporting: Exporting,
        messenger: Messenger,
        start: Start,
        now: Callable[[], datetime],
        may: Callable[[], Awaitable[bool]],
    ) -> None:
        self._exporting = exporting
        self._messenger = messenger
        self._stopping = False
        self._worker = Worker(
            "exports",
            pile=exporting,
            do=self.carry,
            bell=exporting.bell,
            start=start,
            now=now,
            may=may,
            at_once=1,
        )

    async def run(self) -> None:
        """Work until asked to stop; a file that is being written then is begun anew later."""
        await self._worker.run()

    def stop(self) -> None:
        """Begin nothing more, and leave off where that is possible."""
        self._stopping = True
        self._worker.stop()

    def is_stopping(self) -> bool:
        """Tell whether what is under way is to leave off."""
        return self._stopping

    async def carry(self, work: ExportWork) -> None:
        """Bring one export to its end, or leave it for later."""
        export = await self._exporting.begin(work)
        if export is None:
            return
        try:
            await self._delivery(work, await self._exporting.reading(work)).go(export)
        except (TelegramAPIError, ClientDecodeError) as error:
            await self._not_now(work, export, trouble(error))
        except Refusal as refusal:
            await self._later(work, export, refusal.retry_after or 0, refusal.code)
        except Exception as error:
            log.exception("export_failed", export=work.id)
            if work.failures >= MOST_FAULTS:
                await self._give_up(work, Why.OURS)
            else:
                await self._later(work, export, FAULT_SECONDS, type(error).__name__)

    async def _not_now(self, work: ExportWork, export: Export, found: Undelivered) -> None:
        """Wait as long as Telegram says, or give up what it will never take."""
        if found.why is Trouble.UNREACHABLE:
            await self._give_up(work, Why.UNREACHABLE)
        elif found.why in PASSING:
            await self._later(work, export, found.retry_after or 0, found.reason)
        else:
            log.warning("export_not_taken", export=work.id, reason=found.reason)
            await self._give_up(work, Why.TELEGRAM)

    async def _later(self, work: ExportWork, export: Export, seconds: float, why: str) -> None:
        log.warning("export_waits", export=work.id, reason=why)
        if not await self._exporting.later(work, export, seconds, why):
            await self._give_up(work, Why.TELEGRAM)

    async def _give_up(self, work: ExportWork, why: Why) -> None:
        """End it and remove its files; say so if that is possible."""
        export = await self._exporting.fail(work, why)
        if export is not None:
            reading = await self._exporting.reading(work)
            await self._delivery(work, reading).try_to_show(export)
            await self._exporting.close(work)

    def _delivery(self, work: ExportWork, reading: Reading) -> "_Delivery":
        return _Delivery(self._exporting, self._messenger, work, reading, self.is_stopping)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One export on its way to one person."""

    exporting: Exporting
    messenger: Messenger
    work: ExportWork
    reading: Reading
    is_stopping: Callable[[], bool]

    @property
    def reader(self) -> Reader:
        """Whoever waits for it."""
        return Reader(self.reading.locale)

    async def go(self, export: Export) -> None:
        """Write what is not written, send what is not sent, and say what became of it."""
        step: Export | None = export
        if not export.has_ended and not self._is_written(export):
            await self.show(export)
            step = await self.exporting.write(self.work, self.try_to_show, self.is_stopping)
        while step and not step.has_ended and not step.all_sent:
            if self.is_stopping():
                await self.exporting.release([self.work])
                return
            await self.try_to_show(step)
            step = await self._send_next()
        if step:
            await self.show(step)
            await self.exporting.close(self.work)

    def _is_written(self, export: Export) -> bool:
        """Tell whether the files are here; another machine may have written them."""
        if export.stage is not Stage.SENDING or export.all_sent:
            return export.all_sent
        return len(self.exporting.files(export)) == export.files

    async def _send_next(self) -> Export | None:
        """Send one part, if whoever asked may still have it."""
        now = await self.exporting.begin(self.work)
        if now is None or now.has_ended:
            return now
        path = self.exporting.files(now)[now.sent]
        sending = SendDocument(
            chat_id=now.person_id,
            document=FSInputFile(path),
            caption=file_card(self.reader, now, self.reading.workspace).text,
            disable_content_type_detection=True,
        )
        await self.messenger.bot(sending, request_timeout=UPLOAD_SECONDS)
        return await self.exporting.sent(self.work)

    async def show(self, export: Export) -> None:
        """Say how far it is, in the message that is there for it."""
        card = export_card(self.reader, export, self.reading.workspace)
        place = Place(export.person_id, silent=True)
        sent = await self.messenger.show(place, export.message_id, card)
        if sent.message_id != export.message_id:
            await self.exporting.shown_as(self.work, sent.message_id)

    async def try_to_show(self, export: Export) -> None:
        """Say how far it is, unless that is not possible just now."""
        try:
            await self.show(export)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("export_not_shown", export=self.work.id, reason=str(error))
