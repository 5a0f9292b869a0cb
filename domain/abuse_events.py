"""What happens when somebody abuses a source: one dataclass for each thing, as everywhere."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class IncidentOpened(Event):
    """Something unusual began at a source; admins are told of it once."""

    name = "incident.opened"
    source: str
    trouble: str
    count: int
    usual: int


@dataclass(frozen=True, slots=True)
class IncidentRuled(Event):
    """Somebody found an incident to be fine, or blocked its address for some hours."""

    name = "incident.ruled"
    source: str
    trouble: str
    ruling: str
    target: str | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureTaken(Event):
    """An address is blocked, or a source is slowed down, or what comes to it is held.

    ``target`` tells of no person: the audit outlives the measure.
    """

    name = "abuse.measure_taken"
    measure: str
    target: str
    until: datetime


@dataclass(frozen=True, slots=True)
class MeasureLifted(Event):
    """A block or another measure ended before its time."""

    name = "abuse.measure_lifted"
    measure: str
    target: str
