"""Text from strangers, made safe to store and to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.plain_text import many_lines, one_line


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("  Anna  B ", "Anna  B", "Anna  B"),
        ("Anna\nStatus: won", "Anna Status: won", "Anna\nStatus: won"),
        ("a\r\nb\rc\x0bd\x85e\u2028f\u2029g", "a b c d e f g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\tb", "a b", "a\tb"),
        ("a\0b\x1b[0m\x7f\x9f", "ab[0m", "ab[0m"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x", "gnp.exe x"),
        ("\ufeffAnna", "Anna", "Anna"),
        ("half \ud83d pair", "half \ufffd pair", "half \ufffd pair"),
        ("👩\u200d💻 שלום\u200f", "👩\u200d💻 שלום\u200f", "👩\u200d💻 שלום\u200f"),
        (" \n\t\0 ", "", ""),
    ],
)
def test_tricks_go_and_text_stays(text, line, lines):
    assert one_line(text) == line
    assert many_lines(text) == lines


@given(some.text(some.characters() | some.sampled_from("\r\n\t\0\u202e\ufeff\ud800 ")))
def test_clean_text_can_be_stored_and_stays_as_it_is(text):
    for clean in (one_line, many_lines):
        once = clean(text)
        assert clean(once) == once
        assert "\0" not in once
        assert "\u202e" not in once
        assert once.encode().decode() == once
    assert len(one_line(text).splitlines()) <= 1
