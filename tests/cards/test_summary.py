"""Summaries as they read: compared with before, quiet in one line, and never too long."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cards.html import MESSAGE_UNITS, plain, units
from cards.reader import Reader
from cards.stats import CAPTION_UNITS
from cards.summary import summary_card
from domain.lead import Status
from domain.stats import MemberFigures, Outcome, Response, SourceFigures, Stats
from domain.summary import Before, Summary, SummaryTimes
from sandbox.markup import parse_html
from tests.cards.samples import NOON, a_lead, a_summary, late
from tests.cards.test_screens import HOSTILE, READERS
from tests.cards.test_words import RUSSIAN, SPANISH


def a_day(**values: Any) -> Summary:
    """A summary of one day, with figures that one can check by hand."""
    week = a_summary("Ada")
    minutes = timedelta(minutes=1)
    stats = Stats(
        "Nordlicht",
        week.stats.period,
        {NOON.date(): {Outcome.NEW: 2, Outcome.IN_WORK: 3, Outcome.WON: 1}},
        sources=[SourceFigures("Website", 4), SourceFigures("Ads", 1), SourceFigures(None, 1)],
        members=[MemberFigures("Anna", 3, 1, 2 * minutes)],
        response=Response(4, 2, 2 * minutes, 9 * minutes),
    )
    before = Before(4, 3, 4, 3 * minutes, {"Website": 1, "Ads": 1, "Old": 2})
    told: dict[str, Any] = {"times": SummaryTimes(), "stats": stats, "hot": 2, "before": before}
    oldest = [late(a_lead("Jonas", number=3)), a_lead("Mia", status=Status.NEW, number=5)]
    return replace(week, **{**told, "waiting": 2, "overdue": 1, "oldest": oldest, **values})


def test_it_compares_with_the_day_before():
    card = summary_card(Reader(), a_day(), MESSAGE_UNITS)
    assert plain(card).splitlines() == [
        "📊 Daily summary · 22 Feb 2026 12:00 UTC \u2013 1 Mar 2026 12:00 UTC",
        "6 leads: new 2, in work 3, won 1 (+2 on the day before)",
        "🔥 Hot: 2 (\u22121)",
        "🙋 Taken: 4 (±0), half within 2 min (before: 3 min), 9 of 10 within 9 min",
        "",
        "⏳ Nobody has taken yet: 2; overdue: 1",
        "🙋 #3 Jonas · Jonas · overdue by 2 h 55 min",
        "❄️ #5 Mia · waits for 3 h",
        "",
        "Sources: Website 4 (+3), Ads 1 (±0), others 1 (\u22121)",
        "Anna: 3 taken, 1 won, 2 min",
    ]
    assert card.buttons is not None
    assert [each.text for each in card.buttons.inline_keyboard[0]] == ["#3", "#5"]


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (Reader(), "no new leads, none waits."),
        (RUSSIAN, "новых лидов нет, никто не ждёт."),
        (SPANISH, "sin leads nuevos ni pendientes."),
    ],
)
def test_a_quiet_day_is_one_line(reader: Reader, words: str):
    nothing = Stats("Nordlicht", a_day().stats.period)
    quiet = a_day(stats=nothing, hot=0, waiting=0, overdue=0, oldest=())
    card = summary_card(reader, quiet, MESSAGE_UNITS)
    assert "\n" not in card.text
    assert card.text.endswith(words)
    assert card.buttons is None


def test_a_quiet_day_still_says_what_waits():
    nothing = Stats("Nordlicht", a_day().stats.period)
    told = plain(summary_card(Reader(), a_day(stats=nothing, hot=0), MESSAGE_UNITS))
    assert "no new leads." in told
    assert "Nobody has taken yet: 2; overdue: 1" in told
    assert "Sources" not in told


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.locale.language)
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("most", [CAPTION_UNITS, MESSAGE_UNITS])
def test_it_is_never_too_long_and_keeps_what_matters_most(reader: Reader, text: str, most: int):
    card = summary_card(reader, a_summary(text), most)
    seen, _ = parse_html(card.text)
    assert units(seen) <= most
    assert len(seen.splitlines()) >= 6
    assert "12345" in seen
    assert card.buttons is not None
