"""What waits for a chat that is lost, where nobody carries anything: each parcel in its lane."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.house_roles import HouseRole
from domain.chat import Chat, Unreachable
from domain.parcel import ANY
from domain.scoring import Temperature
from tests.handlers.looks import rows
from tests.world import Clock, Town, a_lead, settings_for

NAMES = ("Ada Example", "Bob Example", "Cleo Example")
NORTH = -5001
WITHOUT_WORKER = frozenset({HouseRole.BOT, HouseRole.WEB})


@pytest.fixture
async def still_town(database_url: str, clock: Clock) -> AsyncIterator[Town]:
    """A town in which nothing leaves by itself, with a second group for hot leads only."""
    async with Town.founded(settings_for(database_url), clock, roles=WITHOUT_WORKER) as town:
        caller, chats = await town.caller(town.stage.olga), town.house.services.chats
        north = (await chats.connect(caller, NORTH, "North")).chat
        hot = Temperature.HOT
        await chats.route_temperature(caller, north.id, hot, wanted=True)
        yield town


async def post_leads(town: Town, names: Sequence[str]) -> None:
    """Post a lead for each name, and make leads of them."""
    for name in names:
        assert (await town.post(a_lead(name=name))).status == 202
    while await town.house.services.intake.process_some():
        pass


async def chat_of(town: Town, title: str) -> Chat:
    chats = await town.house.services.chats.all(await town.caller(town.stage.olga))
    return next(each for each in chats if each.title == title)


async def fall_back(town: Town) -> None:
    caller, north = await town.caller(town.stage.olga), await chat_of(town, "North")
    await town.house.services.chats.fall_back(caller, north.id, fallback=True)


async def waiting(town: Town) -> dict[tuple[int, str], int]:
    """Count what waits, by Telegram chat and kind."""
    query = (
        "SELECT lane, kind, count(*) AS many FROM parcels WHERE state = 'due'"
        " AND kind NOT IN ('notice', 'menu')"
        " GROUP BY lane, kind"
    )
    found = await rows(town, query)
    return {(int(row.lane.removeprefix("telegram:")), row.kind): row.many for row in found}


async def bundled(town: Town) -> None:
    """Make one digest of all that waits, as a sender would in a burst, and let go of it."""
    deliveries = town.house.services.deliveries
    (parcel,) = await deliveries.claim(1, ANY)
    cards = await deliveries.cards_waiting(parcel, 10)
    digest = await deliveries.bundle(parcel, [each.post_id for each in cards])
    assert digest is not None
    await deliveries.release([digest])


@pytest.mark.parametrize("fallback_first", [True, False])
async def test_an_unsent_digest_goes_to_the_fallback_lead_by_lead(
    still_town: Town, *, fallback_first: bool
):
    town, sales = still_town, still_town.stage.sales.id
    await post_leads(town, NAMES)
    await bundled(town)
    assert await waiting(town) == {(sales, "digest"): 1}
    if fallback_first:
        await fall_back(town)
    await town.house.services.chats.lost(sales, Unreachable.KICKED)
    if not fallback_first:
        assert await waiting(town) == {(sales, "alert"): 3}
        await fall_back(town)
    assert await waiting(town) == {(NORTH, "alert"): 3}
    assert await rows(town, "SELECT id FROM digests") == []
    found = await rows(town, "SELECT telegram_id, digest_id FROM posts")
    assert {tuple(each) for each in found} == {(NORTH, None)}


async def test_what_waits_for_a_chat_that_is_let_go_is_shown_by_another(still_town: Town):
    town, sales = still_town, still_town.stage.sales.id
    await post_leads(town, NAMES)
    await town.house.services.chats.lost(sales, Unreachable.DELETED)
    caller = await town.caller(town.stage.olga)
    await town.house.services.chats.remove(caller, (await chat_of(town, "Sales")).id)
    assert await waiting(town) == {(NORTH, "alert"): 3}
    assert await rows(town, "SELECT lane FROM lanes") == []


async def test_the_last_chat_that_is_let_go_leaves_its_leads_for_the_next(still_town: Town):
    town = still_town
    caller, chats = await town.caller(town.stage.olga), town.house.services.chats
    await chats.remove(caller, (await chat_of(town, "North")).id)
    await post_leads(town, NAMES)
    await chats.remove(caller, (await chat_of(town, "Sales")).id)
    assert await waiting(town) == {}
    await chats.connect(caller, NORTH, "North")
    assert await waiting(town) == {(NORTH, "alert"): 3}


async def test_leads_that_come_while_a_chat_is_lost_all_find_the_fallback(still_town: Town):
    """However the two are mixed: what chose the chat before it was lost is handed over."""
    town, sales = still_town, still_town.stage.sales.id
    await fall_back(town)
    chats, intake = town.house.services.chats, town.house.services.intake
    for number in range(8):
        assert (await town.post(a_lead(name=f"Lead {number}"))).status == 202
        await asyncio.gather(intake.process_some(), chats.lost(sales, Unreachable.KICKED))
        assert await waiting(town) == {(NORTH, "alert"): number + 1}
        await chats.found_again(sales)


async def test_losing_healing_and_removing_at_once_never_wait_in_a_circle(still_town: Town):
    town, sales = still_town, still_town.stage.sales.id
    await fall_back(town)
    await post_leads(town, NAMES)
    caller, chats = await town.caller(town.stage.olga), town.house.services.chats
    north = await chat_of(town, "North")
    for _ in range(3):
        await asyncio.gather(
            *(chats.lost(each, Unreachable.KICKED) for each in (sales, NORTH) * 3),
            *(chats.found_again(each) for each in (sales, NORTH) * 3),
            *(chats.test(caller, north.id) for _ in range(3)),
            *(chats.fall_back(caller, north.id, fallback=True) for _ in range(2)),
            *(chats.pause(caller, north.id, paused=each) for each in (True, False)),
        )
    for each in (sales, NORTH):
        await chats.found_again(each)
    found = await rows(town, "SELECT lead_id FROM posts WHERE message_id IS NULL")
    assert len(found) == len(NAMES)
    assert await rows(town, "SELECT lane FROM lanes") == []
    assert sum(await alerts(town)) == len(NAMES)


async def alerts(town: Town) -> list[int]:
    return [many for (_, kind), many in (await waiting(town)).items() if kind == "alert"]


async def test_a_supergroup_that_is_connected_keeps_one_card_of_each_lead(still_town: Town):
    """Leads that both have are shown once, and what only the old group has is kept."""
    town, sales = still_town, still_town.stage.sales.id
    caller, chats = await town.caller(town.stage.olga), town.house.services.chats
    for each in ("Sales", "North"):
        chat = await chat_of(town, each)
        for temperature in chat.temperatures:
            hot = Temperature(temperature)
            await chats.route_temperature(caller, chat.id, hot, wanted=False)
    await post_leads(town, NAMES[:2])
    north = await chat_of(town, "North")
    await chats.route_temperature(caller, north.id, Temperature.HOT, wanted=True)
    await post_leads(town, NAMES[2:])
    assert await waiting(town) == {(sales, "alert"): 3, (NORTH, "alert"): 2}

    await asyncio.gather(*(chats.moved(sales, NORTH) for _ in range(4)))
    assert await waiting(town) == {(NORTH, "alert"): 3}
    posts = await rows(town, "SELECT lead_id, telegram_id FROM posts")
    assert len({each.lead_id for each in posts}) == len(posts) == 3
    assert [each.id for each in await chats.all(caller)] == [north.id]
    ((former,),) = await rows(town, "SELECT former_id FROM chats")
    assert former == sales


def test_every_reason_has_words():
    assert all(each.words for each in Unreachable)
