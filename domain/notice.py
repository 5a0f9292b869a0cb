"""What owners are told in private, when something needs them or is well again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class NoticeKind(StrEnum):
    """What happened."""

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
    LEAD_ASSIGNED = "lead_assigned"
    ROLE_CHANGED = "role_changed"
    REMOVED = "removed"
    REMINDER = "reminder"
    REMINDER_WITH_TEXT = "reminder_with_text"
    WORKSPACE_ENDING = "workspace_ending"
    WORKSPACE_ENDS_SOON = "workspace_ends_soon"
    WORKSPACE_KEPT = "workspace_kept"
    WORKSPACE_DELETED = "workspace_deleted"
    LEAD_SILENT = "lead_silent"
    LEADS_SILENT = "leads_silent"
    LEAD_UNTAKEN = "lead_untaken"
    LEADS_UNTAKEN = "leads_untaken"
    LEADS_HELD = "leads_held"
    ASKED_AGAIN = "asked_again"
    FORM_ORIGIN = "form_origin"
    FORM_CHANGED = "form_changed"
    ENDPOINT_FAILING = "endpoint_failing"
    ENDPOINT_DISABLED = "endpoint_disabled"
    WEBHOOK_GIVEN_UP = "webhook_given_up"
    SAMPLE_CAME = "sample_came"
    MAIL_PARKED = "mail_parked"
    MAIL_FAILED = "mail_failed"
    MAIL_UNSURE = "mail_unsure"
    INCIDENT = "incident"


DETAILS: dict[NoticeKind, tuple[str, ...]] = {
    NoticeKind.CHAT_PARKED: ("chat", "reason"),
    NoticeKind.CHAT_HEALED: ("chat", "waited"),
    NoticeKind.TOPIC_CLOSED: ("chat", "topic"),
    NoticeKind.TOPIC_GONE: ("chat", "topic"),
    NoticeKind.NO_TOPIC_RIGHTS: ("chat",),
    NoticeKind.LEAD_DEAD: ("number", "chat", "error"),
    NoticeKind.CANARY_LATE: ("source", "chat", "seconds"),
    NoticeKind.CANARY_BACK: ("source", "chat"),
    NoticeKind.SOURCE_SILENT: ("source", "per_day", "lasted", "longest"),
    NoticeKind.SOURCE_BACK: ("source",),
    NoticeKind.LEAD_ASSIGNED: ("number", "who", "by"),
    NoticeKind.ROLE_CHANGED: ("workspace", "role"),
    NoticeKind.REMOVED: ("workspace",),
    NoticeKind.REMINDER: ("number", "who"),
    NoticeKind.REMINDER_WITH_TEXT: ("number", "who", "text"),
    NoticeKind.WORKSPACE_ENDING: ("workspace", "by", "until"),
    NoticeKind.WORKSPACE_ENDS_SOON: ("workspace", "until"),
    NoticeKind.WORKSPACE_KEPT: ("workspace", "by"),
    NoticeKind.WORKSPACE_DELETED: ("workspace",),
    NoticeKind.LEAD_SILENT: ("number", "who"),
    NoticeKind.LEADS_SILENT: ("count",),
    NoticeKind.LEAD_UNTAKEN: ("number", "who"),
    NoticeKind.LEADS_UNTAKEN: ("count",),
    NoticeKind.LEADS_HELD: ("held",),
    NoticeKind.ASKED_AGAIN: ("number", "again", "person"),
    NoticeKind.FORM_ORIGIN: ("source", "origin"),
    NoticeKind.FORM_CHANGED: ("source", "page", "gone", "added"),
    NoticeKind.ENDPOINT_FAILING: ("endpoint", "trouble"),
    NoticeKind.ENDPOINT_DISABLED: ("endpoint", "trouble"),
    NoticeKind.WEBHOOK_GIVEN_UP: ("endpoint", "trouble"),
    NoticeKind.SAMPLE_CAME: ("source",),
    NoticeKind.MAIL_PARKED: ("server", "said"),
    NoticeKind.MAIL_FAILED: ("number", "said"),
    NoticeKind.MAIL_UNSURE: ("number", "said"),
    NoticeKind.INCIDENT: ("source", "what", "many", "usually", "did"),
}
"""What each notice tells besides: names, figures, and a reason or error without a full stop.

``per_day``, ``lasted`` and ``longest`` are those of ``Silence.details()``. A notice with a
``lead``, which is its id, can be opened as the card of that lead. That of an ``incident`` has the
buttons that rule it.
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person; ``details`` are the words that vary."""

    id: UUID
    person_id: int
    kind: NoticeKind
    details: Mapping[str, str]
