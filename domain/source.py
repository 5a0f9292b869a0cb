"""Sources: who may post leads, and the secrets that prove it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from domain.change import Change
from domain.errors import NotFound
from domain.events import (
    FormOriginsChanged,
    FormTokenRenewed,
    FormUnfinishedChanged,
    SourcePausedOrResumed,
    SourceRenamed,
    SourceSecretRotated,
)
from domain.field_map import FieldMap
from domain.field_map_events import MappingBegun, MappingCancelled, MapRemoved, SourceMapped
from domain.form import Form
from domain.rotation import Rotating
from domain.team import checked_name


@dataclass(frozen=True, slots=True)
class Source(Rotating):
    """Something that may post leads into one workspace.

    After a rotation the secret before lives on until ``previous_until``, so
    that senders can change over without losing a lead. A form has a secret
    like every source, which nobody is ever shown: the house signs with it.
    While somebody maps its fields, what it posts mapped is taken as it comes.
    """

    id: UUID
    name: str
    secret: str = field(repr=False)
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    paused: bool = False
    last_event_at: datetime | None = None
    form: Form | None = None
    field_map: FieldMap | None = None
    mapping_until: datetime | None = None

    def rotated(self, secret: str, now: datetime) -> Change["Source"]:
        """Give the source a new secret and let the present one live for the overlap."""
        new, until = self.with_secret(secret, now)
        return Change(new, SourceSecretRotated(self.id, self.name, until))

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

    def unfinished_is(self, taken: bool) -> Change["Source"]:
        """Take what visitors leave unfinished, or no longer."""
        was = self.required_form()
        event = FormUnfinishedChanged(self.id, self.name, taken, was.unfinished)
        return Change(replace(self, form=replace(was, unfinished=taken)), event)

    def is_being_mapped(self, now: datetime) -> bool:
        """Tell whether somebody is about to say what its fields are."""
        return self.mapping_until is not None and now < self.mapping_until

    def mapping_begun(self, until: datetime) -> Change["Source"]:
        """Take what it posts mapped as it comes; refuse with NotFound where it is a form."""
        self.must_sign()
        new = replace(self, mapping_until=until)
        return Change(new, MappingBegun(self.id, self.name, until))

    def mapping_cancelled(self) -> Change["Source"]:
        """Leave its map as it was."""
        return Change(replace(self, mapping_until=None), MappingCancelled(self.id, self.name))

    def mapped(self, field_map: FieldMap) -> Change["Source"]:
        """Read what it posts mapped by this map from now on."""
        was = str(self.field_map) if self.field_map else None
        event = SourceMapped(self.id, self.name, str(field_map), was)
        return Change(replace(self, field_map=field_map, mapping_until=None), event)

    def unmapped(self) -> Change["Source"]:
        """Let it have no map; refuse with NotFound where it has none."""
        if self.field_map is None:
            raise NotFound
        event = MapRemoved(self.id, self.name, str(self.field_map))
        return Change(replace(self, field_map=None), event)


def _sites(form: Form) -> str:
    """Say which sites may post, as the audit remembers it."""
    allowed = " ".join(form.origins) or "any"
    return f"{allowed}, not {' '.join(form.blocked)}" if form.blocked else allowed


def called(name: str, sources: Iterable[Source]) -> Source | None:
    """Return the source of this name, whatever its case."""
    wanted = " ".join(name.split()).casefold()
    return next((each for each in sources if each.name.casefold() == wanted), None)
