"""What a long message comes to is in its own words, and nothing that it does not say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.extract import LONG, MOST, Extract, extract, is_long

ENGLISH = (
    "Hello,\n"
    "\n"
    "my name is Jonas and we have run a small roofing company near Hamburg since "
    "1998. My brother told me about you last week at the fair. We would like to get a "
    "quote for solar panels with a battery of roughly 10 kWh. It is not urgent, but "
    "the roof has to be ready in spring. Please call me after 5 pm, mornings are bad.\n"
    "\n"
    "Best regards,\n"
    "Jonas Weber, we need more customers, what does it cost?"
)
RUSSIAN = (
    "Здравствуйте! Мы строим дом в Подмосковье, площадь около 180 квадратных метров, "
    "крыша двускатная, металлочерепица. Сосед ставил у вас панели в прошлом году и "
    "очень доволен. Хотим узнать, сколько будет стоить комплект под ключ. Это срочно. "
    "Перезвоните, пожалуйста, после 18:00.\n"
    "С уважением, Пётр"
)
SPANISH = (
    "Buenas tardes, tenemos un restaurante en el centro de Valencia con una cocina "
    "bastante grande y cuatro cámaras. La factura de la luz se nos ha disparado este "
    "año y no sabemos qué hacer. Quisiéramos un presupuesto para placas en la azotea. "
    "Nos corre prisa, cuanto antes. Escríbanme por correo, que por teléfono es "
    "imposible. Muchas gracias."
)
FILLING = "We moved here in spring and the garden is lovely. " * 8


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (
            ENGLISH,
            Extract(
                "We would like to get a quote for solar panels with a battery of roughly 10 kWh.",
                "not urgent",
                "Please call me after 5 pm, mornings are bad",
            ),
        ),
        (
            RUSSIAN,
            Extract(
                "Хотим узнать, сколько будет стоить комплект под ключ.",
                "срочно",
                "Перезвоните, пожалуйста, после 18:00",
            ),
        ),
        (
            SPANISH,
            Extract(
                "Quisiéramos un presupuesto para placas en la azotea.",
                "cuanto antes",
                "Escríbanme por correo, que por teléfono es imposible",
            ),
        ),
    ],
    ids=["en", "ru", "es"],
)
def test_the_wish_the_hurry_and_the_way_to_answer_are_found(message: str, found: Extract):
    assert extract(message) == found


@pytest.mark.parametrize(
    "message",
    [
        None,
        "",
        "What would solar panels cost us?",
        "x " * 400,
        "?" * 2000,
        FILLING,
        "> What does it cost?\n" * 30,
    ],
)
def test_what_is_short_or_asks_nothing_has_none(message: str | None):
    assert extract(message) is None


def test_two_sentences_are_told_where_there_is_room_in_their_order():
    message = f"{FILLING}How much is it? And how long does it take?"
    found = extract(message)
    assert found is not None
    assert found.wish == "How much is it? And how long does it take?"


def test_what_is_told_already_is_not_told_twice():
    found = extract(f"{FILLING}We need a new roof urgently, could you come?")
    assert found == Extract("We need a new roof urgently, could you come?")


def test_an_endless_sentence_loses_its_end_at_a_word():
    found = extract("We need panels " + "and also batteries " * 60)
    assert found is not None
    assert found.wish.endswith(("and…", "also…", "batteries…"))
    assert len(found.wish) <= MOST + 1


def test_a_sentence_is_not_broken_at_a_figure_or_an_abbreviation():
    found = extract(
        f"{FILLING}We want approx. 240 m² for a price of 12.500 euros, incl. mounting."
    )
    assert found is not None
    assert found.wish == "We want approx. 240 m² for a price of 12.500 euros, incl. mounting."


SOMETHING = some.lists(
    some.sampled_from(
        [*ENGLISH.split(), *RUSSIAN.split(), *SPANISH.split(), "?", "!", "\n", "<b>"]
    )
    | some.text(max_size=8),
    max_size=300,
).map(" ".join)


@given(SOMETHING)
def test_every_word_that_is_told_stands_in_the_message(message: str):
    found = extract(message)
    if found is None:
        return
    assert is_long(message)
    assert len(found.wish) <= MOST + 1
    for words in (found.wish, found.hurry, found.reach):
        assert "\n" not in words
        for part in re.split(r"…$", words)[0].split():
            assert part in message


@given(some.text(some.characters(exclude_categories=["Cc", "Zl", "Zp"]), max_size=LONG - 1))
def test_what_fits_on_a_few_lines_needs_none(message: str):
    assert extract(message) is None
