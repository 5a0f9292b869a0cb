"""The table of Telegram's texts: each row as Telegram says it, over real HTTP."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiohttp import web

from bot.assemble import build_bot
from domain.chat import Unreachable
from domain.parcel import Trouble
from middlewares.telegram_errors import TEXTS, Meaning, is_unreachable, meaning_of, trouble
from sandbox.errors import NOT_MODIFIED
from sandbox.faults import KINDS, Fault
from sandbox.model import Chat
from sandbox.server import build_app
from sandbox.world import World
from tests.world import Clock, settings_for

# How Telegram words each row, in whole sentences; a row without its sentence fails below.
SENTENCES = {
    "message is not modified": (400, f"Bad Request: {NOT_MODIFIED}"),
    "can't parse entities": (
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    ),
    "message to edit not found": (400, "Bad Request: message to edit not found"),
    "message can't be edited": (400, "Bad Request: message can't be edited"),
    "MESSAGE_ID_INVALID": (400, "Bad Request: MESSAGE_ID_INVALID"),
    "message is too long": (400, "Bad Request: message is too long"),
    "MESSAGE_TOO_LONG": (400, "Bad Request: MESSAGE_TOO_LONG"),
    "TOPIC_CLOSED": (400, "Bad Request: TOPIC_CLOSED"),
    "message thread not found": (400, "Bad Request: message thread not found"),
    "TOPIC_DELETED": (400, "Bad Request: TOPIC_DELETED"),
    "TOPIC_ID_INVALID": (400, "Bad Request: TOPIC_ID_INVALID"),
    "TOPIC_NOT_MODIFIED": (400, "Bad Request: TOPIC_NOT_MODIFIED"),
    "not enough rights to create a topic": (
        400,
        "Bad Request: not enough rights to create a topic",
    ),
    "not enough rights to edit the topic": (
        400,
        "Bad Request: not enough rights to edit the topic",
    ),
    "not enough rights to close or open the topic": (
        400,
        "Bad Request: not enough rights to close or open the topic",
    ),
    "the chat is not a forum": (400, "Bad Request: the chat is not a forum"),
    "query is too old and response timeout expired": (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    "query ID is invalid": (400, "Bad Request: query ID is invalid"),
    "bot was kicked from the": (403, "Forbidden: bot was kicked from the supergroup chat"),
    "bot is not a member of the": (403, "Forbidden: bot is not a member of the channel chat"),
    "the group chat was deleted": (403, "Forbidden: the group chat was deleted"),
    "chat not found": (400, "Bad Request: chat not found"),
    "have no rights to send a message": (400, "Bad Request: have no rights to send a message"),
    "not enough rights to send text messages": (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
    ),
    "CHAT_WRITE_FORBIDDEN": (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "bot was blocked by the user": (403, "Forbidden: bot was blocked by the user"),
    "bot can't initiate conversation with a user": (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    ),
    "user is deactivated": (403, "Forbidden: user is deactivated"),
}


class Line:
    """A real connection to a sandbox that can be told to refuse."""

    def __init__(self, world: World, bot: Bot, group: Chat) -> None:
        self.world, self.bot, self.group = world, bot, group

    async def refused(self, fault: Fault) -> TelegramAPIError | ClientDecodeError:
        """Send something and return how that failed."""
        self.world.faults.add(fault)
        with pytest.raises((TelegramAPIError, ClientDecodeError)) as failed:
            await self.bot.send_message(self.group.id, "Hello", request_timeout=1)
        self.world.faults.clear()
        assert isinstance(failed.value, TelegramAPIError | ClientDecodeError)
        return failed.value


@pytest.fixture
async def line(sqlite_url: str, clock: Clock) -> AsyncIterator[Line]:
    world = World(clock.timestamp)
    runner = web.AppRunner(build_app(world), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = settings_for(sqlite_url)
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    bot = build_bot(settings.model_copy(update={"telegram_api_url": url}))
    account = world.bot(bot.token)
    anna = world.add_person("Anna")
    group = world.add_group("Sales", admins=[anna])
    world.add_bot(group, account, by=anna)
    yield Line(world, bot, group)
    await bot.session.close()
    world.close()
    await runner.cleanup()


def test_every_row_has_its_sentence():
    assert set(SENTENCES) == set(TEXTS)


@pytest.mark.parametrize("row", TEXTS)
async def test_each_text_means_what_the_table_says(line: Line, row: str):
    status, description = SENTENCES[row]
    error = await line.refused(Fault("custom", status=status, description=description))
    assert meaning_of(error) is TEXTS[row]

    found = trouble(error)
    assert found.permanent is False
    assert found.unreachable == (TEXTS[row] if isinstance(TEXTS[row], Unreachable) else None)
    assert isinstance(error, TelegramAPIError)
    assert is_unreachable(error) == isinstance(TEXTS[row], Unreachable)
    assert found.why is (Trouble.UNREACHABLE if found.unreachable else Trouble.REFUSED)


@pytest.mark.parametrize("row", TEXTS)
async def test_the_case_of_a_text_does_not_matter(line: Line, row: str):
    status, description = SENTENCES[row]
    error = await line.refused(Fault("custom", status=status, description=description.upper()))
    assert meaning_of(error) is TEXTS[row]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (400, "Bad Request: something new"),
        (403, "Forbidden: something new"),
        (400, "Bad Request: chat_id is empty"),
        (413, "Request Entity Too Large"),
        (418, "I am a teapot"),
    ],
)
async def test_what_nobody_knows_parks_no_chat_and_is_tried_again(
    line: Line, status: int, description: str
):
    error = await line.refused(Fault("custom", status=status, description=description))
    found = trouble(error)

    assert meaning_of(error) is None
    assert found.why is Trouble.REFUSED
    assert (found.rests_lane, found.counts, found.permanent) == (False, True, False)


@pytest.mark.parametrize(
    "kind", ["server_error", "html_page", "empty_body", "hang", "drop_before", "drop_after"]
)
async def test_no_answer_rests_the_lane_and_counts(line: Line, kind: str):
    found = trouble(await line.refused(Fault(kind)))
    assert found.why is Trouble.NO_ANSWER
    assert (found.rests_lane, found.counts, found.retry_after) == (True, True, None)


@pytest.mark.parametrize("seconds", [1, 35, 3 * 3600])
async def test_a_flood_answer_rests_the_lane_as_long_as_it_says(line: Line, seconds: int):
    found = trouble(await line.refused(Fault("too_many_requests", retry_after=seconds)))
    assert found.why is Trouble.FLOOD
    assert (found.rests_lane, found.counts, found.retry_after) == (True, False, seconds)


@pytest.mark.parametrize(("status", "words"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_token_that_telegram_does_not_know_rests_everything_for_a_minute(
    line: Line, status: int, words: str
):
    found = trouble(await line.refused(Fault("custom", status=status, description=words)))
    assert found.why is Trouble.UNAUTHORIZED
    assert (found.rests_lane, found.retry_after) == (True, 60)


async def test_a_group_that_became_a_supergroup_says_where_it_is(line: Line):
    (anna,), (account,) = line.world.people.values(), line.world.bots.values()
    old = line.world.add_group("Old", admins=[anna], kind="group")
    line.world.add_bot(old, account, by=anna)
    new = line.world.migrate(old)
    with pytest.raises(TelegramAPIError) as failed:
        await line.bot.send_message(old.id, "Hello")
    found = trouble(failed.value)

    assert (found.why, found.moved_to) == (Trouble.MOVED, new.id)
    assert (found.counts, found.rests_lane) == (False, False)
    assert is_unreachable(failed.value)


async def test_every_refusal_that_the_sandbox_knows_is_in_the_table(line: Line):
    plain = {"custom", "server_error", "too_many_requests", "unauthorized", "conflict"}
    for kind in sorted(KINDS.keys() - plain):
        error = await line.refused(Fault(kind, "sendMessage"))
        known = meaning_of(error) is not None or trouble(error).why is Trouble.NO_ANSWER
        assert known, kind


def test_every_meaning_is_said_by_some_text():
    said = set(TEXTS.values())
    assert {each for each in Meaning if each not in said} == set()
    assert {each for each in Unreachable if each not in said} == set()
