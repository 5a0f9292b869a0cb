"""Pictures of figures: any figures, any names, any language, and always what Telegram takes."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from cards.html import units
from cards.picture import draw
from cards.reader import Reader
from cards.stats import CAPTION_UNITS, about, grouped, how_long, stats_card
from domain.locale import Language, Locale
from domain.stats import Response, Stats
from sandbox.markup import parse_html
from sandbox.photos import check_upload
from tests.cards.samples import figures

NAMES = [
    "Ada",
    "Ñandú Öztürk",
    "Анна-Мария Ёжикова",
    "🙂🙂",
    "中文名字",
    "x" * 300,
    "אבג",
    "\u0301",
]
EMPTY = replace(figures("x"), by_outcome={}, by_source={}, sources=(), members=(), heat=())


def opened(png: bytes) -> Image.Image:
    check_upload("photo", png)
    picture = Image.open(BytesIO(png))
    picture.load()
    return picture


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_language_makes_a_picture(language: Language, name: str):
    picture = opened(draw(Reader(Locale(language)), figures(name)))
    assert picture.width == 1080
    assert 1_000 < picture.height < 1_700
    # The edge stays white: nothing runs over it.
    edge = picture.convert("RGB").crop((picture.width - 30, 0, picture.width, picture.height))
    assert edge.getcolors() == [(30 * picture.height, (255, 255, 255))]


@settings(max_examples=20)
@given(some.integers(1, 365), some.integers(0, 10**6))
def test_any_period_and_any_number_of_leads_makes_a_picture(days: int, leads: int):
    assert opened(draw(Reader(), figures("Ada", days, leads))).width == 1080


def test_nothing_at_all_makes_a_small_friendly_picture():
    assert opened(draw(Reader(), EMPTY)).height < 500


def test_one_lead_that_nobody_took_makes_a_picture():
    lonely: Stats = replace(figures("Ada", 1, 5), members=(), response=Response(0, 1))
    assert opened(draw(Reader(), lonely)).width == 1080


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["<b>" * 100, "&" * 300, "@all" * 80, "🙂" * 200])
def test_the_words_fit_under_the_picture(language: Language, name: str):
    card = stats_card(Reader(Locale(language)), figures(name))
    seen, _ = parse_html(card.text)
    assert units(seen) <= CAPTION_UNITS


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0, "0 s", "0 s"),
        (59, "59 s", "59 s"),
        (60, "1 min", "1 min"),
        (3_599, "59 min", "59 min"),
        (3_661, "1 h 01 min", "1 h"),
        (86_399, "23 h 59 min", "24 h"),
        (100_000, "1 d 3 h", "28 h"),
        (10**6, "11 d 13 h", "12 d"),
        (-5, "0 s", "0 s"),
    ],
)
def test_how_long_something_took(seconds: int, long: str, short: str):
    time = timedelta(seconds=seconds)
    assert (how_long(Reader(), time), about(Reader(), time)) == (long, short)


def test_thousands_stand_apart():
    assert grouped(1_234_567) == "1\u202f234\u202f567"
    assert figures("x").period.first == date(2026, 3, 1)
