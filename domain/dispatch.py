"""Dispatches: one announcement on its way to one endpoint, and what became of each attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from uuid import UUID

from domain.caller import WorkspaceId
from domain.plain_text import many_lines
from domain.retry import webhook_delay

LONGEST_WISH = timedelta(hours=24)
EXCERPT_BYTES = 2048
BLOCKED = "blocked:"
SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105 -- the name of a trouble
TEMPLATE_FAILS = "template_fails"
OURS = "ours"
GONE = 410
_OK = range(200, 300)
_LANES = 2


class DispatchState(StrEnum):
    """Where a dispatch is."""

    WAITS = "due"
    ARRIVED = "done"
    GIVEN_UP = "dead"
    CANCELLED = "void"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An announcement for one endpoint that a worker holds under a lease."""

    id: int
    workspace_id: WorkspaceId
    endpoint_id: UUID
    announcement_id: UUID
    failures: int
    lease: UUID


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be posted where."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    request_id: UUID


@dataclass(frozen=True, slots=True)
class Heard:
    """What one attempt heard: a status, or the word that says why there was none."""

    status: int | None = None
    error: str | None = None
    retry_after: str | None = None
    excerpt: str = ""
    request_id: UUID | None = None

    @property
    def arrived(self) -> bool:
        """Tell whether the receiver has it."""
        return self.status in _OK

    @property
    def trouble(self) -> str | None:
        """Say in a word why it did not arrive."""
        return None if self.arrived else self.error or f"http_{self.status}"

    @property
    def is_gone(self) -> bool:
        """Tell whether the receiver wants to be told nothing more."""
        return self.status == GONE

    @property
    def is_blocked(self) -> bool:
        """Tell whether the address may not be called."""
        return (self.error or "").startswith(BLOCKED)

    def next_try(self, dispatch: Dispatch, now: datetime) -> datetime | None:
        """Say when to try again after this failure; None if it is over."""
        if self.is_gone or self.is_blocked:
            return None
        pause = webhook_delay(dispatch.failures + 1, dispatch.id)
        if pause is None:
            return None
        return now + max(pause, wish(self.retry_after, now))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, as people read it."""

    at: datetime
    number: int
    milliseconds: int
    heard: Heard


@dataclass(frozen=True, slots=True)
class Sent:
    """A dispatch as people read it."""

    id: int
    endpoint_id: UUID
    host: str
    event: str
    webhook_id: str
    created_at: datetime
    state: DispatchState
    failures: int
    due_at: datetime
    last_error: str | None
    attempts: tuple[Attempt, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sendings:
    """A page of the newest dispatches, and how many pages there are."""

    entries: Sequence[Sent]
    page: int
    pages: int


def lane_of(endpoint_id: UUID, announcement_id: UUID) -> str:
    """Name the lane of a dispatch; an endpoint has two, so two are under way at most."""
    return lanes_of(endpoint_id)[announcement_id.int % _LANES]


def lanes_of(endpoint_id: UUID) -> tuple[str, ...]:
    """Name the lanes of an endpoint."""
    return tuple(f"endpoint:{endpoint_id.hex}:{each}" for each in range(_LANES))


def excerpt(heard: bytes) -> str:
    """Keep the beginning of an answer as text that is safe to store and to show."""
    text = many_lines(heard[:EXCERPT_BYTES].decode("utf-8", "replace"))
    return text.encode()[:EXCERPT_BYTES].decode("utf-8", "ignore")


def wish(retry_after: str | None, now: datetime) -> timedelta:
    """Read when a receiver wants to be asked again: seconds or a date, at most a day."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        seconds = min(int(text[:9]), LONGEST_WISH.total_seconds())
        return timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), LONGEST_WISH)
