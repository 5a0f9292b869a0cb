"""Carries reminders: each parcel answers the card of a lead whose reminder has come."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.reader import Reader
from cards.reminders import reminder_card
from domain import routing
from domain.parcel import Parcel
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Deliveries

KIND = routing.REMINDER


class ReminderCarrier:
    """Writes below the card, without a sound: the owner hears of it in private."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> None:
        """Say that it is time; where somebody did something meanwhile, it is not."""
        alert = await self._deliveries.reminder(parcel)
        reminder = alert.view.reminder if alert else None
        if alert is None or reminder is None:
            return
        post = alert.post
        thread_id = post.thread_id or alert.chat.thread_id
        place = Place(post.telegram_id, thread_id, silent=True, answers=post.message_id)
        card = reminder_card(Reader(alert.locale), alert.view.lead, reminder)
        try:
            await self._messenger.send(place, card)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise trouble(error) from error


def build(means: Means) -> ReminderCarrier:
    """Make the carrier."""
    return ReminderCarrier(Messenger(means.bot), means.deliveries)
