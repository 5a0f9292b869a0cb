"""The browser of the tests: where it is, and how it starts without asking anything of the net."""

import os
from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_here() -> str:
    """Return where the browser is, or leave the test out where there is none."""
    required = "REQUIRE_SERVICES" in os.environ  # noqa: TID251 - a switch of the tests alone
    if not Path(CHROMIUM).exists() and not required:
        pytest.skip(f"{CHROMIUM} is missing, and REQUIRE_SERVICES is not set")
    return CHROMIUM
