"""The command line."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from importlib.metadata import version as installed_version
from typing import Annotated, Any, NoReturn

import typer

from bot import clock, demo, house, logs
from bot.assemble import assemble
from bot.house import ALL_ROLES, HouseRole
from bot.send import send as send_event
from bot.settings import PREFIX, BadSetting, Settings, load
from domain.errors import Refusal
from storage import migrate as schema

OK, FAILED, BAD_SETTING, WRONG_SCHEMA = 0, 1, 2, 3
EXIT_CODES = (
    "Exit codes: 0 all well; 1 it failed, and the last line says what; 2 a setting or option"
    " cannot be used; 3 the database has another schema than this program."
)

app = typer.Typer(
    name="leadsbot",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _settings_help() -> str:
    lines = ["Settings, from the environment or a file .env:"]
    for name, field in Settings.model_fields.items():
        lines.append(f"{PREFIX}{name.upper()}: {field.description}")
    lines.append("Each may come from a file instead: the same name with _FILE at the end.")
    return "\n\n".join([*lines, EXIT_CODES])


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"leadsbot {installed_version('leadsbot')}")
        raise typer.Exit


@app.callback(help="A Telegram-first response layer for leads.", epilog=_settings_help())
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command(name="demo", epilog=EXIT_CODES)
def demo_command(
    once: Annotated[
        bool, typer.Option("--once", help="Do the whole job without a person, and end.")
    ] = False,
    port: Annotated[int, typer.Option(help="Where the house listens.")] = 8080,
    sandbox_port: Annotated[int, typer.Option(help="Where the sandbox listens.")] = 8081,
) -> None:
    """Run everything here with a sandbox for Telegram: no token, no server."""
    logs.set_up(None, "warning")
    try:
        _run(demo.run_once() if once else demo.run_until_stopped(port, sandbox_port))
    except demo.StepFailed as failure:
        _fail(f"✗ {failure}")


@app.command(epilog=EXIT_CODES)
def run(
    roles: Annotated[
        str, typer.Option(help="Comma-separated: bot, web, worker. All of them by default.")
    ] = "bot,web,worker",
) -> None:
    """Run the house against Telegram."""
    wanted = _roles(roles)
    settings = _load()
    if settings.bot_token is None and wanted & {HouseRole.BOT, HouseRole.WORKER}:
        _fail(f"{PREFIX}BOT_TOKEN: needed by the roles bot and worker", BAD_SETTING)
    logs.set_up(settings.log_format, settings.log_level)
    try:
        built = assemble(settings)
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)
    _run(house.run_until_told(built, wanted, typer.echo))


@app.command(epilog=EXIT_CODES)
def migrate(
    to: Annotated[str, typer.Option(help="The revision to go to.")] = schema.HEAD,
) -> None:
    """Bring the database to the schema of this program, or to a named revision."""
    url = _load().database_url.get_secret_value()
    _run(_migrate(url, to))


async def _migrate(url: str, to: str) -> None:
    before = await schema.current(url)
    await schema.move(url, to)
    after = await schema.current(url)
    typer.echo(f"schema {before or 'none'} -> {after or 'none'}")


@app.command(epilog=EXIT_CODES)
def send(
    url: Annotated[str, typer.Argument(help="The inbound URL that /newsource gave.")],
    secret: Annotated[
        str, typer.Option(envvar=f"{PREFIX}SEND_SECRET", help="The source's whsec_ secret.")
    ],
    data: Annotated[
        str, typer.Option(help="The lead as JSON; - reads it from standard input.")
    ] = '{"name": "Ada Example", "email": "ada@example.com", "message": "A test."}',
    event_id: Annotated[str, typer.Option("--id", help="The event's id; random by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one line of JSON.")] = False,
) -> None:
    """Sign a lead and post it, to try an integration."""
    try:
        lead = json.loads(sys.stdin.read() if data == "-" else data)
    except ValueError as error:
        _fail(f"--data: not JSON: {error}", BAD_SETTING)
    moment = int(clock.now().timestamp())
    event = {"event": "lead.created", "data": lead}
    chosen = event_id or f"cli_{clock.new_id().hex}"
    try:
        answer = asyncio.run(send_event(url, secret, event, event_id=chosen, timestamp=moment))
    except ValueError as error:
        _fail(str(error), BAD_SETTING)
    except OSError as error:
        _fail(f"nobody answers at {url}: {error}")
    told = json.dumps({"status": answer.status, **answer.body})
    typer.echo(told if as_json else f"{answer.status} {json.dumps(answer.body)}")
    if answer.status not in (200, 202):
        raise typer.Exit(FAILED)


def _roles(text: str) -> frozenset[HouseRole]:
    names = {part.strip() for part in text.split(",") if part.strip()}
    unknown = names - set(ALL_ROLES)
    if unknown or not names:
        _fail(f"--roles: choose from {', '.join(sorted(ALL_ROLES))}", BAD_SETTING)
    return frozenset(HouseRole(name) for name in names)


def _load() -> Settings:
    try:
        return load()
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; turn what can go wrong outside into one line and an exit code."""
    try:
        asyncio.run(work)
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)
    except schema.SchemaMismatch as mismatch:
        _fail(str(mismatch), WRONG_SCHEMA)
    except Refusal as refusal:
        _fail(f"the database does not answer: {refusal.title}")
    except OSError as error:
        _fail(str(error))


def _fail(words: str, code: int = FAILED) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(code)


def main() -> None:
    """Enter here."""
    app()


if __name__ == "__main__":
    main()
