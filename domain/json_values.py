"""Bounds and cleans single JSON values that have no field of their own."""

import json
from math import isfinite
from typing import Any

from domain.plain_text import many_lines, one_line

LONGEST_VALUE = 4000
"""Characters of a text, or of the JSON of anything else."""

_DEEPEST = 32
_WIDEST_NUMBER = 1000  # bits, which still fit a float; nobody types more


class Unfit(ValueError):  # noqa: N818 -- a verdict on a value, not a fault
    """A value that is not kept; the message says why, never what it was."""


def text_of(value: object) -> str:
    """Return a scalar as the text a person would have typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(_number(value))
    raise Unfit("must be text")


def bounded(value: object) -> Any:  # noqa: ANN401 -- any JSON
    """Return *value* with every text in it cleaned; Unfit when it is too large or too deep."""
    clean = _cleaned(value, _DEEPEST)
    if isinstance(clean, str):
        if len(clean) > LONGEST_VALUE:
            raise Unfit(f"must be at most {LONGEST_VALUE} characters long")
    elif isinstance(clean, dict | list) and len(json.dumps(clean)) > LONGEST_VALUE:
        raise Unfit(f"must be at most {LONGEST_VALUE} characters of JSON")
    return clean


def _cleaned(value: object, depth: int) -> Any:  # noqa: ANN401 -- any JSON
    """Clean one value and what is inside it."""
    if isinstance(value, str):
        return many_lines(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if not depth:
        raise Unfit("must not nest so deep")
    if isinstance(value, dict):
        return {one_line(str(key)): _cleaned(each, depth - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each, depth - 1) for each in value]
    raise Unfit("must be JSON")


def _number(value: float) -> float:
    """Return a number that databases and other programs can hold."""
    wide = isinstance(value, int) and value.bit_length() > _WIDEST_NUMBER
    if wide or not isfinite(value):
        raise Unfit("must be a number of ordinary size")
    return value
