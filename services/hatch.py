"""The hatch through which new cards go to the sender of the same process, without a detour.

Cards that were just made need not be looked for, claimed and read again: whoever makes them
claims them for the sender in the transaction that makes them, and hands them over after it.
Nothing depends on it: what is not taken here waits in the outbox, and what is taken is held
under a lease like any other parcel.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.caller import WorkspaceId
from domain.lead_view import LeadView
from domain.locale import Locale
from domain.parcel import Parcel
from services.alerts import LEASE, Alert
from storage.store import NewCard, Store
from storage.traffic import Key


class Taker(Protocol):
    """A sender that takes new cards at once."""

    @property
    def lease(self) -> UUID:
        """Under which lease the cards are held that it takes."""
        ...

    def choose(self, cards: Sequence[NewCard]) -> Sequence[NewCard]:
        """Return those of the cards that may leave at once."""
        ...

    def take(self, cards: Sequence["Ready"]) -> None:
        """Send the cards; they are held under the lease."""
        ...


Ready = tuple[Parcel, Alert]


class Held(NamedTuple):
    """Cards that the taker holds, how many parcels wait to be looked for, and leads held back.

    Of those the key tells under which they are counted.
    """

    cards: Sequence[Ready] = ()
    others: int = 0
    doubtful: Sequence[Key] = ()


class Hatch:
    """Shut, unless the sender of this process has opened it."""

    def __init__(self) -> None:
        self._taker: Taker | None = None

    def open_to(self, taker: Taker) -> None:
        """Let the taker have new cards from now on."""
        self._taker = taker

    async def hold(
        self, store: Store, workspace_id: WorkspaceId, locale: Locale, now: datetime
    ) -> Held:
        """Claim new cards of this transaction for the taker, if there is one, and it wants any."""
        wished = store.outbox.wished
        if self._taker is None:
            return Held((), wished)
        # A card that names who had earlier requests in work has to be read all the same.
        plain = [each for each in store.new_cards if each.lead.repeat is None]
        cards = {each.post.id: each for each in self._taker.choose(plain)}
        held = await store.outbox.hold(list(cards), self._taker.lease, now, now + LEASE)
        ready = [
            (each, _alert(workspace_id, cards[each.subject_id], locale, now)) for each in held
        ]
        return Held(ready, wished - len(ready))

    def hand_over(self, cards: Sequence[Ready]) -> None:
        """Give the taker what it holds, once that is committed."""
        if self._taker and cards:
            self._taker.take(cards)


def lasts_until(parcel: Parcel) -> datetime:
    """Return when a card that was taken at the hatch is free for others again."""
    return parcel.created_at + LEASE - timedelta(seconds=5)


def _alert(workspace_id: WorkspaceId, card: NewCard, locale: Locale, now: datetime) -> Alert:
    silent = not card.lead.is_hot and card.chat.is_quiet_at(now)
    return Alert(workspace_id, card.post, card.chat, LeadView(card.lead), locale, silent)
