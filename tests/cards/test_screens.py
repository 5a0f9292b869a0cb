"""Every screen renders from sample data, and no stranger's text becomes anything but text."""

from dataclasses import replace

import pytest
from aiogram.types import InlineKeyboardMarkup
from hypothesis import example, given
from hypothesis import strategies as some

from cards.html import MESSAGE_UNITS, Card, block, cut, line, plain, units
from cards.lead import (
    MARKS,
    TOPIC_UNITS,
    Move,
    lead_card,
    moved,
    topic_name,
)
from cards.lead_menus import lost_buttons, more_buttons
from cards.reader import Reader
from domain.inbound import NewLead
from domain.lead import CLOSED, IN_WORK, MOVES, Status
from domain.lead_view import LeadView
from domain.plain_text import many_lines, one_line
from middlewares.answers import ANSWER_LENGTH
from sandbox.keyboards import read_markup
from sandbox.markup import parse_html
from sandbox.params import Params
from tests.cards.samples import SAMPLES, a_lead, a_note, screens
from tests.cards.test_words import RUSSIAN, SPANISH

READERS = [Reader(), RUSSIAN, SPANISH]
WORDLESS = {"canary.canary_card"}
HOSTILE = [
    *("<b>bold</b>", "</b></code></blockquote>", "&lt;&amp;&#60;", "<a href='tg://user?id=1'>x"),
    *("https://evil.example/?a=1&b=2", "@all #tag /start $USD", "tg://user?id=1"),
    *("Ann\n🏆 #1 · won", "x\u2028🙋 #1 · taken · Anna", "\u202eevil\u202c", "\n" * 300 + "end"),
    *("🙂" * 3000, "a" * 9000, "&" * 4000, "<" * 4000, "👨‍👩‍👧‍👦" * 500, "0\x00"),
    'J. R. O\'Hara "Bob" <jr@x.example>',
]
# What the domain lets through: something to see, and no half characters.
characters = some.characters(exclude_categories=["Cs"])
texts = (some.text(characters, max_size=500) | some.sampled_from(HOSTILE)).filter(one_line)
LINKS = {"url", "text_link", "mention", "text_mention", "hashtag", "bot_command", "email"}


def test_every_screen_has_a_sample():
    assert set(screens()) == set(SAMPLES)


def rendered(name: str, text: str, reader: Reader) -> Card | InlineKeyboardMarkup:
    """Show a screen to somebody; what has no words needs no reader."""
    reads = () if name in WORDLESS else (reader,)
    return screens()[name](*reads, **SAMPLES[name](text))


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.locale.language)
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_screen_renders(name: str, reader: Reader):
    @example("<b>bold</b>")
    @example("Ann\n🏆 #1 · won")
    @given(texts)
    def check(text: str) -> None:
        shown = rendered(name, text, reader)
        buttons = shown.buttons if isinstance(shown, Card) else shown
        if isinstance(shown, Card):
            check_text(name, text, shown, reader)
        if buttons:
            markup = buttons.model_dump_json(exclude_none=True)
            assert read_markup(Params({"reply_markup": markup}))
            labels = [each.text for row in buttons.inline_keyboard for each in row]
            assert all(labels)

    check()


def check_text(name: str, text: str, card: Card, reader: Reader) -> None:
    """Hold a card to what Telegram takes, and to looking the same whatever a stranger wrote."""
    seen, entities = parse_html(card.text)
    assert 1 <= units(seen) <= MESSAGE_UNITS
    assert seen == plain(card)
    other = rendered(name, "Ada", reader)
    assert isinstance(other, Card)
    usual = plain(other)
    assert seen.count("\n") == usual.count("\n")
    if "Ada" in usual and units(one_line(text)) <= 40:
        assert one_line(text) in seen
    assert not {each["type"] for each in entities} & LINKS


