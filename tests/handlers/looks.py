"""A plain look into the database behind a town, past every shelf and lock."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

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
        "chats",
        "posts",
        "sources",
        "canaries",
        "timers",
        "workspace_settings",
        "turns",
        "questions",
        *people,
    )
    async with looking(town) as connection:
        return {
            table: sorted(map(str, await connection.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608 -- the names are the lines above
            for table in kept
        }
