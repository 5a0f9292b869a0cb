"""The doctor as a process of its own: one line a check, and an exit code that can be trusted."""

import json
from typing import Any

from bot.stage import TOKEN
from sandbox.faults import Fault
from scripts.servers import free_port
from storage import migrate
from tests.bot.test_cli import Ended, call, must_be_one_line
from tests.storage.shelves import rows
from tests.world import MASTER_KEY, Town, a_lead

OTHER_KEY = "b3RoZXIta2V5LWZvci10aGUtdGVzdHMtMzJieXRlc18"
CHECKS = [
    *("settings", "database", "master keys", "processes", "chats", "dead letters", "leads"),
    *("redis", "telegram"),
]


def url_of(town: Town) -> str:
    return town.house.settings.database_url.get_secret_value()


async def doctor(town: Town, *arguments: str, **variables: str) -> Ended:
    known: dict[str, Any] = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": town.stage.url,
        "DATABASE_URL": url_of(town),
        "MASTER_KEYS": MASTER_KEY,
    }
    ended = await call("doctor", *arguments, **{**known, **variables})
    for secret in (TOKEN, TOKEN.partition(":")[2], MASTER_KEY, town.source.secret):
        assert secret not in ended.out + ended.err
    return ended


async def found(town: Town, **variables: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Return the exit code and every check by its name."""
    ended = await doctor(town, "--json", **variables)
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.err == ""
    return ended.code, {each["check"]: each for each in lines}


async def test_a_house_that_is_well_is_a_0_with_one_line_a_check(either_town: Town):
    await either_town.lead()
    ended = await doctor(either_town)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"✓ {check}" for check in CHECKS]
    code, checks = await found(either_town)
    assert code == 0
    assert list(checks) == CHECKS
    assert {each["status"] for each in checks.values()} == {"ok"}
    assert f"schema {migrate.newest()}" in checks["database"]["words"]
    assert "process" in checks["processes"]["words"]


async def test_it_names_every_part_that_is_ill(town: Town):
    town.world.faults.add(Fault("unauthorized", times=None, method="getMe"))
    town.world.faults.add(Fault("kicked", "sendMessage", town.stage.sales.id))
    await town.post(a_lead())
    await town.world.until(
        lambda: any(not each.ok for each in town.world.calls if each.method == "sendMessage"), 15
    )
    await rows(url_of(town), "DELETE FROM leaders")
    code, checks = await found(
        town, MASTER_KEYS=OTHER_KEY, REDIS_URL=f"redis://127.0.0.1:{free_port()}"
    )
    assert code == 1
    ill = {name for name, each in checks.items() if each["status"] == "failed"}
    assert {"master keys", "chats", "redis", "telegram"} <= ill
    assert "database" not in ill
    assert "Website" in checks["master keys"]["words"]
    assert "Sales" in checks["chats"]["words"]
    assert "kicked" in checks["chats"]["words"]
    assert "refuses the token" in checks["telegram"]["words"]


async def test_a_lane_that_rests_for_a_while_is_a_warning(town: Town):
    town.world.faults.add(Fault("too_many_requests", "sendMessage", retry_after=90))
    await town.post(a_lead())
    await town.world.until(
        lambda: any(not each.ok for each in town.world.calls if each.method == "sendMessage"), 15
    )
    while not await rows(url_of(town), "SELECT lane FROM lanes"):
        await town.world.bell.until(lambda: True, 1)
    _, checks = await found(town)
    assert checks["chats"]["status"] == "warning"
    assert "until" in checks["chats"]["words"]
    assert checks["leads"]["status"] == "ok"


async def test_a_webhook_that_somebody_else_set_is_found(town: Town):
    code, checks = await found(
        town, TELEGRAM_MODE="webhook", PUBLIC_URL="https://leads.example.com"
    )
    assert code == 1
    assert "updates go nowhere" in checks["telegram"]["words"]


async def test_an_empty_house_is_told_what_to_do(sqlite_url: str):
    ended = await call("doctor", DATABASE_URL=sqlite_url)
    assert ended.code == 1
    assert "leadsbot migrate" in ended.out
    assert "LEADSBOT_BOT_TOKEN" in ended.out
    await migrate.upgrade(sqlite_url)
    without_key = await call("doctor", DATABASE_URL=sqlite_url)
    assert without_key.code == 1
    assert "✗ master keys" in without_key.out
    must_be_one_line(await call("doctor", "--leads", DATABASE_URL=sqlite_url), 2, "MASTER_KEYS")


async def test_a_database_that_does_not_answer_is_one_line(town: Town):
    away = f"postgresql+asyncpg://u:hunter2@127.0.0.1:{free_port()}/x"
    code, checks = await found(town, DATABASE_URL=away)
    assert code == 1
    assert set(checks) == {"settings", "database", "redis", "telegram"}
    assert "hunter2" not in str(checks)
    must_be_one_line(await doctor(town, "--leads", DATABASE_URL=away), 1)
    await rows(url_of(town), "UPDATE alembic_version SET version_num = '9999'")
    must_be_one_line(await doctor(town, "--leads"), 3, "9999")


async def test_leads_without_a_state_are_named_and_a_4(either_town: Town):
    town = either_town
    assert town.house.jobs
    town.house.jobs.stop()
    await town.lead(name="Shown")
    town.world.faults.add(Fault("server_error", "sendMessage", times=None))
    await town.post(a_lead(name="Waits, and is forgotten"))
    while (await rows(url_of(town), "SELECT count(*) FROM leads"))[0][0] < 2:
        await town.world.bell.until(lambda: True, 1)
    well = await doctor(town, "--leads")
    assert (well.code, well.out.count("\n"), well.err) == (0, 1, "")
    await rows(url_of(town), "DELETE FROM parcels")
    ill, as_json = await doctor(town, "--leads"), await doctor(town, "--leads", "--json")
    assert (ill.code, as_json.code) == (4, 4)
    assert ill.err == as_json.err == "1 without a state\n"
    (line,) = ill.out.splitlines()
    assert line.startswith("✗ #2 in Nordlicht Solar: ")
    row = json.loads(as_json.out)
    assert (row["number"], row["workspace"], row["gap"]) == (2, "Nordlicht Solar", "card_lost")
    assert (await found(town))[1]["leads"]["status"] == "failed"
