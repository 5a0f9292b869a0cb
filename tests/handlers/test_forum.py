"""Forums: a topic is connected like a group, and asks which leads come to it."""

from bot.stage import found
from cards.destination import ChatButton, ChatMove
from sandbox.model import Chat, Topic
from tests.handlers.forums import (
    a_forum,
    answer,
    ask_in,
    card_in,
    cards_in,
    connected_forum,
    connected_topic,
    of_the_bot,
    topics_of,
)
from tests.handlers.looks import rows
from tests.world import Source, Town, data_of, labels

TEMPERATURES = ["🔥 hot", "🌤 warm", "❄️ cold"]
ASKED = [*TEMPERATURES, "Website", "Back"]
HINT = "Choose sources, temperatures, or both. Where nothing is chosen, all come."
HOT = {"message": "We need an offer by Friday, urgent. What is the price for 40 panels?"}


async def titles(town: Town) -> set[str]:
    return {each.title for each in await rows(town, "SELECT title FROM chats")}


async def second_source(town: Town, name: str = "Shop") -> Source:
    made = await town.ask(town.stage.olga, f"/newsource {name}")
    secret = found(r"(whsec_[A-Za-z0-9+/=]+)", made)
    return Source(found(r"(https?://\S+/leads)", made), secret)


async def test_a_connected_topic_gets_the_cards_and_asks_in_place_which(either_town: Town):
    town = either_town
    forum = await a_forum(town)
    topic, asked = await connected_topic(town, forum, "Website")
    assert asked.thread_id == topic.thread_id
    assert asked.text == (
        "Leads \u203a Website now receives the leads of Nordlicht Solar.\n\n"
        f"Which leads come to Leads \u203a Website?\n\nall\n\n{HINT}"
    )
    assert labels(asked) == ASKED
    assert "Leads \u203a Website" in await titles(town)
    await town.lead()
    card = await card_in(town, forum, "Jonas Weber")
    assert card.thread_id == topic.thread_id
    assert topics_of(forum) == [topic]


async def test_a_topic_that_telegram_does_not_name_is_known_by_its_number(town: Town):
    forum = await a_forum(town)
    topic = town.world.add_topic(forum, "Website")
    first = town.world.say(town.stage.anna, forum, "hello", thread_id=topic.thread_id)
    asked = await answer(
        town, forum, lambda: town.world.say(town.stage.olga, forum, "/connect", reply_to=first)
    )
    assert asked.text.startswith(f"Leads \u203a topic {topic.thread_id} now receives")
    town.world.rename_topic(forum, topic, "From the site")
    await ask_in(town, town.stage.olga, forum, topic, "/help")
    assert "Leads \u203a From the site" in await titles(town)


async def test_sources_and_temperatures_are_chosen_and_combined(either_town: Town):
    town, olga = either_town, either_town.stage.olga
    await second_source(town)
    topic, asked = await connected_topic(town, await a_forum(town), "Website")
    assert labels(asked) == [*TEMPERATURES, "Shop", "Website", "Back"]
    await town.press(olga, asked, "Website")
    await town.shows(asked, "\nall from Website\n")
    assert labels(asked) == [*TEMPERATURES, "Shop", "✓ Website", "Back"]
    await town.press(olga, asked, "Shop")
    await town.shows(asked, "\nall from Shop, Website\n")
    await town.press(olga, asked, "🔥 hot")
    await town.shows(asked, "\n🔥 hot from Shop, Website\n")
    await town.press(olga, asked, "✓ Shop")
    await town.press(olga, asked, "✓ Website")
    await town.shows(asked, "\n🔥 hot\n")
    await town.press(olga, asked, "✓ 🔥 hot")
    await town.shows(asked, "\nall\n")
    assert asked.thread_id == topic.thread_id


async def routed(town: Town, forum: Chat, name: str, *choices: str) -> Topic:
    topic, asked = await connected_topic(town, forum, name)
    for choice in choices:
        await town.press(town.stage.olga, asked, choice)
        await town.has_button(asked, f"✓ {choice}")
    return topic