@given(texts, some.sampled_from(Status), some.sampled_from(READERS))
def test_a_long_message_is_kept_apart_from_what_we_say(text: str, status: Status, reader: Reader):
    lead = a_lead("Ada", status=status)
    asked = replace(lead, contact=lead.contact.model_copy(update={"message": text}))
    card = lead_card(reader, LeadView(asked, [a_note("n" * 2000)], 3))
    seen, entities = parse_html(card.text)
    assert units(seen) <= MESSAGE_UNITS
    within = [e for e in entities if e["type"] in {"blockquote", "expandable_blockquote", "pre"}]
    raw = seen.encode("utf-16-le")
    quoted = "".join(
        raw[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le") for e in within
    )
    short = many_lines(text)
    assert quoted.rstrip("…")[:1000] in short
    if units(short) <= 1500:
        assert quoted == short
    outside = seen.replace(quoted, "") if quoted else seen
    assert sum(outside.count(mark) for mark in MARKS.values()) <= 3
    assert outside.startswith(MARKS[status])


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.locale.language)
@pytest.mark.parametrize("status", Status)
def test_labels_are_unique_under_every_card_and_few(status: Status, reader: Reader):
    lead = a_lead("jonas@example.com", status=status)
    keyboards = [each(reader, lead) for each in (more_buttons, lost_buttons)]
    for keyboard in (lead_card(reader, LeadView(lead)).buttons, *keyboards):
        assert keyboard is not None
        labels = [each.text for row in keyboard.inline_keyboard for each in row]
        most = 6 if keyboard == lead_card(reader, LeadView(lead)).buttons else 13
        assert len(set(labels)) == len(labels) <= most
        assert all(len(row) <= 3 for row in keyboard.inline_keyboard)


@pytest.mark.parametrize("status", Status)
def test_every_move_a_lead_has_is_on_its_card_or_behind_more(status: Status):
    lead = a_lead("Ada", status=status)
    keyboards = (lead_card(Reader(), LeadView(lead)).buttons, more_buttons(Reader(), lead))
    labels = {
        each.text.lower() for board in keyboards if board for row in board.inline_keyboard
        for each in row
    }  # fmt: skip # reads as one phrase
    assert {each.value for each in MOVES[status]} <= labels
    assert ("take" in labels) == (status is Status.NEW)
    assert ("release" in labels) == (status in IN_WORK)
    assert ("reopen" in labels) == (status in CLOSED - {Status.SPAM})
    assert ("not spam" in labels) == (status is Status.SPAM)


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.locale.language)
@pytest.mark.parametrize("status", Status)
def test_what_a_press_brings_fits_its_answer(status: Status, reader: Reader):
    lead = replace(a_lead("Ada", status=status), number=2**31)
    for move in set(Move) - {Move.WHY_SCORE}:
        assert units(moved(reader, lead, move)) <= ANSWER_LENGTH


@given(texts, some.sampled_from(Status), some.sampled_from(READERS))
def test_the_name_of_a_topic_is_one_that_telegram_takes(text: str, status: Status, reader: Reader):
    lead = a_lead(text, status=status)
    nameless = replace(lead, contact=NewLead(message=text))
    for name in (topic_name(reader, lead), topic_name(reader, nameless)):
        assert 1 <= units(name) <= TOPIC_UNITS
        assert "\n" not in name


def test_what_clients_would_make_a_link_of_is_shown_as_code():
    for text in ("https://evil.example", "evil.example", "@all", "tg://user?id=1", "/start"):
        assert line(text, 100) == f"<code>{text}</code>"
        assert block(text, 100) == f"<pre>{text}</pre>"
    assert line("Ann & Bob", 100) == "Ann &amp; Bob"


@given(some.text(some.characters(exclude_categories=["Cs"])), some.integers(1, 50))
def test_cutting_counts_as_telegram_does_and_breaks_no_character(text: str, most: int):
    short = cut(text, most)
    assert units(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_long_message_is_folded_up():
    assert block("word " * 100, 3000).startswith("<blockquote expandable>")
    assert block("word " * 10, 3000).startswith("<blockquote>")
