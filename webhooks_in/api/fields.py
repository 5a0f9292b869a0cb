"""Values that programs send and get, each with its bounds, as every model writes them."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

EARLIEST, LATEST = 2000, 2200
MOST_ON_PAGE, USUAL_ON_PAGE = 100, 50
LONGEST_CURSOR = 200

_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def _moment(value: object) -> object:
    """Take what RFC 3339 calls a moment, and no year in which calendars end."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("must be a moment such as 2026-03-01T12:00:00Z")
    if not EARLIEST <= int(value[:4]) <= LATEST:
        raise ValueError(f"must be between the years {EARLIEST} and {LATEST}")
    return value


def _whole(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("must be a whole number")
    return value


AskedMoment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Moment = Annotated[datetime, Field(description="A moment in UTC.")]
PageCursor = Annotated[
    str | None,
    Field(
        max_length=LONGEST_CURSOR,
        description="The `next_cursor` of the page before, asked with the same filters.",
    ),
]
PageLimit = Annotated[
    int,
    Field(ge=1, le=MOST_ON_PAGE, description="How many a page holds at most."),
    BeforeValidator(_whole),
]
NextCursor = Annotated[
    str | None,
    Field(description="What to ask the next page with; null on the last one."),
]


class Asked(BaseModel):
    """What a program sends: nothing that is not named here, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AskedInQuery(BaseModel):
    """What a program asks in the address, where everything is text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What a program gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)
