"""What somebody types is words, an address, a phone or a number, and nothing a database obeys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.inbound import NewLead
from domain.search import LONGEST_WORD, MOST_TERMS, MOST_WORDS, Term, searchable, wanted, words_of

# Words, addresses and numbers as they are kept: no sign of any query language among them.
HARMLESS = re.compile(r"[^\x00-/:-`{-\x7f\s]+")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Müller-Lüdenscheidt", ["muller", "ludenscheidt"]),
        ("MU\u0308LLER", ["muller"]),
        ("Straße", ["strasse"]),
        ("Ёлкин й", ["елкин", "и"]),
        ("\uff21nna", ["anna"]),
        ("Ἀθήνα", ["αθηνα"]),
        ("東京", ["東", "京"]),
        ("o'hara_2", ["o", "hara", "2"]),
        ("🙂 *** \x00", []),
        ("a a A", ["a"]),
    ],
)
def test_words_are_compared_without_case_and_accents(text: str, words: list[str]):
    assert words_of(text) == words


@pytest.mark.parametrize(
    "typed", ["+49 (30) 1234567", "0049301234567", "030/123 45 67", "1234567"]
)
def test_a_phone_is_looked_for_by_its_last_digits(typed: str):
    kept = searchable(NewLead(phone="+49 30 1234567"))
    (term,) = wanted(typed).terms
    assert term.token
    assert kept[0].startswith(term.token)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("#12", 12), (" # 12 ", 12), ("12", 12), ("1234567890", None), ("x1", None)],
)
def test_a_number_may_be_the_number_of_a_lead(typed: str, number: int | None):
    assert wanted(typed).number == number


def test_a_number_with_its_sign_is_nothing_else():
    assert wanted("#12").terms == ()
    assert wanted("12").terms == (Term(("12",)),)


@pytest.mark.parametrize("typed", ["", "  ", "***", "🙂", '"', "*", "\x00", "_" * 4000])
def test_what_no_lead_can_have_is_nothing(typed: str):
    assert wanted(typed).is_nothing


@given(
    some.text(max_size=300) | some.text("\"'*()&|!:<->\\ ANDORNEAR@0123456789+-^{}", max_size=80)
)
def test_only_harmless_words_are_looked_for(typed: str):
    terms = wanted(typed).terms
    assert len(terms) <= MOST_TERMS
    for term in terms:
        for word in (*term.words, *filter(None, [term.token])):
            assert HARMLESS.fullmatch(word), word


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=2000))
def test_only_harmless_words_are_kept_and_not_too_many(text: str):
    lead = NewLead.model_construct(
        name=text[:200], email=text[:300], phone=text[:60], message=text
    )
    kept = searchable(lead)
    assert len(kept) <= MOST_WORDS
    assert len(set(kept)) == len(kept)
    assert all(HARMLESS.fullmatch(each) for each in kept)
    assert all(len(each) <= LONGEST_WORD for each in words_of(text))
