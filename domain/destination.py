"""A destination as admins see it: the chat, what waits for it, and how its last test ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.chat import Chat

_NUMBERS = 10**12


@dataclass(frozen=True, slots=True)
class Trial:
    """How a test message ended; ``error`` is what Telegram said, if it did not arrive."""

    at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """A chat and what an admin may want to know about it.

    ``waiting`` counts what has not left for its Telegram chat, and
    ``sources`` names every source of the workspace.
    """

    chat: Chat
    waiting: int = 0
    rests_until: datetime | None = None
    test: Trial | None = None
    testing: bool = False
    sources: Mapping[UUID, str] | None = None

    @property
    def sources_by_name(self) -> Sequence[tuple[UUID, str]]:
        """Return every source of the workspace, by name."""
        return sorted((self.sources or {}).items(), key=lambda each: (each[1].casefold(), each[0]))

    def source_numbered(self, number: int) -> UUID | None:
        """Return the source that a button names by its number."""
        return next((each for each in self.sources or {} if number_of(each) == number), None)


def number_of(source_id: UUID) -> int:
    """Return a number that names the source in a button, which has no room for a second id."""
    return source_id.int % _NUMBERS
