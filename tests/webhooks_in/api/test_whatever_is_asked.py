"""Whatever a program asks, fitting or not, the answer is one that the description has."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.webhooks_in.api.program import Program
from tests.world import Town
from webhooks_in.api.openapi import description

LIMITS = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


async def test_whatever_is_asked_the_answer_is_one_that_is_described(town: Town):
    program = await Program.of(town, town.stage.olga)
    real = {"lead_id": await program.lead(), "source_id": str(town.source.id)}
    schema = schemathesis.openapi.from_dict(description(town.url))
    schema.config.update(base_url=town.url)
    statuses = await asyncio.to_thread(ask_everything, program, schema, real)
    assert {200, 201, 202, 401, 404, 409, 422} <= statuses
    assert not {each for each in statuses if each >= 500}


def ask_everything(program: Program, schema: Any, real: Mapping[str, str]) -> set[int]:
    """Ask every operation what it expects and what it does not, with things that are there."""
    statuses: set[int] = set()

    def ask(case: Any) -> None:
        # It tries without a key as well, more often than one address may.
        program.town.clock.advance(60)
        fitting = case.meta.generation.mode is GenerationMode.POSITIVE
        if fitting and case.path_parameters:
            case.path_parameters.update(
                {k: v for k, v in real.items() if k in case.path_parameters}
            )
        if fitting and isinstance(case.body, dict) and "source_id" in case.body:
            case.body |= {"source_id": real["source_id"], "lead": {"message": "Call me."}}
        key = {"Authorization": f"Bearer {program.key}"}
        answer = case.call_and_validate(headers=key, excluded_checks=[positive_data_acceptance])
        statuses.add(answer.status_code)

    for found in schema.get_all_operations():
        for mode in GenerationMode:
            cases = found.ok().as_strategy(generation_mode=mode)
            tried_with: Any = given(cases)
            test = LIMITS(tried_with(ask))
            # What takes nothing cannot be asked wrongly.
            with suppress(Unsatisfiable):
                test()
    return statuses
