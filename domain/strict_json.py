"""Reads one strict JSON document out of bytes that a stranger sent."""

import json
from math import isfinite
from typing import Any, NoReturn

from pydantic_core import from_json

from domain.errors import JsonDuplicateKey, JsonInvalid

MAX_DEPTH = 32
"""Objects and arrays inside one another; forms never come near it."""


def read_json(raw: bytes, max_depth: int = MAX_DEPTH) -> Any:  # noqa: ANN401 -- any JSON
    """Return the document in *raw*, or refuse with JsonInvalid or JsonDuplicateKey.

    Stricter than the standard library (RFC 8259 without its leniencies):
    UTF-8 without a byte order mark, no NaN or Infinity, no number beyond a
    float, no lone surrogate, no key twice in one object, bounded depth
    (at most 200, which is where the parser stops by itself).
    """
    try:
        # The first reader is strict and bounded; only the second one can see a repeated key.
        document = from_json(raw, allow_inf_nan=False, cache_strings="none")
        if raw.count(b"[") + raw.count(b"{") > max_depth:
            _check_depth(document, max_depth)
        return _DECODER.decode(raw.decode())
    except ValueError:
        raise JsonInvalid from None


def _check_depth(document: object, max_depth: int) -> None:
    """Refuse a document that nests deeper, walking it level by level."""
    level = [document]
    for _ in range(max_depth + 1):
        level = [child for each in level for child in _children(each)]
        if not level:
            return
    raise JsonInvalid


def _children(value: object) -> list[object]:
    """Return what an object or array holds."""
    if isinstance(value, dict):
        return list(value.values()) or [None]
    if isinstance(value, list):
        return value or [None]
    return []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object whose keys are all different."""
    built = dict(pairs)
    if len(built) != len(pairs):
        raise JsonDuplicateKey
    return built


def _number(text: str) -> float:
    """Refuse a number that only fits into infinity."""
    number = float(text)
    if not isfinite(number):
        raise JsonInvalid
    return number


def _no_constant(_: str) -> NoReturn:
    """Refuse NaN and Infinity here too."""
    raise JsonInvalid


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_constant=_no_constant
)
