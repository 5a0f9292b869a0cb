"""Exports: a file with leads that an admin asked for, on its way into their private chat."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.caller import MemberId, PersonId, WorkspaceId
from domain.change import Change
from domain.errors import NotFound
from domain.events import ExportAsked, ExportEnded, LeadsExported
from domain.period import Period

PRIVATE_CHAT, COMMAND_LINE = "private chat", "command line"


class ExportFormat(StrEnum):
    """What kind of file it is."""

    CSV = "csv"
    XLSX = "xlsx"


class ExportSpan(StrEnum):
    """Which leads by the time when they came in; all but the last are periods by name."""

    TODAY = "today"
    MONTH = "month"
    WEEK = "7d"
    DAYS_30 = "30d"
    DAYS_90 = "90d"
    YEAR = "365d"
    ALL = "all"


class Stage(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    WRITING = "writing"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"


ENDED = frozenset({Stage.DONE, Stage.CANCELLED, Stage.REFUSED, Stage.FAILED})


class Why(StrEnum):
    """Why an export came to nothing."""

    CANCELLED = "cancelled"
    ROLE = "role"
    UNREACHABLE = "unreachable"
    NO_ROOM = "no room"
    ERASED = "a lead was erased"
    TELEGRAM = "telegram"
    OURS = "internal error"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have in a file; spam, and what is held as such, only if asked for."""

    format: ExportFormat = ExportFormat.CSV
    span: ExportSpan = ExportSpan.MONTH
    with_spam: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """The leads that are meant: those that came from ``begins`` on and before ``ends``."""

    begins: datetime | None
    ends: datetime
    with_spam: bool

    @classmethod
    def named(cls, span: str, now: datetime, zone: str, *, with_spam: bool) -> "Extent":
        """Return the leads of a period by its name, or all; what comes later is not among them."""
        if span == ExportSpan.ALL:
            return cls(None, now, with_spam)
        period = Period.parse(span, now, zone)
        return cls(period.begins, min(period.ends, now), with_spam)


@dataclass(frozen=True, slots=True)
class Export:
    """One file, or several parts of it, for one person.

    ``message_id`` is the message that tells them how far it is; ``done`` of
    ``total`` leads are written, and ``sent`` of ``files`` parts are in the chat.
    """

    id: int
    workspace_id: WorkspaceId
    member_id: MemberId
    person_id: PersonId
    wish: Wish
    zone: str
    extent: Extent
    asked_at: datetime
    stage: Stage = Stage.WAITING
    message_id: int | None = None
    done: int = 0
    total: int = 0
    files: int = 0
    sent: int = 0
    why: Why | None = None

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more is to be done for it."""
        return self.stage in ENDED

    @property
    def all_sent(self) -> bool:
        """Tell whether every part is in the chat."""
        return self.stage is Stage.SENDING and self.sent >= self.files

    def asked(self) -> Change["Export"]:
        """Begin."""
        wish = self.wish
        event = ExportAsked(self.workspace_id, wish.format, wish.span, wish.with_spam)
        return Change(self, event)

    def leaving(self, files: int) -> "Change[Export] | Export":
        """Let the written parts leave, if any; audited before the first of them can arrive."""
        leaves = replace(self, stage=Stage.SENDING, files=files, sent=0)
        if not files:
            return leaves
        wish = self.wish
        event = LeadsExported(
            self.workspace_id, wish.format, wish.span, wish.with_spam, self.done, PRIVATE_CHAT
        )
        return Change(leaves, event)

    def ended(self, why: Why) -> Change["Export"]:
        """End without a file, or without those that are left; refuse with NotFound if it ended."""
        if self.has_ended or self.all_sent:
            raise NotFound
        stages = {Why.CANCELLED: Stage.CANCELLED, Why.ROLE: Stage.REFUSED}
        ended = replace(self, stage=stages.get(why, Stage.FAILED), why=why)
        return Change(ended, ExportEnded(self.workspace_id, self.wish.format, why))


@dataclass(frozen=True, slots=True)
class ExportWork:
    """An export that somebody holds under a lease."""

    id: int
    workspace_id: WorkspaceId
    person_id: PersonId
    failures: int
    lease: UUID
