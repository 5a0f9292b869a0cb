"""What the house tells a person by itself, in private."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class NoticeKind(StrEnum):
    """What a notice is about."""

    CHAT_PARKED = "chat_parked"
    CHAT_HEALED = "chat_healed"
    TOPIC_CLOSED = "topic_closed"
    TOPIC_GONE = "topic_gone"
    NO_TOPIC_RIGHTS = "no_topic_rights"
    LEAD_DEAD = "lead_dead"
    CANARY_LATE = "canary_late"
    CANARY_BACK = "canary_back"
    SOURCE_SILENT = "source_silent"
    SOURCE_BACK = "source_back"
    TELEGRAM_REFUSES_TOKEN = "telegram_refuses_token"  # noqa: S105 -- a kind of notice, not a token


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person; ``details`` are the words that vary."""

    id: UUID
    person_id: int
    kind: NoticeKind
    details: Mapping[str, str]
