"""Cards on Telegram's bad days: what fails is tried again, and nothing is lost or doubled."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from domain.caller import WorkspaceId
from domain.chat import Unreachable
from domain.lead import LeadId
from domain.parcel import Outcome, Parcel, Trouble, Undelivered
from domain.routing import telegram_lane
from sandbox.faults import Fault
from sandbox.world import Message
from storage.attempts import Delivery
from tests.storage.shelves import rows
from tests.world import Town, labels


def sends(town: Town) -> list[bool]:
    """Whether each sendMessage to the team's chat went well, in order."""
    calls = [call for call in town.world.calls if call.method.lower() == "sendmessage"]
    return [call.ok for call in calls if int(call.params["chat_id"]) == town.stage.sales.id]


def cards(town: Town, words: str = "Jonas Weber") -> list[Message]:
    here = town.world.messages(town.stage.sales)
    return [each for each in here if words in each.text and each.sender is town.stage.bot]


async def later(town: Town, seconds: float) -> None:
    """Let time pass, and wake the worker as its own look would."""
    town.clock.advance(seconds)
    town.house.services.leads.outgoing.ring()


async def log_of(town: Town) -> Sequence[Delivery]:
    """Return every attempt for the one card there is, the oldest first."""
    url = town.house.settings.database_url.get_secret_value()
    ((workspace, post),) = await rows(url, "SELECT workspace_id, id FROM posts")
    caller = town.house.services.doors.house(WorkspaceId(UUID(str(workspace))))
    async with town.house.storage.look(caller) as store:
        return await store.attempts.of(UUID(str(post)))


async def attempted(town: Town, count: int) -> Sequence[Delivery]:
    """Wait until so many attempts are written down."""
    while len(found := await log_of(town)) < count:
        await town.world.bell.until(lambda: True, 1)
    return found


async def fails(town: Town, fault: Fault) -> None:
    """Post a lead whose card meets a fault."""
    before = len(sends(town))
    town.world.faults.add(fault)
    answer = await town.post()
    assert answer.status == 202
    await town.world.until(lambda: len(sends(town)) > before, 10)


