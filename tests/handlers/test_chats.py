"""Groups: who may connect one, and what happens when the bot is added to one."""

from cards.lead import LeadButton
from sandbox.faults import Fault
from sandbox.model import Chat, Message, Person
from sandbox.world import World
from tests.handlers.looks import actions, denied, rows
from tests.world import Town


async def added(town: Town, group: Chat, by: Person) -> Message:
    """Let somebody add the bot; return the first thing it says there."""
    town.world.add_bot(group, town.stage.bot, by=by)
    word: Message = await town.world.until(lambda: next(iter(of_the_bot(town, group)), None), 15)
    return word


def of_the_bot(town: Town, group: Chat) -> list[Message]:
    return [each for each in town.world.messages(group) if each.sender is town.stage.bot]


async def group_of_olga(town: Town, kind: str = "supergroup") -> Chat:
    stage = town.stage
    world: World = town.world
    group = world.add_group("North", members=[stage.anna], admins=[stage.olga], kind=kind)
    assert "Send /connect here" in (await added(town, group, stage.olga)).text
    return group


async def connected_ids(town: Town) -> set[int]:
    return {row.telegram_id for row in await rows(town, "SELECT telegram_id FROM chats")}


async def test_a_stranger_who_adds_the_bot_is_told_one_thing_and_it_leaves(town: Town):
    stig = town.world.add_person("Stig", "Stranger", "stig")
    group = town.world.add_group("Elsewhere", admins=[stig])
    word = await added(town, group, stig)
    assert "Good-bye" in word.text
    await town.world.until(lambda: not group.present(town.stage.bot), 15)
    assert of_the_bot(town, group) == [word]
    assert "Nordlicht" not in word.text


async def test_it_leaves_a_strangers_group_even_if_it_may_not_write_there(town: Town):
    stig = town.world.add_person("Stig", "Stranger", "stig")
    group = town.world.add_group("Elsewhere", admins=[stig])
    town.world.faults.add(
        Fault(
            "custom",
            method="sendMessage",
            chat_id=group.id,
            times=None,
            description="Bad Request: not enough rights to send text messages to the chat",
        )
    )
    town.world.add_bot(group, town.stage.bot, by=stig)
    await town.world.until(lambda: not group.present(town.stage.bot), 15)
    assert of_the_bot(town, group) == []


async def test_an_agent_who_adds_the_bot_counts_as_nobody_who_may(town: Town):
    group = town.world.add_group("Annas own", admins=[town.stage.anna])
    assert "Good-bye" in (await added(town, group, town.stage.anna)).text


async def test_an_admin_connects_a_group_of_either_kind(town: Town):
    for kind in ("group", "supergroup"):
        group = await group_of_olga(town, kind)
        answer = await town.ask(town.stage.olga, "/connect", group)
        assert answer.text == "North now receives the leads of Nordlicht Solar."
        assert group.id in await connected_ids(town)
    await town.lead("Ada Example")
    groups = [each for each in town.world.groups.values() if each.title == "North"]
    for group in groups:
        await town.world.until(
            lambda group=group: any("Ada" in each.text for each in of_the_bot(town, group)), 15
        )


async def test_who_may_not_connect_gets_a_clear_no(town: Town):
    group = await group_of_olga(town)
    stig = town.world.add_person("Stig", "Stranger", "stig")
    adam = town.world.add_person("Adam", "Admin", "adam")
    await town.join(adam, "admin")
    for person in (stig, adam):
        town.world.add_member(group, person)
    before = await connected_ids(town)

    assert "Not available here." in (await town.ask(stig, "/connect", group)).text
    agent = await town.ask(town.stage.anna, "/connect", group)
    assert agent.text == "Only owners and admins can do this."
    assert (await town.ask(adam, "/connect", group)).text.startswith("Ask a group admin")
    private = await town.ask(town.stage.olga, "/connect")
    assert private.text == "This works in a group. Add me to the group and send it there."
    anonymous = await said_anonymously(town, group, "/connect")
    assert "Post as yourself" in anonymous.text

    assert await connected_ids(town) == before
    reasons = " ".join(await denied(town))
    for reason in ("NotGroupAdmin", "RoleTooLow", "WrongPlace"):
        assert reason in reasons


