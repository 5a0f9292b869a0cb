"""The page about the sandbox names everything there is."""

from pathlib import Path

import pytest

from sandbox.faults import KINDS

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_is_documented(kind):
    assert f"`{kind}`" in TEXT


async def test_every_control_route_is_documented(client):
    paths = {
        resource.canonical.replace("{group}", "{id}").replace("{file}", "{id}")
        for resource in client.app.router.resources()
        if resource.canonical.startswith("/world/")
    }
    missing = {path for path in paths if path.replace("{fault}", "{id}") not in TEXT}
    assert paths
    assert missing == set()
