"""Rules about the Python files that the linter does not know."""

import ast
import re
from pathlib import Path

from tests.house.tree import ROOT, files

MOST_LINES = 400
WAYS_OUT = {
    "outbox/http.py",  # the guarded client
    "bot/send.py",  # leadsbot send, which posts where the person at the terminal says
    "sandbox/site.py",  # a customer's client
    "sandbox/delivery.py",  # Telegram's client
    "scripts/servers.py",  # servers of the tests, on this machine
}
ASSERTING = ("assert", "check", "expect", "fail", "must", "raises", "verify", "warns")


def python_files(*, tests: bool) -> list[Path]:
    return [path for path in files(".py") if path.is_relative_to(ROOT / "tests") == tests]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_two_files():
    migrations = ROOT / "storage" / "migrations"
    long = {
        name(path): lines
        for path in python_files(tests=False)
        if not path.is_relative_to(migrations)
        and (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_silenced_check_gives_its_reason_on_the_line():
    silenced = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma|ruff:|mypy:|fmt:)(?P<rest>.*)$")
    codes = re.compile(r"^\s*(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])")
    without = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in files(".py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := silenced.search(line))
        and not re.search(r"[A-Za-z]{2,}.* .*[A-Za-z]{2,}", codes.sub("", match["rest"], count=1))
    ]
    assert without == []


def test_there_is_one_way_out_to_the_internet():
    ways = (
        r"ClientSession|TCPConnector|aiohttp\.request|urlopen|urllib\.request|http\.client|httpx"
    )
    out = re.compile(rf"{ways}|^import requests|open_connection|create_connection", re.MULTILINE)
    rooms = {path for path in python_files(tests=False) if out.search(path.read_text())}
    rooms -= {path for path in rooms if path.is_relative_to(ROOT / "benchmarks")}
    assert {name(path) for path in rooms} == WAYS_OUT


def test_no_test_replaces_our_own_code():
    mocks = re.compile(r"unittest\.mock|MagicMock|AsyncMock|monkeypatch\.setattr|\bmocker\b")
    found = [
        name(path)
        for path in python_files(tests=True)
        if path != Path(__file__) and mocks.search(path.read_text())
    ]
    assert found == []


def test_no_test_is_switched_off():
    off = re.compile(r"pytest\.mark\.(?:skip|xfail)\b|pytest\.importorskip")
    found = [
        name(path)
        for path in python_files(tests=True)
        if path != Path(__file__) and off.search(path.read_text())
    ]
    assert found == []


def test_every_test_can_fail():
    idle = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in python_files(tests=True)
        if path.name.startswith("test_")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.name.startswith("test_")
        and not asserts(function)
    ]
    assert idle == []


def asserts(function: ast.AST) -> bool:
    """Say whether a function holds an assert, or calls something that is named like one."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if any(word in called for word in ASSERTING):
                return True
    return False
