"""Telegram's own menu shows what serves where somebody is, and follows what they become."""

import asyncio

from bot.stage import found
from domain.locale import Language
from domain.roles import Role
from sandbox.commands import menu
from sandbox.faults import Fault
from sandbox.model import Chat, Person
from tests.handlers.looks import rows, run
from tests.world import Town

EVERYWHERE = {"help", "language", "timezone"}
STRANGERS = {*EVERYWHERE, "start"}
AGENTS = {"find", "lead", "leads", "mine", "overdue", "remind", "stats", "workspace"}
MEMBERS = {*STRANGERS, *AGENTS}


def seen(town: Town, person: Person, chat: Chat | None = None) -> dict[str, str]:
    here = chat or town.world.private(person, town.stage.bot)
    found = menu(town.stage.bot, here, person)
    return {each["command"]: each["description"] for each in found}


async def must_show(town: Town, person: Person, *commands: str, chat: Chat | None = None) -> None:
    """Wait until the menu has exactly these commands."""
    await town.world.until(lambda: set(seen(town, person, chat)) == set(commands), 15)


async def must_have(town: Town, person: Person, *commands: str, chat: Chat | None = None) -> None:
    await town.world.until(lambda: set(commands) <= set(seen(town, person, chat)), 15)


async def test_the_menu_follows_role_and_membership(either_town: Town):
    town = either_town
    olga, anna, team = town.stage.olga, town.stage.anna, town.house.services.team
    stig = town.world.add_person("Stig", "Stranger")
    await must_show(town, stig, *STRANGERS)
    await must_show(town, anna, *MEMBERS)
    await must_have(town, olga, "team", "invite", "newworkspace", "delete_workspace")
    assert "connect" not in seen(town, olga)
    member = (await town.caller(anna)).required_member()
    from_owner = await town.caller(olga)
    await team.change_role(from_owner, member, Role.ADMIN)
    await must_have(town, anna, "team", "invite")
    assert {"newworkspace", "delete_workspace"}.isdisjoint(seen(town, anna))
    await team.remove(from_owner, member)
    await must_show(town, anna, *STRANGERS)


async def test_a_group_shows_what_serves_there_to_whom(town: Town):
    stage = town.stage
    await must_have(town, stage.olga, "connect", "team", chat=stage.sales)
    await must_show(town, stage.anna, *EVERYWHERE, *AGENTS, chat=stage.sales)
    await town.ask(stage.olga, "/disconnect", stage.sales)
    await must_show(town, stage.olga, *EVERYWHERE, chat=stage.sales)


async def test_the_menu_speaks_the_language_of_its_reader(town: Town):
    anna = town.stage.anna
    anna.language = "ru"
    await must_have(town, anna, "workspace")
    assert seen(town, anna)["workspace"] == "Выбрать рабочее пространство"
    await run(town, "UPDATE people SET language = 'es' WHERE id = :it", it=anna.id)
    await town.house.services.menus.refresh()
    spanish = "Elegir el espacio de trabajo"
    await town.world.until(lambda: seen(town, anna).get("workspace") == spanish, 15)
    assert {"", *Language} == {"", "en", "ru", "es"}


async def test_the_menu_is_that_of_the_workspace_one_talks_about(town: Town):
    anna = town.stage.anna
    nick = await town.with_nick()
    invitation = await town.ask(nick, "/invite admin")
    await town.ask(anna, "/start " + found(r"start=([\w-]+)", invitation))
    await must_have(town, anna, "team")
    card = await town.ask(anna, "/workspace")
    await town.press(anna, card, "Nordlicht Solar")
    await must_show(town, anna, *MEMBERS)


async def test_a_failure_is_tried_again_and_a_refusal_parks_nothing(town: Town):
    anna, olga = town.stage.anna, town.stage.olga
    await must_have(town, anna, "workspace")
    town.world.faults.add(Fault("too_many_requests", "setMyCommands", times=1, retry_after=1))
    team, member = town.house.services.team, (await town.caller(anna)).required_member()
    await team.change_role(await town.caller(olga), member, Role.ADMIN)
    town.clock.advance(2)
    await must_have(town, anna, "team")
    town.world.block(anna, town.stage.bot)
    town.world.faults.add(Fault("blocked", "setMyCommands", times=None))
    await team.change_role(await town.caller(olga), member, Role.AGENT)
    waiting = "SELECT id FROM parcels WHERE kind = 'menu'"
    async with asyncio.timeout(15):
        while await rows(town, waiting):
            pass
    assert await rows(town, "SELECT id FROM chats WHERE state = 'parked'") == []
