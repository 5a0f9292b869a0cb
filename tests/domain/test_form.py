"""Which sites may post a form, and what is remembered of those that may not."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid, NotFound, TooMany
from domain.form import MOST_ASKED, MOST_PAGES, Form, Shape, is_token, origin_key
from domain.origin import MOST_ORIGINS
from domain.source import Source

HERE, THERE = "https://a.example", "https://b.example"
OPEN, OURS = Form("0" * 32), Form("0" * 32, (HERE,))


def test_a_form_without_sites_takes_from_all_but_the_blocked():
    assert OPEN.takes_from(HERE)
    assert OPEN.takes_from(None)
    assert not OPEN.blocking(HERE).takes_from(HERE)
    assert OPEN.blocking(HERE).takes_from(THERE)
    assert OPEN.allowing(HERE).origins == ()


def test_a_form_with_sites_takes_from_these_alone():
    assert OURS.takes_from(HERE)
    assert not OURS.takes_from(THERE)
    assert not OURS.takes_from(None)
    assert not OURS.takes_from("http://a.example")
    assert OURS.allowing(THERE).takes_from(THERE)


def test_to_block_the_last_site_opens_the_form_for_nobody():
    shut = OURS.blocking(HERE)
    assert not shut.takes_from(HERE)
    assert not shut.takes_from(THERE)
    assert shut.allowing(HERE).takes_from(HERE)


def test_nobody_is_asked_twice_and_the_memory_is_bounded():
    form = OURS.having_asked(THERE)
    assert not form.asks_about(THERE)
    assert not OURS.asks_about(HERE)
    assert not OURS.blocking(THERE).asks_about(THERE)
    for number in range(MOST_ASKED):
        form = form.having_asked(f"https://{number}.example")
    assert len(form.asked) == MOST_ASKED
    assert form.asks_about(THERE)
    assert form.asked_by_key(origin_key("https://3.example")) == "https://3.example"
    assert form.asked_by_key(origin_key(THERE)) is None


def test_there_are_only_so_many_sites():
    full = OPEN.limited_to(tuple(f"https://{number}.example" for number in range(MOST_ORIGINS)))
    with pytest.raises(TooMany):
        full.allowing(HERE)
    assert full.allowing("https://1.example") == full


@given(some.lists(some.tuples(some.booleans(), some.sampled_from("abc")), max_size=12))
def test_the_last_word_counts(words: list[tuple[bool, str]]):
    form = Form("0" * 32, ("https://home.example",))
    for allowed, site in words:
        form = form.allowing(site) if allowed else form.blocking(site)
    last = {site: allowed for allowed, site in words}
    assert {site: form.takes_from(site) for site in last} == last


def test_what_is_no_form_is_asked_nothing_about_forms():
    source = Source(UUID(int=1), "Website", "")
    for move in (source.required_form, lambda: source.token_renewed("1" * 32)):
        with pytest.raises(NotFound):
            move()


def test_tokens():
    assert is_token("0123456789abcdef" * 2)
    assert not is_token("0123456789ABCDEF" * 2)
    assert not is_token("0" * 31)
    assert not is_token("0" * 32 + "\n")


def test_what_a_page_says_of_its_form():
    shape = Shape.read({"page": f"{HERE}/contact", "fields": " phone,email,,email\n,x" + "y" * 99})
    assert shape.page == f"{HERE}/contact"
    assert shape.fields == ("email", "phone", "x" + "y" * 63)
    for page in ("", "contact", "javascript:1", f"{HERE}/" + "x" * 999):
        with pytest.raises(Invalid):
            Shape.read({"page": page, "fields": "email"})


def test_a_page_is_known_by_how_it_looked_last():
    before, after = Shape(HERE, ("email", "phone")), Shape(HERE, ("email",))
    form = OURS.looking(before)
    assert form.shape_of(HERE) == before
    assert not form.would_change(before)
    assert form.would_change(after)
    assert form.looking(after).shape_of(HERE) == after
    assert form.would_change(Shape(HERE, ()))
    assert form.looking(Shape(HERE, ())).shape_of(HERE) == Shape(HERE, ())


def test_a_page_without_a_form_is_worth_nothing_until_it_had_one():
    assert not OURS.would_change(Shape(THERE, ()))
    assert OURS.shape_of(THERE) is None
    form = OURS
    for number in range(MOST_PAGES + 1):
        form = form.looking(Shape(f"{HERE}/{number}", ("email",)))
    assert len(form.shapes) == MOST_PAGES
    assert form.shape_of(f"{HERE}/0") is None
