"""Looks into documents that may have any shape: what is not as expected is not there."""

from collections.abc import Mapping
from typing import Any

from domain.errors import FieldProblem, Invalid
from domain.inbound import is_event_id


def object_of(document: object) -> dict[str, Any]:
    """Return a document that is an object; refuse any other with Invalid."""
    if not isinstance(document, dict):
        raise Invalid(FieldProblem("body", "must be an object"))
    return document


def object_in(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object under the key, an empty one where there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def list_in(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects in the list under the key."""
    value = data.get(key)
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict)]


def text_in(data: Mapping[str, Any], key: str) -> str:
    """Return the text under the key, or a whole number as text; else nothing."""
    value = data.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def event_id(value: object) -> str | None:
    """Return the sender's own id of an event, if it is one."""
    return str(value) if is_event_id(value) else None
