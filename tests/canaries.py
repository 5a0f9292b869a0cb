"""Secrets that the tests use, looked for in every log line that the whole run writes.

All loggers of all tests write through the house's own set-up into one text, in each worker. If a
secret is in it at the end, the run fails and names the kind of secret and the line.
"""

import io
import logging
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot import logs
from bot.stage import TOKEN
from tests.post import PASSWORD
from tests.world import MASTER_KEY, SETUP_CODE

SHAPES = {
    "bot token": re.escape(TOKEN),
    "part of the bot token": re.escape(TOKEN.partition(":")[2]),
    "master key": re.escape(MASTER_KEY),
    "set-up code": re.escape(SETUP_CODE),
    "signing secret": r"whsec_[A-Za-z0-9+/]{8,}",
    "invitation": r"start=[\w-]{20,}|/start [\w-]{20,}",
    "password in an address": r"://[^/\s:@\"]*:(?!\[hidden\])[^/\s@\"]+@",
    "password of a mail server": re.escape(PASSWORD),
    "authorization": r"(?i)(?:bearer|basic) (?!\[hidden\])[A-Za-z0-9+/=._-]{8,}",
}
LONGEST_SHOWN = 60
written = io.StringIO()


def found_in(text: str) -> list[str]:
    """Say which secrets are in a text, without repeating them."""
    hits = []
    for kind, shape in SHAPES.items():
        if match := re.search(shape, text):
            begins = text.rfind("\n", 0, match.start()) + 1
            line = text[max(begins, match.start() - LONGEST_SHOWN) : match.start()]
            hits.append(f"{kind}, after: {line}")
    return hits


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the house's own set-up write all that is logged, whatever the test before did to it."""
    root = logging.getLogger()
    if not any(getattr(each, "stream", None) is written for each in root.handlers):
        others = root.handlers[:]
        logs.set_up("json", "debug", written)
        root.handlers.extend(others)
    # The import linter switches off every logger that is there when it runs.
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@dataclass(slots=True)
class Found:
    """What was found in the log of this process, or of all workers together."""

    lines: int = 0
    hits: list[str] = field(default_factory=list)


def look() -> Found:
    """Look through what this process logged."""
    return Found(written.getvalue().count("\n"), found_in(written.getvalue()))


by_workers = pytest.StashKey[Found]()


def pytest_configure(config: pytest.Config) -> None:
    """Have room for what workers will tell."""
    config.stash[by_workers] = Found()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker tells at its end; one that crashed tells nothing, and fails the run."""
    if error:
        return
    lines, hits = node.workeroutput["canaries"]
    found = node.config.stash[by_workers]
    found.lines += lines
    found.hits += hits


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if a secret was logged; a worker leaves that to the process that began it."""
    found = look()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["canaries"] = (found.lines, found.hits)
        return
    found.hits += session.config.stash[by_workers].hits
    if found.hits and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which secrets were logged, and how much text was looked at."""
    here, elsewhere = look(), config.stash[by_workers]
    hits = here.hits + elsewhere.hits
    for hit in hits:
        terminalreporter.write_line(f"A secret was logged: {hit}", red=True)
    if not hits:
        terminalreporter.write_line(f"No secret in {here.lines + elsewhere.lines} lines of log.")
