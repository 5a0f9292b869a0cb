"""Signs and verifies events over raw bytes: Standard Webhooks, and LeadsBot's own header."""

import binascii
import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.errors import SignatureInvalid

SECRET_PREFIX = "whsec_"  # noqa: S105 -- how a secret begins, not a secret
TOLERANCE = 300
"""Seconds a timestamp may be away from now, either way, the limit included."""

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
LEADSBOT_HEADER = "X-LeadsBot-Signature"

_KEY_BYTES = range(24, 65)
_SIGNATURES_LOOKED_AT = 8
# The specification forbids the dot in an id: with it, one signature would fit two messages.
_ID = re.compile(r"[!-\-/-~]{1,256}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_STANDARD = re.compile(r"v1,[A-Za-z0-9+/]{43}=")
_LEADSBOT = re.compile(r"sha256=[0-9A-Fa-f]{64}")
# Stands in where there is no key, so that an unknown source costs the same time as a known one.
NO_KEY = bytes(32)


def new_secret(random: bytes) -> str:
    """Make the secret that people copy out of *random* (24 to 64 bytes, else ValueError)."""
    if len(random) not in _KEY_BYTES:
        raise ValueError("a signing key has 24 to 64 bytes")
    return SECRET_PREFIX + b64encode(random).decode("ascii")


def secret_key(secret: str) -> bytes:
    """Return the key inside a ``whsec_`` secret; ValueError (without the secret) otherwise."""
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError(f"a signing secret begins with {SECRET_PREFIX}")
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        raise ValueError("a signing secret is base64 after its prefix") from None
    if len(key) not in _KEY_BYTES:
        raise ValueError("a signing key has 24 to 64 bytes")
    return key


def standard_signature(key: bytes, event_id: str, timestamp: int, body: bytes) -> str:
    """Sign one attempt as Standard Webhooks does: ``v1,`` and the base64 of HMAC-SHA256."""
    return _standard(key, f"{event_id}.{timestamp}.".encode(), body)


def sign(keys: Sequence[bytes], event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove *body* under every key; *keys* holds the newest first.

    ``X-LeadsBot-Signature`` has room for one signature, so it takes the
    newest key. An id that a receiver would refuse is a ValueError.
    """
    if not keys or not _ID.fullmatch(event_id):
        raise ValueError("signing takes a key and an id of printable ASCII without dots")
    each = (standard_signature(key, event_id, timestamp, body) for key in keys)
    return {
        ID_HEADER: event_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: " ".join(each),
        LEADSBOT_HEADER: _leadsbot(keys[0], body),
    }


class ManyHeaders(Protocol):
    """What we ask of a header collection, such as aiohttp's CIMultiDictProxy."""

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """Return every value sent under *key*, whatever its case."""
        ...


@dataclass(frozen=True, slots=True)
class SignatureHeaders:
    """The four headers a signature may arrive in; None where one was not sent."""

    id: str | None = None
    timestamp: str | None = None
    signature: str | None = None
    leadsbot: str | None = None

    @classmethod
    def of(cls, headers: ManyHeaders) -> "SignatureHeaders":
        """Pick them out; a header sent twice is ambiguous, hence SignatureInvalid."""
        names = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER, LEADSBOT_HEADER)
        return cls(*(only(headers.getall(name, [])) for name in names))


def verify(
    keys: Sequence[bytes], headers: SignatureHeaders, body: bytes, now: float
) -> str | None:
    """Return the event id that the signature covers; None for the header that covers none.

    *keys* are all live keys of the source; pass none for an unknown source,
    which then costs the same work and fails as ``no_match``. *now* is in
    seconds since the epoch. Every failure is SignatureInvalid; the first
    word of its reason is one of ``missing``, ``ambiguous_header``,
    ``malformed_id``, ``malformed_timestamp``, ``timestamp_out_of_range``,
    ``malformed_signature`` and ``no_match``.
    """
    standard = (headers.id, headers.timestamp, headers.signature)
    if all(header is None for header in standard):
        _verify_leadsbot(keys, headers.leadsbot, body)
        return None
    # A sender who uses any of the three has chosen the scheme: there is no weaker way back.
    event_id, timestamp, signature = (present(header) for header in standard)
    _check_id(event_id)
    check_timestamp(timestamp, now)
    prefix = f"{event_id}.{timestamp}.".encode("ascii")
    offered = _standard_signatures(signature)
    must_match(
        [_standard(key, prefix, body) for key in keys or [NO_KEY]], offered, known=bool(keys)
    )
    return event_id


def _verify_leadsbot(keys: Sequence[bytes], header: str | None, body: bytes) -> None:
    """Check LeadsBot's own header, which covers the body and nothing else."""
    offered = present(header)
    if not _LEADSBOT.fullmatch(offered):
        raise SignatureInvalid("malformed_signature")
    expected = [_leadsbot(key, body) for key in keys or [NO_KEY]]
    must_match(expected, [offered.lower()], known=bool(keys))


def must_match(expected: Sequence[str], offered: Sequence[str], *, known: bool) -> None:
    """Compare everything with everything, so that time tells nothing about which one fits."""
    found = False
    for right in expected:
        for given in offered:
            found |= hmac.compare_digest(right, given)
    if not (found and known):
        raise SignatureInvalid("no_match")


def _standard_signatures(header: str) -> list[str]:
    """Return the well-formed v1 signatures; other versions and broken ones are not ours."""
    listed = header.split(" ", _SIGNATURES_LOOKED_AT)[:_SIGNATURES_LOOKED_AT]
    offered = [each for each in listed if _STANDARD.fullmatch(each)]
    if not offered:
        raise SignatureInvalid("malformed_signature")
    return offered


def _check_id(event_id: str) -> None:
    """Refuse an id that is not 1 to 256 printable ASCII characters without space and dot."""
    if not _ID.fullmatch(event_id):
        raise SignatureInvalid("malformed_id")


def check_timestamp(timestamp: str, now: float) -> None:
    """Refuse anything but digits, and whole seconds outside the tolerance."""
    if not _TIMESTAMP.fullmatch(timestamp):
        raise SignatureInvalid("malformed_timestamp")
    skew = int(timestamp) - int(now)
    if abs(skew) > TOLERANCE:
        raise SignatureInvalid(f"timestamp_out_of_range skew={skew:+d}s")


def only(values: list[str]) -> str | None:
    """Return the one value, None for none."""
    if len(values) > 1:
        raise SignatureInvalid("ambiguous_header")
    return values[0] if values else None


def present(header: str | None) -> str:
    """Return a header that has to be there."""
    if not header:
        raise SignatureInvalid("missing")
    return header


def _standard(key: bytes, prefix: bytes, body: bytes) -> str:
    """Sign the prefix (id and timestamp) and the body."""
    return "v1," + binascii.b2a_base64(hmac_of(key, prefix + body), newline=False).decode("ascii")


def _leadsbot(key: bytes, body: bytes) -> str:
    """Sign the body alone, in the form that many other products use."""
    return "sha256=" + hmac_of(key, body).hex()


def hmac_of(key: bytes, message: bytes) -> bytes:
    """Compute HMAC-SHA256."""
    return hmac.digest(key, message, "sha256")
