"""Describes the API in OpenAPI 3.1, out of the routes and their models."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from domain.errors import (
    Draining,
    Invalid,
    JsonDuplicateKey,
    JsonInvalid,
    KeyInvalid,
    Overloaded,
    RateLimited,
    Refusal,
    ScopeMissing,
    TimedOut,
    TooLarge,
    UnsupportedMediaType,
)
from webhooks_in.api.other_routes import OTHERS
from webhooks_in.api.registry import routes
from webhooks_in.api.routes import Route
from webhooks_in.media import JSON

VERSION = "1"
REFERENCE = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
OF_EVERY_ROUTE = (KeyInvalid, ScopeMissing, Invalid, RateLimited, Overloaded, Draining)
OF_A_BODY = (JsonInvalid, JsonDuplicateKey, TimedOut, TooLarge, UnsupportedMediaType)
TOLD_TWICE = ("RateLimit", "RateLimit-Policy")
ABOUT = """\
What other programs may ask, with an API key that `/newkey` in the private chat with the bot makes:
`Authorization: Bearer lb_live_...`. Times are in UTC. Errors are `application/problem+json`
(RFC 9457); programs should look at `code`. Things of another workspace are answered like things
that do not exist. Webhook endpoints, deliveries and exports have no routes yet."""

Described = dict[str, Any]


def description(public_url: str) -> Described:
    """Return the whole description of an installation."""
    paths: dict[str, Described] = {}
    for route in routes():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    for path, (operation, refusals) in OTHERS.items():
        problems = _problems(refusals)
        paths[path] = {
            method: {**each, "responses": {**each["responses"], **problems}}
            for method, each in operation.items()
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "LeadsBot", "version": VERSION, "description": ABOUT},
        "servers": [{"url": public_url.rstrip("/") or "/"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "lb_live_...",
                    "description": "An API key; each route says which scope it needs.",
                }
            },
            "schemas": {**_schemas(), "Problem": _problem_schema()},
        },
    }


def written(described: Described) -> str:
    """Write a description as JSON."""
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _operation(route: Route) -> Described:
    body = {} if route.body is None else {"requestBody": _body(route.body, route)}
    refusals = (*OF_EVERY_ROUTE, *(OF_A_BODY if route.body else ()), *route.refusals)
    scope = f"Needs the scope `{route.scope}`." if route.scope else "Any key will do."
    return {
        "operationId": route.name,
        "tags": [route.path.split("/")[3]],
        "summary": route.summary,
        "description": scope,
        "parameters": list(_parameters(route)),
        **body,
        "responses": {**_answers(route), **_problems(refusals)},
    }


def _parameters(route: Route) -> Iterator[Described]:
    for name in re.findall(r"{(\w+)}", route.path):
        schema = {"type": "string", "format": "uuid"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for header in route.headers:
        about = {"description": header.words, "schema": dict(header.schema)}
        yield {"name": header.name, "in": "header", "required": False, **about}
    if route.query is not None:
        asked = _schema_of(route.query)
        for name, each in asked.get("properties", {}).items():
            words = each.pop("description", None)
            yield {
                "name": name,
                "in": "query",
                "required": name in asked.get("required", ()),
                "schema": _without_null(each),
                **({"description": words} if words else {}),
            }


def _schema_of(kind: type[BaseModel]) -> Described:
    """Return the schema of a query whole: parameters refer to nothing."""
    schema = kind.model_json_schema(mode="validation")
    definitions = schema.pop("$defs", {})
    whole: Described = _resolved(schema, definitions)
    return whole


def _resolved(schema: Any, definitions: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(schema, dict):
        if reference := schema.get("$ref"):
            found = _resolved(definitions[reference.rpartition("/")[2]], definitions)
            others = {name: each for name, each in schema.items() if name != "$ref"}
            return {**found, **others}
        return {name: _resolved(each, definitions) for name, each in schema.items()}
    if isinstance(schema, list):
        return [_resolved(each, definitions) for each in schema]
    return schema


def _without_null(schema: Described) -> Described:
    """Leave out what an address cannot say: that a parameter is there and nothing."""
    kept = {name: each for name, each in schema.items() if name not in {"title", "default"}}
    if schema.get("default") is not None and schema["default"] != []:
        kept["default"] = schema["default"]
    ways = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    if len(ways) == 1:
        return {**kept, **ways[0]}
    return {**kept, "anyOf": ways} if ways else kept


def _body(kind: type[BaseModel], route: Route) -> Described:
    return {"required": route.body_required, "content": {JSON: {"schema": _named(kind)}}}


def _answers(route: Route) -> Described:
    limits = {each: {"schema": {"type": "string"}} for each in TOLD_TWICE}
    told = {
        name: {"description": words, "schema": {"type": "string"}}
        for name, words in route.tells_headers.items()
    }
    return {
        str(status): {
            "description": words,
            "headers": {**told, **limits, "X-Request-Id": {"schema": {"type": "string"}}},
            "content": {JSON: {"schema": _named(route.tells)}},
        }
        for status, words in sorted(route.statuses.items())
    }


def _problems(refusals: Sequence[type[Refusal]]) -> Described:
    """Describe what may be answered when it is not well, by status."""
    by_status: dict[int, dict[str, str]] = {}
    for each in refusals:
        by_status.setdefault(each.status, {})[each.code] = each.title
    return {
        str(status): {
            "description": " ".join(f"`{code}`: {title}" for code, title in codes.items()),
            "content": {PROBLEM: {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
        }
        for status, codes in sorted(by_status.items())
    }


def _named(kind: type[BaseModel]) -> Described:
    return {"$ref": REFERENCE.format(model=kind.__name__)}


def _schemas() -> Described:
    told = [(each.tells, "serialization") for each in routes()]
    sent = [(each.body, "validation") for each in routes() if each.body]
    pairs: list[Any] = list(dict.fromkeys([*told, *sent]))
    _, schema = models_json_schema(pairs, ref_template=REFERENCE)
    found: Described = schema.get("$defs", {})
    return dict(sorted(found.items()))


def _problem_schema() -> Described:
    field = {
        "type": "object",
        "required": ["field", "message"],
        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
    }
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457); `errors` is there for 422 alone.",
        "required": ["type", "title", "status", "code", "request_id"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "code": text,
            "request_id": text,
            "errors": {"type": "array", "items": field},
        },
    }
