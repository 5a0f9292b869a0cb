"""Measures: what holds abuse off a workspace's own sources, each for a while."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Network, ip_address, ip_network
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.abuse_events import MeasureLifted, MeasureTaken
from domain.change import Change
from domain.inbound import Caught, NewLead
from domain.limits import Rate
from domain.traffic import repeated_keys
from domain.workspace_settings import WorkspaceSetting

EVERYBODY = ""
SLOWED = Rate.parse("1/m:3")
"""What one visitor of a form may still send while it is slowed down."""
LASTS = timedelta(minutes=30)
"""How long a measure of the house lasts after the last sign of trouble."""
HOURS = (1, 24, 7 * 24)
"""For how long an address may be blocked."""
MOST_BLOCKS = 500


class Step(StrEnum):
    """What may be done, from the mildest on."""

    TELL = "tell"
    SLOW = "slow"
    HOLD = "hold"
    PAUSE = "pause"
    BLOCK = "block"


BY_ITSELF = (Step.TELL, Step.SLOW, Step.HOLD, Step.PAUSE)


class AbuseResponse(WorkspaceSetting):
    """How far the house goes by itself; it pauses a source only where somebody chose that."""

    key: ClassVar[str] = "abuse_response"

    most: Step = Field(default=Step.HOLD)

    def allows(self, step: Step) -> bool:
        """Tell whether the house may do this by itself."""
        return BY_ITSELF.index(step) <= BY_ITSELF.index(self.most)

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return self.most.value


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: whom it is for is an address, a hash of a sender, or EVERYBODY.

    A block is for every source of the workspace; all others are for one.
    """

    id: UUID
    step: Step
    target: str
    until: datetime
    source_id: UUID | None = None
    incident_id: UUID | None = None
    by: str = ""

    def taken(self) -> Change["Measure"]:
        """Take the measure."""
        told = MeasureTaken(self.id, self.step, masked(self.target), self.until)
        return Change(self, told)

    def lifted(self, now: datetime) -> Change["Measure"]:
        """Let it end now."""
        return Change(
            replace(self, until=now), MeasureLifted(self.id, self.step, masked(self.target))
        )


def masked(target: str) -> str:
    """Say whom a measure is for without saying it: what outlives it must not tell of anybody."""
    if target == EVERYBODY:
        return "everybody"
    if not is_address(target):
        return "a sender"
    if ":" in target:
        return str(IPv6Network((target.partition("/")[0], 32), strict=False))
    return f"{target.rpartition('.')[0]}.x"


def is_address(target: str) -> bool:
    """Tell whether it is an address, and no hash."""
    return "." in target or ":" in target


def is_blockable(target: str | None) -> bool:
    """Tell whether an address is one of a stranger out there.

    One of this machine or of a local network is a proxy's that nobody named in the settings:
    whoever blocks it shuts everybody out.
    """
    if not target or not is_address(target):
        return False
    try:
        return ip_network(target).is_global if "/" in target else ip_address(target).is_global
    except ValueError:
        return False


def live(measures: tuple[Measure, ...], now: datetime) -> tuple[Measure, ...]:
    """Return those that still last."""
    return tuple(each for each in measures if each.until > now) if measures else ()


def is_blocked(measures: Iterable[Measure], address: str) -> bool:
    """Tell whether nothing is taken from the address."""
    return any(each.step is Step.BLOCK and each.target == address for each in measures)


def is_slowed(measures: Iterable[Measure], address: str) -> bool:
    """Tell whether the address may send less than usual."""
    return any(each.step is Step.SLOW and each.target in {EVERYBODY, address} for each in measures)


def held_back(lead: NewLead, measures: Iterable[Measure], address: str) -> NewLead:
    """Return the lead, marked if it is to be held until somebody looks at it."""
    targets = {each.target for each in measures if each.step is Step.HOLD}
    if targets and targets & {EVERYBODY, address, *repeated_keys(lead)}:
        return lead.model_copy(update={"caught": (*lead.caught, Caught.FLOOD)})
    return lead
