"""Every notice says what happened in plain words, and whatever it quotes stays text."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from cards.html import MESSAGE_UNITS, plain, units
from cards.notices import notice_card
from cards.reader import Reader
from domain.notice import DETAILS, NoticeKind
from domain.plain_text import one_line
from domain.silence import Silence
from sandbox.markup import parse_html
from tests.cards.test_screens import LINKS, texts

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
SILENCE = Silence(6.0, timedelta(hours=15), SINCE, timedelta(hours=26, minutes=5))


@pytest.mark.parametrize(
    ("kind", "details", "words"),
    [
        (
            NoticeKind.CHAT_PARKED,
            {"chat": "Sales", "reason": "I was removed from the group"},
            (
                "⏸ I cannot post in Sales: I was removed from the group."
                " Add me again or send /connect there; what waits comes then, in order."
            ),
        ),
        (
            NoticeKind.LEAD_DEAD,
            {"number": "12", "chat": "Sales", "error": "Bad Request: chat not found"},
            (
                "❗ The card of #12 did not get to Sales: Bad Request: chat not found."
                " I have given it up; the lead itself is kept."
            ),
        ),
        (
            NoticeKind.CANARY_LATE,
            {"source": "Website", "chat": "Sales", "seconds": "60"},
            (
                "🐤 The canary lead of Website did not reach Sales within 60 s."
                " Real leads may be late too."
            ),
        ),
        (
            NoticeKind.SOURCE_SILENT,
            {"source": "Website"} | SILENCE.details(),
            (
                "🤫 Website has brought no lead for 26 h. It usually brings 6 a day and was never"
                " quiet for longer than 15 h. Please try its form."
            ),
        ),
    ],
    ids=["chat parked", "lead dead", "canary late", "source silent"],
)
def test_it_reads_as_people_speak(kind: NoticeKind, details: dict[str, str], words: str):
    assert set(details) == set(DETAILS[kind])
    assert plain(notice_card(Reader(), kind, details)) == words


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_its_words_and_tells_all_its_details(kind: NoticeKind):
    said = plain(notice_card(Reader(), kind, {name: f"<{name}>" for name in DETAILS[kind]}))
    assert sorted(re.findall(r"<(\w+)>", said)) == sorted(DETAILS[kind])
    assert len(said) > 25
    assert said[-1] == "."


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_detail_that_is_missing_keeps_no_notice_back(kind: NoticeKind):
    said = plain(notice_card(Reader(), kind, {}))
    assert said.count("?") == len(DETAILS[kind])


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_a_notice_quotes_stays_text_on_one_line(kind: NoticeKind):
    @given(texts)
    def check(text: str) -> None:
        card = notice_card(Reader(), kind, dict.fromkeys(DETAILS[kind], text))
        seen, entities = parse_html(card.text)
        assert seen == plain(card)
        assert units(seen) <= MESSAGE_UNITS
        assert "\n" not in seen
        assert not {each["type"] for each in entities} & LINKS
        if DETAILS[kind] and len(one_line(text)) <= 12:
            assert one_line(text) in seen

    check()


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        ("0", "Nothing waited."),
        ("1", "One lead waited and comes now."),
        ("12", "12 leads waited and come now, in order."),
    ],
)
def test_a_healed_chat_says_what_waited(waited: str, words: str):
    card = notice_card(Reader(), NoticeKind.CHAT_HEALED, {"chat": "Sales", "waited": waited})
    assert plain(card).endswith(words)
