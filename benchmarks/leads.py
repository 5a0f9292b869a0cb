"""Requests, signed or as forms, made before the clock starts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from domain.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, standard_signature

BODY_BYTES = 1024
NAME_PREFIX = "Benchmark lead "
_BODY = (
    '{"event":"lead.created","data":{"name":"%s%08d","company":"Weber Dachbau",'
    '"email":"lead%08d@example.com","phone":"+49 30 %08d",'
    '"page_url":"https://nordlicht.example/contact",'
    '"utm":{"source":"google","medium":"cpc","campaign":"autumn"},"message":"%s"}}'
)
SITE = "https://nordlicht.example"
"""The one site that may post the form."""
_SENTENCE = "We have 240 m2 of roof facing south, and would like to know what panels cost. "


@dataclass(frozen=True, slots=True)
class Target:
    """Where leads go, and the key that signs them; a form has none."""

    port: int
    path: str
    key: bytes | None


def lead(number: int) -> bytes:
    """Return a lead of exactly 1 KB that carries its number in its name."""
    bare = len(_BODY % (NAME_PREFIX, number, number, number, ""))
    filler = (_SENTENCE * (BODY_BYTES // len(_SENTENCE) + 1))[: BODY_BYTES - bare]
    return (_BODY % (NAME_PREFIX, number, number, number, filler)).encode()


def form(number: int) -> bytes:
    """Return the fields of a page's form, of exactly 1 KB, as a browser encodes them."""
    fields = {
        "your-name": f"{NAME_PREFIX}{number:08d}",
        "company": "Weber Dachbau",
        "email": f"lead{number:08d}@example.com",
        "phone": f"+49 30 {number:08d}",
        "page_url": f"{SITE}/contact",
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "autumn",
        "_took": "34012",
        "_gotcha": "",
        "_id": f"bench_{number:08d}",
        "message": "",
    }
    filler = urlencode({"": _SENTENCE * (BODY_BYTES // len(_SENTENCE) + 1)})[1:]
    bare = urlencode(fields)
    return (bare + filler[: BODY_BYTES - len(bare)]).encode()


def made_request(target: Target, number: int, timestamp: int) -> bytes:
    """Return one POST as it goes over the wire: signed, or of a form where there is no key."""
    if target.key is None:
        return form_request(target, number)
    return signed_request(target, target.key, number, timestamp)


def form_request(target: Target, number: int) -> bytes:
    """Return one POST as the script for pages sends it."""
    body = form(number)
    head = (
        f"POST {target.path} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{target.port}\r\n"
        f"Origin: {SITE}\r\n"
        f"Referer: {SITE}/\r\n"
        "Accept: application/json\r\n"
        "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        "\r\n"
    )
    return head.encode() + body


def signed_request(target: Target, key: bytes, number: int, timestamp: int) -> bytes:
    """Return one POST of a source, with an id of its own."""
    body = lead(number)
    event_id = f"bench_{number:08d}"
    head = (
        f"POST {target.path} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{target.port}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{ID_HEADER}: {event_id}\r\n"
        f"{TIMESTAMP_HEADER}: {timestamp}\r\n"
        f"{SIGNATURE_HEADER}: {standard_signature(key, event_id, timestamp, body)}\r\n"
        "\r\n"
    )
    return head.encode() + body
