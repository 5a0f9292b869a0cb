"""Characters that a database may refuse: hostile clients can send them, and nothing breaks."""

from tests.world import Town

STRANGE = "lead:\x00:\ud800"


async def test_a_press_with_strange_characters_is_answered(either_town: Town):
    card = await either_town.lead()

    answer = await either_town.forge(
        either_town.stage.anna, either_town.stage.sales, STRANGE, card
    )

    assert answer == "Not available here."
    assert "taken" in await either_town.press(either_town.stage.anna, card, "Take")