async def test_each_lead_goes_to_the_topic_that_asks_for_it(either_town: Town):
    town = either_town
    shop = await second_source(town)
    forum = await connected_forum(town)
    by_source = await routed(town, forum, "From the shop", "Shop")
    hot = await routed(town, forum, "Burning", "🔥 hot")

    assert (await town.post({"name": "Ada", "phone": "+49 30 901821"}, source=shop)).status == 202
    assert (await card_in(town, forum, "Ada")).thread_id == by_source.thread_id
    await town.lead("Ben", company="Panels", **HOT)
    assert (await card_in(town, forum, "Ben")).thread_id == hot.thread_id
    await town.lead("Cleo", phone=None)
    assert (await card_in(town, forum, "Cleo")).thread_id is None
    for name in ("Ada", "Ben", "Cleo"):
        assert len(cards_in(town, forum, name)) == 1


async def test_who_may_not_route_presses_in_vain(town: Town):
    topic, asked = await connected_topic(town, await a_forum(town), "Website")
    stig = town.world.add_person("Stig", "Stranger", "stig")
    town.world.add_member(asked.chat, stig)
    nick = await town.with_nick()
    assert town.nicks_chat
    assert await town.press(town.stage.anna, asked, "Website") == (
        "Only owners and admins can do this."
    )
    assert "Not available here." in await town.press(stig, asked, "Website")
    # Nick forges the press in his own chat, where he is the owner.
    data = data_of(asked, "🔥 hot")
    assert await town.forge(nick, town.nicks_chat, data) == "Not available here."
    assert asked.edited == 0
    assert asked.thread_id == topic.thread_id
    assert {
        str(row.temperatures) for row in await rows(town, "SELECT temperatures FROM chats")
    } == {"[]"}


async def test_a_source_that_is_not_there_is_not_found(town: Town):
    _, asked = await connected_topic(town, await a_forum(town), "Website")
    button = ChatButton.unpack(data_of(asked, "Website"))
    assert button.move is ChatMove.SOURCE
    other = button.model_copy(update={"number": 7}).pack()
    said = await town.forge(town.stage.olga, asked.chat, other, asked)
    assert said == "Not available here."


async def test_an_ordinary_group_is_not_asked_about_topics(town: Town):
    group = town.world.add_group("North", admins=[town.stage.olga])
    said = await town.stage.connect(town.stage.olga, group)
    assert said.text == "North now receives the leads of Nordlicht Solar."
    assert labels(said) == []
    forum = await a_forum(town)
    in_general = await town.ask(town.stage.olga, "/connect", forum)
    assert labels(in_general) == ASKED
    await town.press(town.stage.olga, in_general, "Back")
    await town.shows(in_general, "A topic for each lead: no")
    await town.press(town.stage.olga, in_general, "Topics")
    await town.shows(in_general, "A topic for each lead: yes")
    await town.press(town.stage.olga, in_general, "No topics")
    await town.shows(in_general, "A topic for each lead: no")


async def test_a_topic_is_connected_once_and_disconnected_by_itself(either_town: Town):
    """Its cards stay true as long as anything of the group is connected."""
    town, olga = either_town, either_town.stage.olga
    forum = await connected_forum(town)
    topic, asked = await connected_topic(town, forum, "Website")
    await town.press(olga, asked, "Website")
    again = await ask_in(town, olga, forum, topic, "/connect")
    assert again.text.startswith("This chat is connected already.")
    await town.lead("Ada")
    card = await card_in(town, forum, "Ada")
    assert card.thread_id == topic.thread_id

    gone = await ask_in(town, olga, forum, topic, "/disconnect")
    assert gone.text == "Leads \u203a Website receives no more leads from me."
    assert gone.thread_id == topic.thread_id
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")
    await town.lead("Ben")
    assert (await card_in(town, forum, "Ben")).thread_id is None


async def test_presses_notes_and_menus_stay_in_their_topic(town: Town):
    anna = town.stage.anna
    forum = await a_forum(town)
    topic, _ = await connected_topic(town, forum, "Website")
    await town.lead()
    card = await card_in(town, forum, "Jonas Weber")
    assert "You have taken" in await town.press(anna, card, "Take")
    await town.has_button(card, "Contacted")
    await town.press(anna, card, "More")
    await town.has_button(card, "History")
    await town.press(anna, card, "History")
    await town.shows(card, "history", "came in from Website")
    await town.press(anna, card, "« Back")
    await town.shows(card, "taken")
    noted = await answer(
        town, forum, lambda: town.world.say(anna, forum, "Call at nine", reply_to=card)
    )
    assert noted.text == "Noted on #1."
    assert noted.thread_id == topic.thread_id
    await town.shows(card, "Call at nine")
    assert {each.thread_id for each in of_the_bot(town, forum)[1:]} == {topic.thread_id}
