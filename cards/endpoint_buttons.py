"""The buttons of the pages about what an endpoint hears of, and in which body."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData


class FilterMove(StrEnum):
    """What the buttons of the page of filters can ask for."""

    SHOW = "show"
    SOURCE = "src"
    NO_SOURCE = "nosrc"
    STATUS = "to"
    NO_STATUS = "noto"


class FilterButton(CallbackData, prefix="hears"):
    """A press on the page of filters; *number* is a page, or names a source or a status."""

    move: FilterMove
    endpoint_id: UUID
    number: int = 0


class BodyMove(StrEnum):
    """What the buttons of the page of the body can ask for."""

    SHOW = "show"
    PRESET = "try"
    USE = "use"
    OWN = "own"
    STANDARD = "none"
    TEMPLATE = "text"


class BodyButton(CallbackData, prefix="body"):
    """A press on the page of the body; *number* is a preset, or the sum over a template."""

    move: BodyMove
    endpoint_id: UUID
    number: int = 0
