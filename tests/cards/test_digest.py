"""A burst of leads in one message: as full as it fits, at least 190 leads, and no links."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cards.digest import DigestButton, DigestMove, digest_card, fitting
from cards.html import MESSAGE_UNITS, Card, plain, units
from cards.pages import EARLIER, LATER
from cards.reader import Reader
from domain.digest import DigestLine
from domain.lead import LeadId, Status
from sandbox.markup import parse_html
from tests.cards.samples import ID

DIGEST = UUID(int=9)
TELEGRAMS_ENTITIES = 100
LINKS = {"url", "text_link", "mention", "text_mention", "hashtag", "bot_command", "email"}
NAMES = ["Ada Example", "Christopher Montgomery", "Владимир Преображенский", "Bo", "山田太郎"]


def a_line(number: int = 101, **values: Any) -> DigestLine:
    usual = {"name": "Ada Berg", "company": "Example GmbH", "phone": "+49301234567"}
    return DigestLine(number, LeadId(UUID(int=number)), **usual | values)


def many(count: int, **values: Any) -> list[DigestLine]:
    return [a_line(101 + number, **values) for number in range(count)]


def lines_of(card: Card) -> list[str]:
    head, _, *lines = plain(card).split("\n")
    assert head.startswith("📚")
    return lines


def buttons(card: Card) -> list[list[tuple[str, DigestButton]]]:
    assert card.buttons
    return [
        [(each.text, DigestButton.unpack(each.callback_data or "")) for each in row]
        for row in card.buttons.inline_keyboard
    ]


def test_a_few_leads_are_told_in_full():
    card = digest_card(
        Reader(),
        [
            a_line(101, hot=True),
            a_line(102, phone=None, email="ada@example.com"),
            a_line(103, status=Status.TAKEN, owner="Anna Agent", hot=True),
            a_line(104, name=None, company=None, status=Status.SPAM),
        ],
        DIGEST,
    )
    assert plain(card).split("\n") == [
        "📚 4 leads came at once",
        "",
        "🔥 #101 · Ada Berg · Example GmbH · +49301234567",
        "🆕 #102 · Ada Berg · Example GmbH · ada@example.com",
        "🙋 #103 · Anna Agent: Ada Berg · Example GmbH · +49301234567",
        "🚫 #104 · No name given · +49301234567",
    ]


@pytest.mark.parametrize(
    ("count", "first"),
    [
        (50, "🆕 #101 · Christopher Montgomery · Example GmbH and Partners · +49301234567"),
        (56, "🆕 #101 · Christopher Montgomery · Example GmbH and Pa… · +49301234567"),
        (80, "🆕 #101 · Christopher Montgomery · +49301234567"),
        (94, "🆕 #101 · Christopher Mon… · +49301234567"),
        (120, "🆕 #101 · Christopher Montgomery"),
        (190, "🆕 #101 Christopher…"),
    ],
)
def test_the_more_leads_the_shorter_their_lines(count: int, first: str):
    lines = many(count, name="Christopher Montgomery", company="Example GmbH and Partners")
    told = lines_of(digest_card(Reader(), lines, DIGEST))
    assert len(told) == count
    assert told[0] == first


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", Status)
def test_at_least_190_leads_fit_whatever_becomes_of_them(name: str, status: Status):
    owner = None if status is Status.NEW else "Anastasia Constantinopolous"
    lines = [a_line(999_799 + n, name=name, status=status, owner=owner) for n in range(200)]
    fits = fitting(lines)
    assert fits >= 190
    told = lines_of(digest_card(Reader(), lines[:fits], DIGEST))
    assert len(told) == fits
    shown = owner or name
    for line, each in zip(told, lines, strict=False):
        begin, _, rest = line.partition(f" #{each.number} ")
        assert units(begin) in {1, 2}
        assert shown.startswith(rest.removeprefix("· ").removesuffix("…"))


def test_what_fits_goes_on_fitting_when_people_take_leads():
    new = many(fitting(many(300)), name="Bo")
    taken = [replace(each, status=Status.TAKEN, owner="Anna " * 20) for each in new]
    assert len(lines_of(digest_card(Reader(), taken, DIGEST))) == len(new) == 193
    assert fitting(new[:7]) == 7
    assert fitting([]) == 0


def test_more_than_fits_is_cut_off_and_nothing_breaks():
    told = lines_of(digest_card(Reader(), many(500), DIGEST))
    assert len(told) == fitting(many(500)) < 500
    gone = plain(digest_card(Reader(), [], DIGEST))
    assert gone == "The leads of this message were erased."
    assert digest_card(Reader(), [], DIGEST).buttons is None
    assert "1 lead came" in plain(digest_card(Reader(), many(1), DIGEST))


strange = some.sampled_from(
    [
        "<b>bold</b>",
        "@all",
        "https://evil.example",
        "Ann\n🏆 #1 · won",
        "&amp;",
        "👨‍👩‍👧‍👦" * 9,
        "a" * 500,
    ]
) | some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=90)
lines = some.builds(
    DigestLine,
    number=some.integers(1, 999_999),
    lead_id=some.just(LeadId(ID)),
    name=some.none() | strange,
    company=some.none() | strange,
    phone=some.none() | strange,
    email=some.none() | strange,
    status=some.sampled_from(Status),
    owner=some.none() | strange,
    hot=some.booleans(),
)


@given(some.lists(lines, min_size=1, max_size=6), some.integers(1, 200))
def test_whatever_strangers_wrote_stays_text_on_one_line(few: list[DigestLine], count: int):
    shown = (few * count)[:count]
    card = digest_card(Reader(), shown, DIGEST)
    seen, entities = parse_html(card.text)
    assert units(seen) <= MESSAGE_UNITS
    assert len(seen.split("\n")) == 2 + min(count, fitting(shown))
    assert len(entities) <= TELEGRAMS_ENTITIES
    assert not {each["type"] for each in entities} & LINKS
    for line, each in zip(lines_of(card), shown, strict=False):
        assert f" #{each.number} " in line[:12]


@pytest.mark.parametrize("count", [5, 60, 190])
def test_links_are_defused_also_when_there_are_many(count: int):
    card = digest_card(Reader(), many(count, name="evil.example"), DIGEST)
    _, entities = parse_html(card.text)
    assert {each["type"] for each in entities} <= {"bold", "code", "pre"}
    raw = plain(card).encode("utf-16-le")
    for each in entities:
        start, end = each["offset"] * 2, (each["offset"] + each["length"]) * 2
        raw = raw[:start] + b"-\0" * each["length"] + raw[end:]
    assert "evil" not in raw.decode("utf-16-le")


def test_every_lead_has_its_button_on_one_of_the_pages():
    shown = many(30)
    opened = []
    for page in range(3):
        *numbers, turns = buttons(digest_card(Reader(), shown, DIGEST, page))
        assert [len(row) for row in numbers] == ([4, 4, 4] if page < 2 else [4, 2])
        opened += [each for row in numbers for each in row]
        assert [text for text, _ in turns] == [EARLIER, f"{page + 1}/3", LATER]
        assert [to.page for _, to in turns] == [(page - 1) % 3, page, (page + 1) % 3]
        assert {(to.move, to.id) for _, to in turns} == {(DigestMove.PAGE, DIGEST)}
    assert [text for text, _ in opened] == [f"#{each.number}" for each in shown]
    assert [button.id for _, button in opened] == [each.lead_id for each in shown]
    assert {button.move for _, button in opened} == {DigestMove.OPEN}


def test_one_page_needs_no_turning():
    assert [len(row) for row in buttons(digest_card(Reader(), many(12), DIGEST))] == [4, 4, 4]


@pytest.mark.parametrize("page", [-5, 99, 9_999_999_999_999])
def test_a_page_that_is_not_there_shows_one_that_is(page: int):
    rows = buttons(digest_card(Reader(), many(30), DIGEST, page))
    assert rows[-1][1][0] in {"1/3", "3/3"}
