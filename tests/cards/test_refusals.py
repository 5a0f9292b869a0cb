"""Every refusal has words for a person, short enough for an alert, and never a code."""

import inspect
from typing import Any

import pytest

from cards.refusals import ANSWER_LENGTH, NOT_HERE, in_words
from domain import errors
from domain.caller import Actor, ActorKind, Caller, Person, PersonId, Place, Visitor, WorkspaceId
from domain.roles import Role
from tests.cards.samples import ID

NAME = "🙂" * 300 + "\n<b>"
REFUSALS = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, errors.Refusal) and each is not errors.Refusal
]
ARGUMENTS: dict[type[errors.Refusal], list[tuple[Any, ...]]] = {
    errors.TooMany: [(100,)],
    errors.Invalid: [(errors.FieldProblem("name", "x" * 150), errors.FieldProblem("b", NAME))],
    errors.LeadAlreadyTaken: [(NAME,)],
    errors.LeadHeldByOther: [(NAME,)],
    errors.MoveNotPossible: [("won", "taken")],
    errors.RateLimited: [(3600,)],
    errors.RoleTooLow: [(role,) for role in (None, *Role)],
    errors.SignatureInvalid: [("no_signature",)],
}
FLAGS: dict[type[errors.Refusal], list[dict[str, bool]]] = {
    errors.WrongPlace: [{"private": True}, {"private": False}]
}
STRANGER = Visitor(Person(PersonId(1), "Stig"), Place.CONNECTED)
AGENT = Visitor(
    STRANGER.person,
    Place.CONNECTED,
    Caller(WorkspaceId(ID), Actor(ActorKind.MEMBER, ID, "Stig"), Role.AGENT),
)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_is_said_in_a_short_sentence(kind: type[errors.Refusal]):
    for arguments in ARGUMENTS.get(kind, [()]):
        for flags in FLAGS.get(kind, [{}]):
            for visitor in (STRANGER, AGENT):
                words = in_words(kind(*arguments, **flags), visitor)
                assert 5 <= len(words.encode("utf-16-le")) // 2 <= ANSWER_LENGTH
                assert words[-1] in ".…"
                assert "\n" not in words
                assert kind.code not in words


def test_what_belongs_to_others_and_what_is_not_there_read_the_same():
    assert in_words(errors.NotFound(), AGENT) == NOT_HERE
    assert in_words(errors.Forbidden(), AGENT) == NOT_HERE
    assert in_words(errors.RoleTooLow(Role.AGENT), STRANGER).startswith(NOT_HERE)
