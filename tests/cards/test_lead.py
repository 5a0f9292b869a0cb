"""What a card says of its lead's score, and how a digest takes its line from the lead."""

import re
from dataclasses import replace

import pytest
from hypothesis import given

from cards.html import plain
from cards.lead import Move, lead_card, moved
from cards.lead_menus import more_buttons
from cards.reader import Reader
from domain.digest import DigestLine
from domain.inbound import NewLead
from domain.lead import Status
from domain.lead_view import LeadView
from domain.scoring import score
from tests.cards.samples import a_lead
from tests.cards.test_words import RUSSIAN, SPANISH
from tests.domain.test_scoring import FULL, leads


def head(status: Status, points: int) -> str:
    lead = replace(a_lead("Ada", status=status), score=points)
    return plain(lead_card(Reader(), LeadView(lead))).split("\n")[0]


@pytest.mark.parametrize(
    ("points", "shown"),
    [(100, "🔥 100"), (70, "🔥 70"), (69, "🌤 69"), (35, "🌤 35"), (34, "❄️ 34"), (0, "❄️ 0")],
)
def test_a_new_lead_shows_how_promising_it_looks(points: int, shown: str):
    assert head(Status.NEW, points) == f"🆕 #7 {shown} · new"


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.NEW])
def test_afterwards_the_work_matters_more_than_the_promise(status: Status):
    assert "82" not in head(status, 82)


def test_the_reasons_are_told_with_the_weightiest_first():
    reader = Reader()
    lead = replace(a_lead(status=Status.NEW), contact=FULL, score=75)
    assert moved(reader, lead, Move.WHY_SCORE) == (
        "75 of 100: phone +25, e-mail +20, serious message +20, name +10"
    )
    labels = [each.text for row in more_buttons(reader, lead).inline_keyboard for each in row]
    assert "Why 75?" in labels


def test_the_reasons_are_told_in_the_language_of_who_asks():
    lead = replace(a_lead(status=Status.NEW), contact=FULL, score=75)
    assert moved(RUSSIAN, lead, Move.WHY_SCORE) == (
        "75 из 100: телефон +25, e-mail +20, подробное сообщение +20, имя +10"
    )
    assert moved(SPANISH, lead, Move.WHY_SCORE) == (
        "75 de 100: teléfono +25, correo +20, mensaje detallado +20, nombre +10"
    )


def test_a_lost_lead_says_why_in_every_language():
    lead = a_lead(status=Status.LOST)
    said = [
        plain(lead_card(each, LeadView(lead))).split("\n")[0]
        for each in (Reader(), RUSSIAN, SPANISH)
    ]
    assert said == [
        "❌ #7 · lost: went elsewhere · Ada",
        "❌ #7 · отказ: выбор конкурента · Ada",
        "❌ #7 · perdido: eligió a otro · Ada",
    ]


@pytest.mark.parametrize("reader", [Reader(), RUSSIAN, SPANISH])
@given(contact=leads)
def test_every_score_is_told_on_one_line(reader: Reader, contact: NewLead):
    lead = replace(a_lead(), contact=contact)
    told = moved(reader, lead, Move.WHY_SCORE)
    assert re.match(rf"{score(contact).points} (of|из|de) 100: ", told)
    assert told.isprintable()
    # Longer ones lose their end, which weighs least; see ANSWER_LENGTH.
    assert len(told) < 260


def test_a_digest_takes_its_line_from_the_lead():
    lead = replace(a_lead(status=Status.TAKEN), contact=FULL, score=75)
    assert DigestLine.of(lead) == DigestLine(
        number=7,
        lead_id=lead.id,
        name="Ada Berg",
        phone="+4930901820",
        email="ada@example.com",
        status=Status.TAKEN,
        owner="Ada",
        hot=True,
    )
    assert not DigestLine.of(replace(lead, score=69)).hot


@pytest.mark.parametrize(
    ("phone", "links"),
    [
        ("+4930901820", ["https://wa.me/4930901820", "https://t.me/+4930901820"]),
        ("+49 30 9018\u0662\u0660\n", ["https://wa.me/4930901820", "https://t.me/+4930901820"]),
        (None, []),
        ("", []),
        ("+49", []),
        ("+0123456789", []),
        ("+1234567890123456", []),
        ("+4930901820?text=hello", []),
        ("javascript:alert(1)", []),
    ],
)
def test_only_digits_of_a_number_come_into_a_link(phone: str | None, links: list[str]):
    contact = NewLead.model_construct(phone=phone)
    buttons = more_buttons(Reader(), replace(a_lead(), contact=contact)).inline_keyboard
    assert [each.url for row in buttons for each in row if each.url] == links


LONG_MESSAGE = (
    "We moved here in spring and the garden is lovely. " * 8
    + "Could you quote a <new> roof? It is urgent. Please call me after 5 pm."
)


def with_message(message: str | None) -> LeadView:
    return LeadView(replace(a_lead(), contact=FULL.model_copy(update={"message": message})))


def test_a_long_message_is_told_in_short_above_itself():
    text = lead_card(Reader(), with_message(LONG_MESSAGE)).text
    above, _, _ = text.partition("<blockquote")
    assert "💬 In short: Could you quote a &lt;new&gt; roof?" in above
    assert "⏱ urgent · ↩️ Please call me after 5 pm" in above


@pytest.mark.parametrize("message", [None, "What would a new roof cost? It is urgent."])
def test_a_short_message_says_enough_itself(message: str | None):
    assert "In short" not in lead_card(Reader(), with_message(message)).text


def test_an_address_in_what_is_told_in_short_leads_nowhere():
    message = LONG_MESSAGE.replace("a <new> roof", "what evil.example sells")
    text = lead_card(Reader(), with_message(message)).text
    assert "In short: <code>Could you quote" in text


def test_a_message_is_told_in_short_in_the_language_of_the_reader():
    text = lead_card(RUSSIAN, with_message(LONG_MESSAGE)).text
    assert "Вкратце: Could you quote" in text
