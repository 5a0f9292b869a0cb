"""`leadsbot erase` as a process of its own."""

import json

import pytest

from tests.bot.test_cli import Ended, call
from tests.erased import NAME, PERSON, WORDS, found_in, verdict
from tests.handlers.looks import rows, run
from tests.world import Town, a_lead

HERE = "Nordlicht Solar"


async def erase(town: Town, *arguments: str) -> Ended:
    url = town.house.settings.database_url.get_secret_value()
    return await call("erase", *arguments, DATABASE_URL=url)


async def test_all_leads_of_a_person_go_however_they_spelled_it(either_town: Town):
    town = either_town
    for _ in range(2):
        await town.post(a_lead(**PERSON))
    await town.lead("Somebody Else")
    assert await found_in(town) == set(WORDS)
    ended = await erase(
        town, HERE, "--email", "ZQ@VexMarch.example", "--phone", "0049307654321", "--yes", "--json"
    )
    assert (ended.code, json.loads(ended.out)["erased"]) == (0, [1, 2])
    assert json.loads(ended.out)["clean"] is True
    assert NAME in ended.err
    assert await rows(town, "SELECT number FROM leads") == [(3,)]
    assert await found_in(town) == set()
    assert (await verdict(town)).broken is None


async def test_what_failed_and_is_no_lead_goes_too(town: Town):
    await town.lead("Somebody Else")
    (source,) = await rows(town, "SELECT id, workspace_id FROM sources")
    insert = (
        "INSERT INTO intake (workspace_id, source_id, event_id, body_hash, lead_id, lead,"
        " received_at, state, due_at, failures, kind) VALUES (:it, :source, 'zq', 'x', :source,"
        " :lead, '2026-03-01', 'dead', '2026-03-01', 3, 'lead')"
    )
    lead = json.dumps({"name": NAME, "email": "zq@vexmarch.example"})
    await run(town, insert, it=source.workspace_id, source=source.id, lead=lead)
    ended = await erase(town, HERE, "--email", "zq@vexmarch.example", "--yes")
    assert (ended.code, ended.out) == (0, f"0 leads of {HERE} erased\n")
    assert await rows(town, "SELECT id FROM intake WHERE state = 'dead'") == []


async def test_nothing_goes_unless_somebody_agrees(town: Town):
    await town.lead()
    ended = await erase(town, HERE, "--lead", "1")
    assert ended.code != 0
    assert "#1 Jonas Weber" in ended.err
    assert await rows(town, "SELECT number FROM leads") == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "choose either --lead"),
        (("--lead", "1", "--email", "a@b.example"), "choose either --lead"),
        (("--email", "nobody"), "--email: this is no address"),
        (("--phone", "none"), "--phone: this is no number"),
    ],
)
async def test_what_cannot_be_meant_is_one_line(
    town: Town, arguments: tuple[str, ...], words: str
):
    ended = await erase(town, HERE, *arguments)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert words in ended.err
