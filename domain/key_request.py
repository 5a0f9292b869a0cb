"""Reads what somebody types to make an API key: its name, its scopes, how long and from where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.addresses import Network
from domain.api_key import LIFETIME, MOST_ADDRESSES, Scope, networks_of
from domain.errors import FieldProblem, Invalid
from domain.phrases import phrase
from domain.team import checked_name

NEVER = "never"
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=3650)

_LIFETIME = re.compile(r"(\d{1,6})([hd])", re.ASCII | re.IGNORECASE)
_UNITS = {"h": "hours", "d": "days"}
_SCOPES = {each.value: each for each in Scope}


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """An API key that somebody wants; it counts for ever without a ``lifetime``."""

    name: str
    scopes: frozenset[Scope]
    lifetime: timedelta | None = LIFETIME
    addresses: tuple[Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> "KeyRequest":
        """Read ``NAME SCOPE ... [LIFETIME] [ADDRESS ...]``; refuse with Invalid.

        The name is all that stands before the first scope.
        """
        words = text.split()
        begins = next((n for n, each in enumerate(words) if each.lower() in _SCOPES), len(words))
        name, rest = checked_name(" ".join(words[:begins])), words[begins:]
        if not rest:
            raise Invalid(FieldProblem(phrase("scope"), phrase("say what the key may do")))
        scopes = [_SCOPES[each.lower()] for each in rest if each.lower() in _SCOPES]
        others = [each for each in rest if each.lower() not in _SCOPES]
        times = [each for each in others if each.lower() == NEVER or _LIFETIME.fullmatch(each)]
        if len(times) > 1:
            raise Invalid(FieldProblem(phrase("lifetime"), phrase("say it once")))
        lifetime = _lifetime(times[0]) if times else LIFETIME
        addresses = _addresses([each for each in others if each not in times])
        return cls(name, frozenset(scopes), lifetime, addresses)


def _lifetime(word: str) -> timedelta | None:
    match = _LIFETIME.fullmatch(word)
    if match is None:
        return None
    found = timedelta(**{_UNITS[match[2].lower()]: int(match[1])})
    if not SHORTEST <= found <= LONGEST:
        words = phrase("from 1h to 3650d, such as 90d, or never")
        raise Invalid(FieldProblem(phrase("lifetime"), words))
    return found


def _addresses(words: Sequence[str]) -> tuple[Network, ...]:
    """Read what is neither scope nor lifetime: it can only be where the key may come from."""
    found = networks_of(words)
    if found is None:
        raise Invalid(
            FieldProblem(phrase("scope"), phrase("a word is no scope, no time and no address"))
        )
    if len(found) > MOST_ADDRESSES:
        values = {"most": MOST_ADDRESSES}
        raise Invalid(FieldProblem(phrase("addresses"), phrase("at most {most}"), values))
    return found
