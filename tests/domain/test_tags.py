"""Tags: what is one, which are the same, how many a lead may have."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.lead import LeadId
from domain.tags import CODE_BITS, LENGTH, MOST, Tag, Tags

NONE = Tags(LeadId(UUID(int=7)))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("VIP", "VIP"),
        ("  call   back\n", "call back"),
        ("#vip", "vip"),
        ("Ünïcode 🙂", "Ünïcode 🙂"),
    ],
)
def test_a_tag_is_read_as_one_line(typed: str, name: str):
    assert Tag.read(typed) == Tag(name)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        *((each, "write a word or two") for each in ("", "  \n", "#", "\u202e")),
        ("x" * (LENGTH + 1), f"at most {LENGTH} characters"),
    ],
)
def test_what_is_no_tag_is_refused_in_words(typed: str, message: str):
    with pytest.raises(Invalid) as refused:
        Tag.read(typed)
    assert [each.message for each in refused.value.problems] == [message]


@given(some.text(max_size=60))
def test_what_is_read_is_short_and_on_one_line(typed: str):
    try:
        tag = Tag.read(typed)
    except Invalid:
        return
    assert 1 <= len(tag.name) <= LENGTH
    assert "\n" not in tag.name
    assert 0 <= tag.code < 2**CODE_BITS


def test_letters_make_no_difference():
    change = NONE.with_tag(Tag("Straße"))
    assert change
    tags = change.thing
    assert tags.has(Tag("STRASSE"))
    assert tags.with_tag(Tag("strasse")) is None
    assert tags.without(Tag("STRASSE")).thing == NONE
    assert Tag("VIP").code == Tag("vip").code != Tag("vib").code
    assert change.event.details() == {"tag": "Straße", "added": "True"}


def test_a_lead_has_so_many_and_no_more():
    tags = Tags(NONE.lead_id, tuple(Tag(str(number)) for number in range(MOST)))
    assert tags.with_tag(Tag("3")) is None
    with pytest.raises(Invalid, match="take one away first"):
        tags.with_tag(Tag("more"))
