"""Lists of leads, a lead by its number, and what somebody looks for, in private and in groups."""

import pytest

from cards.lists import FoundButton, ListButton, Turn, Way
from cards.pages import EARLIER, LATER
from domain.listing import Listing
from sandbox.model import Message
from tests.handlers.looks import reported, rows
from tests.world import Town, data_of, labels

FILTERS = [
    "🆕 New", "🔥 Hot", "🙋 Mine", "📞 In work", "🏆 Won", "❌ Lost", "🚫 Spam", "📋 All",
]  # fmt: skip # the buttons are read as they stand
NAMES = [f"Lead {letter}" for letter in "abcdefghijkl"]


async def leads_come(town: Town, names: list[str]) -> None:
    """Post leads one after the other, so that they get their numbers in order."""
    for name in names:
        await town.lead(name)


def numbers(message: Message) -> list[int]:
    """Return the numbers of the leads that a list shows."""
    return [int(each[1:]) for each in labels(message) if each.startswith("#")]


async def test_the_list_shows_new_leads_the_newest_first(town: Town):
    await leads_come(town, NAMES[:2])
    shown = await town.ask(town.stage.olga, "/leads")
    title, _, newer, older = shown.text.split("\n")
    assert title == "New leads, which nobody has taken"
    assert newer.startswith("🆕")
    assert "#2 Lead b" in newer
    assert newer.endswith("· just now")
    assert "#1 Lead a" in older
    assert labels(shown)[:2] == ["#2", "#1"]
    assert labels(shown)[2:] == ["✓ 🆕 New", *FILTERS[1:]]


async def test_the_filters_show_other_lists_in_place(town: Town):
    anna = town.stage.anna
    await leads_come(town, NAMES[:3])
    card = await town.stage.card("Lead b")
    await town.press(anna, card, "Take")
    shown = await town.ask(anna, "/leads")
    assert numbers(shown) == [3, 1]

    await town.press(anna, shown, "🙋 Mine")
    await town.shows(shown, "Leads you have in work", "🙋", "#2 Lead b", "Anna Agent")
    assert numbers(shown) == [2]
    await town.press(anna, shown, "📞 In work")
    await town.shows(shown, "Leads in work", "#2 Lead b")
    await town.press(anna, shown, "🏆 Won")
    await town.shows(shown, "No lead was won yet.")
    assert numbers(shown) == []
    await town.press(anna, shown, "📋 All")
    await town.shows(shown, "All leads", "Lead a", "Lead b", "Lead c")
    assert await town.press(anna, shown, "✓ 📋 All") == ""


async def test_mine_shows_what_i_have_in_work_the_oldest_first(town: Town):
    anna = town.stage.anna
    assert "You have no lead in work." in (await town.ask(anna, "/mine")).text
    await leads_come(town, NAMES[:3])
    for name in ("Lead c", "Lead a"):
        await town.press(anna, await town.stage.card(name), "Take")
    assert numbers(await town.ask(anna, "/mine")) == [1, 3]
    assert numbers(await town.ask(anna, "/leads mine")) == [1, 3]
    assert numbers(await town.ask(town.stage.olga, "/mine")) == []


async def test_turning_pages_shows_each_lead_once_while_others_arrive(town: Town):
    olga = town.stage.olga
    await leads_come(town, NAMES[:10])
    shown = await town.ask(olga, "/leads")
    assert numbers(shown) == [10, 9, 8, 7, 6, 5, 4, 3]
    await leads_come(town, NAMES[10:])
    await town.press(olga, shown, LATER)
    await town.shows(shown, "Lead a", "Lead b")
    assert numbers(shown) == [2, 1]
    assert LATER not in labels(shown)
    await town.press(olga, shown, EARLIER)
    await town.shows(shown, "Lead j")
    assert numbers(shown) == [10, 9, 8, 7, 6, 5, 4, 3]
    await town.press(olga, shown, EARLIER)
    await town.shows(shown, "Lead l")
    assert numbers(shown) == [12, 11, 10, 9, 8, 7, 6, 5]
    assert EARLIER not in labels(shown)


async def test_a_viewer_has_no_leads_of_their_own(town: Town):
    vera = await town.with_vera()
    await town.lead()
    shown = await town.ask(vera, "/leads")
    assert numbers(shown) == [1]
    assert "🙋 Mine" not in labels(shown)
    assert "Only agents" in (await town.ask(vera, "/mine")).text
    assert "Only agents" in (await town.ask(vera, "/leads mine")).text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/leads yesterday", "/leads new | mine | hot | all"),
        ("/lead", "/lead NUMBER"),
        ("/lead the last", "/lead NUMBER"),
        ("/lead 7", "There is no lead #7 here."),
        ("/lead 0", "There is no lead #0 here."),
        ("/lead 999999999", "There is no lead #999999999 here."),
        ("/lead 9999999999999999999999", "/lead NUMBER"),
        ("/find", "What shall I look for?"),
        ("/find 🙂 ***", "What shall I look for?"),
        ("/find nobody", "Nothing found."),
        ("/find #7", "Nothing found."),
        ("/leads", "No lead waits"),
        ("/leads all", "No lead came yet."),
    ],
)
async def test_what_is_not_there_is_said_and_how_to_go_on(town: Town, typed: str, answer: str):
    assert answer in (await town.ask(town.stage.olga, typed)).text
    assert answer in (await town.ask(town.stage.olga, typed, town.stage.sales)).text


