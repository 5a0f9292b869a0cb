"""One file, one inbound format; its name is what ``?format=`` asks for."""

import sys
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from domain.inbound import InboundEvent
from domain.plugins import modules_in


class Format(Protocol):
    """What a file in this folder offers."""

    def read(self, body: bytes, headers: Mapping[str, str]) -> InboundEvent:
        """Read a verified body, or refuse with JsonInvalid, JsonDuplicateKey or Invalid."""
        ...


def format_named(name: str) -> Format | None:
    """Return the format of that name; None when nobody has written it."""
    return formats().get(name)


@cache
def formats() -> Mapping[str, Format]:
    """Return every format by its name."""
    found = modules_in(sys.modules[__name__])
    return {each.__name__.rpartition(".")[2]: cast("Format", each) for each in found}
