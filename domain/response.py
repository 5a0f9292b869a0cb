"""Response targets: within how much working time somebody should answer a new lead."""

from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.scoring import Temperature
from domain.workspace_settings import WorkspaceSetting

MOST_MINUTES = 14 * 24 * 60
MOST_SOURCES = 500
OFF = 0
"""Stands for a source whose leads have no target."""

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class ResponseTargets(WorkspaceSetting):
    """Minutes for each temperature, ``None`` for no target; a source may have a target of its own.

    That of a source counts for all of its leads.
    """

    key: ClassVar[str] = "response_targets"

    hot: Minutes | None = 5
    warm: Minutes | None = 30
    cold: Minutes | None = 240
    sources: dict[UUID, Annotated[int, Field(ge=OFF, le=MOST_MINUTES)]] = Field(
        default={}, max_length=MOST_SOURCES
    )

    def by_temperature(self, temperature: Temperature) -> int | None:
        """Return the target of a temperature, in minutes."""
        match temperature:
            case Temperature.HOT:
                return self.hot
            case Temperature.WARM:
                return self.warm
            case Temperature.COLD:
                return self.cold

    def target(self, source_id: UUID, temperature: Temperature) -> timedelta | None:
        """Return how much working time there is; None where there is no target."""
        minutes = self.sources.get(source_id, self.by_temperature(temperature))
        return timedelta(minutes=minutes) if minutes else None
