"""Whether a lead looks like spam: reasons that add up, of which one alone is never enough."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from domain.inbound import Caught, NewLead
from domain.lead_fields import folded
from domain.scoring import is_free_mail, is_throw_away
from domain.spam_words import is_thrown_away, spam_phrases, tokens

HELD_FROM = 60
FEWEST_REASONS = 2
MOST_LESSONS = 3
"""How often a reason may have been wrong for a source; each time halves its weight."""
_READ = 2_000
_MANY_LINKS, _FLOOD_OF_LINKS = 3, 8
_SHOUTED_LETTERS, _SHOUTED_SHARE, _SHOUTED_READ = 40, 0.8, 300
_MIXED_WORDS = 2
_FEWEST_WORDS = 8
"""Words of a message that can be the same by more than chance."""
_MANY_TURNS = 3
MANY_SENDERS = 5


class Sign(StrEnum):
    """What speaks for spam; each looks at something else, so that two are independent."""

    LINKS = "links"
    PHRASES = "phrases"
    CAPITALS = "capitals"
    NAME = "name"
    MAIL = "mail"
    SCRIPTS = "scripts"
    REPEATED = "repeated"
    TRAP = "trap"
    SENDER = "sender"
    GOTCHA = "gotcha"
    HASTE = "haste"
    FLOOD = "flood"


DECIDED = frozenset({Sign.SENDER, Sign.GOTCHA, Sign.FLOOD})
"""What needs no second reason: what a person of the workspace has said, who filled in a field
that our forms hide from people, and what comes in a flood that is being held."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for spam, and how much."""

    sign: Sign
    points: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a lead looks like spam; its reasons add up to its points."""

    reasons: tuple[Reason, ...] = ()

    @property
    def points(self) -> int:
        """What the reasons add up to."""
        return sum(each.points for each in self.reasons)

    @property
    def is_spam(self) -> bool:
        """Whether the lead is to be held: by what a person said, or by two reasons that weigh."""
        weighing = [each for each in self.reasons if each.points > 0]
        decided = any(each.sign in DECIDED for each in weighing)
        return decided or (len(weighing) >= FEWEST_REASONS and self.points >= HELD_FROM)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known besides the lead: who said the same lately, and what was spam before.

    ``lessons`` counts for each sign how often it was wrong for this source.
    """

    senders: int = 0
    marked_before: bool = False
    lessons: Mapping[str, int] | None = None


NOTHING_KNOWN = Surroundings()


def verdict(own: Sequence[Reason], around: Surroundings = NOTHING_KNOWN) -> Verdict:
    """Judge a lead by its *own* signs and by what is around it; the same always the same."""
    found = list(own)
    if around.senders >= MANY_SENDERS:
        found.append(Reason(Sign.REPEATED, 40))
    if around.marked_before:
        found.append(Reason(Sign.SENDER, 100))
    lessons = around.lessons or {}
    return Verdict(tuple(_learned(each, lessons.get(each.sign, 0)) for each in found))


def _learned(reason: Reason, wrong: int) -> Reason:
    """Let a reason weigh half for each time it was wrong; what people said is never lessened."""
    if wrong <= 0 or reason.sign in DECIDED:
        return reason
    return Reason(reason.sign, reason.points >> min(wrong, MOST_LESSONS))


def lessons_after(lessons: Mapping[str, int], wrong: Sequence[Reason]) -> dict[str, int]:
    """Return what a source's rule has learned once these reasons were wrong."""
    signs = {str(each.sign) for each in wrong if each.sign not in DECIDED}
    more = {each: min(lessons.get(each, 0) + 1, MOST_LESSONS) for each in sorted(signs)}
    return {**lessons, **more}


def signs(contact: NewLead) -> tuple[Reason, ...]:
    """Return what speaks for spam in the lead by itself."""
    return (*_in_message((contact.message or "")[:_READ]), *_in_person(contact))


def _in_message(message: str) -> Iterator[Reason]:
    if not message:
        return
    lower = message.lower()
    if "://" in lower or "www." in lower:
        links, marked_up = len(_LINK.findall(lower)), "[url" in lower or "<a " in lower
        if links:
            yield Reason(Sign.LINKS, _weight_of(links, marked_up=marked_up))
    words = tokens(lower)
    phrases = spam_phrases(words)
    if phrases:
        yield Reason(Sign.PHRASES, (25, 40, 50)[min(phrases, 3) - 1])
    if _is_shouted(message[:_SHOUTED_READ]):
        yield Reason(Sign.CAPITALS, 20)
    if not message.isascii() and _mixed(words) >= _MIXED_WORDS:
        yield Reason(Sign.SCRIPTS, 40)


