"""One sender and one consumer for a bot, however many houses share a database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot import clock, house
from domain.errors import Overloaded
from services.leadership import LEASE, RENEW_AFTER, STALE_AFTER, Leadership
from storage import migrate
from storage.database import Storage
from storage.vault import Vault
from tests.storage.shelves import KEY, NOON
from tests.world import Clock, Source, Town, a_lead, start_house

TASK = "sender:1"


@dataclass
class Hall:
    """Houses that want the same task, on one database and one clock."""

    storage: Storage
    passed: float = 0.0
    gone: set[str] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)

    def wants(self, name: str, storage: Storage | None = None) -> Leadership:
        async def taken_over() -> None:
            self.taken.append(name)

        return Leadership(
            storage or self.storage,
            TASK,
            name,
            self.now,
            lambda: self.passed,
            self.gone.__contains__,
            taken_over,
        )

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    """A hall with nobody in it."""
    if database_url.startswith("sqlite"):
        await migrate.upgrade(database_url)
    storage = Storage.at(database_url, Vault([KEY], lambda size: b"n" * size), clock.new_id)
    yield Hall(storage)
    await storage.close()


async def test_of_many_who_ask_at_once_one_has_it(hall: Hall):
    asked = await asyncio.gather(*(hall.wants(f"house {n}").held() for n in range(20)))
    assert asked.count(True) == 1
    assert len(hall.taken) == 1


async def test_whoever_has_it_keeps_it_as_long_as_they_renew_it(hall: Hall):
    first, second = hall.wants("first"), hall.wants("second")
    for _ in range(8):
        assert await first.held()
        assert not await second.held()
        hall.passed += RENEW_AFTER
    assert hall.taken == ["first"]


async def test_it_passes_on_when_its_lease_ran_out_and_not_before(hall: Hall):
    first, second = hall.wants("first"), hall.wants("second")
    assert await first.held()
    hall.passed += LEASE.total_seconds() - 0.1
    assert not await second.held()
    hall.passed += 0.1
    assert await second.held()
    assert not await first.held()
    assert hall.taken == ["first", "second"]


async def test_it_passes_on_at_once_from_one_that_is_gone_or_lets_go(hall: Hall):
    first, second, third = hall.wants("first"), hall.wants("second"), hall.wants("third")
    assert await first.held()
    await second.let_go()
    assert not await second.held()
    hall.gone.add("first")
    assert await second.held()
    assert not await third.held()
    await second.let_go()
    assert await third.held()
    assert hall.taken == ["first", "second", "third"]


class Refusing:
    """A database that answers nobody."""

    def look_system(self) -> None:
        raise Overloaded


async def test_without_a_database_it_is_ours_only_as_long_as_nobody_else_can_have_it(hall: Hall):
    first = hall.wants("first")
    assert await first.held()
    first.storage = Refusing()  # type: ignore[assignment]  # it never gets further than this
    hall.passed += STALE_AFTER - 0.1
    assert await first.held()
    hall.passed += 0.2
    assert not await first.held()
    assert LEASE.total_seconds() > STALE_AFTER


async def test_two_houses_send_each_card_once_and_the_other_goes_on(
    either_town: Town, clock: Clock
):
    town = either_town
    second = await start_house(town.house.settings, town.stage, clock)
    here = f":{second.house.settings.port}/"
    other = Source(
        town.source.url.replace(f":{town.house.settings.port}/", here), town.source.secret
    )
    try:
        names = [f"Lead{n:03}" for n in range(4)]
        for number, name in enumerate(names):
            source = other if number % 2 else town.source
            assert (await town.post(a_lead(name=name), source=source)).status == 202
            await town.stage.card(name)
        assert "/help" in (await town.ask(town.stage.anna, "/help")).text
        assert await leaders(town, second) == [(True, True), (False, False)]

        await house.stop(town.running)
        town.clock.advance(60)
        assert (await town.post(a_lead(name="Mara Lind"), source=other)).status == 202
        card = await town.stage.card("Mara Lind")
        assert "#5" in await town.press(town.stage.anna, card, "Take")
        await town.shows(card, "Anna Agent")
    finally:
        town.running = second
    here_now = [each.text for each in town.world.messages(town.stage.sales)]
    for name in [*names, "Mara Lind"]:
        assert sum(name in each for each in here_now) == 1


async def leaders(town: Town, second: house.Running) -> list[tuple[bool, bool]]:
    """Return of each house whether it sends, and whether it hears what people say."""
    found = []
    for each in (town.house, second.house):
        assert each.sender
        assert each.consumer
        found.append((await each.sender.held(), await each.consumer.held()))
    return found
