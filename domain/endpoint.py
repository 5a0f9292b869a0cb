"""Endpoints: addresses of other programs that hear of events, and how well they listen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from domain.announcement import CHOOSABLE
from domain.change import Change
from domain.endpoint_events import (
    EndpointChanged,
    EndpointDisabled,
    EndpointPausedOrResumed,
    EndpointRemoved,
    EndpointSecretRotated,
    EndpointShaped,
    EndpointSourceChosen,
    EndpointStatusesChosen,
)
from domain.endpoint_filter import EndpointFilter
from domain.errors import FieldProblem, Invalid, NotFound, TooMany
from domain.lead import Status
from domain.phrases import phrase
from domain.rotation import UNREADABLE, Rotating

MOST_ENDPOINTS = 10
"""How many a workspace has at most."""

MOST_SOURCES = 100
"""How many sources an endpoint names at most; whoever wants more of them wants all."""

ALL = "all"
NameOf = Callable[[str | None], str]
WARNED_AFTER = timedelta(days=2, hours=12)
DISABLED_AFTER = timedelta(days=5)
LEAST_FAILURES = 10
"""An endpoint that is hardly ever called is not given up for its first failures."""


class EndpointState(StrEnum):
    """Whether an endpoint is called."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    REMOVED = "removed"


HEARING = (EndpointState.ACTIVE, EndpointState.PAUSED)
"""What is told to these is kept; it leaves at once, or when they are called again."""


class Why(StrEnum):
    """Why the house gave an endpoint up."""

    GONE = "gone"
    FAILING = "failing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Health:
    """How well an endpoint listens; ``warned`` once owners heard that it does not."""

    failing_since: datetime | None = None
    failures: int = 0
    warned: bool = False
    last_error: str | None = None
    last_success_at: datetime | None = None

    def failed(self, error: str, now: datetime) -> "Health":
        """Count an attempt that failed."""
        since = self.failing_since or now
        return replace(self, failing_since=since, failures=self.failures + 1, last_error=error)

    def arrived(self, now: datetime) -> "Health":
        """Forget that anything failed."""
        return Health(last_error=self.last_error, last_success_at=now)

    def is_to_be_warned_of(self, now: datetime) -> bool:
        """Tell whether owners are to hear that half of the patience is gone."""
        return not self.warned and self._lasts(now) >= WARNED_AFTER

    def is_hopeless(self, now: datetime) -> bool:
        """Tell whether nothing has arrived for so long that it makes no sense to go on."""
        return self.failures >= LEAST_FAILURES and self._lasts(now) >= DISABLED_AFTER

    def _lasts(self, now: datetime) -> timedelta:
        return now - (self.failing_since or now)


