"""`leadsbot export` as a process of its own."""

import json
import stat
from pathlib import Path

from tests.bot.test_cli import Ended, call, call_cold, must_be_one_line
from tests.exports import sheet, table
from tests.handlers.looks import a_held_lead, rows
from tests.world import Town


def leftovers(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if "export" in each.name]


def touch(file: Path) -> None:
    file.touch()


def exists(file: str) -> bool:
    return Path(file).exists()


async def export(town: Town, *arguments: str) -> Ended:
    url = town.house.settings.database_url.get_secret_value()
    return await call("export", *arguments, DATABASE_URL=url)


async def test_it_writes_the_leads_of_one_workspace(either_town: Town, tmp_path: Path):
    town = either_town
    await town.lead("Ada Example")
    await town.with_nick()
    await town.post(source=town.nicks_source)
    file = tmp_path / "leads.csv"
    url = town.house.settings.database_url.get_secret_value()
    ended = await call_cold("export", "Nordlicht Solar", str(file), DATABASE_URL=url)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"✓ {file}\n1 lead of Nordlicht Solar\n"
    assert [each["name"] for each in table(file.read_bytes())] == ["Ada Example"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert leftovers(tmp_path) == []
    (line,) = await rows(
        town, "SELECT actor_kind, details FROM audit WHERE action = 'leads.exported'"
    )
    assert line.actor_kind == "system"
    assert "command line" in str(line.details)


async def test_it_writes_workbooks_periods_and_spam_and_says_so_as_json(
    town: Town, tmp_path: Path
):
    await town.lead("Ada Example")
    await a_held_lead(town)
    caller = await town.caller(town.stage.olga)
    file = tmp_path / "leads.XLSX"
    ended = await export(
        town, str(caller.workspace_id), str(file), "--with-spam", "--period", "2d", "--json"
    )
    assert json.loads(ended.out) == {
        "workspace": "Nordlicht Solar",
        "workspace_id": str(caller.workspace_id),
        "leads": 2,
        "files": [str(file)],
    }
    assert len(sheet(file.read_bytes())) == 2
    none = tmp_path / "none.csv"
    ended = await export(town, "nordlicht solar", str(none), "--period", "yesterday")
    assert (ended.out, none.exists()) == ("0 leads of Nordlicht Solar\n", False)
    assert len(await rows(town, "SELECT id FROM audit WHERE action = 'leads.exported'")) == 1


async def test_what_cannot_be_is_one_line(town: Town, tmp_path: Path):
    file, name = str(tmp_path / "leads.csv"), "Nordlicht Solar"
    touch(tmp_path / "there.csv")
    for arguments, words in (
        (("Nobody", file), "there are Nordlicht Solar"),
        ((name, file, "--period", "9999d"), "--period: choose all"),
        ((name, str(tmp_path / "leads.pdf")), "--format: choose from csv, xlsx"),
        ((name, file, "--format", "pdf"), "--format: choose from csv, xlsx"),
        ((name, str(tmp_path / "there.csv")), "is there already"),
        ((name, str(tmp_path / "no" / "leads.csv")), "there is no folder"),
    ):
        ended = await export(town, *arguments)
        must_be_one_line(ended, 2)
        assert words in ended.err
    assert not exists(file)