def _weight_of(links: int, *, marked_up: bool) -> int:
    if links >= _FLOOD_OF_LINKS:
        return 50
    return 40 if links >= _MANY_LINKS or marked_up else 20


def _is_shouted(text: str) -> bool:
    if sum(map(str.isupper, text[:_SHOUTED_LETTERS])) < _SHOUTED_LETTERS / 2:
        return False
    capitals = sum(map(str.isupper, text))
    if capitals < _SHOUTED_LETTERS:
        return False
    return capitals >= _SHOUTED_SHARE * (capitals + sum(map(str.islower, text)))


def _mixed(words: Sequence[str]) -> int:
    """Count words made of two scripts: letters that only look the same."""
    return sum(_TWO_SCRIPTS.search(each) is not None for each in {*words})


def _in_person(contact: NewLead) -> Iterator[Reason]:
    if contact.name and _is_nonsense(contact.name):
        yield Reason(Sign.NAME, 30)
    host = (contact.email or "").rpartition("@")[2].strip().casefold()
    if host and (is_thrown_away(host) or is_throw_away(host)):
        yield Reason(Sign.MAIL, 30)
    if Caught.GOTCHA in contact.caught:
        yield Reason(Sign.GOTCHA, 100)
    elif any(_is_sprung(key, value) for key, value in contact.fields.items()):
        yield Reason(Sign.TRAP, 50)
    if Caught.HASTE in contact.caught:
        yield Reason(Sign.HASTE, 40)
    if Caught.FLOOD in contact.caught:
        yield Reason(Sign.FLOOD, 100)


def _is_nonsense(name: str) -> bool:
    """Tell whether a name is a link, letters at random, or a word that nobody can say."""
    if ("." in name or "://" in name) and _LINK_IN_NAME.search(name):
        return True
    if len(_TURN.findall(name)) >= _MANY_TURNS and any(
        len(_TURN.findall(each)) >= _MANY_TURNS for each in name.split()
    ):
        return True
    return _UNSPEAKABLE.search(name.lower()) is not None


def _is_sprung(key: str, value: object) -> bool:
    """Tell whether a field that people cannot see is filled in."""
    return folded(key) in _TRAPS and isinstance(value, str) and bool(value.strip())


def message_key(contact: NewLead) -> str | None:
    """Return what the same message has in common, but for links and figures; None if short."""
    words = [each for each in tokens(_LINK.sub(" ", contact.message or "")) if each.isalpha()]
    return _hashed("m", " ".join(words)) if len(words) >= _FEWEST_WORDS else None


@dataclass(frozen=True, slots=True)
class SenderKeys:
    """By what a sender is known again; hashes, for they outlive the lead.

    ``house`` is the domain of a mail address that is not everybody's.
    """

    own: tuple[str, ...]
    house: str | None

    @property
    def all(self) -> tuple[str, ...]:
        """Every key, that of the mail house last."""
        return (*self.own, self.house) if self.house else self.own


def sender_keys(contact: NewLead) -> SenderKeys:
    """Return by what the sender of a lead is known again."""
    email, phone = contact.email_key, contact.phone_key
    own = [_hashed(kind, key) for kind, key in (("e", email), ("p", phone)) if key]
    host = email.rpartition("@")[2] if email else ""
    shared = not host or is_free_mail(host) or is_thrown_away(host) or is_throw_away(host)
    return SenderKeys(tuple(own), None if shared else _hashed("d", host))


def _hashed(kind: str, text: str) -> str:
    return f"{kind}{sha256(text.encode()).hexdigest()[:32]}"


_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LINK_IN_NAME = re.compile(r"://|www\.|\b[\w-]+\.(?:com|ru|net|org|info|xyz|top|site|online)\b")
# Three turns from small to capital inside one word are QwRtYpLk, and no MacDonald.
_TURN = re.compile(r"[a-z][A-Z]")
# Seven letters in a row without any that sounds; longer rows of consonants than any name has.
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvxz]{7}|\b[bcdfghjklmnpqrtvxz]{6}\b")
_TWO_SCRIPTS = re.compile(r"[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]")
_TRAP_NAMES = "_gotcha _honey _honeypot honeypot _hp hp_field bot_field botcheck bot-trap"
_TRAPS = frozenset(map(folded, _TRAP_NAMES.split()))
