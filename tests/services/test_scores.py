"""A lead has its score from the moment it becomes one."""

from datetime import UTC, datetime
from uuid import UUID

from domain.caller import WorkspaceId
from domain.scoring import Temperature, Thresholds, score
from domain.screening import Screening
from services.screening import Arrival, _lead
from storage.inbox import Kind, Waiting
from tests.domain.test_scoring import FULL


def test_a_new_lead_is_scored():
    waiting = Waiting(
        workspace_id=WorkspaceId(UUID(int=1)),
        kind=Kind.LEAD,
        id=1,
        source_id=UUID(int=2),
        source_name="Website",
        lead_id=UUID(int=3),
        lead=FULL.model_dump_json(exclude_defaults=True),
        received_at=datetime(2026, 3, 1, tzinfo=UTC),
        failures=0,
    )
    screening = Screening(Thresholds(hot=80, warm=20))
    lead = _lead(Arrival.of(waiting, 1, screening), "Website", screening)
    assert lead.score == score(FULL).points == 75
    assert lead.temperature is Temperature.WARM
