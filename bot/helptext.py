"""What --help says below the options: settings and exit codes, in two columns."""

import textwrap
from collections.abc import Iterable, Mapping
from enum import Enum

from pydantic import SecretStr

from bot.settings import PREFIX, Settings

WIDTH = 76
NARROW = 31
EXIT_CODES = {
    "0": "All is well.",
    "1": "It failed; the last line says what.",
    "2": "A setting or an option cannot be used; the line names it.",
    "3": "The database has another schema than this program.",
    "4": "Doctor found leads that neither arrived nor wait.",
    "5": "The audit was altered.",
}
FROM_FILES = (
    "They may also stand in a file .env, and each in a file of its own, which"
    f" {PREFIX}<NAME>_FILE names."
)


def settings_help(names: Iterable[str] = tuple(Settings.model_fields)) -> str:
    """Describe settings by name; all of them by default."""
    fields = Settings.model_fields
    rows = {
        PREFIX + name.upper(): (fields[name].description or "") + _default(fields[name].default)
        for name in names
    }
    return _block("Settings, from the environment:", rows) + "\n\n" + FROM_FILES


def variables_help(rows: Mapping[str, str]) -> str:
    """Describe variables that are no settings of the house."""
    return _block("From the environment:", rows)


def exit_codes_help() -> str:
    """Describe what the process ends with."""
    return _block("Exit codes:", EXIT_CODES)


def below_options(*blocks: str) -> str:
    """Put blocks under the options of a command, the exit codes last."""
    return "\n\n".join([*blocks, exit_codes_help()])


def _default(value: object) -> str:
    """Say what holds when nothing is set, unless the description does."""
    shown = value.get_secret_value() if isinstance(value, SecretStr) else value
    shown = shown.value if isinstance(shown, Enum) else shown
    return "" if shown in (None, "", []) else f" [default: {shown}]"


def _block(title: str, rows: Mapping[str, str]) -> str:
    """Lay rows out under a title; the sign in front keeps the help from wrapping them anew."""
    column = min(max(map(len, rows)) + 2, NARROW)
    lines = [line for name, words in rows.items() for line in _row(name, words, column)]
    return "\n".join(["\b", title, *("  " + line for line in lines)])


def _row(name: str, words: str, column: int) -> list[str]:
    wrapped = textwrap.wrap(words, WIDTH - column, break_long_words=False, break_on_hyphens=False)
    first, *others = wrapped or [""]
    indent = " " * column
    return [f"{name:<{column}}{first}", *(indent + each for each in others)]
