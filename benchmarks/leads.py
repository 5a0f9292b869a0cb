"""Signed requests, made before the clock starts."""

from dataclasses import dataclass

from domain.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, standard_signature

BODY_BYTES = 1024
NAME_PREFIX = "Benchmark lead "
_BODY = (
    '{"event":"lead.created","data":{"name":"%s%08d","company":"Weber Dachbau",'
    '"email":"lead%08d@example.com","phone":"+49 30 %08d",'
    '"page_url":"https://nordlicht.example/contact",'
    '"utm":{"source":"google","medium":"cpc","campaign":"autumn"},"message":"%s"}}'
)
_SENTENCE = "We have 240 m2 of roof facing south, and would like to know what panels cost. "


@dataclass(frozen=True, slots=True)
class Target:
    """Where leads go, and the key that signs them."""

    port: int
    path: str
    key: bytes


def lead(number: int) -> bytes:
    """Return a lead of exactly 1 KB that carries its number in its name."""
    bare = len(_BODY % (NAME_PREFIX, number, number, number, ""))
    filler = (_SENTENCE * (BODY_BYTES // len(_SENTENCE) + 1))[: BODY_BYTES - bare]
    return (_BODY % (NAME_PREFIX, number, number, number, filler)).encode()


def signed_request(target: Target, number: int, timestamp: int) -> bytes:
    """Return one POST as it goes over the wire, with an id of its own."""
    body = lead(number)
    event_id = f"bench_{number:08d}"
    head = (
        f"POST {target.path} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{target.port}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{ID_HEADER}: {event_id}\r\n"
        f"{TIMESTAMP_HEADER}: {timestamp}\r\n"
        f"{SIGNATURE_HEADER}: {standard_signature(target.key, event_id, timestamp, body)}\r\n"
        "\r\n"
    )
    return head.encode() + body
