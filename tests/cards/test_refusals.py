"""Every refusal has words for a person, short enough for an alert, and never a code."""

import inspect
from itertools import product
from typing import Any

import pytest

from cards.reader import Reader
from cards.refusals import ANSWER_LENGTH, NOT_HERE, in_words
from domain import errors
from domain.caller import Actor, ActorKind, Caller, Person, PersonId, Place, Visitor, WorkspaceId
from domain.egress_rules import WORDS
from domain.roles import Role
from tests.cards.samples import ID
from tests.cards.test_screens import READERS

NAME = "🙂" * 300 + "\n<b>"
REFUSALS = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, errors.Refusal) and each is not errors.Refusal
]
ARGUMENTS: dict[type[errors.Refusal], list[tuple[Any, ...]]] = {
    errors.TooMany: [(100,)],
    errors.Invalid: [
        (
            errors.FieldProblem("name", errors.TOO_LONG, {"most": 64}),
            errors.FieldProblem("b", NAME),
        )
    ],
    errors.LeadAlreadyTaken: [(NAME,)],
    errors.LeadHeldByOther: [(NAME,)],
    errors.MailCapReached: [(3,)],
    errors.MoveNotPossible: [("won", "taken")],
    errors.RateLimited: [(3600,)],
    errors.RoleTooLow: [(role,) for role in (None, *Role)],
    errors.SignatureInvalid: [("no_signature",)],
    errors.KeyInvalid: [("unknown",)],
    errors.ScopeMissing: [("leads:read",)],
    errors.UrlNotAllowed: [(rule, words) for rule, words in WORDS.items()],
}
FLAGS: dict[type[errors.Refusal], list[dict[str, bool]]] = {
    errors.MailCapReached: [{"person": True}, {"person": False}],
    errors.WrongPlace: [{"private": True}, {"private": False}],
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
            for visitor, reader in product((STRANGER, AGENT), READERS):
                words = in_words(reader, kind(*arguments, **flags), visitor)
                assert 5 <= len(words.encode("utf-16-le")) // 2 <= ANSWER_LENGTH
                assert words[-1] in ".…"
                assert "\n" not in words
                assert kind.code not in words


NEVER_IN_A_CHAT = {
    errors.FilesNotTaken,
    errors.IdConflict,
    errors.JsonDuplicateKey,
    errors.JsonInvalid,
    errors.KeyInvalid,
    errors.OriginNotAllowed,
    errors.PreconditionFailed,
    errors.VersionConflict,
    errors.SignatureInvalid,
    errors.TimedOut,
    errors.TokenInvalid,
    errors.TooLarge,
    errors.UnsupportedMediaType,
}


@pytest.mark.parametrize("reader", READERS[1:], ids=lambda each: each.locale.language)
def test_every_refusal_of_a_chat_is_said_in_the_language_of_the_person(reader: Reader):
    for kind in set(REFUSALS) - NEVER_IN_A_CHAT:
        for arguments in ARGUMENTS.get(kind, [()]):
            for flags in FLAGS.get(kind, [{}]):
                refusal = kind(*arguments, **flags)
                assert in_words(reader, refusal, AGENT) != in_words(Reader(), refusal, AGENT)


def test_problems_of_fields_are_said_in_the_language_of_the_person():
    problem = errors.FieldProblem("name", errors.TOO_LONG, {"most": 64})
    assert problem.message == "at most 64 characters"
    said = [in_words(each, errors.Invalid(problem), AGENT) for each in READERS]
    assert said == [
        "Name: at most 64 characters.",
        "Имя: не больше 64 символов.",
        "Nombre: como máximo 64 caracteres.",
    ]


def test_what_belongs_to_others_and_what_is_not_there_read_the_same():
    assert in_words(Reader(), errors.NotFound(), AGENT) == NOT_HERE
    assert in_words(Reader(), errors.Forbidden(), AGENT) == NOT_HERE
    assert in_words(Reader(), errors.RoleTooLow(Role.AGENT), STRANGER).startswith(NOT_HERE)
