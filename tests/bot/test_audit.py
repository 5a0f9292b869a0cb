"""`leadsbot audit verify` as a process of its own."""

import json

from tests.bot.test_cli import Ended, call, call_cold, must_be_one_line
from tests.storage.shelves import rows
from tests.world import Town


def url_of(town: Town) -> str:
    return town.house.settings.database_url.get_secret_value()


async def verify(town: Town, *arguments: str) -> Ended:
    return await call("audit", "verify", *arguments, DATABASE_URL=url_of(town))


async def test_a_sound_audit_is_a_0_and_an_altered_one_a_5_that_names_the_line(
    either_town: Town,
):
    town = either_town
    await town.lead()
    await town.with_nick()
    sound = await call_cold("audit", "verify", DATABASE_URL=url_of(town))
    assert (sound.code, sound.err) == (0, "")
    assert sorted(line[:2] for line in sound.out.splitlines()) == ["✓ ", "✓ "]
    lines = [json.loads(line) for line in (await verify(town, "--json")).out.splitlines()]
    assert all(each["sound"] and each["broken_line"] is None for each in lines)
    assert all(each["seal"] in sound.out for each in lines)

    url = url_of(town)
    if url.startswith("sqlite"):
        await rows(url, "DROP TRIGGER audit_no_update")
    else:
        await rows(url, "ALTER TABLE audit DISABLE TRIGGER USER")
    (made,) = await rows(url, "SELECT id FROM audit WHERE action = 'lead.created'")
    await rows(url, "UPDATE audit SET actor_name = 'Nobody' WHERE action = 'lead.created'")

    broken = await verify(town)
    assert broken.code == 5
    assert f"✗ Nordlicht Solar: line {made.id} (lead.created, " in broken.out
    assert "✓ Next Door" in broken.out
    found = [json.loads(line) for line in (await verify(town, "--json")).out.splitlines()]
    by_name = {each["workspace"]: each for each in found}
    assert by_name["Nordlicht Solar"]["broken_line"] == made.id
    assert by_name["Nordlicht Solar"]["sound"] is False
    assert by_name["Next Door"]["sound"] is True


async def test_without_the_schema_it_is_a_3(sqlite_url: str):
    must_be_one_line(await call("audit", "verify", DATABASE_URL=sqlite_url), 3)


async def test_help_tells_what_it_takes():
    ended = await call("audit", "verify", "--help")
    assert ended.code == 0
    assert "--json" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
