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


def by_token(secret: str, body: bytes, at: int) -> Signed:
    return {"token": secret}


WAYS = {
    "calendly": Way(
        "booked", lambda key, body, at: {"Calendly-Webhook-Signature": timed(key, body, at)}
    ),
    "contactform7": Way("urlencoded", by_token),
    "elementor": Way("advanced", by_token),
    "facebook": Way(
        "with-answers", lambda key, body, _: {"X-Hub-Signature-256": "sha256=" + hexed(key, body)}
    ),
    "googleads": Way("lead", lambda *_: {}),
    "jotform": Way("submission", by_token),
    "tally": Way("response", lambda key, body, _: {"Tally-Signature": based(key, body)}),
    "tilda": Way("entry", by_token),
    "webflow": Way(
        "submission",
        lambda key, body, at: {
            "x-webflow-timestamp": f"{at}123",
            "x-webflow-signature": hexed(key, f"{at}123:".encode() + body),
        },
    ),
    "wpforms": Way("mapped", lambda key, body, at: {"X-Api-Key": key}),  # noqa: ARG005 -- nothing is signed
    "github": Way(
        "bare-data", lambda key, body, _: {"X-Hub-Signature-256": "sha256=" + hexed(key, body)}
    ),
    "stripe": Way("checkout", lambda key, body, at: {"Stripe-Signature": timed(key, body, at)}),
    "typeform": Way(
        "response", lambda key, body, _: {"Typeform-Signature": "sha256=" + based(key, body)}
    ),
}
