"""The command line.

The house is imported by the commands that need it: aiogram alone takes seconds, and whoever asks
for help or made a typing error should not wait for it.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Coroutine
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot import clock, logs
from bot.helptext import below_options, settings_help, variables_help
from bot.house_roles import ALL_ROLES, HouseRole
from bot.send import send as send_event
from bot.settings import PREFIX, BadSetting, Settings, load
from domain.errors import Refusal
from storage import migrate as schema

if TYPE_CHECKING:
    from bot.erase import Order as Erasure

# uvloop needs about half the time for the same work; it is not made for Windows.
LOOP = None if sys.platform == "win32" else import_module("uvloop").new_event_loop
OK, FAILED, BAD_SETTING, WRONG_SCHEMA, GAPS, BROKEN = range(6)
SEND_SECRET = f"{PREFIX}SEND_SECRET"

app = typer.Typer(
    name="leadsbot",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)

audit_app = typer.Typer(no_args_is_help=True, help="Look after the audit.")
app.add_typer(audit_app, name="audit")


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"leadsbot {installed_version('leadsbot')}")
        except PackageNotFoundError:
            typer.echo("leadsbot, not installed")
        raise typer.Exit


@app.callback(
    help="A Telegram-first response layer for leads.\n\nTo see it work: leadsbot demo",
    epilog=below_options(settings_help()),
)
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command(name="demo", epilog=below_options())
def demo_command(
    once: Annotated[
        bool, typer.Option("--once", help="Do the whole job without a person, and end.")
    ] = False,
    port: Annotated[int, typer.Option(help="Where the house listens.")] = 8080,
    sandbox_port: Annotated[int, typer.Option(help="Where the sandbox listens.")] = 8081,
) -> None:
    """Try everything here: Telegram is a sandbox, no token, no server."""
    from bot import demo  # noqa: PLC0415 -- see the top of this file

    logs.set_up(None, "warning")
    try:
        _run(demo.run_once() if once else demo.run_until_stopped(port, sandbox_port))
    except demo.StepFailed as failure:
        _fail(f"✗ {failure}")


@app.command(epilog=below_options(settings_help()))
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
    from bot import house  # noqa: PLC0415 -- see the top of this file
    from bot.assemble import assemble  # noqa: PLC0415 -- see the top of this file

    known, now = settings.secrets, clock.monotonic
    logs.set_up(settings.log_format, settings.log_level, secrets=known, clock=now)
    try:
        built = assemble(settings, wanted)
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)
    _run(house.run_until_told(built, wanted, typer.echo))


@app.command(epilog=below_options(settings_help(["database_url"])))
def migrate(
    to: Annotated[str, typer.Option(help="The revision to go to.")] = schema.HEAD,
) -> None:
    """Bring the database to this program's schema, or to another."""
    url = _load().database_url.get_secret_value()
    _run(_migrate(url, to))


async def _migrate(url: str, to: str) -> None:
    before = await schema.current(url)
    await schema.move(url, to)
    after = await schema.current(url)
    typer.echo(f"schema {before or 'none'} -> {after or 'none'}")


@app.command(name="doctor", epilog=below_options(settings_help()))
def doctor_command(
    leads: Annotated[
        bool, typer.Option("--leads", help="Name every lead that neither arrived nor waits.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say each line as JSON.")] = False,
) -> None:
    """Look at every part that leads depend on, and change nothing."""
    settings = _load()
    # What is wrong is in the lines below; the log would say it once more.
    logs.set_up(settings.log_format, "critical", secrets=settings.secrets)
    _run(_name_gaps(settings, as_json=as_json) if leads else _examine(settings, as_json=as_json))


async def _examine(settings: Settings, *, as_json: bool) -> None:
    from bot import doctor  # noqa: PLC0415 -- see the top of this file

    ill = False
    async for finding in doctor.examine(settings):
        typer.echo(finding.told(as_json=as_json))
        ill |= finding.health is doctor.Health.FAILED
    if ill:
        raise typer.Exit(FAILED)


async def _name_gaps(settings: Settings, *, as_json: bool) -> None:
    from bot import doctor  # noqa: PLC0415 -- see the top of this file

    def tell(words: str) -> None:
        typer.echo(words, err=True)

    found = await doctor.name_gaps(settings, typer.echo, tell, as_json=as_json)
    if found:
        tell(f"{found} without a state")
        raise typer.Exit(GAPS)
    if not as_json:
        typer.echo("✓ leads: each was shown, waits or was given up")


