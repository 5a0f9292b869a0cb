"""How other senders sign, written from their documentation and from nothing of ours."""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

Signed = Mapping[str, str]


def hexed(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, sha256).hexdigest()


def based(secret: str, message: bytes) -> str:
    return b64encode(hmac.new(secret.encode(), message, sha256).digest()).decode()


def timed(secret: str, body: bytes, at: int) -> str:
    return f"t={at},v1={hexed(secret, str(at).encode() + b'.' + body)}"


@dataclass(frozen=True)
class Way:
    """How one sender posts: an example, and the headers that prove it."""

    recorded: str
    sign: Callable[[str, bytes, int], Signed]


WAYS = {
    "github": Way(
        "bare-data", lambda key, body, _: {"X-Hub-Signature-256": "sha256=" + hexed(key, body)}
    ),
    "stripe": Way("checkout", lambda key, body, at: {"Stripe-Signature": timed(key, body, at)}),
    "typeform": Way(
        "response", lambda key, body, _: {"Typeform-Signature": "sha256=" + based(key, body)}
    ),
}
