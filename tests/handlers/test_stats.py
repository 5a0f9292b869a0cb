"""Figures as a picture: sent, switched in place, for viewers, in words that fit under it."""

import asyncio
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from cards.html import units
from cards.stats import CAPTION_UNITS, Span, StatsButton
from sandbox.model import Message
from tests.handlers.looks import rows
from tests.house.tree import ROOT
from tests.world import Town, labels


def size_of(message: Message) -> tuple[int, int]:
    assert message.media is not None
    assert message.media.kind == "photo"
    with Image.open(BytesIO(message.media.data)) as picture:
        picture.load()
        return picture.size


async def pressed(town: Town, card: Message, label: str) -> None:
    """Press a button and wait for another picture."""
    before = card.edited
    await town.press(town.stage.olga, card, label)
    await town.world.until(lambda: card.edited > before, 15)


async def test_it_shows_the_figures_and_other_periods_in_place(town: Town):
    first = await town.lead("Ada Example")
    await town.lead("Bob Example")
    await town.press(town.stage.anna, first, "Take")
    card = await town.ask(town.stage.olga, "/stats")
    assert size_of(card)[0] == 1080
    assert card.text.splitlines()[0].startswith("Nordlicht Solar · ")
    assert "2 leads: new 1, in work 1" in card.text
    assert "1 not answered yet" in card.text
    assert "Sources: Website 2" in card.text
    assert "Anna Agent: 1 taken, 0 won" in card.text
    number, shown = card.id, card.media
    await pressed(town, card, "Yesterday")
    assert "No leads in this period." in card.text
    assert card.media is not shown
    await pressed(town, card, "365 days")
    assert (card.id, "2 leads" in card.text) == (number, True)
    assert len(labels(card)) == len(Span)


@pytest.mark.parametrize("period", ["today", "month", "1d", "365D"])
async def test_a_period_is_named_by_a_word(town: Town, period: str):
    await town.lead()
    assert "1 lead: new 1" in (await town.ask(town.stage.anna, f"/stats {period}")).text


async def test_what_is_no_period_is_explained(town: Town):
    answer = await town.ask(town.stage.olga, "/stats <b>1000d</b>")
    assert "/stats [7d | today | yesterday | month]" in answer.text
    assert answer.media is None


async def test_viewers_see_it_in_the_group_and_strangers_nowhere(town: Town):
    stage = town.stage
    vera = await town.with_vera()
    assert size_of(await town.ask(vera, "/stats", stage.sales))[0] == 1080
    stig = town.world.add_person("Stig", "Stranger", "stig")
    town.world.add_member(stage.sales, stig)
    assert (await town.ask(stig, "/stats", stage.sales)).media is None
    forged = StatsButton(span=Span.YEAR).pack()
    await town.forge(stig, stage.sales, forged)
    assert not any(each.media for each in town.world.messages(town.world.private(stig, stage.bot)))


async def test_days_are_by_the_clocks_of_the_workspace(town: Town):
    await town.lead()
    for zone, words in (("Pacific/Kiritimati", "Kiritimati"), ("Pacific/Pago_Pago", "Pago_Pago")):
        await rows(town, "UPDATE workspaces SET zone = :zone RETURNING id", zone=zone)
        stats = await town.house.services.statistics.of(
            await town.caller(town.stage.olga), "today"
        )
        assert stats.period.zone.endswith(words)
        assert stats.total == 1


async def test_a_hostile_name_fits_under_the_picture(town: Town):
    await rows(town, "UPDATE workspaces SET name = :name RETURNING id", name="<b>&" * 16)
    await rows(town, "UPDATE sources SET name = :name RETURNING id", name="@all 🙂" * 9)
    await town.lead()
    card = await town.ask(town.stage.olga, "/stats")
    assert units(card.text) <= CAPTION_UNITS
    assert card.text.startswith("<b>&<b>&")
    assert size_of(card)[0] == 1080


async def test_the_house_goes_on_while_a_picture_is_drawn(town: Town):
    await town.lead()
    olga = town.stage.olga
    asking = asyncio.gather(*(town.ask(olga, "/stats 365d", town.stage.sales) for _ in range(2)))
    late = await town.lead("Ada Example")
    assert await town.press(town.stage.anna, late, "Take") == "You have taken #2. It is yours."
    await asking


def test_whoever_asks_for_no_picture_loads_no_library():
    words = "import sys, bot.assemble; sys.exit('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False)  # noqa: S603 -- our own words
    assert done.returncode == 0
