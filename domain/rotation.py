"""Rotation of signing secrets: the one before counts for a day more, so that nobody is cut off."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self

from domain.signing import secret_key

OVERLAP = timedelta(hours=24)
UNREADABLE = ""
"""Stands for a secret that is there and cannot be opened: nothing is signed with it."""


class Rotating:
    """Something with a secret, and with the one before until ``previous_until``."""

    __slots__ = ()

    secret: str
    previous_secret: str | None
    previous_until: datetime | None

    def live_keys(self, now: datetime) -> tuple[bytes, ...]:
        """Return the signing keys that count at *now*, newest first."""
        return tuple(secret_key(each) for each in self.live_secrets(now))

    def live_secrets(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that count at *now* and can be read, newest first."""
        live = [self.secret]
        if self.previous_secret and self.previous_until and now < self.previous_until:
            live.append(self.previous_secret)
        return tuple(each for each in live if each != UNREADABLE)

    def overlap_ends(self, now: datetime) -> int | None:
        """Return until when (Unix milliseconds) the secret before lives, if it lives at *now*."""
        until = self.previous_until
        return round(until.timestamp() * 1000) if until and now < until else None

    @property
    def secret_changed_at(self) -> datetime | None:
        """The moment of the last rotation, if there was one."""
        return self.previous_until - OVERLAP if self.previous_until else None

    def with_secret(self, secret: str, now: datetime) -> tuple[Self, datetime]:
        """Give it a new secret; return until when the present one lives, too."""
        until = now + OVERLAP
        before = self.secret if self.secret != UNREADABLE else None
        new = replace(self, secret=secret, previous_secret=before, previous_until=until)  # type: ignore[type-var]  # whatever rotates is a dataclass
        return new, until
