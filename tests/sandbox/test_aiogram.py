"""A bot written with aiogram runs on the sandbox unchanged."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from sandbox.faults import Fault
from tests.sandbox.conftest import TOKEN


@pytest.fixture
async def ours(client, bot):
    server = TelegramAPIServer.from_base(str(client.make_url("/")).rstrip("/"))
    async with Bot(TOKEN, session=AiohttpSession(api=server)) as made:
        yield made


async def test_every_shape_is_read(ours, world, bot, anna, nick, group):
    world.add_member(group, nick)
    world.promote(group, nick, by=anna)
    world.promote(group, bot, by=anna)
    assert (await ours.me()).username == bot.username
    assert (await ours.get_chat(group.id)).title == "Sales"
    statuses = [m.status for m in await ours.get_chat_administrators(group.id)]
    assert sorted(statuses) == ["administrator", "administrator", "creator"]
    world.say(anna, group, "/take")
    world.forge(anna, group, "x")
    world.remove_bot(group, bot, by=anna)
    updates = await ours.get_updates(allowed_updates=[])
    assert {u.event_type for u in updates} == {"message", "callback_query", "my_chat_member"}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("too_many_requests", TelegramRetryAfter),
        ("server_error", TelegramServerError),
        ("html_page", ClientDecodeError),
        ("empty_body", ClientDecodeError),
        ("drop_before", TelegramNetworkError),
        ("drop_after", TelegramNetworkError),
        ("kicked", TelegramForbiddenError),
        ("unauthorized", TelegramUnauthorizedError),
    ],
)
async def test_every_fault_is_the_error_it_should_be(ours, world, group, kind, error):
    world.faults.add(Fault(kind))
    with pytest.raises(error):
        await ours.send_message(group.id, "x")


async def test_a_migration_carries_the_new_id(ours, world, bot, anna):
    old = world.add_group("Old", members=[bot], admins=[anna], kind="group")
    new = world.migrate(old)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await ours.send_message(old.id, "x")
    assert moved.value.migrate_to_chat_id == new.id
