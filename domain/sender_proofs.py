"""How other senders prove that they are it: their signatures, their tokens, over raw bytes.

Each takes every key that counts, and none for a source that is not known or has another sender:
that costs the same work, and fails. Every failure is SignatureInvalid, and only its reason, which
nobody but our log reads, tells one from another.
"""

import binascii
import re
from collections.abc import Callable, Sequence
from hashlib import sha256

from domain.errors import SignatureInvalid
from domain.signing import NO_KEY, check_timestamp, hmac_of, must_match, present

_HEX = re.compile(r"[0-9A-Fa-f]{64}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{43}=")
_PARTS_LOOKED_AT = 8
_LONGEST_TOKEN = 512
_MILLISECONDS = re.compile(r"[0-9]{4,15}")

Keys = Sequence[bytes]


def check_hex(keys: Keys, given: str | None, message: bytes, *, prefix: str = "") -> None:
    """Check HMAC-SHA256 of the message, written in hex after the prefix."""
    offered = _without(prefix, given, _HEX).lower()
    _check(keys, [offered], lambda key: hmac_of(key, message).hex())


def check_base64(keys: Keys, given: str | None, message: bytes, *, prefix: str = "") -> None:
    """Check HMAC-SHA256 of the message, written in base64 after the prefix."""
    offered = _without(prefix, given, _BASE64)
    _check(
        keys,
        [offered],
        lambda key: binascii.b2a_base64(hmac_of(key, message), newline=False).decode("ascii"),
    )


def check_timed(keys: Keys, given: str | None, body: bytes, now: float) -> None:
    """Check ``t=...,v1=...``: the hex of HMAC-SHA256 over ``t.body``, and how old it is.

    Several ``v1`` may stand there, one for each key that the sender has.
    """
    parts = [each.strip() for each in present(given).split(",", _PARTS_LOOKED_AT)]
    named = [each.partition("=") for each in parts[:_PARTS_LOOKED_AT]]
    times = [value for name, _, value in named if name == "t"]
    offered = [value.lower() for name, _, value in named if name == "v1" and _HEX.fullmatch(value)]
    if len(times) != 1 or not offered:
        raise SignatureInvalid("malformed_signature")
    check_timestamp(times[0], now)
    message = times[0].encode("ascii") + b"." + body
    _check(keys, offered, lambda key: hmac_of(key, message).hex())


def check_milliseconds(timestamp: str | None, now: float) -> bytes:
    """Return a moment in milliseconds as it was sent, unless it is too far from *now*."""
    given = present(timestamp)
    if not _MILLISECONDS.fullmatch(given):
        raise SignatureInvalid("malformed_timestamp")
    check_timestamp(given[:-3], now)
    return given.encode("ascii")


def check_token(keys: Keys, given: str | None) -> None:
    """Check a token that is the key itself; time tells nothing about how much of it is right."""
    offered = present(given)
    if len(offered) > _LONGEST_TOKEN:
        raise SignatureInvalid("malformed_token")
    hashed = sha256(offered.encode("utf-8", "surrogatepass")).hexdigest()
    _check(keys, [hashed], lambda key: sha256(key).hexdigest())


def _check(keys: Keys, offered: Sequence[str], expected: Callable[[bytes], str]) -> None:
    must_match([expected(key) for key in keys or [NO_KEY]], offered, known=bool(keys))


def _without(prefix: str, given: str | None, shape: re.Pattern[str]) -> str:
    """Return a signature of the right shape without its prefix."""
    text = present(given)
    rest = text.removeprefix(prefix)
    if (prefix and rest == text) or not shape.fullmatch(rest):
        raise SignatureInvalid("malformed_signature")
    return rest
