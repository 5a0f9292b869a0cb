"""The house as a process of its own, to be killed, and the sandbox that stays."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.process import Outside
from tests.world import Clock


@pytest.fixture
async def outside(database_url: str, tmp_path: Path) -> AsyncIterator[Outside]:
    """A house in a process of its own, set up and running, on either database."""
    made = await Outside.founded(database_url, tmp_path, Clock())
    yield made
    await made.close()
