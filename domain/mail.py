"""E-mails: one on its way to one person, and what the server said to each attempt."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.caller import WorkspaceId
from domain.errors import TOO_LONG, FieldProblem, Invalid
from domain.lead import LeadId
from domain.phrases import phrase
from domain.plain_text import many_lines, one_line
from domain.retry import mail_delay

LONGEST_SUBJECT = 200
LONGEST_TEXT = 3_000
LONGEST_WORDS = 300
MOST_DOUBTS = 1
"""How often a mail is sent again although the server may have it."""

GIVE_UP_AFTER = timedelta(hours=24)
SUBJECT = "subject:"


class MailKind(StrEnum):
    """What an e-mail is for."""

    REPLY = "reply"
    TEST = "test"


class MailStatus(StrEnum):
    """Where an e-mail is; ``DRAFT`` until whoever wrote it has seen it and sends it."""

    DRAFT = "draft"
    WAITS = "due"
    SENT = "done"
    FAILED = "dead"
    DROPPED = "void"


class Fate(StrEnum):
    """What one attempt came to, as far as what follows differs."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    SERVER = "server"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Heard:
    """How one attempt ended: a word of ours for it, and what the server said, if it spoke."""

    fate: Fate
    trouble: str = ""
    words: str = ""

    @property
    def told(self) -> str:
        """What may be shown of it: the server's own words where there are any."""
        return self.words or self.trouble


@dataclass(frozen=True, slots=True)
class MailJob:
    """An e-mail that a worker holds under a lease."""

    id: int
    workspace_id: WorkspaceId
    failures: int
    lease: UUID


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail as it was written; ``doubts`` counts attempts of which nobody knows the end."""

    id: int
    kind: MailKind
    to: str
    subject: str
    text: str = field(repr=False)
    message_id: str
    status: MailStatus
    lead_id: LeadId | None = None
    author_id: UUID | None = None
    doubts: int = 0
    under_way: bool = False
    failing_since: datetime | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as it leaves: from whom, to whom, and what stands in it."""

    sender: str
    sender_name: str
    to: str
    subject: str
    text: str = field(repr=False)
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an attempt: when it is tried again, or None if it is over."""

    status: MailStatus
    again_at: datetime | None = None
    doubts: int = 0
    failing_since: datetime | None = None


def verdict(mail: Mail, job: MailJob, heard: Heard, now: datetime) -> Verdict:
    """Judge an attempt.

    What the server will never take is over at once; what it may take later is tried for a day.
    Where nobody knows whether it has the mail, one more attempt is made: the same Message-ID
    lets programs see that it is the same mail.
    """
    since = mail.failing_since or now
    match heard.fate:
        case Fate.SENT:
            return Verdict(MailStatus.SENT)
        case Fate.REFUSED:
            return Verdict(MailStatus.FAILED)
        case Fate.SERVER:
            # The lane rests until an admin does something; the mail has not failed.
            return Verdict(MailStatus.WAITS, now, mail.doubts, None)
        case Fate.UNKNOWN if mail.doubts >= MOST_DOUBTS:
            return Verdict(MailStatus.FAILED)
        case _ if now - since >= GIVE_UP_AFTER:
            return Verdict(MailStatus.FAILED)
        case _:
            doubts = mail.doubts + (heard.fate is Fate.UNKNOWN)
            again = now + mail_delay(job.failures + 1)
            return Verdict(MailStatus.WAITS, again, doubts, since)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote: a subject, and a text below it."""

    subject: str
    text: str

    @classmethod
    def read(cls, typed: str, usual_subject: str) -> "Draft":
        """Read it; the first line may be ``Subject: ...``. Refuse with Invalid."""
        text = many_lines(typed)
        first, _, rest = text.partition("\n")
        subject = usual_subject
        if first.casefold().startswith(SUBJECT):
            subject, text = first[len(SUBJECT) :], rest
        return cls.checked(subject, text)

    @classmethod
    def checked(cls, subject: str, text: str) -> "Draft":
        """Refuse with Invalid what is empty or too long; a subject becomes one line."""
        subject, text = one_line(subject), many_lines(text)
        problems = [
            FieldProblem(name, words, values)
            for name, words, values, wrong in (
                (phrase("subject"), phrase("is missing"), {}, not subject),
                (phrase("text"), phrase("is missing"), {}, not text),
                (
                    phrase("subject"),
                    TOO_LONG,
                    {"most": LONGEST_SUBJECT},
                    len(subject) > LONGEST_SUBJECT,
                ),
                (phrase("text"), TOO_LONG, {"most": LONGEST_TEXT}, len(text) > LONGEST_TEXT),
            )
            if wrong
        ]
        if problems:
            raise Invalid(*problems)
        return cls(subject, text)


def lane_of(workspace_id: UUID) -> str:
    """Name the lane of a workspace's mail: one leaves at a time, and holds up no other team."""
    return f"mail:{workspace_id.hex}"


def test_lane_of(workspace_id: UUID) -> str:
    """Name the lane of a workspace's tests, which do not wait behind what may fail."""
    return f"mailtest:{workspace_id.hex}"


def message_id(new: UUID, domain: str) -> str:
    """Name an e-mail for ever, also when it is sent once more."""
    return f"<{new.hex}@{domain}>"


def server_words(said: str, *secrets: str) -> str:
    """Keep what a server said as text that is safe to show, without what it may have echoed."""
    text = one_line(said)
    if any(each and each in said for each in secrets):
        return ""
    return text[:LONGEST_WORDS]
