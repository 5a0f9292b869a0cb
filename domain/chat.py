"""Chats that receive leads, and the cards posted into them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Chat:
    """A destination: a Telegram group that belongs to one workspace."""

    id: UUID
    telegram_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Post:
    """One copy of a lead's card in one chat; ``message_id`` is absent until it was sent."""

    id: UUID
    lead_id: UUID
    chat_id: UUID
    telegram_id: int
    message_id: int | None = None
