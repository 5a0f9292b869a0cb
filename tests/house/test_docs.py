"""What people and programs rely on is in the docs: settings, commands, codes, events."""

import re

import pytest
import typer

from bot.__main__ import app
from bot.helptext import EXIT_CODES
from bot.settings import PREFIX, Settings
from domain.errors import Refusal
from domain.events import Event
from handlers import build_router
from middlewares.role import declared_commands
from tests.house.tree import ROOT

DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
PAGES = ("settings.md", "cli.md", "http.md", "bot.md", "events.md")


def below(kind: type) -> set[type]:
    return {kind}.union(*map(below, kind.__subclasses__()))


SETTINGS = [PREFIX + name.upper() for name in Settings.model_fields]
CODES = sorted({kind.code for kind in below(Refusal) if hasattr(kind, "code")})
EVENTS = sorted({kind.name for kind in below(Event) if hasattr(kind, "name")})
CHAT_COMMANDS = sorted({each.name for each in declared_commands(build_router())})


def test_there_is_something_to_look_for():
    assert set(PAGES) <= set(DOCS)
    assert min(map(len, (SETTINGS, CODES, EVENTS, CHAT_COMMANDS))) >= 5


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_its_row_with_its_default(name):
    assert re.search(rf"^\| `{name}` \|", DOCS["settings.md"], re.MULTILINE)


@pytest.mark.parametrize("command", app.registered_commands, ids=lambda command: command.name)
def test_every_command_has_its_words(command):
    name = command.name or command.callback.__name__
    assert f"`leadsbot {name}" in DOCS["cli.md"]


def test_every_option_is_described():
    commands = getattr(typer.main.get_command(app), "commands", {})
    options = {
        option
        for command in commands.values()
        for each in command.params
        for option in each.opts
        if option.startswith("--") and option != "--help"
    }
    assert {each for each in options if f"`{each}" not in DOCS["cli.md"]} == set()
    assert len(options) >= 8


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_has_its_row(code):
    assert re.search(rf"^\| `?{code}`? \|", DOCS["cli.md"], re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_its_words(code):
    assert f"`{code}`" in DOCS["http.md"] + DOCS["bot.md"]


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_its_row(name):
    assert f"| `{name}` |" in DOCS["events.md"]


@pytest.mark.parametrize("name", CHAT_COMMANDS)
def test_every_command_of_the_chat_has_its_words(name):
    assert f"`/{name}" in DOCS["bot.md"]


def test_nothing_is_described_that_is_not_there():
    settings = set(re.findall(rf"^\| `({PREFIX}\w+)` \|", DOCS["settings.md"], re.MULTILINE))
    events = set(re.findall(r"^\| `(\w+\.\w+)` \|", DOCS["events.md"], re.MULTILINE))

    assert settings == set(SETTINGS)
    assert events == set(EVENTS)
