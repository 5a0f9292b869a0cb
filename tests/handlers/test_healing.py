"""Destinations that fall ill and heal: nothing is lost, nothing comes twice, owners are told once.

The faults are the sandbox's own: the bot is removed, the group is deleted or becomes a supergroup.
"""

import asyncio
from collections.abc import Sequence

import pytest

from domain.chat import Unreachable
from domain.parcel import ANY
from domain.routing import telegram_lane
from domain.scoring import Temperature
from sandbox.faults import Fault
from sandbox.model import Chat, Member, Message
from tests.handlers.destinations import (
    another_group,
    becomes,
    comes,
    id_of,
    nothing_waits,
    olgas,
    page_of,
    post_leads,
    pressed,
    somebody,
    state_of,
    told,
)
from tests.handlers.looks import actions, rows
from tests.world import Town, labels

PARKED = "I cannot post in"
NAMES = ("Ada Example", "Bob Example", "Cleo Example")


def orders(town: Town, chat: Chat, names: Sequence[str] = NAMES) -> list[str]:
    """Return the leads that a chat shows, card by card."""
    return [name for each in town.world.messages(chat) for name in names if name in each.text]


async def kicked(town: Town, chat: Chat) -> None:
    """Remove the bot from a chat and wait until that is known."""
    town.world.remove_bot(chat, town.stage.bot, by=town.stage.olga)
    await becomes(town, chat, "parked")


async def are_shown(town: Town, chat: Chat, names: Sequence[str]) -> None:
    """Wait until a chat shows these leads, and nothing more waits: each once and in order."""
    await town.world.until(lambda: set(names) <= set(orders(town, chat, names)), 30)
    await nothing_waits(town)
    assert orders(town, chat, names) == list(names)


async def test_a_chat_that_removed_the_bot_waits_and_goes_on_when_it_is_added_again(town: Town):
    stage = town.stage
    await kicked(town, stage.sales)
    assert (await comes(town, olgas(town), PARKED)).text.startswith(
        "⏸ I cannot post in Sales: I was removed from it."
    )
    await post_leads(town, NAMES)
    page = await page_of(town, "Sales")
    assert "Cannot be reached since" in page.text
    assert "I was removed from it" in page.text
    assert "Waiting: 3" in page.text
    assert orders(town, stage.sales) == []

    town.world.add_bot(stage.sales, stage.bot, by=stage.olga)
    await are_shown(town, stage.sales, NAMES)
    await comes(town, olgas(town), "3 leads waited and come now, in order.")
    assert await state_of(town, stage.sales) == ("active", None)
    assert len(told(town, olgas(town), PARKED)) == 1
    heard = [each for each in await actions(town) if each in {"chat.parked", "chat.healed"}]
    assert heard == ["chat.parked", "chat.healed"]


async def test_connect_heals_what_was_parked(town: Town):
    stage = town.stage
    fault = Fault("kicked", chat_id=stage.sales.id, times=None)
    town.world.faults.add(fault)
    await post_leads(town, NAMES)
    assert await becomes(town, stage.sales, "parked") == Unreachable.KICKED.value
    town.world.faults.clear()
    said = await town.ask(stage.olga, "/connect", stage.sales)
    assert "receives the leads of Nordlicht Solar again" in said.text
    await are_shown(town, stage.sales, NAMES)


async def test_a_test_that_arrives_heals_and_what_waited_follows_in_order(either_town: Town):
    town = either_town
    sales = town.stage.sales
    town.world.faults.add(Fault("kicked", "sendMessage", sales.id, times=None))
    await post_leads(town, NAMES)
    await becomes(town, sales, "parked")
    page = await page_of(town, "Sales")
    text = await pressed(town, page, "Test", "it failed", "kicked")
    assert "Cannot be reached" in text
    assert labels(page)[0] == "Test"
    assert sent_to(town, sales)[-2:] == [False, False]
    assert sent_to(town, sales).count(False) == 2

    town.world.faults.clear()
    text = await pressed(town, page, "Test", "it arrived", "Active since")
    await are_shown(town, sales, NAMES)
    (test,) = told(town, sales, "This is a test")
    assert all(test.id < each.id for name in NAMES for each in told(town, sales, name))
    assert len(told(town, olgas(town), PARKED)) == 1


