"""The only thing storage agrees to keep."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.events import Event

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Change(Generic[Thing]):
    """What something became, and the one event that says so."""

    thing: Thing
    event: Event
