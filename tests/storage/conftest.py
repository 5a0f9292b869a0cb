"""Storage by itself on both databases, with two workspaces in it."""

from collections.abc import AsyncIterator
from secrets import token_bytes

import pytest

from bot import clock
from storage.database import Storage
from storage.vault import Vault
from tests.storage.shelves import KEY, Household, found


@pytest.fixture
def ready_url(database_url: str) -> str:
    """Both databases, one after the other, each with all tables and no rows."""
    return database_url


@pytest.fixture
async def storage(ready_url: str) -> AsyncIterator[Storage]:
    opened = Storage.at(ready_url, Vault([KEY], token_bytes), clock.new_id)
    yield opened
    await opened.close()


@pytest.fixture
async def ours(storage: Storage) -> Household:
    """Our workspace: a member, a chat, a source and a lead with a card and a note."""
    return await found(storage, "ours", 1)


@pytest.fixture
async def theirs(storage: Storage) -> Household:
    """The same next door."""
    return await found(storage, "theirs", 2)