def sent_to(town: Town, chat: Chat) -> list[bool]:
    calls = [call for call in town.world.calls if call.method.lower() == "sendmessage"]
    return [call.ok for call in calls if int(call.params["chat_id"]) == chat.id]


async def test_the_fallback_shows_what_waited_and_what_comes(either_town: Town):
    town = either_town
    north = await another_group(town)
    page = await page_of(town, "North")
    await pressed(town, page, "Fallback", "takes over")
    await pressed(town, page, "Leads", "Which leads")
    await pressed(town, page, "🔥 hot", "🔥 hot")
    town.world.faults.add(Fault("kicked", "sendMessage", town.stage.sales.id, times=None))
    await post_leads(town, NAMES[:1])
    await becomes(town, town.stage.sales, "parked")
    await are_shown(town, north, NAMES[:1])
    await post_leads(town, NAMES[1:])
    await are_shown(town, north, NAMES)

    town.world.faults.clear()
    await town.ask(town.stage.olga, "/connect", town.stage.sales)
    await nothing_waits(town)
    assert orders(town, town.stage.sales) == []
    card = told(town, north, "Ada Example")[0]
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "Anna Agent")
    await post_leads(town, ["Dora Example"])
    await comes(town, town.stage.sales, "Dora Example")


async def test_a_fallback_that_shows_a_lead_already_gets_no_second_card_of_it(town: Town):
    north = await another_group(town)
    await pressed(town, await page_of(town, "North"), "Fallback", "takes over")
    town.world.faults.add(Fault("not_member", "sendMessage", town.stage.sales.id, times=None))
    await post_leads(town, NAMES)
    assert await becomes(town, town.stage.sales, "parked") == Unreachable.NOT_A_MEMBER.value
    await are_shown(town, north, NAMES)
    assert (await rows(town, "SELECT count(*) AS many FROM posts"))[0].many == 3


async def test_a_fallback_that_is_chosen_later_shows_what_waits(town: Town):
    north = await another_group(town)
    page = await page_of(town, "North")
    await pressed(town, page, "Pause", "Paused")
    await kicked(town, town.stage.sales)
    await post_leads(town, NAMES)
    await pressed(town, page, "Fallback", "takes over")
    assert orders(town, north) == []
    await pressed(town, page, "Resume", "Active")
    await are_shown(town, north, NAMES)


async def test_a_fallback_that_heals_takes_over_for_the_others(town: Town):
    north = await another_group(town)
    await pressed(town, await page_of(town, "North"), "Fallback", "takes over")
    await kicked(town, north)
    await kicked(town, town.stage.sales)
    await post_leads(town, NAMES)
    town.world.add_bot(north, town.stage.bot, by=town.stage.olga)
    await are_shown(town, north, NAMES)
    assert (await state_of(town, town.stage.sales))[0] == "parked"


async def test_a_group_that_was_deleted_stays_parked_until_it_is_removed(town: Town):
    stage = town.stage
    north = await another_group(town)
    await town.house.services.chats.pause(
        await town.caller(stage.olga), await id_of(town, "North"), paused=True
    )
    town.world.delete_group(stage.sales)
    await post_leads(town, NAMES)
    assert await becomes(town, stage.sales, "parked") == Unreachable.DELETED.value
    page = await page_of(town, "Sales")
    await pressed(town, page, "Test", "it failed", "it was deleted")
    await nobody_resumes(town)
    await town.press(stage.olga, page, "Remove")
    await town.has_button(page, "Remove it")
    await town.press(stage.olga, page, "Remove it")
    await town.shows(page, "1 destination")
    await are_shown(town, north, NAMES)
    assert (await rows(town, "SELECT count(*) AS many FROM lanes"))[0].many == 0


async def nobody_resumes(town: Town) -> None:
    """Let North get cards again, which a parked group does not give away by itself."""
    caller = await town.caller(town.stage.olga)
    north = next(
        each for each in await town.house.services.chats.all(caller) if each.title == "North"
    )
    await town.house.services.chats.pause(caller, north.id, paused=False)


async def test_many_who_notice_at_once_tell_the_owners_once(either_town: Town):
    town = either_town
    chats = town.house.services.chats
    await asyncio.gather(*(chats.lost(town.stage.sales.id, Unreachable.KICKED) for _ in range(8)))
    assert (await rows(town, "SELECT count(*) AS many FROM notices"))[0].many == 1
    assert (await actions(town)).count("chat.parked") == 1
    await asyncio.gather(*(chats.found_again(town.stage.sales.id) for _ in range(8)))
    assert (await rows(town, "SELECT count(*) AS many FROM notices"))[0].many == 2
    assert (await actions(town)).count("chat.healed") == 1
    await comes(town, olgas(town), "Nothing waited.")


