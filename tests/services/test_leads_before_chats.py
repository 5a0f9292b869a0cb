"""A lead that comes before there is a chat waits for one."""

from tests.world import Town, a_lead


async def test_a_new_chat_shows_every_open_lead_that_no_chat_shows(either_town: Town):
    town = either_town
    await town.with_nick()
    await town.lead("Seen Already")
    await town.ask(town.stage.olga, "/disconnect", town.stage.sales)
    for name in ("First Waiting", "Second Waiting"):
        assert (await town.post(a_lead(name))).status == 202
    await town.post(a_lead("Nicks Own"), source=town.nicks_source)

    later = town.world.add_group("Later", members=[town.stage.anna], admins=[town.stage.olga])
    await town.stage.connect(town.stage.olga, later)

    def cards():
        here = [each for each in town.world.messages(later) if each.buttons]
        return here if len(here) == 3 else None

    texts = [card.text for card in await town.world.until(cards, 10)]
    assert "Seen Already" in texts[0]
    assert "First Waiting" in texts[1]
    assert "Second Waiting" in texts[2]
