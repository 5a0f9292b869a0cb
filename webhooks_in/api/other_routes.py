"""Routes below ``/api`` that ask for no key, as the description of the API has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import (
    Draining,
    IdConflict,
    Invalid,
    JsonDuplicateKey,
    JsonInvalid,
    Overloaded,
    RateLimited,
    Refusal,
    SignatureInvalid,
    SourcePaused,
    StorageFull,
    TimedOut,
    TooLarge,
    UnsupportedMediaType,
)

TEXT = {"type": "string"}
ACCEPTED = {
    "type": "object",
    "required": ["status", "lead_id", "duplicate"],
    "properties": {
        "status": {"const": "accepted"},
        "lead_id": {"type": "string", "format": "uuid"},
        "duplicate": {"type": "boolean"},
    },
}
HEADERS = {
    "webhook-id": "Your id of the event, the same on every retry.",
    "webhook-timestamp": "Now, in whole seconds since 1970.",
    "webhook-signature": "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.",
    "X-LeadsBot-Signature": "Instead of these three: `sha256=` and hex HMAC-SHA256 of the body.",
}

GREETING = ("format", "hub.mode", "hub.verify_token", "hub.challenge")

Operations = Mapping[str, Mapping[str, Any]]


def _in_header(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": words, "schema": TEXT}


def _tells(words: str, kind: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {kind: {"schema": schema}}}


def _about(name: str, summary: str, kind: str, schema: Mapping[str, Any]) -> Operations:
    return {
        "get": {
            "operationId": name,
            "tags": ["description"],
            "summary": summary,
            "security": [],
            "responses": {"200": _tells("Here it is.", kind, schema)},
        }
    }


OTHERS: Mapping[str, tuple[Operations, Sequence[type[Refusal]]]] = {
    "/api/inbound/w/{source_id}/leads": (
        {
            "get": {
                "operationId": "greet_sender",
                "tags": ["inbound"],
                "summary": "Answer a sender that asks before it posts, as Meta does",
                "description": "Every other format answers 405.",
                "security": [],
                "parameters": [
                    {"name": "source_id", "in": "path", "required": True, "schema": TEXT},
                    *({"name": each, "in": "query", "schema": TEXT} for each in GREETING),
                ],
                "responses": {
                    "200": _tells("What it wants to hear.", "text/plain", TEXT),
                    "405": _tells(
                        "This format asks nothing.", "application/problem+json", {"type": "object"}
                    ),
                },
            },
            "post": {
                "operationId": "post_signed_lead",
                "tags": ["inbound"],
                "summary": "Post a signed lead, as sources do",
                "description": "Signed with the secret of the source instead of a key.",
                "security": [],
                "parameters": [
                    {"name": "source_id", "in": "path", "required": True, "schema": TEXT},
                    {"name": "format", "in": "query", "schema": {"const": "leadsbot"}},
                    *(_in_header(name, words) for name, words in HEADERS.items()),
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "description": "`event`, `id` and `data`, or the lead alone.",
                            }
                        }
                    },
                },
                "responses": {
                    "202": _tells("It is on disk.", "application/json", ACCEPTED),
                    "200": _tells("The same came before.", "application/json", ACCEPTED),
                },
            },
        },
        (
            JsonInvalid,
            JsonDuplicateKey,
            SignatureInvalid,
            SourcePaused,
            TimedOut,
            IdConflict,
            TooLarge,
            UnsupportedMediaType,
            Invalid,
            RateLimited,
            Overloaded,
            StorageFull,
            Draining,
        ),
    ),
    "/api/openapi.json": (
        _about("describe", "Read this description", "application/json", {"type": "object"}),
        (),
    ),
    "/api/docs": (_about("explain", "Read it as a page", "text/html", TEXT), ()),
}
