"""One file, one inbound format; its name is what ``?format=`` asks for."""

import sys
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Protocol, cast

from domain.inbound import InboundEvent
from domain.plugins import modules_in
from domain.posted import Posted


class Format(Protocol):
    """What a file in this folder offers.

    ``TAKES`` are the media types that its sender posts, and ``ACCEPTED`` is the status that its
    sender takes for success.
    """

    TAKES: Collection[str]
    ACCEPTED: int

    def prove(self, posted: Posted, keys: Sequence[bytes], now: float) -> str | None:
        """Return the id that the proof covers, if any; refuse with SignatureInvalid.

        There are no keys for a source that is not known or has another sender, and then it
        must fail after the same work.
        """
        ...

    def read(self, posted: Posted) -> Sequence[InboundEvent]:
        """Read a proven body; nothing where it tells of no lead, such as a test of the address.

        Refuse with JsonInvalid, JsonDuplicateKey, Invalid or as bodies of forms are refused.
        """
        ...


class Greeter(Format, Protocol):
    """A format whose sender asks, before it posts anything, whether the address is ours."""

    def prove_greeting(self, posted: Posted, keys: Sequence[bytes], now: float) -> str | None:
        """Check who asks; refuse with SignatureInvalid."""
        ...

    def greeting(self, posted: Posted) -> str:
        """Return what the sender wants to hear."""
        ...


def format_named(name: str) -> Format | None:
    """Return the format of that name; None when nobody has written it."""
    return formats().get(name)


def greeter_named(name: str) -> Greeter | None:
    """Return the format of that name if its sender asks first."""
    found = format_named(name)
    return cast("Greeter", found) if hasattr(found, "greeting") else None


@cache
def formats() -> Mapping[str, Format]:
    """Return every format by its name."""
    found = modules_in(sys.modules[__name__])
    return {each.__name__.rpartition(".")[2]: cast("Format", each) for each in found}
