"""New cards leave at once by the hatch, in order; what is stopped waits in the outbox."""

from sandbox.faults import Fault
from tests.world import Town, a_lead


def numbers_in(town: Town) -> list[int]:
    """Return the numbers of the cards in the group, from the top."""
    here = town.world.messages(town.stage.sales)
    texts = [each.text for each in here if each.sender is town.stage.bot and "#" in each.text]
    return [int(text.partition("#")[2].split()[0]) for text in texts]


async def waiting(town: Town) -> int:
    async with town.house.storage.look_system() as system:
        return await system.outbox.waiting()


async def everything_left(town: Town) -> None:
    while await waiting(town):
        await town.world.bell.until(lambda: True, 1)


def nobody_looks(town: Town) -> None:
    """Let nobody look into the outbox any more."""
    assert town.house.outgoing
    town.house.outgoing.stop()


async def test_cards_come_in_order_without_being_looked_for(town: Town):
    nobody_looks(town)
    for number in range(20):
        assert (await town.post(a_lead(name=f"Ada {number}"))).status == 202
    await town.world.until(lambda: len(numbers_in(town)) == 20, 10)
    assert numbers_in(town) == list(range(1, 21))
    await everything_left(town)


async def test_what_is_not_taken_any_more_waits(town: Town):
    nobody_looks(town)
    assert town.house.express
    town.house.express.stop()
    await town.post()
    while await waiting(town) != 1:
        await town.world.bell.until(lambda: True, 1)
    assert numbers_in(town) == []


async def test_a_chat_that_rests_keeps_those_behind_in_order(town: Town):
    town.world.faults.add(Fault("too_many_requests", "sendMessage", retry_after=2))
    for number in range(5):
        await town.post(a_lead(name=f"Ada {number}"))
    await town.world.until(lambda: len(numbers_in(town)) == 5, 15)
    assert numbers_in(town) == list(range(1, 6))
    await everything_left(town)


async def test_a_change_while_a_card_is_on_its_way_is_shown(town: Town):
    card = await town.lead()
    await town.press(town.stage.anna, card, "Take")
    assert "Anna" in await town.shows(card, "taken", "Anna")
    await everything_left(town)
