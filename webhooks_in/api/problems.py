"""Says in our shape what is wrong with what a program sent; never a value of it."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from multidict import MultiMapping
from pydantic import BaseModel, ValidationError

from domain.errors import FieldProblem, Invalid
from domain.plain_text import one_line
from domain.strict_json import read_json

MOST_PROBLEMS = 50
LONGEST_NAME = 64

Model = TypeVar("Model", bound=BaseModel)


def read_body(kind: type[Model], raw: bytes) -> Model:
    """Read a body; refuse with JsonInvalid, JsonDuplicateKey or Invalid, all problems at once."""
    # The first reader is the strict one; the second knows how JSON writes ids and moments.
    read_json(raw)
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        raise Invalid(*list(_problems(error))[:MOST_PROBLEMS]) from None


def read_query(kind: type[Model], query: MultiMapping[str]) -> Model:
    """Read the parameters of an address; refuse with Invalid."""
    values: dict[str, Any] = {}
    twice = []
    for name in dict.fromkeys(query):
        given = query.getall(name)
        field = kind.model_fields.get(name)
        if field is not None and isinstance(field.get_default(call_default_factory=True), tuple):
            values[name] = given
        elif len(given) > 1:
            twice.append(FieldProblem(_shown(name), "must be there once"))
        else:
            values[name] = given[0]
    try:
        found = kind.model_validate(values)
    except ValidationError as error:
        raise Invalid(*[*twice, *_problems(error)][:MOST_PROBLEMS]) from None
    if twice:
        raise Invalid(*twice[:MOST_PROBLEMS])
    return found


def _problems(error: ValidationError) -> Iterator[FieldProblem]:
    for each in error.errors(include_url=False, include_input=False):
        path = ".".join(_shown(str(part)) for part in each["loc"]) or "body"
        yield FieldProblem(path, _words(each["type"], each["msg"], each.get("ctx", {})))


def _words(kind: str, words: str, context: Mapping[str, Any]) -> str:
    """Say what is wrong; what pydantic says quotes nothing of the input."""
    if kind == "extra_forbidden":
        return "extra_forbidden: there is no such field"
    if kind == "value_error":
        return str(context.get("error", words))
    return words[:1].lower() + words[1:]


def _shown(name: str) -> str:
    """Shorten the name of a field, which may be a stranger's."""
    return one_line(name)[:LONGEST_NAME] or "(no name)"
