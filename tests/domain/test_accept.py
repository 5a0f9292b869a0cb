"""What clients ask for, in the words that browsers and programs really use."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.accept import asks_for_json, asks_for_page, languages

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "sent_json", "json", "page"),
    [
        (CHROME, False, False, True),
        (CHROME, True, False, True),
        ("*/*", False, False, False),
        ("*/*", True, True, False),
        ("", False, False, False),
        ("", True, True, False),
        ("application/json", False, True, False),
        ("application/json, text/plain, */*", False, True, False),
        ("text/html;q=0.5, application/json", False, True, False),
        ("application/json;q=0.2, text/html;q=0.3", False, False, True),
    ],
)
def test_json_or_a_page(accept: str, sent_json: bool, json: bool, page: bool):
    assert asks_for_json(accept, sent_json=sent_json) == json
    assert asks_for_page(accept) == page


def test_languages_come_by_their_weight():
    assert languages("fr;q=0.2, ru-RU, en;q=0.8, de;q=0") == ["ru-ru", "en", "fr"]
    assert languages("") == []


@given(some.text(max_size=200))
def test_no_header_is_a_fault(text: str):
    assert isinstance(languages(text), list)
    assert not (asks_for_page(text) and asks_for_json(text, sent_json=False))
