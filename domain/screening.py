"""How a workspace screens what comes in: what is hot, how long a request is remembered, spam."""

from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import Field, model_validator

from domain.scoring import MOST_POINTS, USUAL, Thresholds
from domain.workspace_settings import WorkspaceSetting, WorkspaceSettings

USUAL_DAYS = 30
MOST_DAYS = 365
OFF = 0


class Temperatures(WorkspaceSetting):
    """From how many points a lead is hot, and from how many it is warm."""

    key: ClassVar[str] = "temperatures"

    hot: int = Field(default=USUAL.hot, ge=2, le=MOST_POINTS)
    warm: int = Field(default=USUAL.warm, ge=1, lt=MOST_POINTS)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.warm >= self.hot:
            raise ValueError("warm must be below hot")
        return self

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return f"hot from {self.hot}, warm from {self.warm}"


class RepeatWindow(WorkspaceSetting):
    """For how many days a request is remembered; OFF links no request to an earlier one."""

    key: ClassVar[str] = "repeat_window"

    days: int = Field(default=USUAL_DAYS, ge=OFF, le=MOST_DAYS)

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return f"{self.days} days" if self.days else "off"


class SpamCheck(WorkspaceSetting):
    """Whether leads that look like spam are held."""

    key: ClassVar[str] = "spam_check"

    on: bool = True

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return "on" if self.on else "off"


@dataclass(frozen=True, slots=True)
class Screening:
    """All that a workspace has chosen about what comes in."""

    thresholds: Thresholds = USUAL
    repeat_days: int = USUAL_DAYS
    spam_check: bool = True

    @classmethod
    def of(cls, settings: WorkspaceSettings) -> Self:
        """Read it from the settings."""
        chosen = settings.of(Temperatures)
        return cls(
            Thresholds(hot=chosen.hot, warm=chosen.warm),
            settings.of(RepeatWindow).days,
            settings.of(SpamCheck).on,
        )
