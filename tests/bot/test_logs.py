"""Log lines: one shape from every logger, and no secret in any, not even in a traceback."""

import asyncio
import io
import json
import logging

import aiohttp
import pytest
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiohttp import ClientError

from bot import logs
from bot.stage import TOKEN
from scripts.servers import free_port
from tests import canaries
from tests.webhooks_in.wire import must_be_problem
from tests.world import MASTER_KEY, SETUP_CODE, Town, a_lead

SIGNING = "whsec_" + "c2VjcmV0" * 5
PASSWORD = "hunter22hunter22"
DATABASE = f"postgresql+asyncpg://leadsbot:{PASSWORD}@db.example/leads"
INVITATION = "aB3-_xYz0123456789QwEr"
KNOWN = (TOKEN, TOKEN.partition(":")[2], MASTER_KEY, SETUP_CODE, DATABASE, PASSWORD, INVITATION)
ALL = (*KNOWN, SIGNING, "lb_live_0123456789abcdef")


@pytest.fixture
def kept_handlers():
    """Put the run's own logging back after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture(params=["json", "console"])
def output(request, kept_handlers) -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(request.param, "debug", stream, KNOWN)
    return stream


def fail_twice(secret: str) -> None:
    try:
        int(secret + "x")
    except ValueError as error:
        raise RuntimeError(f"again {secret}") from error


@pytest.mark.parametrize("secret", ALL)
def test_no_secret_is_shown_wherever_it_stands(output, secret):
    ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
    ours.info(f"event {secret}", note=f"a {secret} b", deep={"x": [{"y": secret}], secret: 1})
    ours.warning("event", error=RuntimeError(secret), parts=(secret,), raw=secret.encode())
    theirs.info("message %s", secret)
    theirs.warning("message %(name)s", {"name": secret})
    theirs.error("https://api.telegram.org/bot%s/getMe", secret)
    try:
        fail_twice(secret)
    except RuntimeError:
        ours.exception("failed")
        theirs.exception("failed too")

    text = output.getvalue()
    assert secret not in text
    assert text.count("[hidden]") >= 10
    assert "RuntimeError" in text
    assert "ValueError" in text


@pytest.mark.parametrize(
    "name", ["Authorization", "cookie", "password", "bot_token", "webhook_secret", "setup_code"]
)
def test_what_a_telling_name_holds_is_not_shown(output, name):
    structlog.get_logger("ours").info("event", **{name: "whatever", "headers": {name: "it is"}})

    assert "whatever" not in output.getvalue()
    assert "it is" not in output.getvalue()


def test_a_header_in_running_text_is_not_shown(output):
    logging.getLogger("theirs").info(
        "sent Authorization: Bearer abc.def-123 and Basic dXNlcjpwdw=="
    )

    assert "abc.def" not in output.getvalue()
    assert "dXNlcjpwdw" not in output.getvalue()


def test_every_logger_speaks_one_json(kept_handlers):
    stream = io.StringIO()
    logs.set_up("json", "info", stream)
    structlog.get_logger("ours").info("one", answer=42, name="Zoë")
    logging.getLogger("theirs").warning("two %d", 2)
    structlog.get_logger("ours").debug("not worth a line")

    one, two = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert one.items() >= {"event": "one", "answer": 42, "name": "Zoë", "level": "info"}.items()
    assert two.items() >= {"event": "two 2", "logger": "theirs", "level": "warning"}.items()
    assert one["timestamp"].endswith("Z")


def test_what_libraries_say_of_every_statement_is_not_kept(output):
    logging.getLogger("aiosqlite").debug("executing %s", "INSERT ... ('Jonas')")

    assert output.getvalue() == ""


def test_a_flood_of_security_events_is_a_few_lines_and_a_number():
    at = 0.0
    sampling = logs.Sampling(lambda: at)

    def said(kind: str, event: str = "security_event") -> list[dict[str, object]]:
        found = []
        for _ in range(100):
            try:
                found.append(dict(sampling(None, "info", {"event": event, "kind": kind})))
            except structlog.DropEvent:
                continue
        return found

    assert len(said("forbidden")) == logs.SAMPLES_A_MINUTE
    assert len(said("timeout")) == logs.SAMPLES_A_MINUTE
    assert len(said("forbidden", "request_failed")) == 100
    at = 61.0
    first, *others = said("forbidden")
    assert first["unsaid"] == 100 - logs.SAMPLES_A_MINUTE
    assert [each for each in others if "unsaid" in each] == []


async def test_a_request_that_fails_with_the_token_in_its_address_shows_none(output):
    nowhere = f"http://127.0.0.1:{free_port()}"
    session = AiohttpSession(api=TelegramAPIServer.from_base(nowhere))
    async with Bot(TOKEN, session=session).context() as bot:
        try:
            await bot.get_me()
        except TelegramAPIError as error:
            logging.getLogger("theirs").exception("failed: %s", error.method)
            structlog.get_logger("ours").exception("failed", error=error, method=error.method)
    async with aiohttp.ClientSession() as client:  # noqa: TID251 -- it is to fail as it would anywhere
        try:
            await client.get(f"{nowhere}/bot{TOKEN}/getMe")
        except ClientError:
            logging.getLogger("theirs").exception("failed")
    asyncio.get_running_loop().call_exception_handler({"message": f"bot{TOKEN}", "x": TOKEN})

    assert output.getvalue().count("Traceback") >= 3
    assert TOKEN not in output.getvalue()
    assert TOKEN.partition(":")[2] not in output.getvalue()


async def test_a_fault_of_ours_is_told_by_its_id_and_explained_in_the_log_only(town: Town, output):
    async with town.house.storage._writer.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE intake")

    answer = await town.post(a_lead(name="Canary Person"))

    told = must_be_problem(answer, 500, "internal")
    text = output.getvalue()
    assert b"intake" not in answer.body
    assert told["request_id"] in text
    assert "Traceback" in text
    assert "no such table: intake" in text
    assert "Canary Person" not in text
    assert canaries.found_in(text) == []


async def test_a_whole_conversation_logs_no_secret(town: Town, output):
    await town.with_vera()
    await town.with_nick()
    await town.ask(town.stage.olga, "/start " + SETUP_CODE)
    await town.post(headers={"webhook-signature": SIGNING})
    await town.lead()

    text = output.getvalue()
    assert "signature_invalid" in text
    assert canaries.found_in(text) == []
    assert town.source.secret not in text


def test_the_check_of_the_whole_run_hears_every_logger():
    word = "canary-of-the-test-of-the-canaries"
    structlog.get_logger("ours").debug(word)
    logging.getLogger("theirs").debug(word)

    assert canaries.written.getvalue().count(word) == 2


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"secret {SIGNING}",
        f"key {MASTER_KEY}",
        f"text '/start {SETUP_CODE}'",
        f"https://t.me/bot?start={INVITATION}",
        f"connecting to {DATABASE}",
        "Authorization: Bearer 0123456789abcdef",
    ],
)
def test_the_check_of_the_whole_run_finds_what_it_looks_for(line):
    assert canaries.found_in(f"first\n{line}\nlast")
    assert canaries.found_in("first\nlast") == []
