"""The HTML parser reads what Telegram reads and refuses what it refuses."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import ApiError
from sandbox.markup import parse_html
from sandbox.text import as_html, trimmed, utf16_length, with_found

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_escaped_text_comes_back(text):
    assert parse_html(escape(text, quote=False)) == (text, [])


@given(st.text("<>/ab i=\"'&;#x3é", max_size=30))
def test_any_markup_is_read_or_refused_in_telegrams_words(source):
    try:
        words, entities = parse_html(source)
    except ApiError as error:
        refusal, words, entities = error.description, "", []
    else:
        refusal = ""
    assert refusal == "" or refusal.startswith("Bad Request: can't parse entities: ")
    assert all(0 < entity["length"] <= utf16_length(words) for entity in entities)


@given(st.lists(st.sampled_from(["b", "i", "u", "s", "code", "tg-spoiler"]), max_size=6), TEXT)
def test_nested_tags_cover_their_text(tags, text):
    source = "".join(f"<{t}>" for t in tags) + escape(text)
    source += "".join(f"</{t}>" for t in reversed(tags))
    words, entities = parse_html(source)
    assert words == text
    assert len(entities) == (len(tags) if text else 0)
    assert {e["length"] for e in entities} <= {utf16_length(text)}


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>a</b><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>a</i><em>b</em>", "ab", ["italic", "italic"]),
        ("<u>a</u><ins>b</ins>", "ab", ["underline", "underline"]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ("<code>a</code>", "a", ["code"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ('<span class="tg-spoiler">a</span>', "a", ["spoiler"]),
        ("<tg-spoiler>a</tg-spoiler>", "a", ["spoiler"]),
        ("<B>a</b>", "a", ["bold"]),
        ("<b></b>x", "x", []),
        ("&lt;&gt;&amp;&quot;&#33;&#x21;", '<>&"!!', []),
        ("&nbsp;&copy; & &;", "&nbsp;&copy; & &;", []),
        ("&#0;&#xD800;", "&#0;&#xD800;", []),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="http://localhost/">x</a>', "x", []),
        ("<a>example.com</a>", "example.com", ["text_link"]),
        ('<a href="tg://user?id=42">x</a>', "x", ["text_mention"]),
    ],
)
def test_supported_markup(source, text, kinds):
    words, entities = parse_html(source)
    assert (words, [e["type"] for e in entities]) == (text, kinds)


def test_a_pre_with_a_language_is_one_entity():
    source = '<pre><code class="language-python">x = 1</code></pre>'
    entity = {"type": "pre", "offset": 0, "length": 5, "language": "python"}
    assert parse_html(source) == ("x = 1", [entity])


def test_offsets_are_utf16():
    assert parse_html("😀<b>x</b>")[1] == [{"type": "bold", "offset": 2, "length": 1}]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 9"),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_broken_markup(source, words):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/take@leads_bot now", [("bot_command", 0, 15)]),
        ("ask @anna_k or #help", [("mention", 4, 7), ("hashtag", 15, 5)]),
        ("see https://example.com/a?b=1.", [("url", 4, 25)]),
        ("see example.com.", [("url", 4, 11)]),
        ("a@example.com", [("email", 0, 13)]),
        ("a/b 1/2", []),
        ("http://localhost", [("url", 0, 16)]),
    ],
)
def test_plain_text_is_searched_for_entities(text, found):
    entities = with_found(text, [])
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == found


def test_nothing_is_found_inside_code():
    code = [{"type": "code", "offset": 0, "length": 15}]
    assert with_found("https://evil.eu", code) == code


def test_white_space_around_is_dropped_and_entities_move():
    bold = [{"type": "bold", "offset": 2, "length": 3}]
    assert trimmed("  a  ", bold) == ("a", [{"type": "bold", "offset": 0, "length": 1}])


def test_html_of_crossing_entities_is_well_formed():
    entities = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
    ]
    assert as_html("ab<de", entities) == "<b>ab<i>&lt;</i></b><i>de</i>"
