"""Carries notices: what the house tells one person by itself, in private."""

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from cards.notices import notice_card
from cards.reader import Reader
from domain import routing
from domain.caller import PersonId
from domain.chat import Shown
from domain.notice import NoticeKind
from domain.parcel import Parcel, Trouble, Undelivered
from middlewares.telegram_errors import trouble
from outbox.carriers import Means
from outbox.telegram import Messenger, Place
from services.deliveries import Deliveries

KIND = routing.NOTICE
QUIET = frozenset({NoticeKind.LEADS_HELD})


class NoticeCarrier:
    """Writes to one person."""

    def __init__(self, messenger: Messenger, deliveries: Deliveries) -> None:
        self._messenger = messenger
        self._deliveries = deliveries

    async def carry(self, parcel: Parcel) -> Shown | None:
        """Tell the person; whoever does not want to hear from us is left in peace."""
        notice = await self._deliveries.notice(parcel)
        if notice is None:
            return None
        locale = await self._deliveries.locale(parcel, PersonId(notice.person_id))
        card = notice_card(Reader(locale), notice.kind, notice.details)
        try:
            await self._messenger.send(Place(notice.person_id, None, notice.kind in QUIET), card)
        except (TelegramAPIError, ClientDecodeError) as error:
            found = trouble(error)
            if found.why is Trouble.UNREACHABLE:
                raise Undelivered(found.reason, permanent=True) from error
            raise found from error
        return None


def build(means: Means) -> NoticeCarrier:
    """Make the carrier."""
    return NoticeCarrier(Messenger(means.bot), means.deliveries)
