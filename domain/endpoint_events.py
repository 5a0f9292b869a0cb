"""What happens to endpoints: one dataclass for each thing, like every other event."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class EndpointCreated(Event):
    """A new endpoint hears of events; only its host is told, for a path may be a secret."""

    name = "endpoint.created"
    endpoint: str
    events: str


@dataclass(frozen=True, slots=True)
class EndpointChanged(Event):
    """An endpoint hears of other events."""

    name = "endpoint.changed"
    endpoint: str
    became: str
    was: str


@dataclass(frozen=True, slots=True)
class EndpointSourceChosen(Event):
    """An endpoint hears of one more source, or of one less."""

    name = "endpoint.source_chosen"
    endpoint: str
    source: str
    became: bool
    was: bool


@dataclass(frozen=True, slots=True)
class EndpointStatusesChosen(Event):
    """An endpoint hears of leads that come to other statuses."""

    name = "endpoint.statuses_chosen"
    endpoint: str
    became: str
    was: str


@dataclass(frozen=True, slots=True)
class EndpointShaped(Event):
    """What an endpoint hears has another shape; ``became`` is which, never its text."""

    name = "endpoint.shaped"
    endpoint: str
    became: str
    was: str
    events: str


@dataclass(frozen=True, slots=True)
class EndpointPausedOrResumed(Event):
    """An endpoint was paused or resumed; ``was`` is the state before."""

    name = "endpoint.paused"
    endpoint: str
    paused: bool
    was: str


@dataclass(frozen=True, slots=True)
class EndpointSecretRotated(Event):
    """An endpoint has a new secret; the one before signs too until ``previous_until``."""

    name = "endpoint.secret_rotated"
    endpoint: str
    previous_until: datetime


@dataclass(frozen=True, slots=True)
class EndpointDisabled(Event):
    """The house gave an endpoint up by itself."""

    name = "endpoint.disabled"
    endpoint: str
    why: str


@dataclass(frozen=True, slots=True)
class EndpointRemoved(Event):
    """An endpoint was removed; what waited for it is dropped."""

    name = "endpoint.removed"
    endpoint: str
