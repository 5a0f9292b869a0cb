"""Exports: asked for by buttons, delivered in private, to admins of this workspace alone."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot import house
from cards.export import CancelExportButton, ExportButton, ExportMove, Spam, export_card, file_card
from cards.reader import Reader
from domain.export import ExportFormat, ExportSpan, Stage, Why
from domain.locale import Language, Locale, Wishes
from sandbox.faults import Fault
from tests.cards.samples import an_export
from tests.exports import START, a_file, asked, data_of, files, private, sheet, table
from tests.handlers.looks import a_held_lead, actions, rows
from tests.world import Town, labels, start_house
from tests.world import data_of as button_of

ALL = "everything"


def go(span: ExportSpan = ExportSpan.ALL) -> str:
    """What a press on the start sends."""
    return ExportButton(
        move=ExportMove.START, format=ExportFormat.CSV, span=span, spam=Spam.WITHOUT
    ).pack()


def folders(town: Town) -> list[Path]:
    """Return what lies where files are written."""
    return list(town.house.services.exporting.folder.rglob("*"))


async def clean(town: Town) -> None:
    """Wait until no file lies about and nothing is under way."""
    async with asyncio.timeout(15):
        while await rows(town, "SELECT id FROM exports WHERE state = 'due'"):
            pass
    assert folders(town) == []


async def delayed(town: Town, times: int | None = None) -> Fault:
    """Let Telegram take no document for a while."""
    fault = Fault("too_many_requests", "sendDocument", times=times, retry_after=1)
    town.world.faults.add(fault)
    return fault


async def stuck(town: Town, card) -> None:
    """Wait until the file is written and cannot leave."""
    await town.shows(card, "Sending 1 of 1")


async def test_an_admin_chooses_and_gets_the_file(either_town: Town):
    town = either_town
    first = await town.lead("Ada Example", message="Hello; =1+1", fields={"Größe": "12"})
    await town.press(town.stage.anna, first, "Take")
    await town.shows(first, "Anna Agent")
    await town.press(town.stage.anna, first, "Qualified")
    await town.has_button(first, "Won")
    await town.press(town.stage.anna, first, "Won")
    await town.shows(first, "won")
    await a_held_lead(town)
    card = await asked(town, town.stage.olga, ALL)
    sent = await a_file(town, town.stage.olga)
    assert "1 lead in all" in await town.shows(card, "✅ 1 file is below.")
    assert not card.buttons
    (lead,) = table(data_of(sent))
    assert (lead["number"], lead["name"], lead["phone"]) == ("1", "Ada Example", "+49 30 931941")
    assert (lead["message"], lead["field: Größe"]) == ("Hello; '=1+1", "12")
    assert (lead["status"], lead["owner"], lead["taken_by"]) == ("won", "Anna Agent", "Anna Agent")
    assert lead["closed_at"] >= lead["first_response_at"] >= lead["taken_at"] >= lead["created_at"]
    assert sent.text.startswith("Leads of Nordlicht Solar\nCSV · everything")
    assert sent.media is not None
    assert sent.media.name == f"leads-{town.clock.now():%Y-%m-%d}.csv"
    assert (await actions(town))[-2:] == ["leads.export_asked", "leads.exported"]
    (line,) = await rows(
        town, "SELECT actor_name, details FROM audit WHERE action = 'leads.exported'"
    )
    assert line.actor_name == "Olga Owner"
    assert all(each in str(line.details) for each in ("csv", "all", "1", "private chat"))
    await clean(town)


async def test_a_spreadsheet_with_spam_by_the_clock_of_the_workspace(town: Town):
    caller = await town.caller(town.stage.olga)
    await town.house.services.settings.change(caller, lambda _: Wishes(zone="Europe/Berlin"))
    await town.lead("=cmd|' /C calc'!A0", message="+1\n@x")
    await a_held_lead(town)
    await asked(town, town.stage.olga, ALL, "Excel", chat=None)
    await clean(town)
    card = await town.ask(town.stage.olga, "/export")
    await town.press(town.stage.olga, card, "Excel")
    await town.has_button(card, "✓ Excel")
    await town.press(town.stage.olga, card, "☐ without spam")
    await town.has_button(card, "☑ with spam and held")
    await town.press(town.stage.olga, card, START)
    await a_file(town, town.stage.olga, 2)
    without, with_spam = (sheet(data_of(each)) for each in files(town, town.stage.olga))
    assert [len(without), len(with_spam)] == [1, 2]
    assert with_spam[0]["name"] == ("inlineStr", "=cmd|' /C calc'!A0")
    assert with_spam[0]["time_zone"][1] == "Europe/Berlin"
    kind, days = with_spam[0]["created_at"]
    assert kind == "n"
    assert float(days) > 40_000


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_reads_well_in_every_language(language: Language, stage: Stage):
    reader = Reader(Locale(language))
    why = {Stage.CANCELLED: Why.CANCELLED, Stage.REFUSED: Why.ROLE, Stage.FAILED: Why.OURS}
    export = replace(an_export("UTC"), stage=stage, why=why.get(stage), done=250_000)
    card = export_card(reader, export, "<b>& Sons")
    assert "&lt;b&gt;&amp; Sons" in card.text
    assert (card.buttons is None) == (stage not in {Stage.WAITING, Stage.WRITING, Stage.SENDING})
    assert ("▓▓▓░░░░░░░░░ 25%" in card.text) == (stage is Stage.WRITING)
    assert "4" in file_card(reader, export, "x").text


async def test_no_lead_is_no_file(town: Town):
    card = await asked(town, town.stage.olga)
    await town.shows(card, "No lead came in this period")
    await clean(town)
    assert files(town, town.stage.olga) == []
    assert "leads.exported" not in await actions(town)


async def test_only_admins_may(town: Town):
    for person in (town.stage.anna, await town.with_vera()):
        for chat in (None, town.stage.sales):
            assert "Only owners and admins" in (await town.ask(person, "/export", chat)).text
        await town.forge(person, town.stage.sales, go())
        await town.forge(person, private(town, person), go())
    assert await rows(town, "SELECT id FROM exports") == []


async def test_in_a_group_the_file_goes_to_whoever_pressed(town: Town):
    await town.lead()
    card = await asked(town, town.stage.olga, chat=town.stage.sales)
    await town.shows(card, "The file comes to Olga Owner in our private chat.")
    assert len(table(data_of(await a_file(town, town.stage.olga)))) == 1
    await clean(town)
    assert not any(each.media for each in town.world.messages(town.stage.sales))


async def test_whoever_cannot_be_reached_hears_it_where_they_pressed(town: Town):
    town.world.block(town.stage.olga, town.stage.bot)
    card = await town.ask(town.stage.olga, "/export", town.stage.sales)
    answer = await town.press(town.stage.olga, card, START)
    assert answer.startswith("I cannot write to you in private.")
    assert await rows(town, "SELECT id FROM exports") == []


async def test_somebody_who_blocks_us_meanwhile_gets_nothing(town: Town):
    await town.lead()
    fault = await delayed(town)
    card = await asked(town, town.stage.olga)
    await stuck(town, card)
    town.world.block(town.stage.olga, town.stage.bot)
    town.world.faults.remove(fault.id)
    town.clock.advance(5)
    await clean(town)
    (ended,) = await rows(town, "SELECT stage, why FROM exports")
    assert tuple(ended) == ("failed", "unreachable")
    assert files(town, town.stage.olga) == []


async def test_it_can_be_cancelled_until_the_file_has_left(town: Town):
    await town.lead()
    fault = await delayed(town)
    card = await asked(town, town.stage.olga)
    await stuck(town, card)
    (folder, file) = sorted(each for each in folders(town))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "under way" in await town.press(
        town.stage.olga, await town.ask(town.stage.olga, "/export"), START
    )
    data = button_of(card, "Cancel")
    assert await town.press(town.stage.olga, card, "Cancel") == "Cancelled."
    town.clock.advance(5)
    await town.shows(card, "Cancelled. No further file comes.")
    await clean(town)
    town.world.faults.remove(fault.id)
    assert files(town, town.stage.olga) == []
    assert (await actions(town))[-1] == "leads.export_ended"
    assert "Cancelled" not in await town.forge(
        town.stage.olga, private(town, town.stage.olga), data
    )


async def test_another_house_goes_on_with_what_was_under_way(town: Town):
    await town.lead()
    fault = await delayed(town)
    card = await asked(town, town.stage.olga)
    await stuck(town, card)
    await house.stop(town.running)
    leftover = town.house.services.exporting.folder / "999"
    leftover.mkdir()
    town.world.faults.remove(fault.id)
    town.running = await start_house(town.house.settings, town.stage, town.clock)
    assert len(table(data_of(await a_file(town, town.stage.olga)))) == 1
    await town.shows(card, "✅ 1 file is below.")
    await clean(town)
    assert not leftover.exists()


async def test_a_file_that_is_gone_is_written_again(town: Town):
    await town.lead()
    fault = await delayed(town)
    card = await asked(town, town.stage.olga)
    await stuck(town, card)
    await house.stop(town.running)
    for each in folders(town):
        if each.is_file():
            each.unlink()
    town.world.faults.remove(fault.id)
    town.running = await start_house(town.house.settings, town.stage, town.clock)
    assert len(table(data_of(await a_file(town, town.stage.olga)))) == 1
    await clean(town)


async def test_whoever_is_no_admin_any_more_gets_no_file(town: Town):
    await town.lead()
    adam = town.world.add_person("Adam", "Admin", "adam")
    await town.join(adam, "admin")
    fault = await delayed(town)
    card = await asked(town, adam)
    await stuck(town, card)
    member = (await town.caller(adam)).required_member()
    olga = await town.caller(town.stage.olga)
    await town.house.services.team.remove(olga, member)
    town.world.faults.remove(fault.id)
    town.clock.advance(5)
    await town.shows(card, "You are no admin there any more")
    await clean(town)
    assert files(town, adam) == []
    (line,) = await rows(
        town, "SELECT actor_kind, details FROM audit WHERE action = 'leads.export_ended'"
    )
    assert (line.actor_kind, "role" in str(line.details)) == ("system", True)


async def test_two_admins_at_once_get_their_own(town: Town):
    await town.lead()
    adam = town.world.add_person("Adam", "Admin", "adam")
    await town.join(adam, "admin")
    await delayed(town, times=1)
    await asked(town, adam, ALL)
    await asked(town, town.stage.olga, "Excel")
    town.clock.advance(5)
    assert len(table(data_of(await a_file(town, adam)))) == 1
    assert len(sheet(data_of(await a_file(town, town.stage.olga)))) == 1
    await clean(town)
    assert [len(files(town, each)) for each in (adam, town.stage.olga)] == [1, 1]


async def test_the_neighbour_gets_his_own_leads_and_cannot_cancel_ours(town: Town):
    await town.lead("Ada Example")
    nick = await town.with_nick()
    assert town.nicks_source is not None
    await town.post(source=town.nicks_source)
    fault = await delayed(town)
    card = await asked(town, town.stage.olga)
    await stuck(town, card)
    data = button_of(card, "Cancel")
    assert CancelExportButton.unpack(data).export > 0
    assert "Not available" in await town.forge(nick, private(town, nick), data)
    town.world.faults.remove(fault.id)
    town.clock.advance(5)
    assert [each["name"] for each in table(data_of(await a_file(town, town.stage.olga)))] == [
        "Ada Example"
    ]
    await asked(town, nick, ALL)
    assert [each["name"] for each in table(data_of(await a_file(town, nick)))] == ["Jonas Weber"]
    await clean(town)
    assert START in labels(await town.ask(nick, "/export"))
