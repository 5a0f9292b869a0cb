"""Answers of other senders: understood where they can be, and never a reason to lose a lead."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answers import MORE, Answers
from domain.errors import Invalid


def lead(*answers: tuple[str, object]):
    gathered = Answers()
    for label, value in answers:
        gathered.add(label, value)
    return gathered.lead()


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Name", "name"),
        ("What's your name?", "name"),
        ("What\u2019s your full name? *", "name"),
        ("Please enter your e-mail address:", "email"),
        ("Your phone", "phone"),
        ("Enter the company name", "company"),
        ("Ваше имя", "name"),
        ("Телефон:", "phone"),
    ],
)
def test_a_question_for_a_field_of_ours_is_understood(label, field):
    assert getattr(lead((label, "x"), ("Message", "Hello")), field) == "x"


def test_first_and_last_names_are_one_and_a_second_address_stays_beside():
    gathered = Answers()
    gathered.add("What is your first name?", "Ada")
    gathered.add("And your last name?", "stays as it is")
    gathered.put("email", "ada@example.org", "E-mail")
    gathered.put("email", "office@example.org", "Of your office")

    found = gathered.lead()

    assert (found.name, found.email) == ("Ada", "ada@example.org")
    assert found.fields == {
        "And your last name?": "stays as it is",
        "Of your office": "office@example.org",
    }


def test_what_reaches_nobody_is_the_message():
    found = lead(("How was it?", 9), ("Colours", ["red", "blue"]), ("Nothing", ""))

    assert found.message == "How was it?: 9\nColours: red, blue"
    assert found.fields == {"How was it?": 9, "Colours": "red, blue"}


def test_nothing_answered_is_no_lead():
    with pytest.raises(Invalid):
        lead(("Name", " "), ("More", None), ("Boxes", []), ("Parts", {}))


def test_what_is_too_long_is_cut_and_what_is_too_much_is_gathered():
    many = [(f"Question {number} " + "?" * 90, "x" * 5000) for number in range(300)]

    found = lead(("Name", "n" * 500), ("Message", "m" * 20_000), *many)

    assert found.name == "n" * 98 + "…"
    assert found.message is not None
    assert len(found.message) == 10_000
    assert len(found.fields[MORE]) == 4000
    assert all(len(each) <= 4000 for each in found.fields.values())


def test_the_same_question_twice_keeps_both_answers():
    assert lead(("Email", "a@b.example"), ("Size", 1), ("Size", 2)).fields == {
        "Size": 1,
        "Size 2": 2,
    }


def labels() -> st.SearchStrategy[str]:
    names = (
        "name,First name,last_name,Email,phone,company,message,source,utm,utm_source,page_url,"
        "referrer,consent,GDPR,fields,custom_fields"
    )
    known = st.sampled_from(names.split(","))
    return known | st.text(max_size=80)


def values() -> st.SearchStrategy[object]:
    # Short things many times over are as long as what is drawn letter by letter, and quicker.
    long = st.text(min_size=1, max_size=3).map(lambda text: text * 5000)
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    huge = st.just(10**400) | long
    return st.recursive(
        leaves | huge,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=8,
    )


@given(st.lists(st.tuples(labels(), values(), st.booleans()), max_size=90))
@settings(max_examples=60, deadline=None)
def test_no_answer_is_a_reason_to_lose_a_lead(told):
    gathered = Answers()
    gathered.put("utm", {"campaign": "x", "utm_term": "y" * 900, **{str(n): n for n in range(20)}})
    gathered.put("message", "Hello")
    for label, value, known in told:
        if known:
            gathered.put("phone", value, label)
        else:
            gathered.add(label, value)

    found = gathered.lead()

    assert found.message
    json.dumps(found.model_dump(mode="json"), allow_nan=False)