@audit_app.command(name="verify", epilog=below_options(settings_help(["database_url"])))
def audit_verify(
    as_json: Annotated[bool, typer.Option("--json", help="Say each line as JSON.")] = False,
) -> None:
    """Find out whether anybody altered the audit."""
    _run(_verify_audit(_load(), as_json=as_json))


async def _verify_audit(settings: Settings, *, as_json: bool) -> None:
    from bot import audit  # noqa: PLC0415 -- see the top of this file

    def tell(words: str) -> None:
        typer.echo(words, err=True)

    if not await audit.verify(settings, typer.echo, tell, as_json=as_json):
        raise typer.Exit(BROKEN)


@app.command(name="export", epilog=below_options(settings_help(["database_url"])))
def export_command(
    workspace: Annotated[str, typer.Argument(help="The workspace, by its name or its id.")],
    file: Annotated[Path, typer.Argument(help="The file to write; there is none of this name.")],
    kind: Annotated[
        str, typer.Option("--format", help="csv or xlsx; by default as the file's name ends.")
    ] = "",
    period: Annotated[
        str, typer.Option(help="all, today, yesterday, month, or so many days as 30d.")
    ] = "all",
    with_spam: Annotated[
        bool, typer.Option("--with-spam", help="Spam too, and what is held as such.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one line of JSON.")] = False,
) -> None:
    """Write the leads of a workspace into a file."""
    from bot import export  # noqa: PLC0415 -- see the top of this file

    settings = _load()
    logs.set_up(settings.log_format, "critical", secrets=settings.secrets)
    try:
        chosen = export.kind_of(file, kind)
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)
    order = export.Order(workspace, file.absolute(), chosen, period, with_spam, as_json)
    _run(export.export(settings, order, typer.echo, lambda words: typer.echo(words, err=True)))


@app.command(name="erase", epilog=below_options(settings_help(["database_url"])))
def erase_command(
    workspace: Annotated[str, typer.Argument(help="The workspace, by its name or its id.")],
    lead: Annotated[int | None, typer.Option(min=1, help="The number of a lead.")] = None,
    email: Annotated[
        str | None, typer.Option(help="All that there is of whoever has this e-mail.")
    ] = None,
    phone: Annotated[
        str | None, typer.Option(help="All that there is of whoever has this phone.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one line of JSON.")] = False,
) -> None:
    """Erase a lead, or all leads of a person, for good."""
    from bot import erase  # noqa: PLC0415 -- see the top of this file

    settings = _load()
    logs.set_up(settings.log_format, "critical", secrets=settings.secrets)
    order = erase.Order(workspace, lead, email, phone, as_json)
    _run(_erase(settings, order, yes=yes))


async def _erase(settings: Settings, order: "Erasure", *, yes: bool) -> None:
    from bot import erase  # noqa: PLC0415 -- see the top of this file

    def tell(words: str) -> None:
        typer.echo(words, err=True)

    def agrees(question: str) -> bool:
        return yes or typer.confirm(question, err=True)

    if not await erase.erase(settings, order, typer.echo, tell, agrees):
        raise typer.Exit(FAILED)


@app.command(epilog=below_options(settings_help(["public_url", "host", "port"])))
def openapi() -> None:
    """Print the description of the API, in OpenAPI 3.1."""
    from webhooks_in.api.openapi import description, written  # noqa: PLC0415 -- see the top of this file

    typer.echo(written(description(_load().base_url)), nl=False)


@app.command(epilog=below_options(variables_help({SEND_SECRET: "The same as --secret."})))
def send(
    url: Annotated[str, typer.Argument(help="The inbound URL that /newsource gave.")],
    secret: Annotated[
        str,
        typer.Option(
            envvar=SEND_SECRET,
            show_envvar=True,
            help="The source's whsec_ secret; the variable keeps it out of the list of processes.",
        ),
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
        _fail(f"no answer: {error}")
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
    # All that is imported stays. A garbage collection that walks through it finds nothing, and
    # holds up everything for a fifth of a second, and the exit several times as long.
    gc.freeze()
    try:
        with asyncio.Runner(loop_factory=LOOP) as runner:
            runner.run(work)
    except BadSetting as bad:
        _fail(str(bad), BAD_SETTING)
    except schema.SchemaMismatch as mismatch:
        _fail(str(mismatch), WRONG_SCHEMA)
    except schema.DatabaseTrouble as trouble:
        _fail(str(trouble))
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
