"""Carries summaries: each parcel tells one chat what happened to its leads up to a moment."""

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.types import InputFile

from cards.html import MESSAGE_UNITS
from cards.reader import Reader
from cards.stats import CAPTION_UNITS
from cards.summary import summary_card
from domain import routing
from domain.parcel import Parcel
from middlewares.pictures import picture_of
from middlewares.telegram_errors import Meaning, meaning_of, trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place, Sent
from services.deliveries import Deliveries
from services.summaries import SummaryView

KIND = routing.SUMMARY

log = structlog.get_logger(__name__)


class SummaryCarrier:
    """Sends a summary; the one of a week stands under a picture."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> None:
        """Say what there is to say; what is too late by now is left out. Raises Undelivered."""
        view = await self._deliveries.summary(parcel)
        if view is None:
            return
        reader = Reader(view.locale)
        try:
            sent = await self._send(view, reader)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error
        if sent.lost_topic:
            closed = sent.lost_topic is Meaning.TOPIC_CLOSED
            await self._deliveries.topic_lost(parcel, view.chat, closed=closed)

    async def _send(self, view: SummaryView, reader: Reader) -> Sent:
        summary = view.summary
        place = Place(view.chat.telegram_id, view.chat.thread_id, view.silent)
        if summary.times.weekly and not summary.is_quiet:
            picture = await picture_of(reader, summary.stats)
            sent = await self._send_picture(place, view, reader, picture)
            if sent:
                return sent
        return await self._messenger.send(place, summary_card(reader, summary, MESSAGE_UNITS))

    async def _send_picture(
        self, place: Place, view: SummaryView, reader: Reader, picture: InputFile
    ) -> Sent | None:
        """Send the picture; ``None`` where Telegram takes none, such as where only text may go."""
        card = summary_card(reader, view.summary, CAPTION_UNITS)
        try:
            return await self._messenger.send(place, card, picture)
        except TelegramBadRequest as error:
            if meaning_of(error) is not None:
                raise
            log.info("summary_without_picture", reason=str(error))
            return None


def build(means: Means) -> SummaryCarrier:
    """Make the carrier."""
    return SummaryCarrier(Messenger(means.bot), means.deliveries)
