"""Sources: who may post leads, and the secrets that prove it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.change import Change
from domain.errors import NotFound
from domain.events import (
    FormOriginsChanged,
    FormTokenRenewed,
    SourcePausedOrResumed,
    SourceRenamed,
    SourceSecretRotated,
)
from domain.form import Form
from domain.signing import secret_key
from domain.team import checked_name

OVERLAP = timedelta(hours=24)
UNREADABLE = ""
"""Stands for a secret that is there and cannot be opened: nothing is signed with it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may post leads into one workspace.

    After a rotation the secret before lives on until ``previous_until``, so
    that senders can change over without losing a lead. A form has a secret
    like every source, which nobody is ever shown: the house signs with it.
    """

    id: UUID
    name: str
    secret: str = field(repr=False)
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    paused: bool = False
    last_event_at: datetime | None = None
    form: Form | None = None

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

    def required_form(self) -> Form:
        """Return what makes it a form; refuse with NotFound where it is none."""
        if self.form is None:
            raise NotFound
        return self.form

    def must_sign(self) -> None:
        """Refuse with NotFound where it is a form: nobody has a secret of it."""
        if self.form:
            raise NotFound

    def token_renewed(self, token: str) -> Change["Source"]:
        """Give the form another token; pages with the one before can post no more."""
        new = replace(self, form=replace(self.required_form(), token=token))
        return Change(new, FormTokenRenewed(self.id, self.name))

    def form_is(self, form: Form) -> Change["Source"]:
        """Let other sites post than before."""
        was = self.required_form()
        event = FormOriginsChanged(self.id, self.name, _sites(form), _sites(was))
        return Change(replace(self, form=form), event)


def _sites(form: Form) -> str:
    """Say which sites may post, as the audit remembers it."""
    allowed = " ".join(form.origins) or "any"
    return f"{allowed}, not {' '.join(form.blocked)}" if form.blocked else allowed
