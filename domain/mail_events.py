"""What happens around e-mail: one dataclass for each thing, like every other event."""

from dataclasses import dataclass

from domain.events import Event


@dataclass(frozen=True, slots=True)
class MailServerChanged(Event):
    """An admin said by which server the workspace sends e-mail; the password is not told."""

    name = "email.set_up"
    host: str
    port: int
    sender: str


@dataclass(frozen=True, slots=True)
class MailServerRemoved(Event):
    """The workspace sends no e-mail any more."""

    name = "email.removed"
    host: str


@dataclass(frozen=True, slots=True)
class MailServerParked(Event):
    """The mail server turned the workspace away; nothing is handed to it until an admin acts."""

    name = "email.parked"
    host: str
    trouble: str


@dataclass(frozen=True, slots=True)
class MailServerHealed(Event):
    """The mail server took a test, so what waits leaves."""

    name = "email.healed"
    host: str


@dataclass(frozen=True, slots=True)
class LeadEmailed(Event):
    """A member wrote the person of a lead an e-mail; cards show nothing of it."""

    name = "lead.emailed"
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class LeadEmailFailed(Event):
    """An e-mail to the person of a lead did not arrive, or nobody knows."""

    name = "lead.email_failed"
    trouble: str
