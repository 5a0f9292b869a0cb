"""Sources, members, keys and lines of the audit as programs send and get them."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from domain.api_key import ApiKey
from domain.audit import AuditSearch, Topic
from domain.caller import WorkspaceId
from domain.source import Source
from domain.team import NAME_LENGTH, Member
from webhooks_in.api.fields import (
    USUAL_ON_PAGE,
    Asked,
    AskedInQuery,
    Moment,
    PageCursor,
    PageLimit,
    Told,
)

Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]


class NoQuery(AskedInQuery):
    """Nothing is asked in the address."""


class NoBody(Asked):
    """Nothing is sent; an empty object is understood."""


class SourceTold(Told):
    """A source."""

    id: UUID
    name: str
    url: Annotated[str, Field(description="Where it posts its signed leads.")]
    paused: bool
    last_event_at: Annotated[Moment | None, Field(description="When it was last heard from.")]
    secret_changed_at: Annotated[Moment | None, Field(description="When its secret was changed.")]
    previous_until: Annotated[
        Moment | None, Field(description="Until when the secret before that counts, too.")
    ]

    @classmethod
    def of(cls, source: Source, public_url: str) -> Self:
        """Tell a source, without its secret."""
        return cls(
            id=source.id,
            name=source.name,
            url=f"{public_url.rstrip('/')}/api/inbound/w/{source.id}/leads",
            paused=source.paused,
            last_event_at=source.last_event_at,
            secret_changed_at=source.secret_changed_at,
            previous_until=source.previous_until,
        )


class SourcesTold(Told):
    """Every source of the workspace, by name."""

    items: list[SourceTold]


class SourceSecret(Told):
    """A source with its secret, which is told this once."""

    source: SourceTold
    secret: Annotated[
        str, Field(description="`whsec_` and base64; keep it, it is not told again.")
    ]


class NewSourceSent(Asked):
    """A source to make."""

    name: Name


class SourceChanges(Asked):
    """What the source is to become; what is left out stays as it is."""

    name: Name | None = None
    paused: bool | None = None

    @model_validator(mode="after")
    def _must_ask_for_something(self) -> Self:
        if self.name is None and self.paused is None:
            raise ValueError("must have something to change")
        return self


class MemberTold(Told):
    """Somebody in the team."""

    id: UUID
    name: str
    role: Literal["viewer", "agent", "admin", "owner"]

    @classmethod
    def of(cls, member: Member) -> Self:
        """Tell a member."""
        return cls.model_validate({"id": member.id, "name": member.name, "role": member.role.word})


class MembersTold(Told):
    """Everybody in the team: owners first, then by name."""

    items: list[MemberTold]


class KeyTold(Told):
    """The key that you call with."""

    name: str
    workspace_id: UUID
    scopes: list[str]
    expires_at: Annotated[Moment | None, Field(description="When it ends; null if never.")]

    @classmethod
    def of(cls, key: ApiKey, workspace_id: WorkspaceId) -> Self:
        """Tell a key, without anything secret."""
        scopes = sorted(each.value for each in key.scopes)
        return cls(
            name=key.name, workspace_id=workspace_id, scopes=scopes, expires_at=key.expires_at
        )


class AuditQuery(AskedInQuery):
    """Which lines of the audit."""

    topic: Topic = Topic.ALL
    member: Annotated[UUID | None, Field(description="Lines of this member alone.")] = None
    cursor: PageCursor = None
    limit: PageLimit = USUAL_ON_PAGE

    def as_search(self) -> AuditSearch:
        """Say it as the domain does."""
        return AuditSearch(self.topic, self.member)
