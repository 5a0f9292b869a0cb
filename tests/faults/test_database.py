"""The database goes away, fills up or is held by somebody else: 503, and then it goes on."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from scripts.servers import Databases, PostgresServer
from tests.storage.shelves import held, rows, wait_less
from tests.world import Answer, Clock, Town, a_lead, settings_for


def must_be_refused(answer: Answer, code: str, retry_after: str) -> bool:
    assert (answer.status, answer.json["code"]) == (503, code), answer.body
    assert answer.headers["Retry-After"] == retry_after
    return True


async def leads(town: Town) -> int:
    url = town.house.settings.database_url.get_secret_value()
    return int((await rows(url, "SELECT count(*) FROM leads"))[0][0])


async def posted_until_accepted(town: Town, name: str) -> list[int]:
    """Post one event again and again, as a sender would; return every status on the way."""
    statuses: list[int] = []
    event_id = f"msg_{name.replace(' ', '_')}"
    async with asyncio.timeout(30):
        while not statuses or statuses[-1] not in (200, 202):
            statuses.append((await town.post(a_lead(name=name), event_id=event_id)).status)
    return statuses


@pytest.fixture
async def on_own_postgres(
    own_postgres: PostgresServer, clock: Clock
) -> AsyncIterator[tuple[Town, PostgresServer]]:
    url = Databases(own_postgres.admin_url).create()
    async with Town.founded(settings_for(url), clock) as town:
        yield town, own_postgres


async def test_postgres_stopped_and_started(on_own_postgres: tuple[Town, PostgresServer]):
    town, server = on_own_postgres
    await town.lead(name="Before")
    await asyncio.to_thread(server.stop)
    for _ in range(3):
        must_be_refused(await town.post(), "overloaded", "1")
    assert (await town.get("/readyz")).status == 503
    assert (await town.get("/healthz")).status == 200

    await asyncio.to_thread(server.start)
    statuses = await posted_until_accepted(town, "Afterwards")
    assert set(statuses) <= {503, 202}
    await town.stage.card("Afterwards")
    assert (await town.get("/readyz")).status == 200


async def test_connections_cut_under_load(postgres: Databases, postgres_url: str, clock: Clock):
    async with Town.founded(settings_for(postgres_url), clock) as town:

        async def sender(number: int) -> list[int]:
            return await posted_until_accepted(town, f"Lead {number}")

        senders = asyncio.gather(*(sender(number) for number in range(60)))
        for _ in range(3):
            await asyncio.to_thread(postgres.cut, postgres_url)
        statuses = {each for answers in await senders for each in answers}
        assert statuses <= {200, 202, 503}
        for number in range(60):
            await town.stage.card(f"Lead {number}")
        assert await leads(town) == 60


async def test_a_sqlite_file_held_by_another_process(town: Town):
    path = town.house.settings.database_url.get_secret_value().partition("///")[2]
    await town.lead(name="Before")
    await wait_less(town.house.storage)
    async with held(path):
        must_be_refused(await town.post(), "overloaded", "1")
        assert (await town.get("/readyz")).status == 200
    assert 202 in await posted_until_accepted(town, "Afterwards")
    await town.stage.card("Afterwards")
    assert await leads(town) == 2


async def pages(town: Town, most: int | None) -> int:
    """Let the file have no more pages than it has, or as many as it wants."""
    async with town.house.storage._writer.connect() as connection:
        count = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        wanted = count if most is None else most
        await connection.execute(text(f"PRAGMA max_page_count={wanted}"))
        return int(count)


async def test_a_full_disk_refuses_and_recovers(town: Town):
    big = {"message": "x" * 9_000}
    await town.lead(name="Before")
    await pages(town, None)
    answers = [await town.post(a_lead(name=f"Full {n}", **big)) for n in range(12)]
    must_be_refused(answers[-1], "storage_full", "60")
    assert (await town.get("/readyz")).status == 200
    caller = await town.caller(town.stage.anna)
    assert await town.house.services.chats.all(caller)

    await pages(town, 1_000_000)
    assert 202 in await posted_until_accepted(town, "Afterwards")
    await town.stage.card("Afterwards")
    accepted = sum(each.status == 202 for each in answers)
    assert await leads(town) == 2 + accepted


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[tuple[Path, bool]]:
    """Mount a small disk; say whether that was allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0  # noqa: S603 -- a fixed command
    try:
        yield folder, mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 -- a fixed command


async def test_a_disk_that_really_is_full(tmp_path: Path, clock: Clock):
    with small_disk(tmp_path / "disk", 4) as (disk, mounted):
        url = f"sqlite+aiosqlite:///{disk / 'leadsbot.db'}"
        async with Town.founded(settings_for(url), clock) as town:
            await town.lead(name="Before")
            if mounted:
                fill(disk / "filler")
            else:
                await pages(town, None)
            statuses = [
                (await town.post(a_lead(name=f"Full {n}", message="x" * 9_000))).status
                for n in range(12)
            ]
            assert statuses[-1] == 503
            assert set(statuses) <= {202, 503}
            (disk / "filler").unlink(missing_ok=True)
            await pages(town, 1_000_000)
            assert 202 in await posted_until_accepted(town, "Afterwards")
            await town.stage.card("Afterwards")


def fill(path: Path) -> None:
    """Write until there is no room."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


async def test_a_client_that_hangs_up_in_the_middle_leaves_nothing(
    town: Town, caplog: pytest.LogCaptureFixture
):
    path = town.source.url.partition(f":{town.house.settings.port}")[2]
    for size in (0, 10, 500):
        reader, writer = await asyncio.open_connection("127.0.0.1", town.house.settings.port)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: 1000\r\n\r\n".encode() + b"x" * size)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert await reader.read() == b""
    await town.lead(name="Afterwards")

    url = town.house.settings.database_url.get_secret_value()
    assert (await rows(url, "SELECT count(*) FROM intake"))[0][0] == 1
    assert [each for each in caplog.records if each.levelname in ("ERROR", "CRITICAL")] == []


async def test_a_secret_that_cannot_be_opened_is_a_plain_401_and_is_logged(
    town: Town, caplog: pytest.LogCaptureFixture
):
    url = town.house.settings.database_url.get_secret_value()
    await rows(url, "UPDATE sources SET secret = 'v1.deadbeef.' || substr(secret, 13)")
    town.house.services.doors.forget(town.source.id)
    answer = await town.post()

    assert (answer.status, answer.json["code"]) == (401, "signature_invalid")
    told = [each for each in caplog.messages if "secret_unreadable" in each]
    assert told
    assert "deadbeef" in told[0]
    assert town.source.secret.removeprefix("whsec_") not in caplog.text


async def test_while_it_drains_it_says_so(town: Town):
    town.house.services.intake.drain()
    must_be_refused(await town.post(), "draining", "2")
