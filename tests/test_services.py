"""The servers that other tests stand on do what their fixtures say."""

import asyncpg
import pytest
from playwright.async_api import Browser
from redis.asyncio import Redis

from scripts.servers import Databases, PostgresServer, RedisServer, ServerUnavailableError, name_in


def dsn(url: str) -> str:
    return url.replace("+asyncpg", "")


async def test_a_database_is_empty_and_its_role_has_no_superuser_rights(postgres_database):
    connection = await asyncpg.connect(dsn(postgres_database))
    tables = await connection.fetchval(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    )
    superuser = await connection.fetchval("SELECT current_setting('is_superuser')")
    await connection.close()
    assert (tables, superuser) == (0, "off")


async def test_a_database_can_be_copied_from_a_template(postgres: Databases, postgres_database):
    connection = await asyncpg.connect(dsn(postgres_database))
    await connection.execute("CREATE TABLE kept (number integer)")
    await connection.close()
    copy = postgres.create(template=name_in(postgres_database))
    connection = await asyncpg.connect(dsn(copy))
    count = await connection.fetchval("SELECT count(*) FROM kept")
    await connection.close()
    postgres.drop(copy)
    assert count == 0


async def test_postgres_comes_back_after_a_crash_with_what_was_committed(
    own_postgres: PostgresServer,
):
    url = dsn(Databases(own_postgres.admin_url).create())
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    own_postgres.crash()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("SELECT number FROM kept")
    connection.terminate()
    own_postgres.start()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT number FROM kept") == 7
    await connection.close()


async def test_cut_ends_the_connections_of_one_database(postgres: Databases, postgres_database):
    connection = await asyncpg.connect(dsn(postgres_database))
    postgres.cut(postgres_database)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("SELECT 1")
    connection.terminate()
    assert connection.is_closed()


@pytest.mark.parametrize("round_number", [1, 2])
async def test_redis_is_empty_for_each_test(redis_url, round_number):
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("left", round_number)


async def test_redis_forgets_on_restart_and_can_hang(own_redis: RedisServer):
    own_redis.ask("SET name Olga")
    own_redis.restart()
    assert own_redis.ask("GET name") == "$-1"
    own_redis.hang()
    with pytest.raises(TimeoutError):
        own_redis.ask("PING", timeout=0.2)
    own_redis.resume()
    assert own_redis.ask("PING") == "+PONG"


def test_a_stopped_redis_refuses_connections(own_redis: RedisServer):
    own_redis.stop()
    assert not own_redis.ready()


def test_a_server_that_does_not_run_says_so(own_redis: RedisServer):
    own_redis.stop()
    with pytest.raises(ServerUnavailableError, match="Redis does not run"):
        own_redis.hang()


async def test_chromium_draws_a_page(browser: Browser):
    page = await browser.new_page()
    await page.set_content("<h1>Lead <b>#1</b></h1>")
    assert await page.inner_text("h1") == "Lead #1"
