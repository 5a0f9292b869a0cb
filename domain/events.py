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
class LeadEvent(Event):
    """Something that happened to a lead; every card of it follows."""


@dataclass(frozen=True, slots=True)
class LeadCreated(LeadEvent):
    """A lead came in."""

    name = "lead.created"
    source: str


@dataclass(frozen=True, slots=True)
class LeadHeld(LeadEvent):
    """A lead came in and is held, because it looks like spam."""

    name = "lead.held"
    source: str
    reasons: str


@dataclass(frozen=True, slots=True)
class LeadLetIn(LeadEvent):
    """Somebody let a held lead in: from now on it is a new lead like any other."""

    name = "lead.let_in"
    source: str


@dataclass(frozen=True, slots=True)
class LeadFoundSpam(LeadEvent):
    """Somebody looked at a held lead, and it is spam."""

    name = "lead.found_spam"


@dataclass(frozen=True, slots=True)
class LeadDuplicateLinked(LeadEvent):
    """The person of a lead asked before; ``nth`` is which request of theirs it is."""

    name = "lead.duplicate_linked"
    first: int
    nth: int


@dataclass(frozen=True, slots=True)
class LeadTaken(LeadEvent):
    """A member took the lead."""

    name = "lead.taken"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadAssigned(LeadEvent):
    """Somebody gave the lead to a member; ``was`` is who had it before."""

    name = "lead.assigned"
    owner: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class LeadReleased(LeadEvent):
    """The lead went back to everybody."""

    name = "lead.released"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadOwnerLeft(LeadReleased):
    """The lead went back to everybody, because who had it left the team."""

    why: str = "left the team"


@dataclass(frozen=True, slots=True)
class LeadStatusChanged(LeadEvent):
    """The lead moved from one status to another."""

    name = "lead.status_changed"
    was: str
    became: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LeadReopened(LeadStatusChanged):
    """A closed lead is open again; downstream it is a status change like any other."""


@dataclass(frozen=True, slots=True)
class LeadSnoozed(LeadEvent):
    """The lead's owner is to be reminded at a moment, or no longer if there is none."""

    name = "lead.snoozed"
    until: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LeadTagged(LeadEvent):
    """A member tagged the lead, or took a tag away; the audit and the cards alone follow."""

    name = "lead.tagged"
    tag: str
    added: bool


@dataclass(frozen=True, slots=True)
class LeadNoted(LeadEvent):
    """A member wrote a note."""

    name = "lead.noted"
    text: str


@dataclass(frozen=True, slots=True)
class FollowUpEvent(LeadEvent):
    """Something that the house did by itself because nobody did anything."""


@dataclass(frozen=True, slots=True)
class LeadOverdue(FollowUpEvent):
    """Nobody answered the lead in time."""

    name = "lead.overdue"
    respond_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnerReminded(FollowUpEvent):
    """The owner was silent for too long and was reminded."""

    name = "lead.owner_reminded"
    owner: str


@dataclass(frozen=True, slots=True)
class LeadReturned(FollowUpEvent):
    """The owner stayed silent, and the lead went back to everybody."""

    name = "lead.returned"
    owner: str


@dataclass(frozen=True, slots=True)
class AdminsTold(FollowUpEvent):
    """Nobody took the lead, and the admins were told."""

    name = "lead.admins_told"
    admins: int


@dataclass(frozen=True, slots=True)
class LeadEscalated(FollowUpEvent):
    """Nobody took the lead, and one more chat shows it."""

    name = "lead.escalated"
    chat: str


@dataclass(frozen=True, slots=True)
class WorkspaceCreated(Event):
    """A workspace began."""

    name = "workspace.created"
    title: str


@dataclass(frozen=True, slots=True)
class HouseStyleChanged(Event):
    """Somebody chose the language or the time zone of the workspace, or left them open."""

    name = "workspace.locale_changed"
    language: str | None
    zone: str | None


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
class SourceRuleForgotten(Event):
    """Somebody made a source forget what it had learned about spam."""

    name = "source.rule_forgotten"
    source: str


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
class ActionDenied(Event):
    """Somebody tried what they may not do; nothing changed."""

    name = "action.denied"
    action: str
    reason: str
