"""Questions: messages of ours whose answer is about a lead."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.lead import LeadId

ANSWERED_WITHIN = timedelta(days=1)
"""How long a question is remembered."""


class Asked(StrEnum):
    """What a question asks for."""

    NOTE = "note"
    TAG = "tag"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Question:
    """A message that asks for something about a lead; whoever replies to it answers."""

    lead_id: LeadId
    asked: Asked
    telegram_id: int
    message_id: int
