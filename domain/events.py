"""One dataclass for each thing that happened; audit and everybody downstream read these."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one subject; its fields are what the audit remembers."""

    name: ClassVar[str]
    subject_id: UUID

    def details(self) -> Mapping[str, str]:
        """Return the event's own fields as text, without those that are empty."""
        own = (each.name for each in fields(self) if each.name != "subject_id")
        values = {name: getattr(self, name) for name in own}
        return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@dataclass(frozen=True, slots=True)
class WorkspaceCreated(Event):
    """A workspace began."""

    name = "workspace.created"
    title: str


@dataclass(frozen=True, slots=True)
class HouseStyleChanged(Event):
    """Somebody chose the language or the time zone of the workspace, or left them open."""

    name = "workspace.locale_changed"
    what: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class WorkspaceDeletionAsked(Event):
    """An owner asked to delete the workspace and has yet to type its name."""

    name = "workspace.deletion_asked"
    title: str


@dataclass(frozen=True, slots=True)
class WorkspaceDeletionBegun(Event):
    """The workspace is to be deleted; its sources are closed until then."""

    name = "workspace.deletion_begun"
    title: str
    delete_at: datetime


@dataclass(frozen=True, slots=True)
class WorkspaceKept(Event):
    """The workspace is not to be deleted after all."""

    name = "workspace.kept"
    title: str


@dataclass(frozen=True, slots=True)
class MemberInvited(Event):
    """Somebody made an invitation."""

    name = "member.invited"
    role: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """A person became a member."""

    name = "member.joined"
    member: str
    role: str


@dataclass(frozen=True, slots=True)
class InvitationRevoked(Event):
    """An open invitation counts no longer."""

    name = "member.invitation_revoked"
    role: str


@dataclass(frozen=True, slots=True)
class MemberRoleChanged(Event):
    """A member has another role."""

    name = "member.role_changed"
    member: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class MemberRemoved(Event):
    """Somebody took a member out of the team."""

    name = "member.removed"
    member: str
    role: str


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """A member left the team."""

    name = "member.left"
    member: str
    role: str


@dataclass(frozen=True, slots=True)
class ChatConnected(Event):
    """A chat began to receive this workspace's leads."""

    name = "chat.connected"
    title: str


@dataclass(frozen=True, slots=True)
class ChatDisconnected(Event):
    """A chat no longer belongs to this workspace."""

    name = "chat.disconnected"
    title: str


@dataclass(frozen=True, slots=True)
class ChatParked(Event):
    """A chat cannot be reached; what is for it waits, or goes to the fallback."""

    name = "chat.parked"
    title: str
    reason: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class ChatHealed(Event):
    """A chat can be reached again; what waited follows in order."""

    name = "chat.healed"
    title: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class ChatResumed(Event):
    """A chat that was paused gets new cards again."""

    name = "chat.resumed"
    title: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class ChatMoved(Event):
    """A group became a supergroup, which has another Telegram id."""

    name = "chat.moved"
    title: str
    was: str | None = None
    became: str | None = None


@dataclass(frozen=True, slots=True)
class ChatTested(Event):
    """Somebody asked for a test message in a chat."""

    name = "chat.tested"
    title: str


@dataclass(frozen=True, slots=True)
class ChatChanged(Event):
    """Somebody changed how a chat receives leads."""

    name = "chat.changed"
    title: str
    what: str
    became: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class SourceCreated(Event):
    """A new source may post."""

    name = "source.created"
    source: str


@dataclass(frozen=True, slots=True)
class SourceRenamed(Event):
    """A source has another name; ``was`` is the one before."""

    name = "source.renamed"
    source: str
    was: str


@dataclass(frozen=True, slots=True)
class SourceSecretRotated(Event):
    """A source has a new secret; the one before lives until ``previous_until``."""

    name = "source.secret_rotated"
    source: str
    previous_until: datetime


@dataclass(frozen=True, slots=True)
class SourcePausedOrResumed(Event):
    """A source was paused or resumed."""

    name = "source.paused"
    source: str
    paused: bool
    was: bool | None = None


@dataclass(frozen=True, slots=True)
class FormCreated(Event):
    """A new form may be put into pages; ``origins`` are the sites it is for."""

    name = "form.created"
    source: str
    origins: str


@dataclass(frozen=True, slots=True)
class FormTokenRenewed(Event):
    """A form has another token; the one before counts no longer."""

    name = "form.token_renewed"
    source: str


@dataclass(frozen=True, slots=True)
class FormOriginsChanged(Event):
    """Somebody chose which sites may post a form."""

    name = "form.origins_changed"
    source: str
    became: str
    was: str


@dataclass(frozen=True, slots=True)
class FormUnfinishedChanged(Event):
    """Somebody chose whether a form takes what visitors leave unfinished."""

    name = "form.unfinished_changed"
    source: str
    became: bool
    was: bool


@dataclass(frozen=True, slots=True)
class SourceRuleForgotten(Event):
    """Somebody made a source forget what it had learned about spam."""

    name = "source.rule_forgotten"
    source: str
    learned: str | None = None


@dataclass(frozen=True, slots=True)
class CanaryChanged(Event):
    """Somebody switched canary leads on or off."""

    name = "canary.changed"
    minutes: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class SettingChanged(Event):
    """Somebody changed a setting of the workspace."""

    name = "setting.changed"
    setting: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class ExportAsked(Event):
    """Somebody asked for a file with leads."""

    name = "leads.export_asked"
    format: str
    period: str
    spam: bool


@dataclass(frozen=True, slots=True)
class LeadsExported(Event):
    """Leads leave the house in a file."""

    name = "leads.exported"
    format: str
    period: str
    spam: bool
    leads: int
    to: str


@dataclass(frozen=True, slots=True)
class ExportEnded(Event):
    """A file with leads that was asked for did not leave, or not all of its parts."""

    name = "leads.export_ended"
    format: str
    why: str


@dataclass(frozen=True, slots=True)
class ActionDenied(Event):
    """Somebody tried what they may not do; nothing changed."""

    name = "action.denied"
    action: str
    reason: str
