"""Canaries: the whole way and back, and an alarm that rings once when one is missing."""

import pytest

from bot.stage import found
from sandbox.faults import Fault
from sandbox.model import Message
from tests.handlers.looks import actions
from tests.storage.shelves import rows
from tests.world import SECONDS, Source, Town

BIRD = "🐤"


def calls(town: Town, method: str) -> list[bool]:
    """Whether each call about a canary went well, in order."""
    made = [each for each in town.world.calls if each.method.lower() == method.lower()]
    return [each.ok for each in made if each.params.get("text", BIRD) == BIRD]


def told(town: Town, words: str) -> list[Message]:
    """Return what Olga was told about canaries in private, the commands' answers apart."""
    here = town.world.messages(town.world.private(town.stage.olga, town.stage.bot))
    return [each for each in here if words in each.text and each.sender is town.stage.bot]


async def switched_on(town: Town, minutes: str = "") -> None:
    answer = await town.ask(town.stage.olga, f"/canary on {minutes}".strip())
    assert "Canary leads are on" in answer.text


NOTICES = "SELECT count(*) FROM deliveries WHERE kind = 'notice' AND outcome = 'delivered'"


async def round_after(town: Town, seconds: float) -> None:
    """Let time pass, and let the house make its rounds and look at what waits."""
    town.clock.advance(seconds)
    await town.house.services.canaries.fly()
    town.house.services.leads.outgoing.ring()


async def arrives(town: Town, count: int) -> None:
    await town.world.until(lambda: sum(calls(town, "deleteMessage")) >= count, SECONDS)
    await written(town, "SELECT count(*) FROM canary_copies WHERE arrived_at IS NOT NULL", count)


async def written(town: Town, sql: str, count: int) -> None:
    """Wait until the database says so."""
    url = town.house.settings.database_url.get_secret_value()
    while (await rows(url, sql))[0][0] < count:
        await town.world.bell.until(lambda: True, 1)


async def test_a_canary_flies_the_whole_way_and_leaves_no_trace(either_town: Town):
    town = either_town
    url = town.house.settings.database_url.get_secret_value()
    await switched_on(town)
    audited = await actions(town)
    await round_after(town, 0)
    await arrives(town, 1)

    sent = [each for each in town.world.calls if each.params.get("text") == BIRD]
    assert [each.params["disable_notification"] for each in sent] == ["true"]
    assert [each for each in town.world.messages(town.stage.sales) if BIRD in each.text] == []
    assert (await rows(url, "SELECT count(*) FROM leads"))[0][0] == 0
    assert (await rows(url, "SELECT last_event_at FROM sources"))[0][0] is None
    assert await actions(town) == audited
    assert (await town.house.services.observer.figures()).intake.due == 0
    assert "#1" in (await town.lead(name="The First")).text
    answer = await town.ask(town.stage.olga, "/canary")
    assert "every 30 minutes" in answer.text
    assert "Website" in answer.text
    assert "reached 1 of 1 chats" in answer.text


async def test_the_house_lets_them_fly_by_itself_in_their_time(town: Town):
    await switched_on(town, "5")
    assert town.house.jobs is not None
    for count in (1, 2):
        town.clock.advance(301)
        town.house.jobs.bell.ring()
        await arrives(town, count)


async def test_each_source_has_its_turn_and_a_paused_one_none(town: Town):
    await town.ask(town.stage.olga, "/newsource Second")
    made = await town.ask(town.stage.olga, "/newsource Third")
    third = Source(found(r"(https?://\S+/leads)", made), found(r"(whsec_[A-Za-z0-9+/=]+)", made))
    caller = await town.caller(town.stage.olga)
    await town.house.services.sources.pause(caller, third.id, paused=True)
    await switched_on(town, "5")
    url = town.house.settings.database_url.get_secret_value()
    for count in range(1, 5):
        await round_after(town, 301)
        await arrives(town, count)
    runs = await rows(
        url,
        "SELECT name FROM canary_runs JOIN sources ON sources.id = source_id ORDER BY began_at",
    )
    names = [each.name for each in runs]
    assert set(names[:2]) == {"Website", "Second"}
    assert names == names[:2] * 2


@pytest.mark.parametrize(
    "kind", ["drop_before", "server_error", "html_page"]
)  # fmt: skip -- a list reads better in a row
async def test_one_that_is_missing_is_told_once_and_once_when_it_is_back(town: Town, kind: str):
    await switched_on(town)
    fault = town.world.faults.add(Fault(kind, "sendMessage", town.stage.sales.id, times=None))
    await round_after(town, 0)
    await town.world.until(lambda: calls(town, "sendMessage"), SECONDS)
    await round_after(town, 119)
    assert told(town, "did not reach") == []
    for _ in range(3):
        await round_after(town, 5)
    await town.world.until(lambda: told(town, "did not reach"), SECONDS)
    # A report that is on its way while the lease runs out would repeat the notice.
    await written(town, NOTICES, 1)
    town.world.faults.remove(fault.id)
    await round_after(town, 60)
    # The next one does not wait for half an hour while something is wrong.
    await round_after(town, 250)
    await town.world.until(lambda: told(town, "in time again"), SECONDS)
    await written(town, NOTICES, 2)
    await round_after(town, 1801)
    await arrives(town, 2)

    (late,), (back,) = told(town, "did not reach"), told(town, "in time again")
    assert "Website" in late.text
    assert "Sales" in late.text
    assert "124 s" in late.text
    assert "Sales" in back.text


