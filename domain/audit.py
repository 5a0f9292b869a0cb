"""The audit as people read it, and the chain that shows whether somebody altered it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from domain.caller import Actor

GENESIS = "0" * 64
"""What the first line of a chain follows."""
NO_DIGEST = ""
"""Stands on an emptied line whose seal was made over its details themselves, as long ago."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when; ``details`` are the event's own fields as text."""

    at: datetime
    actor: Actor
    action: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry in its place; ``seal`` is absent on lines from before the chain began.

    The seal is made over a digest of the details and of the line's own ``salt``. So the details
    can go, and the salt with them: the ``digest`` stands for both from then on, and tells nothing.
    """

    id: int
    subject_id: UUID
    entry: AuditEntry
    seal: str | None = None
    salt: str | None = None
    digest: str | None = None

    @property
    def is_emptied(self) -> bool:
        """Tell whether the details are gone, because what the line is about was erased."""
        return self.digest is not None

    @property
    def is_provable(self) -> bool:
        """Tell whether the seal follows from what the line says now."""
        return self.digest != NO_DIGEST

    def emptied(self) -> "AuditLine":
        """Return the line without what it told; who did what, and when, stays."""
        digest = digest_of(self.entry.details, self.salt) if self.salt else NO_DIGEST
        return replace(self, entry=replace(self.entry, details={}), salt=None, digest=digest)

    def sealed_after(self, before: str, workspace_id: UUID) -> str:
        """Return the seal that this line must have if it follows the line sealed *before*."""
        details = digest_of(self.entry.details, self.salt) if self.salt else self.digest
        return seal(before, workspace_id, self.subject_id, self.entry, details)

    def remains_after(self, before: str, workspace_id: UUID) -> str:
        """Return what stands for all that is left of this line, and of those emptied *before*."""
        left = replace(self.entry, details={})
        return seal(f"{before}{self.seal}", workspace_id, self.subject_id, left)


def remains_of(lines: Sequence[AuditLine], workspace_id: UUID) -> str:
    """Return what stands for all that is left of lines that are emptied, in their order."""
    remains = GENESIS
    for line in lines:
        if line.seal is not None:
            remains = line.remains_after(remains, workspace_id)
    return remains


def digest_of(details: Mapping[str, str], salt: str) -> str:
    """Return what stands for the details; without the salt nobody can try what they were."""
    text = json.dumps(dict(details), sort_keys=True, separators=(",", ":"))
    return sha256(f"{salt}{text}".encode()).hexdigest()


def seal(
    before: str,
    workspace_id: UUID,
    subject_id: UUID,
    entry: AuditEntry,
    details: str | None = None,
) -> str:
    """Return the SHA-256 of the seal *before* and of everything that the line says.

    Where there is a digest of the *details*, it stands for them.
    """
    said = [
        before,
        str(workspace_id),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor.kind.value,
        str(entry.actor.id) if entry.actor.id else "",
        entry.actor.name,
        entry.action,
        str(subject_id),
        dict(entry.details) if details is None else details,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


class Topic(StrEnum):
    """What lines of the audit are about."""

    ALL = "all"
    LEADS = "leads"
    TEAM = "team"
    SETTINGS = "settings"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """Which lines somebody wants to see; ``text`` is looked for in everything a line says."""

    topic: Topic = Topic.ALL
    member_id: UUID | None = None
    text: str = ""

    def finds(self, entry: AuditEntry) -> bool:
        """Tell whether the text is in the entry, whatever its case."""
        wanted = self.text.casefold()
        said = (entry.actor.name, entry.action, *entry.details.values())
        return any(wanted in each.casefold() for each in said)


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, the newest first, and where the pages beside this one begin.

    ``numbers`` are those of the leads that the lines are about. ``searched_to``
    is set where the search stopped before it had found a page full. ``member``
    is the name of the one whose lines were asked for.
    """

    lines: Sequence[AuditLine]
    numbers: Mapping[UUID, int]
    newer: int | None = None
    older: int | None = None
    searched_to: datetime | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a chain ends: its newest seal, and how many lines follow the one at ``after``."""

    seal: str
    lines: int
    after: int


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: at a line by its id, or at its end, and why."""

    why: str
    line: AuditLine | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the chain of a workspace is.

    ``lines`` of it are sound, ``older`` lines stood there before it began, and
    ``seal`` is that of the last sound line.
    """

    lines: int
    older: int
    seal: str
    broken: Break | None = None
