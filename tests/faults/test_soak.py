"""Whatever goes wrong while leads come and people press: nothing is lost or taken twice."""

import pytest

from tests.faults.soak import soak

SECONDS = 18.0


@pytest.mark.parametrize("seed", [1])
async def test_on_a_bad_day_every_lead_is_visible_and_has_one_owner(sqlite_url: str, seed: int):
    ran = await soak(sqlite_url, SECONDS, seed)
    assert len(ran.names) > 60
    assert ran.moved_from
    assert len(ran.done_to_it) >= 6