async def test_a_call_that_hangs_is_late_too(town: Town):
    await switched_on(town)
    town.world.faults.add(Fault("hang", "sendMessage", town.stage.sales.id))
    await round_after(town, 0)
    await round_after(town, 125)
    await town.world.until(lambda: told(town, "did not reach"), SECONDS)
    assert len(told(town, "did not reach")) == 1
    town.world.faults.clear()


async def test_a_chat_that_we_were_removed_from_is_told_and_back_when_healed(town: Town):
    await switched_on(town, "5")
    fault = town.world.faults.add(Fault("kicked", "sendMessage", town.stage.sales.id, times=None))
    await round_after(town, 0)
    await town.world.until(lambda: told(town, "I cannot post"), SECONDS)
    await round_after(town, 125)
    await town.world.until(lambda: told(town, "did not reach"), SECONDS)
    town.world.faults.remove(fault.id)
    await round_after(town, 200)
    assert sum(calls(town, "deleteMessage")) == 0
    await town.ask(town.stage.olga, "/connect", town.stage.sales)
    await round_after(town, 301)
    await town.world.until(lambda: told(town, "in time again"), SECONDS)
    assert len(told(town, "did not reach")) == len(told(town, "in time again")) == 1


async def test_one_that_never_gets_in_is_missing_everywhere(town: Town):
    url = town.house.settings.database_url.get_secret_value()
    (kept,) = await rows(url, "SELECT secret FROM sources")
    await switched_on(town)
    await rows(url, "UPDATE sources SET secret = 'v1.00000000.AAAA'")
    await round_after(town, 0)
    await round_after(town, 121)
    await round_after(town, 10)
    await town.world.until(lambda: told(town, "did not reach"), SECONDS)
    (late,) = told(town, "did not reach")
    assert "any chat" in late.text
    await rows(url, "UPDATE sources SET secret = :it", it=kept.secret)
    await round_after(town, 301)
    await town.world.until(lambda: told(town, "in time again"), SECONDS)


async def test_failing_to_delete_it_is_no_failure(town: Town):
    town.world.faults.add(Fault("custom", "deleteMessage", times=None))
    await switched_on(town)
    await round_after(town, 0)
    await town.world.until(lambda: calls(town, "deleteMessage") == [False], SECONDS)
    await written(town, "SELECT count(*) FROM canary_copies WHERE arrived_at IS NOT NULL", 1)
    await round_after(town, 125)
    assert told(town, "did not reach") == []
    assert len(calls(town, "sendMessage")) == 1


async def test_switched_off_nothing_of_it_is_left(either_town: Town):
    town = either_town
    url = town.house.settings.database_url.get_secret_value()
    await switched_on(town)
    await round_after(town, 0)
    await arrives(town, 1)
    town.world.faults.add(Fault("server_error", "sendMessage", town.stage.sales.id))
    await round_after(town, 1801)
    assert "are off" in (await town.ask(town.stage.olga, "/canary off")).text
    for _ in range(3):
        await round_after(town, 1801)
    for table in ("canaries", "canary_runs", "canary_copies", "canary_alarms", "parcels"):
        left = await rows(url, f"SELECT count(*) FROM {table}")  # noqa: S608 -- the names are the line above
        assert left[0][0] == 0
    assert told(town, "did not reach") == []


async def test_old_canaries_are_forgotten(either_town: Town):
    town = either_town
    url = town.house.settings.database_url.get_secret_value()
    await switched_on(town, "1440")
    for count in (1, 2, 3):
        await round_after(town, 86_401)
        await town.world.until(lambda: sum(calls(town, "deleteMessage")) == count, SECONDS)  # noqa: B023 -- waited for before the next one
        await written(town, "SELECT count(*) FROM canary_copies WHERE arrived_at IS NOT NULL", 1)
    assert (await rows(url, "SELECT count(*) FROM canary_runs"))[0][0] == 1
    assert (await rows(url, "SELECT count(*) FROM canary_copies"))[0][0] == 1
    assert (await rows(url, "SELECT count(*) FROM intake"))[0][0] == 1


@pytest.mark.parametrize("words", ["on 4", "on 1441", "on 99999999999999"])
async def test_how_often_has_its_limits(town: Town, words: str):
    answer = await town.ask(town.stage.olga, f"/canary {words}")
    assert answer.text == "Minutes: choose from 5 to 1440."


@pytest.mark.parametrize("words", ["maybe", "on x", "on 5 6", "off 5", "on -5"])
async def test_what_it_does_not_understand_it_explains(town: Town, words: str):
    answer = await town.ask(town.stage.olga, f"/canary {words}")
    assert "/canary [on [MINUTES] | off]" in answer.text
    assert "are off" in (await town.ask(town.stage.olga, "/canary")).text


async def test_only_admins_in_private_may_switch_it(town: Town):
    refused = await town.ask(town.stage.anna, "/canary on")
    assert "admins" in refused.text
    elsewhere = await town.ask(town.stage.olga, "/canary on", town.stage.sales)
    assert "private" in elsewhere.text