@dataclass(frozen=True, slots=True)
class Endpoint(Rotating):
    """An address that hears of the events of one workspace.

    No ``events``, ``sources`` or ``statuses`` are all of them. Without a ``template``, which
    may hold secrets, bodies leave as they were written. After a rotation both secrets sign
    until ``previous_until``, so that the receiver can change over without refusing anything.
    """

    id: UUID
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...] = ()
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    state: EndpointState = EndpointState.ACTIVE
    why: Why | None = None
    health: Health = Health()
    sources: tuple[UUID, ...] = ()
    statuses: tuple[str, ...] = ()
    template: str | None = field(default=None, repr=False)

    @property
    def filter(self) -> EndpointFilter:
        """Return what it hears of."""
        return EndpointFilter(self.events, self.sources, self.statuses)

    @property
    def host(self) -> str:
        """What may be told of the address everywhere: a path may be a secret."""
        return urlsplit(self.url).netloc

    @property
    def events_in_words(self) -> str:
        """Name the events that it hears of."""
        return ", ".join(self.events) or ALL

    def rotated(self, secret: str, now: datetime) -> Change["Endpoint"]:
        """Give the endpoint a new secret and let the present one sign too for the overlap."""
        new, until = self.with_secret(secret, now)
        return Change(new, EndpointSecretRotated(self.id, self.host, until))

    def paused_is(self, paused: bool) -> Change["Endpoint"]:
        """Pause it, or call it again; then it begins with a clean slate."""
        state = EndpointState.PAUSED if paused else EndpointState.ACTIVE
        health = self.health if paused else replace(self.health, failing_since=None, failures=0)
        new = replace(self, state=state, why=None, health=replace(health, warned=False))
        return Change(new, EndpointPausedOrResumed(self.id, self.host, paused, self.state))

    def toggled(self, event: str) -> Change["Endpoint"]:
        """Let it hear of the event, or no longer; of all if none is left. Refuse with NotFound."""
        if event not in CHOOSABLE:
            raise NotFound
        heard = set(self.events or CHOOSABLE) ^ {event}
        chosen = tuple(each for each in CHOOSABLE if each in heard)
        new = replace(self, events=() if len(chosen) == len(CHOOSABLE) else chosen)
        became, was = new.events_in_words, self.events_in_words
        return Change(new, EndpointChanged(self.id, self.host, became, was))

    def source_is(self, source_id: UUID, name: str, *, heard: bool) -> Change["Endpoint"]:
        """Add a source to those it hears of, or take it away; refuse with TooMany."""
        others = tuple(each for each in self.sources if each != source_id)
        if heard and len(others) >= MOST_SOURCES:
            raise TooMany(MOST_SOURCES)
        new = replace(self, sources=(*others, source_id) if heard else others)
        was = source_id in self.sources
        return Change(new, EndpointSourceChosen(self.id, self.host, name, heard, was))

    def status_is(self, status: Status, *, heard: bool) -> Change["Endpoint"]:
        """Add a status to those it waits for, or take it away."""
        chosen = {*self.statuses, status} if heard else {*self.statuses} - {status}
        statuses = tuple(each.value for each in Status if each in chosen)
        became, was = (", ".join(each) or ALL for each in (statuses, self.statuses))
        new = replace(self, statuses=statuses)
        return Change(new, EndpointStatusesChosen(self.id, self.host, became, was))

    def shaped(
        self, template: str | None, name_of: NameOf, events: tuple[str, ...] | None = None
    ) -> Change["Endpoint"]:
        """Let bodies leave by this template, or as they were written.

        It hears of other *events* then, if some are given; *name_of* says how templates are
        called, for the audit holds no more of them.
        """
        new = replace(self, template=template, events=self.events if events is None else events)
        became, was = name_of(template), name_of(self.template)
        event = EndpointShaped(self.id, self.host, became, was, new.events_in_words)
        return Change(new, event)

    def disabled(self, why: Why) -> Change["Endpoint"]:
        """Give it up."""
        new = replace(self, state=EndpointState.DISABLED, why=why)
        return Change(new, EndpointDisabled(self.id, self.host, why))

    def removed(self) -> Change["Endpoint"]:
        """Let it go, and its secrets; of its address the host stays for the log."""
        bare = f"{urlsplit(self.url).scheme}://{self.host}/"
        new = replace(
            self,
            url=bare,
            secret=UNREADABLE,
            previous_secret=None,
            previous_until=None,
            template=None,
            state=EndpointState.REMOVED,
        )
        return Change(new, EndpointRemoved(self.id, self.host))


@dataclass(frozen=True, slots=True)
class Record:
    """How an endpoint did lately: attempts that arrived, and all of them."""

    arrived: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint, how its attempts of the last day ended, and how much waits for it."""

    endpoint: Endpoint
    record: Record = Record()
    waiting: int = 0


def checked_events(words: Sequence[str]) -> tuple[str, ...]:
    """Read a choice of events, in their usual order; refuse with Invalid what none is called."""
    wanted = {each.casefold().strip(",") for each in words}
    if wanted <= {"", ALL}:
        return ()
    if unknown := wanted - set(CHOOSABLE) - {"", ALL}:
        told = phrase("there is no event {name}")
        name = min(unknown)[:32]
        raise Invalid(FieldProblem(phrase("events"), told, {"name": name}))
    return () if ALL in wanted else tuple(each for each in CHOOSABLE if each in wanted)