async def said_anonymously(town: Town, group: Chat, words: str) -> Message:
    before = len(of_the_bot(town, group))
    town.world.say(town.stage.olga, group, words, anonymous=True)
    said = await town.stage.world.until(lambda: of_the_bot(town, group)[before:], 15)
    return said[0]


async def test_whoever_hides_behind_the_group_is_nobody_in_a_connected_one_too(town: Town):
    for words in ("/disconnect", "/sources"):
        answer = await said_anonymously(town, town.stage.sales, words)
        assert "Post as yourself" in answer.text
    assert await connected_ids(town) == {town.stage.sales.id}
    assert "AnonymousSender" in " ".join(await denied(town))


async def test_connecting_twice_changes_nothing(town: Town):
    answer = await town.ask(town.stage.olga, "/connect", town.stage.sales)
    assert answer.text == "This chat is connected already. An admin can free it with /disconnect."
    assert (await actions(town)).count("chat.connected") == 1


async def test_nobody_connects_a_group_of_another_workspace(town: Town):
    nick = await town.with_nick()
    town.world.add_member(town.stage.sales, nick)
    town.world.promote(town.stage.sales, nick, by=town.stage.olga)
    for command in ("/connect", "/disconnect"):
        answer = await town.ask(nick, command, town.stage.sales)
        assert answer.text.startswith("Not available here.")
    card = await town.lead()
    assert "new" in card.text


async def test_a_disconnected_group_hears_nothing_more_and_its_cards_do_nothing(town: Town):
    stage = town.stage
    other = await group_of_olga(town)
    await town.ask(stage.olga, "/connect", other)
    card = await town.lead("Ada Example")
    await town.world.until(lambda: any("Ada" in m.text for m in of_the_bot(town, other)), 15)
    there = next(each for each in of_the_bot(town, other) if "Ada" in each.text)

    said = await town.ask(stage.olga, "/disconnect", other)
    assert said.text == "North receives no more leads from me."
    assert await town.press(stage.anna, there, "Take") == "Not available here."
    await town.press(stage.anna, card, "Take")
    await town.shows(card, "taken")
    await town.lead("Bob Example")
    # The lanes of the two chats are served side by side, so what would come has come by now.
    await town.press(stage.anna, card, "Contacted")
    await town.shows(card, "contacted")
    assert there.edited == 0
    assert "Ada" in of_the_bot(town, other)[-2].text

    again = await town.ask(stage.olga, "/disconnect", other)
    assert again.text.startswith("This group receives no leads from me.")


async def test_a_group_that_changes_hands_shows_nothing_of_its_old_team(town: Town):
    """A card of the old team stays as it was, and none of its later news is shown."""
    stage, nick = town.stage, await town.with_nick()
    card = await town.lead("Ada Example")
    town.world.add_member(stage.sales, nick)
    town.world.promote(stage.sales, nick, by=stage.olga)
    await town.ask(stage.olga, "/disconnect", stage.sales)
    answer = await town.ask(nick, "/connect", stage.sales)
    assert "Next Door" in answer.text
    await town.house.services.leads.take(await town.caller(stage.anna), lead_id(card))
    await town.post(source=town.nicks_source, body=None)
    await town.stage.card("Jonas Weber")
    assert "Anna" not in card.text
    assert card.edited == 0
    # Neither team can do anything by the old card: the chat is about another workspace now.
    for person in (stage.anna, nick):
        assert "Not available here." in await town.press(person, card, "Take")


def lead_id(card: Message):
    return LeadButton.unpack(card.button("Take").callback_data or "").lead_id


async def test_a_group_that_left_and_came_back_shows_its_cards_as_they_are(town: Town):
    card = await town.lead("Ada Example")
    await town.ask(town.stage.olga, "/disconnect", town.stage.sales)
    await town.ask(town.stage.olga, "/connect", town.stage.sales)
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    assert "Anna Agent" in await town.shows(card, "taken")


async def test_only_a_group_admin_disconnects(town: Town):
    adam = town.world.add_person("Adam", "Admin", "adam")
    await town.join(adam, "admin")
    town.world.add_member(town.stage.sales, adam)
    answer = await town.ask(adam, "/disconnect", town.stage.sales)
    assert answer.text.startswith("Ask a group admin")
    assert await connected_ids(town) == {town.stage.sales.id}
