"""The key ring: who passes with which key, and what is written about it."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.api_key import MOST_KEYS, Scope, Token
from domain.errors import (
    AlreadyExists,
    KeyInvalid,
    NotFound,
    RotatedRecently,
    ScopeMissing,
    TooMany,
)
from domain.key_request import KeyRequest
from domain.roles import Role
from services.api_keys import NewSecret
from tests.handlers.looks import actions, rows
from tests.world import Town

HERE = "192.0.2.1"


async def a_key(town: Town, typed: str = "CRM leads:read") -> NewSecret:
    olga = await town.caller(town.stage.olga)
    return await town.house.services.api_keys.create(olga, KeyRequest.read(typed))


async def reason(town: Town, text: str, address: str = HERE, *, suspect: bool = False) -> str:
    with pytest.raises(KeyInvalid) as refused:
        await town.house.services.key_ring.opened_by(text, address, suspect=suspect)
    return refused.value.reason


async def test_a_key_acts_with_the_role_of_one_scope(town: Town):
    new = await a_key(town, "CRM leads:read sources:write")
    call = await town.house.services.key_ring.opened_by(new.token.text, HERE, suspect=False)
    reading, making = call.with_scope(Scope.LEADS_READ), call.with_scope(Scope.SOURCES_WRITE)
    assert (reading.role, making.role) == (Role.VIEWER, Role.ADMIN)
    assert (reading.actor.kind, reading.actor.name) == ("key", "key CRM")
    assert reading.member_id is None
    with pytest.raises(ScopeMissing, match="leads:write"):
        call.with_scope(Scope.LEADS_WRITE)


async def test_what_does_not_count_and_why(either_town: Town):
    town = either_town
    services, olga = town.house.services, await town.caller(town.stage.olga)
    new = await a_key(town, "CRM leads:read 2h 192.0.2.0/24")
    assert await reason(town, "") == "missing"
    assert await reason(town, new.token.text[:-1] + "\n") == "malformed"
    assert await reason(town, Token.made_of(b"x", b"y").text) == "unknown"
    assert await reason(town, Token(new.key.public_id, "0" * 43).text) == "secret"
    assert await reason(town, new.token.text, "198.51.100.1") == "address"
    town.clock.advance(2 * 3600)
    assert await reason(town, new.token.text) == "expired"
    other = await a_key(town, "Other leads:read")
    await services.key_ring.opened_by(other.token.text, HERE, suspect=False)
    await services.api_keys.revoke(olga, other.key.id)
    assert await reason(town, other.token.text) == "revoked"
    with pytest.raises(NotFound):
        await services.api_keys.revoke(olga, other.key.id)


async def test_the_workspace_reads_who_came_with_a_revoked_key_once_a_minute(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    new = await a_key(town)
    await services.api_keys.revoke(olga, new.key.id)
    for _ in range(3):
        await reason(town, new.token.text)
    await services.key_ring.write()
    told = [each for each in await actions(town) if each == "key.refused"]
    assert len(told) == 1
    town.clock.advance(61)
    await reason(town, new.token.text)
    await reason(town, Token(new.key.public_id, "0" * 43).text)
    await services.key_ring.write()
    found = await rows(town, "SELECT details FROM audit WHERE action = 'key.refused'")
    assert [json.loads(each.details) for each in found] == [
        {"key": "CRM", "reason": "revoked"}
    ] * 2


async def test_when_it_was_used_is_written_once_a_minute(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    new = await a_key(town)

    async def used_at() -> datetime | None:
        await services.key_ring.write()
        (key,) = await services.api_keys.all(olga)
        return key.last_used_at

    assert await used_at() is None
    await services.key_ring.opened_by(new.token.text, HERE, suspect=False)
    first = await used_at()
    assert first is not None
    town.clock.advance(30)
    await services.key_ring.opened_by(new.token.text, HERE, suspect=False)
    assert await used_at() == first
    town.clock.advance(31)
    await services.key_ring.opened_by(new.token.text, HERE, suspect=False)
    later = await used_at()
    assert later is not None
    assert later - first >= timedelta(seconds=60)
    await services.api_keys.rotate(olga, new.key.id)
    assert await used_at() == later


async def test_a_suspect_address_gets_known_keys_in_and_looks_nothing_up(town: Town):
    known, unknown = await a_key(town), await a_key(town, "Other leads:read")
    ring = town.house.services.key_ring
    await ring.opened_by(known.token.text, HERE, suspect=False)
    town.clock.advance(3)
    assert await reason(town, unknown.token.text, suspect=True) == "unknown"
    assert (await ring.opened_by(known.token.text, HERE, suspect=True)).found.key.name == "CRM"


async def test_both_secrets_count_for_a_day_and_there_is_no_third(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    old = await a_key(town)
    new = await services.api_keys.rotate(olga, old.key.id)
    for token in (old.token, new.token):
        await services.key_ring.opened_by(token.text, HERE, suspect=False)
    with pytest.raises(RotatedRecently):
        await services.api_keys.rotate(olga, old.key.id)
    town.clock.advance(24 * 3600)
    assert await reason(town, old.token.text) == "secret"
    await services.key_ring.opened_by(new.token.text, HERE, suspect=False)


async def test_a_key_outlives_whoever_made_it(town: Town):
    services = town.house.services
    max_ = town.world.add_person("Max", "Admin", "max")
    await town.join(max_, "admin")
    new = await services.api_keys.create(await town.caller(max_), KeyRequest.read("X leads:read"))
    olga = await town.caller(town.stage.olga)
    await services.team.remove(olga, new.key.made_by)
    await services.key_ring.opened_by(new.token.text, HERE, suspect=False)
    assert (await services.api_keys.look(olga, new.key.id))[1] == "Max Admin"


async def test_names_differ_until_one_is_revoked_and_there_is_a_most(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    first = await a_key(town)
    with pytest.raises(AlreadyExists):
        await a_key(town)
    await services.api_keys.revoke(olga, first.key.id)
    await a_key(town)
    for number in range(MOST_KEYS - 1):
        await a_key(town, f"Key {number} leads:read")
    with pytest.raises(TooMany):
        await a_key(town, "One more leads:read")


async def test_a_secret_is_nowhere_at_rest(town: Town):
    new = await a_key(town)
    found = await rows(town, "SELECT * FROM api_keys")
    audit = await rows(town, "SELECT * FROM audit WHERE action = 'key.created'")
    assert new.token.secret not in repr([tuple(each) for each in (*found, *audit)])
    assert len(found) == len(audit) == 1
    assert isinstance(new.key.id, UUID)