@pytest.mark.parametrize(
    ("fault", "seconds", "reason"),
    [
        (Fault("server_error", "sendMessage"), 1, "TelegramServerError"),
        (Fault("html_page", "sendMessage"), 1, "ClientDecodeError"),
        (Fault("empty_body", "sendMessage"), 1, "does not answer"),
        (Fault("custom", "sendMessage", description="Bad Request: brand new"), 1, "brand new"),
        (Fault("too_many_requests", "sendMessage", retry_after=7), 7, "asks to wait 7 s"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
async def test_a_failed_card_comes_after_its_pause_and_not_before(
    town: Town, fault: Fault, seconds: float, reason: str
):
    await fails(town, fault)
    (failed,) = await attempted(town, 1)
    assert failed.outcome is Outcome.POSTPONED
    assert reason in (failed.error or "")
    assert cards(town) == []

    await later(town, seconds + 0.1)
    await town.stage.card("Jonas Weber")
    _, delivered = await attempted(town, 2)
    assert delivered.outcome is Outcome.DELIVERED
    assert len(cards(town)) == 1


async def test_a_flood_answer_is_no_failed_attempt_and_others_go_on(town: Town):
    await fails(town, Fault("too_many_requests", "sendMessage", retry_after=7))
    assert (await town.ask(town.stage.anna, "/help")).text
    await later(town, 7.5)
    await town.stage.card("Jonas Weber")
    attempts = await attempted(town, 2)
    assert [each.attempt for each in attempts] == [1, 1]


async def test_markup_that_telegram_refuses_is_sent_as_plain_text(town: Town):
    town.world.faults.add(Fault("cant_parse", "sendMessage"))
    card = await town.lead(name="Jonas <b>Weber</b>")

    assert "<b>Weber</b>" in card.text
    assert labels(card) == ["Take", "Spam", "More"]
    assert "#1" in await town.press(town.stage.anna, card, "Take")
    assert len(sends(town)) >= 2


async def test_an_answer_that_got_lost_repeats_the_card_at_most_once(town: Town):
    await fails(town, Fault("drop_after", "sendMessage"))
    await later(town, 1.1)
    await town.world.until(lambda: len(cards(town)) == 2, 10)
    first, second = cards(town)

    assert first.text == second.text
    assert labels(first) == labels(second) == ["Take", "Spam", "More"]
    assert "#1" in await town.press(town.stage.anna, first, "Take")
    await town.shows(second, "Anna Agent")
    assert "#1" in await town.press(town.stage.anna, second, "Contacted")


async def test_a_connection_that_breaks_before_sends_one_card(town: Town):
    await fails(town, Fault("drop_before", "sendMessage"))
    await later(town, 1.1)
    await town.stage.card("Jonas Weber")
    await attempted(town, 2)
    assert len(cards(town)) == 1


async def test_a_card_that_was_deleted_is_sent_anew(town: Town):
    card = await town.lead()
    town.world.faults.add(Fault("message_gone", "editMessageText"))
    assert "#1" in await town.press(town.stage.anna, card, "Take")
    await town.world.until(lambda: len(cards(town)) == 2, 10)
    fresh = cards(town)[-1]

    assert "Anna Agent" in fresh.text
    assert "#1" in await town.press(town.stage.anna, fresh, "Contacted")
    await town.shows(fresh, "contacted")


async def test_a_card_that_already_looks_right_is_delivered(town: Town):
    card = await town.lead()
    town.world.faults.add(Fault("not_modified", "editMessageText"))
    await town.press(town.stage.anna, card, "Take")
    _, edited = await attempted(town, 2)
    assert edited.outcome is Outcome.DELIVERED


async def test_changes_while_a_card_is_on_its_way_lead_to_one_more_edit(town: Town):
    card = await town.lead()
    town.world.faults.add(Fault("hang", "editMessageText"))
    await town.press(town.stage.anna, card, "Take")
    await town.world.until(lambda: not town.world.faults.active, 10)
    caller = await town.caller(town.stage.anna)
    leads = town.house.services.leads
    url = town.house.settings.database_url.get_secret_value()
    ((lead_id,),) = await rows(url, "SELECT id FROM leads")
    lead_id = LeadId(UUID(str(lead_id)))
    for _ in range(3):
        await leads.release(caller, lead_id)
        await leads.take(caller, lead_id)
    town.world.faults.clear()
    await town.shows(card, "Anna Agent")
    await attempted(town, 3)
    edits = [call for call in town.world.calls if call.method.lower() == "editmessagetext"]
    assert len(edits) <= 3


async def test_one_card_that_telegram_never_takes_blocks_no_other(town: Town):
    town.world.faults.add(Fault("custom", "sendMessage", description="Bad Request: new thing"))
    assert (await town.post()).status == 202
    other = await town.lead(name="Mara Lind")

    assert labels(other) == ["Take", "Spam", "More"]
    await later(town, 1.1)
    await town.stage.card("Jonas Weber")


async def test_after_a_day_it_is_a_dead_letter_with_its_reason(town: Town):
    await fails(town, Fault("server_error", "sendMessage", times=2))
    await attempted(town, 1)
    await later(town, 25 * 3600)
    _, dead = await attempted(town, 2)

    assert dead.outcome is Outcome.DEAD
    url = town.house.settings.database_url.get_secret_value()
    ((state, reason),) = await rows(
        url, "SELECT state, last_error FROM parcels WHERE kind = 'alert'"
    )
    assert state == "dead"
    assert "does not answer" in reason


async def state_must_become(town: Town, state: str) -> None:
    """Wait until the team's chat is in a state."""
    url = town.house.settings.database_url.get_secret_value()
    async with asyncio.timeout(10):
        while (await rows(url, "SELECT state FROM chats"))[0][0] != state:  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0.02)


async def comes_back(town: Town) -> None:
    stage = town.stage
    town.world.remove_bot(stage.sales, stage.bot, by=stage.olga)
    await state_must_become(town, "parked")
    town.world.add_bot(stage.sales, stage.bot, by=stage.olga)
    await state_must_become(town, "active")


async def test_a_refusal_that_is_older_than_the_return_to_the_chat_parks_nothing(town: Town):
    await town.lead(name="Before")
    began = town.clock.now()
    await comes_back(town)
    url = town.house.settings.database_url.get_secret_value()
    ((workspace,),) = await rows(url, "SELECT DISTINCT workspace_id FROM chats")
    of_ours = WorkspaceId(UUID(str(workspace)))
    lane = telegram_lane(town.stage.sales.id)
    parcel = Parcel(0, of_ours, "alert", lane, UUID(int=0), 1, 0, began, UUID(int=0))
    gone = Undelivered("kicked", Trouble.UNREACHABLE, unreachable=Unreachable.KICKED)

    await town.house.services.deliveries.failed(parcel, began, gone)
    await state_must_become(town, "active")
    await town.lead(name="Afterwards")
    await town.house.services.deliveries.failed(parcel, town.clock.now(), gone)
    await state_must_become(town, "parked")


async def test_the_return_to_a_chat_is_heard_from_whoever_presses_too_much(town: Town):
    stage, world = town.stage, town.world
    card = await town.lead(name="Before")
    presses = [world.forge(stage.olga, stage.sales, "nonsense", card) for _ in range(40)]
    answers = {(await each.answered(15)).text for each in presses}
    assert any("Not so fast" in each for each in answers), answers
    await comes_back(town)
    await town.lead(name="Mara Lind")
