"""The main job: a signed event becomes a card, and one person takes the lead."""

from tests.world import Town, labels


async def test_a_posted_lead_is_taken_by_pressing_take(either_town: Town):
    card = await either_town.lead()

    assert labels(card) == ["Take", "Spam", "More"]
    answer = await either_town.press(either_town.stage.anna, card, "Take")
    assert answer == "You have taken #1. It is yours."
    text = await either_town.shows(card, "Anna Agent")
    assert "taken" in text
    assert labels(card) == ["Contacted", "Qualified", "Snooze", "Release", "More", "Undo"]
