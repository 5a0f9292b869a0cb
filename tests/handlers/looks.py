"""A plain look into the database behind a town, past every shelf and lock."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from domain.abuse import Trouble
from domain.incident import Incident
from domain.lead import LeadId
from domain.measure import Step
from tests.world import Town


@asynccontextmanager
async def looking(town: Town) -> AsyncIterator[AsyncConnection]:
    """Yield a connection of its own, in a transaction."""
    engine = create_async_engine(town.house.settings.database_url.get_secret_value())
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def rows(town: Town, query: str, **values: Any) -> Sequence[Any]:
    """Return the rows of a query, each as a tuple."""
    async with looking(town) as connection:
        return (await connection.execute(text(query), values)).all()


async def run(town: Town, command: str, **values: Any) -> int:
    """Change rows by hand; return how many."""
    async with looking(town) as connection:
        return (await connection.execute(text(command), values)).rowcount


SPAM = {
    "name": "www.win.example",
    "message": "Click here: online casino, free spins https://win.example",
    "email": None,
    "phone": None,
}


async def a_held_lead(town: Town, number: int = 0, **data: Any) -> LeadId:
    """Post something that looks like spam, and return its id once it is held."""
    lead = {**SPAM, "fields": {"n": number}, **data}
    answer = await town.post({"event": "lead.created", "data": lead})
    assert answer.status == 202, answer.body
    lead_id = LeadId(UUID(answer.json["lead_id"]))
    caller = await town.caller(town.stage.olga)
    async with asyncio.timeout(15):
        while True:
            held = (await town.house.services.quarantine.page(caller)).leads
            if any(each.lead.id == lead_id for each in held):
                return lead_id


async def an_incident(
    town: Town, source_id: UUID | None = None, **fields: Any
) -> tuple[UUID, UUID]:
    """Let something unusual be found, and a visitor be slowed; return the ids of both."""
    now, house = town.clock.now(), town.house
    workspace_id = (await town.caller(town.stage.olga)).workspace_id
    about: dict[str, Any] = {
        "trouble": Trouble.ONE_ADDRESS,
        "opened_at": now,
        "seen_at": now,
        "peak": 40,
        "usual": 2,
        "target": "8.8.4.4",
        **fields,
    }
    incident = Incident(uuid4(), source_id or town.source.id, "Website", **about)
    slowed = incident.measure(uuid4(), Step.SLOW, now)
    async with house.storage.open(house.services.doors.house(workspace_id)) as store:
        await store.keep(incident.opened(), now)
        await store.keep(slowed.taken(), now)
    return incident.id, slowed.id


async def actions(town: Town) -> list[str]:
    """Return what the audit says was done, the oldest first."""
    return [row.action for row in await rows(town, "SELECT action FROM audit ORDER BY id")]


async def denied(town: Town) -> list[str]:
    """Return what was tried and refused, the oldest first."""
    found = await rows(
        town, "SELECT details FROM audit WHERE action = 'action.denied' ORDER BY id"
    )
    return [str(row.details) for row in found]


async def reported(town: Town) -> None:
    """Wait until it is written down what became of everything that was on its way."""
    async with asyncio.timeout(15):
        while await rows(town, "SELECT id FROM parcels WHERE lease IS NOT NULL"):
            pass


async def snapshot(town: Town) -> dict[str, list[str]]:
    """Return everything that a workspace owns, but for its audit and its deliveries."""
    # A card is in the chat a moment before the house has heard so.
    await reported(town)
    people = ("members", "invites", "workspaces")
    kept = (
        "leads",
        "notes",
        "api_keys",
        "chats",
        "posts",
        "sources",
        "source_senders",
        "canaries",
        "exports",
        "timers",
        "workspace_settings",
        "turns",
        "questions",
        "lead_tags",
        "endpoints",
        "dispatches",
        "mail_servers",
        "mails",
        "incidents",
        "measures",
        *people,
    )
    async with looking(town) as connection:
        return {
            table: sorted(map(str, await connection.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608 -- the names are the lines above
            for table in kept
        }
