"""Help: exactly what this person may do in this chat."""

import re

from sandbox.model import Message
from tests.world import Town

EVERYWHERE = {"help", "language", "timezone"}
PRIVATE = {*EVERYWHERE, "start"}
VIEWER = {"find", "lead", "leads", "overdue", "stats", "workspace"}
AGENT = {*VIEWER, "mine", "remind"}
ADMIN = {
    *AGENT,
    "chats",
    "keys",
    "quarantine",
    "deliveries",
    "endpoints",
    "erase",
    "export",
    "settings",
    "sources",
    "team",
}
ADMIN_IN_PRIVATE = {
    *PRIVATE,
    *ADMIN,
    "abuse",
    "audit",
    "canary",
    "email",
    "invite",
    "newkey",
    "newendpoint",
    "newsource",
    "newform",
    "rotate",
}
ADMIN_IN_GROUP = {
    *EVERYWHERE,
    *ADMIN,
    "connect",
    "disconnect",
    "quiet",
}


def commands(text: str) -> set[str]:
    return set(re.findall(r"^/(\w+)", text, re.MULTILINE))


async def test_everybody_sees_what_they_may_do_here(town: Town):
    stage, vera = town.stage, await town.with_vera()
    adam = town.world.add_person("Adam", "Admin", "adam")
    stig = town.world.add_person("Stig", "Stranger", "stig")
    await town.join(adam, "admin")
    for person in (adam, stig):
        town.world.add_member(stage.sales, person)
    expected = {
        stage.olga: ({*ADMIN_IN_PRIVATE, "newworkspace", "delete_workspace"}, ADMIN_IN_GROUP),
        adam: (ADMIN_IN_PRIVATE, ADMIN_IN_GROUP),
        stage.anna: (PRIVATE | AGENT, EVERYWHERE | AGENT),
        vera: (PRIVATE | VIEWER, EVERYWHERE | VIEWER),
        stig: (PRIVATE, EVERYWHERE),
    }
    for person, (in_private, in_group) in expected.items():
        private = await town.ask(person, "/help")
        group = await town.ask(person, "/help", stage.sales)
        assert (person.name, commands(private.text)) == (person.name, in_private)
        assert (person.name, commands(group.text)) == (person.name, in_group)


async def test_help_says_who_one_is_and_what_replies_do(town: Town):
    agents = (await town.ask(town.stage.anna, "/help")).text
    assert "You are an agent in Nordlicht Solar." in agents
    assert "Reply to a card to add a note" in agents
    vera = await town.with_vera()
    viewers = (await town.ask(vera, "/help")).text
    assert "You are a viewer in Nordlicht Solar." in viewers
    assert "Reply to a card" not in viewers
    stig = town.world.add_person("Stig", "Stranger", "stig")
    assert "You are not in a team here." in (await town.ask(stig, "/help")).text


async def test_what_help_shows_can_be_used_and_nothing_else(town: Town):
    """The answer to a command is a refusal exactly where help does not show it."""
    refusals = ("Not available here.", "Only ", "Please send me", "This works in a group")
    every = {*ADMIN_IN_PRIVATE, *ADMIN_IN_GROUP, "newworkspace"} - {"disconnect", "start"}
    for person in (town.stage.anna, town.stage.olga):
        for chat in (None, town.stage.sales):
            shown = commands((await town.ask(person, "/help", chat)).text)
            for command in sorted(every):
                town.clock.advance(60)
                answer = await town.ask(person, f"/{command}", chat)
                assert answer.text.startswith(refusals) == (command not in shown), command


async def test_an_unknown_command_points_to_help(town: Town):
    stage = town.stage
    for words in ("/nothing", "what can you do?", "/nothing@" + stage.bot.username):
        assert "/help" in (await town.ask(stage.anna, words)).text
    named = await town.ask(stage.anna, f"/nothing@{stage.bot.username.upper()}", stage.sales)
    assert "I do not know this one" in named.text


async def test_commands_for_other_bots_and_idle_talk_in_groups_are_left_alone(town: Town):
    stage = town.stage
    for words in ("/help@some_other_bot", "/nothing", "good morning"):
        town.world.say(stage.anna, stage.sales, words)
    answer = await town.ask(stage.anna, f"/help@{stage.bot.username}", stage.sales)
    assert "You are an agent" in answer.text
    said = town.world.messages(stage.sales)
    assert said[-1] is answer
    assert [each.sender for each in said[-5:-1]] == [stage.anna] * 4


async def test_a_flood_of_commands_is_answered_once(town: Town):
    stage = town.stage
    before = len(town.world.messages(stage.sales))
    for _ in range(40):
        town.world.say(stage.anna, stage.sales, "/help")
    town.world.say(stage.olga, stage.sales, "/help")

    def of_the_bot() -> list[Message]:
        return [m for m in town.world.messages(stage.sales)[before:] if m.sender is stage.bot]

    await town.world.until(lambda: sum("owner" in each.text for each in of_the_bot()) == 1, 15)
    await town.world.until(lambda: any("Not so fast" in each.text for each in of_the_bot()), 15)
    town.clock.advance(61)
    assert "You are an agent" in (await town.ask(stage.anna, "/help", stage.sales)).text
    assert sum("Not so fast" in each.text for each in of_the_bot()) == 1
