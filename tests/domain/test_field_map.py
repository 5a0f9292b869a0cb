"""Field maps: whatever a sender posts, no value is lost that nobody left out."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.errors import Invalid, TooMany
from domain.field_map import (
    LONGEST,
    LONGEST_PATH,
    MOST_LEAVES,
    MOST_PATHS,
    FieldMap,
    Leaf,
    Target,
    flatten,
    guessed,
    leaves_of,
    spelled,
)
from domain.inbound import NewLead
from domain.json_values import LONGEST_VALUE
from domain.lead_fields import LONGEST_KEY, MOST_FIELDS
from domain.mapped import apply, read_mapped, read_unmapped
from domain.plain_text import many_lines, one_line

A_RECORD = {
    "event": "deal.created",
    "deal": {"id": 4711, "title": "Roof", "urgent": True, "closed_at": None},
    "contact": {
        "first_name": "Ada",
        "last_name": "Example",
        "emails": [{"value": "ada@example.com"}, {"value": "ada@home.example"}],
        "tel": "+49 30 901820",
    },
    "company": {"name": "Example & Sons"},
    "questions": [{"q": "When?", "a": "Soon."}, {"q": "What?", "a": "A roof."}],
}
A_MAP = FieldMap.of(
    [
        (("contact", "first_name"), Target.FIRST_NAME),
        (("contact", "last_name"), Target.LAST_NAME),
        (("contact", "emails", 0, "value"), Target.EMAIL),
        (("contact", "emails", 1, "value"), Target.EMAIL),
        (("contact", "tel"), Target.PHONE),
        (("company", "name"), Target.COMPANY),
        (("questions", 0, "a"), Target.MESSAGE),
        (("questions", 1, "a"), Target.MESSAGE),
        (("event",), Target.OMIT),
        (("deal", "id"), Target.EVENT_ID),
        (("somewhere", "else"), Target.PAGE),
    ]
)
texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=40)
keys = texts | some.sampled_from(["email", "name", "phone", "text", "a.b", "", " ", "id", "\x00"])
scalars = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    texts,
    some.floats(allow_nan=False, allow_infinity=False),
    some.sampled_from(["a" * 5000, "ada@example.com", "https://example.com", 2**1100]),
)
documents = some.recursive(
    scalars,
    lambda inside: some.lists(inside, max_size=6) | some.dictionaries(keys, inside, max_size=6),
    max_leaves=90,
)


def in_document(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


def count(document: Any) -> int:
    if isinstance(document, dict):
        return sum(map(count, document.values()))
    return sum(map(count, document)) if isinstance(document, list) else 1


def text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def squeezed(said: str) -> str:
    """Leave out what cleaning may change at the edges of a text."""
    return "".join(one_line(said).split())


@given(documents)
def test_every_value_has_its_path(document: Any):
    leaves = flatten(document)
    assert len(leaves) == count(document)
    assert len({each.path for each in leaves}) == len(leaves)
    for each in leaves:
        assert in_document(document, each.path) is each.value
    assert flatten(document) == leaves


@example([], ["email"])
@given(documents, some.lists(some.sampled_from(Target), min_size=1))
def test_no_value_is_lost_that_nobody_left_out(document: Any, targets: list[Target]):
    leaves = flatten(document)
    chosen = {
        each.path: targets[place % len(targets)]
        for place, each in enumerate(leaves[:MOST_PATHS])
        if "\x00" not in spelled(each.path) and len(spelled(each.path)) <= LONGEST_PATH
    }
    reading = apply(FieldMap.of(chosen.items()), leaves)
    try:
        lead = reading.lead()
    except Invalid:
        assert sum(len(each.name) + len(text(each.value)) for each in leaves) > LONGEST_VALUE
        return
    said = squeezed("".join([*map(text, lead.fields.values()), json.dumps(lead.model_dump())]))
    said += squeezed(" ".join(str(each) for each in lead.model_dump().values()))
    for each in leaves:
        if each.is_empty or chosen.get(each.path) is Target.OMIT:
            continue
        assert squeezed(text(each.value)) in said, each
    assert len(lead.fields) <= MOST_FIELDS
    assert all(len(name) <= LONGEST_KEY for name in lead.fields)
    assert all(len(text(value)) <= LONGEST_VALUE for value in lead.fields.values())
    assert NewLead.model_validate(lead.model_dump()) == lead
    assert apply(FieldMap.of(chosen.items()), leaves).lead() == lead


@given(documents)
def test_guesses_make_a_map_that_can_be_kept(document: Any):
    leaves = flatten(document)
    guesses = guessed(leaves, FieldMap())
    assert len(set(guesses.values())) == len(guesses)
    made = FieldMap.of((leaves[place].path, target) for place, target in guesses.items())
    assert FieldMap.read(json.loads(json.dumps(made.document()))) == made
    assert guessed(leaves, made) == guesses


def test_a_record_of_a_crm_becomes_a_lead():
    event = read_mapped(A_MAP, A_RECORD)
    assert (event.id, event.id_first) == ("4711", True)
    assert event.lead.model_dump(exclude_defaults=True) == {
        "name": "Ada Example",
        "email": "ada@example.com",
        "phone": "+49 30 901820",
        "company": "Example & Sons",
        "message": "Soon.\nA roof.",
        "fields": {
            "deal.id": 4711,
            "deal.title": "Roof",
            "deal.urgent": True,
            "contact.emails[1].value": "ada@home.example",
            "questions[0].q": "When?",
            "questions[1].q": "What?",
        },
    }


def test_names_of_a_crm_are_guessed():
    leaves = leaves_of(A_RECORD)
    found = {leaves[place].name: target for place, target in guessed(leaves, FieldMap()).items()}
    assert found == {
        "contact.first_name": Target.FIRST_NAME,
        "contact.last_name": Target.LAST_NAME,
        "contact.emails[0].value": Target.EMAIL,
        "contact.tel": Target.PHONE,
        "company.name": Target.COMPANY,
    }


def test_what_was_chosen_before_is_chosen_again():
    leaves = leaves_of({"email": "keeper@example.com", "customer": "ada@example.com"})
    known = FieldMap.of([(("customer",), Target.EMAIL)])
    assert guessed(leaves, known) == {1: Target.EMAIL}


@pytest.mark.parametrize(
    ("target", "value"),
    [
        (Target.PAGE, "javascript:alert(1)"),
        (Target.PHONE, "1" * (LONGEST[Target.PHONE] + 1)),
        (Target.NAME, "n" * (LONGEST[Target.NAME] + 1)),
        (Target.EMAIL, 2**1100),
    ],
)
def test_what_does_not_fit_is_kept_as_a_field(target: Target, value: object):
    event = read_mapped(FieldMap.of([(("x",), target)]), {"x": value, "telegram": "@ada"})
    assert text(value) in text(event.lead.fields.get("x") or event.lead.fields.get("more"))


def test_what_is_missing_is_named():
    sent = {"contact": {"emails": [{"value": " "}]}, "note": "x"}
    with pytest.raises(Invalid) as refused:
        read_mapped(A_MAP, sent)
    found = {each.field: each.message for each in refused.value.problems}
    assert list(found) == [
        "body",
        "contact.emails[0].value",
        "contact.emails[1].value",
        "contact.tel",
        "questions[0].a",
        "questions[1].a",
    ]
    assert found["contact.tel"] == "holds no phone, which the mapping takes from here"


def test_what_nobody_mapped_is_kept_whatever_it_is():
    assert read_unmapped({"a": [1, {"b": "x"}]}).lead.fields == {"a[0]": 1, "a[1].b": "x"}
    assert read_unmapped("alone").lead.fields == {"(no name)": "alone"}
    assert read_unmapped({"a.b": 1, "a": {"b": 2}}).lead.fields == {"a.b": 1, "a.b'": 2}


def test_more_values_than_fields_stand_together():
    lead = read_unmapped({f"key_{number}": "v" * 50 for number in range(200)}).lead
    assert len(lead.fields) == 48 + 3
    whole = "".join(lead.fields[each] for each in ("more", "more 2", "more 3"))
    assert "key_199: " + "v" * 50 in whole


@pytest.mark.parametrize("document", [{}, [], [[], {}], [0] * (MOST_LEAVES + 1)])
def test_nothing_and_too_much_are_refused(document: Any):
    with pytest.raises(Invalid):
        leaves_of(document)


def test_more_than_we_keep_is_refused():
    with pytest.raises(Invalid) as refused:
        read_unmapped({f"{'deep' * 60}{number}": 1 for number in range(MOST_LEAVES)})
    assert "leave some out" in str(refused.value)


def test_a_map_has_its_bounds():
    with pytest.raises(TooMany):
        FieldMap.of(((str(each),), Target.OMIT) for each in range(MOST_PATHS + 1))
    for path in (("x" * (LONGEST_PATH + 1),), ("\x00",)):
        with pytest.raises(Invalid):
            FieldMap.of([(path, Target.EMAIL)])
    assert FieldMap.read([["something new", ["a"]], ["email", ["b"]]]).entries[0].path == ("b",)


def test_a_leaf_says_what_it_is_called():
    assert Leaf(("a", "phones", 0), 1).own_name == "phones"
    assert spelled(("a.b", 0, "c")) == "a.b[0].c"
    assert many_lines(spelled(())) == "(no name)"
