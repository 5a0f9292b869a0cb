"""The command line as a person meets it: a process of its own, its words and its exit code.

The help and one good run of each command start cold, as `python -m bot`; the rest is split off
from a process that has imported the program, see tests/program.py.
"""

import asyncio
import gc
import json
import re
import resource
import signal
import socket
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from bot import __main__
from bot.__main__ import app
from bot.helptext import EXIT_CODES
from bot.settings import PREFIX, Settings
from bot.stage import TOKEN
from scripts.servers import Databases, free_port
from tests.house.tree import ROOT
from tests.program import Program
from tests.world import MASTER_KEY, SETUP_CODE, Town

COMMANDS = ("demo", "doctor", "erase", "export", "migrate", "openapi", "run", "send")
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Give a process our settings and nothing of this machine's."""
    given = {PREFIX + name: value for name, value in variables.items()}
    return {"PYTHONPATH": str(ROOT), "COLUMNS": "80", **given}


async def begin(
    *arguments: str, largest_file: int | None = None, **variables: str
) -> asyncio.subprocess.Process:
    """Start the program cold, as people do."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error::ResourceWarning",
        "-m",
        "bot",
        *arguments,
        env=environment(variables),
        preexec_fn=limit,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def call_cold(*arguments: str, largest_file: int | None = None, **variables: str) -> Ended:
    """Run the program to its end, started as people do."""
    process = await begin(*arguments, largest_file=largest_file, **variables)
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def call(*arguments: str, stdin: bytes = b"", **variables: str) -> Ended:
    """Run the program to its end."""
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        process = await Program.started(
            arguments, environment(variables), Path.cwd(), [given, out, err]
        )
        try:
            async with asyncio.timeout(SECONDS):
                code = await process.wait()
        except TimeoutError:
            process.send_signal(signal.SIGKILL)
            await process.wait()
            raise
        out.seek(0)
        err.seek(0)
        return Ended(code, out.read().decode(), err.read().decode())


def must_be_one_line(ended: Ended, code: int, *words: str) -> None:
    """Hold a failure to one line without a traceback."""
    assert ended.code == code, ended
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1, ended.err
    for word in words:
        assert word in ended.err


# --- help --------------------------------------------------------------------------------------


def test_the_commands_tried_here_are_all_there_are():
    known = [
        each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands
    ]

    assert sorted(known) == sorted(COMMANDS)


async def test_help_names_every_command_setting_and_exit_code():
    ended = await call_cold("--help")

    assert ended.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", ended.out, re.MULTILINE)
    for name in Settings.model_fields:
        assert re.search(rf"^    {PREFIX}{name.upper()} ", ended.out, re.MULTILINE)
    assert "_FILE" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    assert "..." not in ended.out.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
async def test_help_of_a_command_names_its_options_and_exit_codes(command):
    ended = await call_cold(command, "--help")

    assert ended.code == 0
    for number, words in EXIT_CODES.items():
        assert f"{number}  {words}" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


async def test_run_tells_every_setting():
    ended = await call("run", "--help")

    assert all(PREFIX + name.upper() in ended.out for name in Settings.model_fields)


async def test_the_version_is_told():
    ended = await call_cold("--version")

    assert ended.code == 0
    assert re.fullmatch(r"leadsbot( \d+\.\d+\.\d+|, not installed)\n", ended.out)


async def test_without_a_command_the_help_is_shown():
    ended = await call_cold()

    assert ended.code == 2
    assert "Usage" in ended.out + ended.err


@pytest.mark.parametrize("arguments", [["nothing"], ["run", "--nothing"], ["send"]])
async def test_what_is_no_command_or_option_is_a_2(arguments):
    ended = await call(*arguments)

    assert ended.code == 2
    assert "Traceback" not in ended.err


def test_the_garbage_collector_leaves_alone_what_was_imported():
    frozen: list[int] = []

    async def look() -> None:
        frozen.append(gc.get_freeze_count())

    gc.unfreeze()
    __main__._run(look())

    assert frozen[0] > 100_000


# --- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hunter2"),
        ("DATABASE_URL", "mysql://root:hunter2@h/x"),
        ("MASTER_KEYS", "hunter2"),
        ("SETUP_CODE", "hunter2"),
        ("REDIS_URL", "http://:hunter2@h"),
        ("PORT", "hunter2"),
        ("LIMIT_SOURCE", "hunter2"),
        ("BOT_TOKEN_FILE", "/nowhere/at/all"),
    ],
)
async def test_a_bad_setting_is_one_line_and_a_2(name, value):
    ended = await call("migrate" if name == "PORT" else "run", **{name: value})

    must_be_one_line(ended, 2, PREFIX + name)
    assert "hunter2" not in ended.out + ended.err


async def test_run_needs_a_token_for_the_bot_and_none_for_the_web():
    must_be_one_line(await call("run"), 2, "LEADSBOT_BOT_TOKEN")
    must_be_one_line(await call("run", "--roles", "bot"), 2, "LEADSBOT_BOT_TOKEN")
    must_be_one_line(await call("run", "--roles", "web,cook"), 2, "--roles")
    must_be_one_line(await call("run", "--roles", ","), 2, "--roles")


# --- migrate -----------------------------------------------------------------------------------


async def test_migrate_goes_up_and_down(sqlite_url):
    made = await call_cold("migrate", DATABASE_URL=sqlite_url)
    undone = await call("migrate", "--to", "base", DATABASE_URL=sqlite_url)
    again = await call("migrate", DATABASE_URL=sqlite_url)
    still = await call("migrate", DATABASE_URL=sqlite_url)

    assert [each.code for each in (made, undone, again, still)] == [0, 0, 0, 0]
    newest = re.fullmatch(r"schema none -> (\w+)\n", made.out)
    assert newest
    assert undone.out == f"schema {newest[1]} -> none\n"
    assert again.out == made.out
    assert still.out == f"schema {newest[1]} -> {newest[1]}\n"


async def test_a_schema_that_is_none_of_ours_is_a_3(sqlite_url, tmp_path: Path):
    must_be_one_line(await call("migrate", "--to", "x", DATABASE_URL=sqlite_url), 3, "no schema x")
    await call("migrate", DATABASE_URL=sqlite_url)
    with sqlite3.connect(tmp_path / "leadsbot.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()

    run = await call("run", DATABASE_URL=sqlite_url, BOT_TOKEN=TOKEN, PORT=str(free_port()))
    must_be_one_line(run, 3, "9999", "newer program")
    must_be_one_line(await call("migrate", DATABASE_URL=sqlite_url), 3, "9999", "newer program")


async def test_a_database_that_cannot_be_used_is_one_line(tmp_path: Path):
    (tmp_path / "text.db").write_text("no database at all, but long enough to look like a file")
    (tmp_path / "file").write_text("")
    text = f"sqlite+aiosqlite:///{tmp_path / 'text.db'}"
    inside = f"sqlite+aiosqlite:///{tmp_path / 'file' / 'leadsbot.db'}"
    away = f"postgresql+asyncpg://u:hunter2@127.0.0.1:{free_port()}/x"

    for url in (text, inside, away):
        ended = await call("migrate", DATABASE_URL=url)
        must_be_one_line(ended, 1)
        assert "hunter2" not in ended.err
    run = await call("run", "--roles", "web", DATABASE_URL=away)
    must_be_one_line(run, 1)


async def test_a_server_that_refuses_us_is_one_line(postgres: Databases):
    url = postgres.create()
    password = url.split(":")[2].split("@")[0]
    wrong = await call("migrate", DATABASE_URL=url.replace(password, "hunter2"))
    nowhere = await call("migrate", DATABASE_URL=url + "x")
    postgres.drop(url)

    must_be_one_line(wrong, 1, "password authentication failed")
    must_be_one_line(nowhere, 1, "does not exist")
    assert password not in nowhere.err


# --- run ---------------------------------------------------------------------------------------


async def test_a_port_that_is_taken_is_one_line(sqlite_url):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = await call("run", "--roles", "web", DATABASE_URL=sqlite_url, PORT=port)

    last = ended.err.strip().splitlines()[-1]
    assert ended.code == 1
    assert port in last
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_run_serves_until_it_is_told_to_stop(sqlite_url, number):
    port = free_port()
    process = await begin(
        "run",
        "--roles",
        "web,worker",
        DATABASE_URL=sqlite_url,
        PORT=str(port),
        BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:9",
        MASTER_KEYS=MASTER_KEY,
        SETUP_CODE=SETUP_CODE,
    )  # fmt: skip -- a table reads better in rows
    assert process.stderr
    try:
        async with asyncio.timeout(SECONDS):
            line = (await process.stderr.readline()).decode()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            process.send_signal(number)
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()

    assert json.loads(line)["event"] == "started"
    assert b"200 OK" in answer
    assert process.returncode == 0
    assert json.loads(err.decode().splitlines()[-1])["event"] == "stopped"
    for secret in (TOKEN, MASTER_KEY, SETUP_CODE):
        assert secret not in line + out.decode() + err.decode()


# --- send --------------------------------------------------------------------------------------


async def test_openapi_prints_the_description_of_this_installation():
    ended = await call("openapi", PUBLIC_URL="https://leads.example")

    assert ended.code == 0
    described = json.loads(ended.out)
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "https://leads.example"}]
    assert "/api/v1/leads" in described["paths"]


async def test_send_posts_a_signed_lead(town: Town):
    url, secret = town.source.url, town.source.secret

    first = await call_cold("send", url, "--secret", secret, "--id", "cli-1")
    again = await call("send", url, "--id", "cli-1", "--json", SEND_SECRET=secret)
    own = await call(
        "send",
        url,
        "--data",
        "-",
        stdin=b'{"name": "From A Pipe", "phone": "1"}',
        SEND_SECRET=secret,
    )  # fmt: skip -- a table reads better in rows

    assert (first.code, first.out[:4]) == (0, "202 ")
    assert again.code == 0
    assert json.loads(again.out)["status"] in (200, "accepted")
    assert json.loads(again.out)["duplicate"] is True
    assert own.code == 0
    assert "From A Pipe" in (await town.stage.card("From A Pipe")).text


async def test_send_says_what_is_wrong(town: Town):
    url, secret = town.source.url, town.source.secret
    refused = await call("send", url, "--data", "{}", SEND_SECRET=secret)
    forged = await call("send", url, SEND_SECRET="whsec_" + "A" * 32)

    assert (refused.code, forged.code) == (1, 1)
    assert "validation" in refused.out
    assert "signature_invalid" in forged.out
    nobody = f"http://127.0.0.1:{free_port()}/x"
    must_be_one_line(await call("send", nobody, SEND_SECRET=secret), 1, "no answer")
    for bad in ("ftp://h/x", "nonsense", "http://", "http://h:port/", "http://h/é", "http://h/ x"):
        must_be_one_line(await call("send", bad, SEND_SECRET=secret), 2)
    must_be_one_line(await call("send", url, SEND_SECRET="hunter2"), 2)
    must_be_one_line(await call("send", url, "--data", "{", SEND_SECRET=secret), 2, "--data")
    must_be_one_line(await call("send", url, "--id", "a b", SEND_SECRET=secret), 2)


# --- demo --------------------------------------------------------------------------------------


async def test_the_demo_does_the_whole_job_once():
    ended = await call_cold("demo", "--once")

    assert ended.code == 0, ended
    assert len(re.findall(r"✓ .* ms$", ended.out, re.MULTILINE)) >= 9
    assert re.search(
        r"✓ see the webhook come to the program, and verify it .* ms$", ended.out, re.MULTILINE
    )
    assert "All of it works" in ended.out
    assert ended.err == ""


async def test_a_demo_that_fails_names_its_step():
    # No file may grow beyond what a new database needs at once.
    ended = await call_cold("demo", "--once", largest_file=4096)

    must_be_one_line(ended, 1, "✗ migrate the database")
    assert len(re.findall(r"✓ .* ms$", ended.out, re.MULTILINE)) == 1


async def test_a_key_that_cannot_be_kept_is_one_line(tmp_path: Path):
    # The folder that the key would be made in is a file.
    (tmp_path / "var").write_text("")

    must_be_one_line(await call("demo", "--once"), 2, "LEADSBOT_MASTER_KEYS")
