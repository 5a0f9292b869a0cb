"""Traffic: how much of what came to each source, minute by minute, and who stood out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NewType
from uuid import UUID

from domain.caller import WorkspaceId
from domain.inbound import NewLead

Minute = NewType("Minute", int)
"""A minute, counted since 1970; it tells nothing of anybody and both databases can divide it."""

MINUTES_AN_HOUR, HOURS_SHOWN = 60, 24
KEPT = timedelta(days=8)
"""How long counts are kept: a week of rhythm, and the day that it is held against."""
SAMPLES_KEPT = timedelta(days=7)
FEWEST_LETTERS = 20
"""Letters of a message that can be the same by more than chance."""


class Kind(StrEnum):
    """What became of a call, where it was no refusal; a refusal has its code for a kind."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HELD = "held"
    HONEYPOT = "honeypot"
    REPEATED = "repeated"
    UNPROVEN = "unproven"
    """A call that nobody proved to be the source's: it counts against its address alone."""


ASIDE = frozenset({Kind.HONEYPOT, Kind.REPEATED})
"""What was counted as accepted, too."""
MALFORMED = frozenset(
    [
        "json_invalid",
        "json_duplicate_key",
        "validation",
        "too_large",
        "unsupported_media_type",
        "files_not_accepted",
    ]
)


@dataclass(frozen=True, slots=True)
class Heard:
    """Whose a call is, as far as a gate knows; ``proven`` by a signature, or open to anybody."""

    workspace_id: WorkspaceId
    source_id: UUID
    proven: bool
    is_form: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One of many calls of one kind: where it came from, or a hash of what it repeats."""

    kind: str
    target: str
    count: int
    minute: Minute
    request_id: str


@dataclass(frozen=True, slots=True)
class AbuseDay:
    """The last day of a workspace by hours, the oldest first, and what stood out in it.

    ``first`` is when its first hour began. Kinds and sources are the most frequent ones.
    """

    workspace: str
    first: datetime
    zone: str
    accepted: Sequence[int]
    held: Sequence[int]
    refused: Sequence[int]
    kinds: Sequence[tuple[str, int]]
    sources: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        """How many calls there were."""
        return sum(self.accepted) + sum(self.held) + sum(self.refused)


def minute_of(moment: datetime) -> Minute:
    """Return the minute that a moment is in."""
    return Minute(int(moment.timestamp()) // MINUTES_AN_HOUR)


def is_refused(kind: str) -> bool:
    """Tell whether calls of this kind were refused."""
    return kind not in set(Kind) or kind == Kind.UNPROVEN


def by_hour(counts: Mapping[tuple[int, str], int]) -> tuple[list[int], list[int], list[int]]:
    """Sort counts by hour and kind into what was accepted, held and refused.

    What is held was accepted first, and is shown once.
    """
    rows = [Counter[int](), Counter[int](), Counter[int]()]
    for (hour, kind), many in counts.items():
        if is_refused(kind):
            rows[2][hour] += many
        elif kind == Kind.HELD:
            rows[1][hour] += many
        elif kind in {Kind.ACCEPTED, Kind.DUPLICATE}:
            rows[0][hour] += many
    accepted, held, refused = ([row[hour] for hour in range(HOURS_SHOWN)] for row in rows)
    return [max(a - h, 0) for a, h in zip(accepted, held, strict=True)], held, refused


def repeated_keys(lead: NewLead) -> tuple[str, ...]:
    """Return hashes of what should not come again and again: the e-mail, and a whole message."""
    said = (("e", lead.email), ("m", lead.message))
    long = {"e": 1, "m": FEWEST_LETTERS}
    return tuple(
        kind + sha256(text.strip().casefold().encode()).hexdigest()[:32]
        for kind, text in said
        if text and len(text) >= long[kind]
    )


def is_sender(target: str) -> bool:
    """Tell whether what is repeated is an e-mail, and not only a message."""
    return target.startswith("e")