async def test_a_card_in_private_works_and_is_brought_up_to_date_by_each_press(town: Town):
    anna, group_card = town.stage.anna, await town.lead()
    card = await town.ask(anna, "/lead #1")
    assert card.chat.id == anna.id
    assert labels(card) == ["Take", "Spam", "More"]
    assert await town.press(anna, card, "Take") == "You have taken #1. It is yours."
    await town.has_button(card, "Contacted")
    await town.shows(card, "taken · Anna Agent")
    await town.shows(group_card, "taken · Anna Agent")
    await town.press(anna, card, "More")
    await town.has_button(card, "« Back")
    await town.press(anna, card, "History")
    await town.shows(card, "taken")
    await town.press(anna, card, "« Back")
    await town.has_button(card, "Contacted")


async def test_a_stale_card_in_private_says_so_and_shows_how_it_is(town: Town):
    olga, anna, group_card = town.stage.olga, town.stage.anna, await town.lead()
    card = await town.ask(olga, "/lead 1")
    await town.press(anna, group_card, "Take")
    assert await town.press(olga, card, "Take") == "Already taken by Anna Agent."
    await town.shows(card, "taken · Anna Agent")


async def test_a_viewer_sees_a_card_in_private_and_cannot_press(town: Town):
    vera = await town.with_vera()
    await town.lead()
    card = await town.ask(vera, "/lead 1")
    assert "Only agents" in await town.press(vera, card, "Take")
    assert (await rows(town, "SELECT status FROM leads"))[0].status == "new"


async def test_a_card_asked_for_in_a_group_is_a_copy_that_follows(town: Town):
    anna, sales, first = town.stage.anna, town.stage.sales, await town.lead()
    again = await town.ask(anna, "/lead 1", sales)
    assert again.id != first.id
    assert "Jonas Weber" in again.text
    await town.press(anna, again, "Take")
    await town.shows(first, "taken · Anna Agent")
    await town.shows(again, "taken · Anna Agent")


async def test_a_card_is_not_asked_for_without_end_in_a_group(town: Town):
    anna, sales = town.stage.anna, town.stage.sales
    await town.lead()
    for _ in range(3):
        await town.ask(anna, "/lead 1", sales)
        await reported(town)
    assert "already" in (await town.ask(anna, "/lead 1", sales)).text


async def test_the_numbers_under_a_list_open_cards(town: Town):
    anna, sales = town.stage.anna, town.stage.sales
    await town.lead()
    private = await town.ask(anna, "/leads")
    before = len(town.world.messages(private.chat))
    await town.press(anna, private, "#1")
    await town.world.until(lambda: len(town.world.messages(private.chat)) > before)
    assert "Take" in labels(town.world.messages(private.chat)[-1])

    listed = await town.ask(anna, "/leads", sales)
    before = len(town.world.messages(sales))
    assert await town.press(anna, listed, "#1") == "Here comes the card of #1."
    await town.world.until(lambda: len(town.world.messages(sales)) > before)
    assert "Take" in labels(town.world.messages(sales)[-1])


async def test_leads_that_no_card_of_this_group_shows_are_opened_there_too(town: Town):
    olga, anna = town.stage.olga, town.stage.anna
    north = town.world.add_group("North", members=[anna], admins=[olga])
    await town.lead("Ada Early")
    await town.stage.connect(olga, north)
    card = await town.ask(anna, "/lead 1", north)
    assert "Ada Early" in card.text
    await town.press(anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")


async def test_what_was_found_is_turned_by_what_the_message_says(town: Town):
    olga = town.stage.olga
    await leads_come(town, NAMES[:10])
    shown = await town.ask(olga, "/find  LÉAD ")
    assert shown.text.startswith("🔎 LÉAD\n")
    assert numbers(shown) == [10, 9, 8, 7, 6, 5, 4, 3]
    await town.press(olga, shown, LATER)
    await town.shows(shown, "🔎 LÉAD", "Lead a")
    assert numbers(shown) == [2, 1]
    await town.press(olga, shown, EARLIER)
    await town.shows(shown, "Lead j")
    assert numbers(shown) == [10, 9, 8, 7, 6, 5, 4, 3]


async def test_a_button_of_pages_under_another_message_finds_nothing(town: Town):
    olga, anna = town.stage.olga, town.stage.anna
    card = await town.lead()
    data = FoundButton(turn=Turn.ON, way=Way.WHOLE, number=5).pack()
    assert await town.forge(olga, town.stage.sales, data, card) == "Not available here."
    stranger = town.world.add_person("Sven", "Stranger", "sven")
    town.world.add_member(town.stage.sales, stranger)
    shown = await town.ask(anna, "/leads", town.stage.sales)
    assert "invitation" in await town.press(stranger, shown, "📋 All")
    assert "invitation" in await town.press(stranger, shown, "#1")


async def test_numbers_that_no_lead_can_have_do_no_harm(town: Town):
    olga = town.stage.olga
    await town.lead()
    shown = await town.ask(olga, "/leads all")
    for number in (-1, 0, 10**15):
        for turn in Turn:
            for listing in (Listing.ALL, Listing.HOT, Listing.WORK):
                town.clock.advance(1)
                button = ListButton(listing=listing, turn=turn, number=number, score=number)
                assert await town.forge(olga, shown.chat, button.pack(), shown) == ""


async def test_the_neighbour_opens_none_of_our_leads(town: Town):
    await town.lead()
    ours = data_of(await town.ask(town.stage.olga, "/leads"), "#1")
    nick = await town.with_nick()
    listed = await town.ask(nick, "/leads all")
    assert numbers(listed) == []
    assert await town.forge(nick, listed.chat, ours, listed) == "Not available here."
    assert town.nicks_chat is not None
    assert await town.forge(nick, town.nicks_chat, ours) == "Not available here."
    assert "There is no lead #1" in (await town.ask(nick, "/lead 1")).text
    assert "Nothing found" in (await town.ask(nick, "/find Jonas")).text
