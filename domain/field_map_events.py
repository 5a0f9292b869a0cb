"""What happens to field maps: one dataclass for each thing; never a value of a sample."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Event


@dataclass(frozen=True, slots=True)
class MappingBegun(Event):
    """Somebody began to map a source; until then what it posts mapped is taken as it comes."""

    name = "source.mapping_begun"
    source: str
    until: datetime


@dataclass(frozen=True, slots=True)
class MappingCancelled(Event):
    """Somebody gave up mapping a source; the map from before, if any, still counts."""

    name = "source.mapping_cancelled"
    source: str


@dataclass(frozen=True, slots=True)
class SourceMapped(Event):
    """A source has a field map; ``fields`` are its paths, and what each of them is."""

    name = "source.mapped"
    source: str
    fields: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class MapRemoved(Event):
    """A source has no field map any more."""

    name = "source.map_removed"
    source: str
    was: str
