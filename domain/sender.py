"""Senders: form builders and other programs that post in their own way, and what proves it."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain.change import Change
from domain.errors import FieldProblem, Invalid, NotFound
from domain.phrases import phrase
from domain.rotation import Rotating
from domain.sender_events import SenderChosen, SenderRemoved, SenderSecretChanged

OWN_FORMAT = "leadsbot"
"""The name of our own format, for which a source needs no sender."""

_VERIFY_TOKEN = b"leadsbot hub.verify_token"
_VERIFY_LENGTH = 32
_GIVEN = re.compile(r"[!-~]{16,256}")


@dataclass(frozen=True, slots=True)
class SenderKind:
    """A program that posts in its own way.

    ``secret_is_theirs`` where it makes the secret itself, so that an admin tells it to us;
    ``in_address`` where it signs nothing, and its secret can only be a part of the address.
    """

    name: str
    title: str
    secret_is_theirs: bool = False
    in_address: bool = False


_KINDS = (
    SenderKind("calendly", "Calendly"),
    SenderKind("contactform7", "Contact Form 7", in_address=True),
    SenderKind("elementor", "Elementor", in_address=True),
    SenderKind("facebook", "Facebook and Instagram", secret_is_theirs=True),
    SenderKind("github", "GitHub style"),
    SenderKind("googleads", "Google Ads"),
    SenderKind("jotform", "Jotform", in_address=True),
    SenderKind("stripe", "Stripe style", secret_is_theirs=True),
    SenderKind("tally", "Tally"),
    SenderKind("tilda", "Tilda", in_address=True),
    SenderKind("typeform", "Typeform"),
    SenderKind("webflow", "Webflow", secret_is_theirs=True),
    SenderKind("wpforms", "WPForms", in_address=True),
)
SENDERS: Mapping[str, SenderKind] = MappingProxyType({each.name: each for each in _KINDS})
"""Every sender by the name of its format."""


def sender_kind(name: str) -> SenderKind:
    """Return what is known of a sender; refuse with NotFound."""
    kind = SENDERS.get(name)
    if kind is None:
        raise NotFound
    return kind


@dataclass(frozen=True, slots=True)
class Sender(Rotating):
    """Who besides LeadsBot's own way may post to a source, with the secret that it proves.

    A changed secret lets the one before count for the overlap, like those of sources.
    """

    source_id: UUID
    format: str
    secret: str = field(repr=False)
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None

    @property
    def title(self) -> str:
        """What people call it; the name of the format, should nobody know it any longer."""
        kind = SENDERS.get(self.format)
        return kind.title if kind else self.format

    def live_keys(self, now: datetime) -> tuple[bytes, ...]:
        """Return the secrets that count at *now* as bytes; other senders sign with the text."""
        return tuple(each.encode() for each in self.live_secrets(now))

    def renewed(self, source: str, secret: str, now: datetime) -> Change["Sender"]:
        """Give it another secret and let the present one count for the overlap."""
        new, until = self.with_secret(secret, now)
        return Change(new, SenderSecretChanged(self.source_id, source, self.title, until))

    def removed(self, source: str) -> Change["Sender"]:
        """Let it go."""
        return Change(self, SenderRemoved(self.source_id, source, self.title))


def chosen(sender: Sender, source: str, was: Sender | None) -> Change[Sender]:
    """Let it post instead of the one that was there before."""
    before = was.title if was else None
    return Change(sender, SenderChosen(sender.source_id, source, sender.title, before))


def checked_secret(text: str) -> str:
    """Return a secret that an admin gave; refuse with Invalid, which never repeats it."""
    secret = text.strip()
    if not _GIVEN.fullmatch(secret):
        words = phrase("must be 16 to 256 letters, digits and signs without spaces")
        raise Invalid(FieldProblem(phrase("secret"), words))
    return secret


def verify_token(secret: bytes) -> str:
    """Return what Meta repeats when a webhook is set up: nobody who sees it learns the secret."""
    digest = hmac.digest(secret, _VERIFY_TOKEN, "sha256")
    return urlsafe_b64encode(digest).decode("ascii")[:_VERIFY_LENGTH]
