"""What admins see of what an endpoint hears: from which sources, and in which body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.destination import number_of
from domain.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Hearing:
    """An endpoint, and every source of its workspace by name."""

    endpoint: Endpoint
    sources: Mapping[UUID, str]

    @property
    def sources_by_name(self) -> Sequence[tuple[UUID, str]]:
        """Return every source of the workspace, by name."""
        return sorted(self.sources.items(), key=lambda each: (each[1].casefold(), each[0]))

    def source_numbered(self, number: int) -> UUID | None:
        """Return the source that a button names by its number."""
        return next((each for each in self.sources if number_of(each) == number), None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an endpoint would have been told; ``real`` unless it is of the example."""

    endpoint: Endpoint
    body: str
    event: str
    real: bool