async def test_cards_on_their_way_while_the_chat_is_lost_are_neither_lost_nor_doubled(
    either_town: Town,
):
    """The update and the error come at once, and leads come meanwhile."""
    town = either_town
    north = await another_group(town)
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "North")
    await town.house.services.chats.fall_back(caller, chat_id, fallback=True)
    hot = Temperature.HOT
    await town.house.services.chats.route_temperature(caller, chat_id, hot, wanted=True)
    names = [f"Lead{number:02} Example" for number in range(12)]
    posting = asyncio.gather(*(post_one(town, name) for name in names))
    await town.world.until(lambda: orders(town, town.stage.sales, names), 15)
    town.world.remove_bot(town.stage.sales, town.stage.bot, by=town.stage.olga)
    await posting
    await becomes(town, town.stage.sales, "parked")
    await town.world.until(
        lambda: (
            set(orders(town, north, names) + orders(town, town.stage.sales, names)) == set(names)
        ),
        30,
    )
    await nothing_waits(town)
    both = orders(town, north, names) + orders(town, town.stage.sales, names)
    assert sorted(both) == names


async def post_one(town: Town, name: str) -> None:
    assert (await town.post(somebody(name))).status == 202


async def test_an_owner_who_does_not_want_to_hear_is_left_in_peace(town: Town):
    town.world.block(town.stage.olga, town.stage.bot)
    await kicked(town, town.stage.sales)
    query = "SELECT count(*) AS many FROM parcels WHERE kind = 'notice' AND state = 'dead'"
    while not (await rows(town, query))[0].many:
        await town.world.bell.until(lambda: True, 1)
    await post_leads(town, NAMES)
    town.world.add_bot(town.stage.sales, town.stage.bot, by=town.stage.olga)
    await town.world.until(lambda: len(orders(town, town.stage.sales)) == 3, 15)
    assert orders(town, town.stage.sales) == list(NAMES)
    assert told(town, olgas(town), PARKED) == []


async def test_a_group_of_others_that_is_lost_concerns_nobody(town: Town):
    await town.house.services.chats.lost(-77, Unreachable.KICKED)
    await town.house.services.chats.moved(-77, -78)
    assert await town.house.services.chats.found_again(-77) == ()
    assert (await rows(town, "SELECT count(*) AS many FROM lanes"))[0].many == 0


# --- groups that become supergroups ------------------------------------------------------------


def quietly_migrated(town: Town, group: Chat) -> Chat:
    """Upgrade a group without a word about it: the bot learns it by the error alone."""
    new: Chat = town.world.add_group(group.title)
    new.members = {key: Member(m.account, m.status) for key, m in group.members.items()}
    group.migrated_to = new
    return new


async def small_group(town: Town) -> tuple[Chat, Message]:
    """Let leads come to a plain group alone; return it with the card of Ada."""
    group = await another_group(town, "Small", kind="group")
    await town.ask(town.stage.olga, "/disconnect", town.stage.sales)
    await post_leads(town, NAMES[:1])
    card = await comes(town, group, "Ada Example")
    await nothing_waits(town)
    return group, card


async def ids(town: Town) -> list[int]:
    return [row.telegram_id for row in await rows(town, "SELECT telegram_id FROM chats")]


async def moves(town: Town) -> int:
    return (await actions(town)).count("chat.moved")


@pytest.mark.parametrize("how", ["messages", "error"])
async def test_a_group_that_becomes_a_supergroup_is_followed(either_town: Town, how: str):
    town = either_town
    group, _ = await small_group(town)
    new = town.world.migrate(group) if how == "messages" else quietly_migrated(town, group)
    await post_leads(town, NAMES[1:])
    await are_shown(town, new, NAMES[1:])
    assert await ids(town) == [new.id]
    assert await moves(town) == 1
    assert told(town, olgas(town), PARKED) == []
    assert (await rows(town, "SELECT count(*) AS many FROM lanes"))[0].many == 0


