"""Buttons about senders, apart from their pages: the page of a source leads to them and back."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData


class SenderMove(StrEnum):
    """What the buttons about senders can ask for."""

    LIST = "list"
    SHOW = "show"
    MAKE = "make"
    RENEW = "renew"
    AGAIN = "again"
    GIVE = "give"
    ASK_REMOVE = "gone"
    REMOVE = "drop"


class SenderButton(CallbackData, prefix="from"):
    """A press on a button about the sender of a source; ``at`` is its name.

    ``ending`` is until when (Unix milliseconds) the secret before would have counted.
    """

    move: SenderMove
    source_id: UUID
    at: str | None = None
    ending: int | None = None
