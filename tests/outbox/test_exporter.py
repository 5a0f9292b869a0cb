"""Exports as work: parts, progress, what happens while a file is being written, and its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.export import Export, ExportFormat, ExportSpan, ExportWork, Stage, Wish
from outbox.exporter import Exporter
from outbox.telegram import Messenger
from outbox.worker import always
from sandbox.faults import Fault
from sandbox.model import Message
from services.exporting import Exporting
from tests.exports import data_of, files, private, table
from tests.handlers.looks import rows, run
from tests.world import Town

LEADS = 5
EVERYTHING = Wish(ExportFormat.CSV, ExportSpan.ALL)


def ticking(town: Town) -> Callable[[], datetime]:
    """A clock by which seconds go by between any two looks."""
    ticks = iter(range(1, 10_000))
    return lambda: town.clock.now() + timedelta(seconds=4 * next(ticks))


async def begun(town: Town, most_bytes: int = 45_000_000) -> tuple[Exporting, ExportWork]:
    """Let Olga ask for a few leads, one on each page, while nobody works but the test."""
    exporter = town.house.exporter
    assert exporter is not None
    exporter.stop()
    for number in range(LEADS):
        await town.post(
            {
                "event": "lead.created",
                "data": {"name": f"Lead {number}", "email": f"{number}@example.com"},
            }
        )
    while len(await rows(town, "SELECT id FROM leads")) < LEADS:
        pass
    await town.house.services.exports.ask(await town.caller(town.stage.olga), EVERYTHING)
    exporting = replace(town.house.services.exporting, page=1, pause=0, most_bytes=most_bytes)
    (work,) = await exporting.claim(1)
    assert await exporting.claim(1) == []
    return exporting, work


def exporter_of(town: Town, exporting: Exporting) -> Exporter:
    bot = town.house.carrying_bot
    assert bot is not None
    return Exporter(exporting, Messenger(bot), town.house.tasks.start, town.clock.now, always)


def said(town: Town) -> list[Message]:
    """Return the messages that tell how far an export is."""
    found = town.world.messages(private(town, town.stage.olga))
    return [each for each in found if "Export of" in each.text]


async def unheard(_: Export) -> None:
    """Tell nobody."""


async def test_a_large_file_comes_in_parts_that_make_the_whole(town: Town):
    exporting, work = await begun(town, most_bytes=1_300)
    await exporter_of(town, exporting).carry(work)
    parts = files(town, town.stage.olga)
    assert len(parts) > 1
    assert all(len(data_of(each)) <= 1_300 for each in parts)
    assert f"Part 2 of {len(parts)}" in parts[1].text
    found = [row["name"] for each in parts for row in table(data_of(each))]
    assert found == [f"Lead {number}" for number in range(LEADS)]
    (told,) = [
        each
        for each in town.world.messages(private(town, town.stage.olga))
        if "Export of" in each.text
    ]
    assert f"✅ {len(parts)} files are below." in told.text
    assert await rows(town, "SELECT stage, state FROM exports") == [("done", "ended")]


async def test_it_tells_how_far_it_is_in_one_message(town: Town):
    exporting, work = await begun(town)
    exporting = replace(exporting, now=ticking(town))
    shares: list[int] = []

    async def tell(export: Export) -> None:
        assert (export.stage, export.total) == (Stage.WRITING, LEADS)
        shares.append(export.done)

    written = await exporting.write(work, tell, lambda: False)
    assert written is not None
    assert (written.stage, written.done, written.files) == (Stage.SENDING, LEADS, 1)
    assert shares == sorted(shares)
    assert set(shares) == set(range(LEADS + 1))


async def test_what_is_cancelled_while_it_is_written_leaves_nothing(town: Town):
    exporting, work = await begun(town)
    exporting = replace(exporting, now=ticking(town))

    async def cancel(export: Export) -> None:
        await town.house.services.exports.cancel(export.person_id, export.id)

    written = await exporting.write(work, cancel, lambda: False)
    assert written is not None
    assert written.stage is Stage.CANCELLED
    await exporter_of(town, exporting).carry(work)
    assert files(town, town.stage.olga) == []
    assert await rows(town, "SELECT stage, state FROM exports") == [("cancelled", "ended")]
    assert not list(exporting.folder.rglob("*"))


async def test_a_house_that_stops_leaves_it_to_the_next_one(town: Town):
    exporting, work = await begun(town)
    assert await exporting.write(work, unheard, lambda: True) is None
    assert await exporting.begin(work) is None
    (again,) = await exporting.claim(1)
    await exporter_of(town, exporting).carry(again)
    (file,) = files(town, town.stage.olga)
    assert len(table(data_of(file))) == LEADS


async def test_whoever_lost_the_lease_does_no_more(town: Town):
    exporting, work = await begun(town)
    await exporting.take_over()
    (again,) = await exporting.claim(1)
    await exporter_of(town, exporting).carry(work)
    assert files(town, town.stage.olga) == []
    await exporter_of(town, exporting).carry(again)
    assert len(files(town, town.stage.olga)) == 1


async def test_where_a_file_cannot_be_written_somebody_hears_it(town: Town):
    exporting, work = await begun(town)
    exporting.folder.parent.mkdir(parents=True, exist_ok=True)
    exporting.folder.touch()
    await exporter_of(town, exporting).carry(work)
    (told,) = [
        each
        for each in town.world.messages(private(town, town.stage.olga))
        if "Export of" in each.text
    ]
    assert "There was no room to write the file." in told.text
    assert await rows(town, "SELECT stage, why FROM exports") == [("failed", "no room")]
    exporting.folder.unlink()


async def test_what_telegram_does_not_take_for_a_day_is_given_up(town: Town):
    exporting, work = await begun(town)
    town.world.faults.add(Fault("server_error", "sendDocument", times=None))
    await exporter_of(town, exporting).carry(work)
    assert await rows(town, "SELECT stage, failures FROM exports") == [("sending", 1)]
    town.clock.advance(25 * 3_600)
    (again,) = await exporting.claim(1)
    await exporter_of(town, exporting).carry(again)
    assert await rows(town, "SELECT stage, why FROM exports") == [("failed", "telegram")]
    assert not list(exporting.folder.rglob("*"))


async def test_an_erased_workspace_leaves_no_file(town: Town):
    exporting, work = await begun(town)
    assert await exporting.write(work, unheard, lambda: False)
    assert list(exporting.folder.rglob("*.csv"))
    await run(town, "DELETE FROM exports")
    await exporter_of(town, exporting).carry(work)
    assert not list(exporting.folder.rglob("*"))
    assert files(town, town.stage.olga) == []
