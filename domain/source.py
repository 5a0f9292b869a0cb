"""Sources: who may post leads, and the secrets that prove it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.change import Change
from domain.events import SourcePausedOrResumed, SourceRenamed, SourceSecretRotated
from domain.signing import secret_key
from domain.team import checked_name

OVERLAP = timedelta(hours=24)
UNREADABLE = ""
"""Stands for a secret that is there and cannot be opened: nothing is signed with it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may post leads into one workspace.

    After a rotation the secret before lives on until ``previous_until``, so
    that senders can change over without losing a lead.
    """

    id: UUID
    name: str
    secret: str = field(repr=False)
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    paused: bool = False
    last_event_at: datetime | None = None

    def live_keys(self, now: datetime) -> tuple[bytes, ...]:
        """Return the signing keys that count at *now*, newest first."""
        live = [self.secret]
        if self.previous_secret and self.previous_until and now < self.previous_until:
            live.append(self.previous_secret)
        return tuple(secret_key(each) for each in live if each != UNREADABLE)

    def overlap_ends(self, now: datetime) -> int | None:
        """Return until when (Unix milliseconds) the secret before lives, if it lives at *now*."""
        until = self.previous_until
        return round(until.timestamp() * 1000) if until and now < until else None

    def rotated(self, secret: str, now: datetime) -> Change["Source"]:
        """Give the source a new secret and let the present one live for the overlap."""
        until = now + OVERLAP
        before = self.secret if self.secret != UNREADABLE else None
        new = replace(self, secret=secret, previous_secret=before, previous_until=until)
        return Change(new, SourceSecretRotated(self.id, self.name, until))

    @property
    def secret_changed_at(self) -> datetime | None:
        """The moment of the last rotation, if there was one."""
        return self.previous_until - OVERLAP if self.previous_until else None

    def renamed(self, name: str) -> Change["Source"]:
        """Call the source *name*; refuse with Invalid."""
        new = replace(self, name=checked_name(name))
        return Change(new, SourceRenamed(self.id, new.name, self.name))

    def paused_is(self, paused: bool) -> Change["Source"]:
        """Pause or resume the source."""
        new = replace(self, paused=paused)
        return Change(new, SourcePausedOrResumed(self.id, self.name, paused, self.paused))