async def test_messages_and_errors_about_it_may_come_at_once(either_town: Town):
    town = either_town
    group, _ = await small_group(town)
    posting = asyncio.gather(*(post_one(town, name) for name in NAMES[1:]))
    new = town.world.migrate(group)
    chats = town.house.services.chats
    await asyncio.gather(*(chats.moved(group.id, new.id) for _ in range(6)), posting)
    await town.world.until(
        lambda: set(NAMES[1:]) <= set(orders(town, new) + orders(town, group)), 30
    )
    await nothing_waits(town)
    here = [*orders(town, group), *orders(town, new)]
    assert sorted(here) == sorted(NAMES)
    assert await ids(town) == [new.id]
    assert await moves(town) == 1


async def test_old_cards_can_be_pressed_and_the_lead_gets_a_fresh_one(town: Town):
    group, card = await small_group(town)
    new = town.world.migrate(group)
    while await ids(town) != [new.id]:
        await town.world.bell.until(lambda: True, 1)
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    fresh = await comes(town, new, "Ada Example")
    assert "Anna Agent" in fresh.text
    # What would change the old message cannot, and that is no fault of anybody.
    assert await town.press(town.stage.anna, card, "More") == ""
    assert "#1" in await town.press(town.stage.anna, fresh, "Contacted")
    await town.shows(fresh, "contacted")
    await nothing_waits(town)
    assert orders(town, new) == ["Ada Example"]


async def test_a_supergroup_that_was_connected_already_takes_over_without_doubles(
    either_town: Town,
):
    town = either_town
    group, card = await small_group(town)
    await pressed(town, await page_of(town, "Small"), "Fallback", "takes over")
    new = quietly_migrated(town, group)
    # Somebody connects the supergroup before we know that it is the same group.
    await town.house.services.chats.connect(await town.caller(town.stage.olga), new.id, "Small")
    await post_leads(town, NAMES[1:])
    await are_shown(town, new, NAMES[1:])
    assert await ids(town) == [new.id]
    ((fallback,),) = await rows(town, "SELECT fallback FROM chats")
    assert fallback
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    await comes(town, new, "Ada Example")
    await nothing_waits(town)
    assert sorted(orders(town, new)) == sorted(NAMES)


async def test_a_supergroup_that_others_connected_first_is_theirs(either_town: Town):
    town = either_town
    group, _ = await small_group(town)
    nick = await town.with_nick()
    new = quietly_migrated(town, group)
    await town.house.services.chats.connect(await town.caller(nick), new.id, "Mine")
    await post_leads(town, NAMES[1:])
    assert await becomes(town, group, "parked") == Unreachable.NOT_FOUND.value
    await town.house.services.chats.moved(group.id, new.id)
    assert {group.id, new.id} <= set(await ids(town))
    assert orders(town, new) == []
    await comes(town, olgas(town), PARKED)


async def test_a_parked_group_that_is_heard_of_as_a_supergroup_is_well(town: Town):
    group, _ = await small_group(town)
    await town.house.services.chats.lost(group.id, Unreachable.NOT_A_MEMBER)
    await post_leads(town, NAMES[1:])
    new = town.world.migrate(group)
    await are_shown(town, new, NAMES[1:])
    assert await state_of(town, new) == ("active", None)


async def test_what_somebody_carries_while_the_chat_is_lost_is_handed_over_when_put_back(
    either_town: Town,
):
    town = either_town
    north = await another_group(town)
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "North")
    await town.house.services.chats.fall_back(caller, chat_id, fallback=True)
    await town.house.services.chats.route_temperature(
        caller, chat_id, Temperature.HOT, wanted=True
    )
    assert town.house.express
    assert town.house.outgoing
    town.house.express.stop()
    town.house.outgoing.stop()
    await post_leads(town, NAMES)

    deliveries = town.house.services.deliveries
    carried = await deliveries.claim(1, ANY)
    assert [each.lane for each in carried] == [telegram_lane(town.stage.sales.id)]
    await town.house.services.chats.lost(town.stage.sales.id, Unreachable.KICKED)
    assert await lanes(town) == {telegram_lane(town.stage.sales.id), telegram_lane(north.id)}
    await deliveries.put_back(*carried)
    assert await lanes(town) == {telegram_lane(north.id)}


async def lanes(town: Town) -> set[str]:
    """Return the lanes in which new cards wait."""
    return {
        each.lane for each in await rows(town, "SELECT lane FROM parcels WHERE kind = 'alert'")
    }
