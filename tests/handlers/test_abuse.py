"""Abuse, as admins meet it: told once, reviewed, ruled once, and lifted; nobody else is hurt."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from shutil import copy
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from cards.abuse import AbuseButton, AbuseMove
from sandbox.model import Message
from tests.forms import ADA, PageForm
from tests.handlers.looks import actions, an_incident, denied, rows, snapshot
from tests.world import Answer, Clock, Past, Town, a_lead, labels, settings_for

FLOODER, OTHER = "8.8.4.4", "9.9.9.9"


@pytest.fixture
async def behind_proxy(
    sqlite_past: tuple[Path, Past], sqlite_url: str, clock: Clock
) -> AsyncIterator[Town]:
    """A town whose visitors come through a proxy that says who they are."""
    path, past = sqlite_past
    copy(path, sqlite_url.partition("///")[2])
    settings = settings_for(sqlite_url, trusted_proxies="127.0.0.1", limit_form="1000/s:1000")
    async with Town.returned(settings, clock, past) as town:
        yield town


async def visit(form: PageForm, address: str, **fields: str) -> Answer:
    """Post as a visitor from an address, each time as somebody else."""
    who = {**ADA, "email": f"{uuid4().hex}@example.com", "message": uuid4().hex, **fields}
    return await form.post(who, headers={"X-Forwarded-For": address})


async def looked_at(town: Town) -> None:
    """Let what was counted be written, and the guard make its round."""
    await town.house.services.tally.write()
    await town.house.services.guard.watch()


async def incidents(town: Town) -> list[str]:
    found = await rows(town, "SELECT trouble FROM incidents ORDER BY opened_at")
    return [row.trouble for row in found]


async def notice(town: Town) -> Message:
    """Wait for the newest notice of an incident in Olga's private chat."""
    olga = town.stage.olga

    def told() -> list[Message]:
        chat = town.world.private(olga, town.stage.bot)
        return [each for each in town.world.messages(chat) if "🚨" in each.text]

    await town.world.until(lambda: bool(told()), 15)
    return told()[-1]


async def flood(form: PageForm, times: int = 20) -> None:
    for _ in range(times):
        assert (await visit(form, FLOODER)).status == 202


async def test_a_flood_from_one_address_is_told_once_and_slowed_for_it_alone(behind_proxy: Town):
    town = behind_proxy
    form = await PageForm.made(town)
    await flood(form)
    await looked_at(town)
    await looked_at(town)
    told = await notice(town)
    assert "Contact: many leads come from one address. I slow down" in told.text
    assert labels(told) == ["Review", "Block address", "Pause source", "It's fine"]
    assert await incidents(town) == ["one_address"]
    assert (await rows(town, "SELECT count(*) AS many FROM notices"))[0].many == 1
    sent = [(await visit(form, FLOODER)).status for _ in range(4)]
    assert sent == [202, 202, 202, 429]
    assert (await visit(form, OTHER)).status == 202


async def test_what_goes_on_is_held_and_let_in_with_its_time(behind_proxy: Town):
    town = behind_proxy
    form = await PageForm.made(town)
    await flood(form)
    await looked_at(town)
    town.clock.advance(6 * 60)
    await looked_at(town)
    assert (await visit(form, FLOODER, name="Held Person")).status == 202
    caller = await town.caller(town.stage.olga)
    quarantine = town.house.services.quarantine

    async def held() -> list[Any]:
        found = (await quarantine.page(caller)).leads
        return [each.lead for each in found if each.lead.contact.name == "Held Person"]

    while not await held():
        pass
    (lead,) = await held()
    town.clock.advance(600)
    assert (await quarantine.let_in(caller, lead.id)).received_at == lead.received_at
    assert (await visit(form, OTHER, name="Good Person")).status == 202
    assert "Good Person" in (await town.stage.card("Good Person")).text


async def test_a_block_is_chosen_works_once_and_is_lifted(behind_proxy: Town):
    town = behind_proxy
    form = await PageForm.made(town)
    await flood(form)
    await looked_at(town)
    told, olga = await notice(town), town.stage.olga
    await town.press(olga, told, "Block address")
    await town.shows(told, f"Block {FLOODER}?")
    assert labels(told)[:3] == ["1 h", "24 h", "7 days"]
    choice = told.button("24 h").callback_data or ""
    assert "Blocked." in await town.press(olga, told, "24 h")
    assert "done already" in await town.forge(olga, told.chat, choice, told)
    blocked = await visit(form, FLOODER)
    assert (blocked.status, blocked.json["code"]) == (403, "forbidden")
    assert (await visit(form, OTHER)).status == 202
    # A proxy that nobody trusts could say anything; what a trusted one adds is what counts.
    spoofed = f"{OTHER}, {FLOODER}"
    assert (await visit(form, spoofed)).status == 403
    signed = {"X-Forwarded-For": FLOODER}
    assert (await town.post(headers=signed)).status == 403
    forged = await town.send(town.source.url, b"{}", signed)
    assert (forged.status, forged.json["code"]) == (401, "signature_invalid")
    audit = str(await rows(town, "SELECT details FROM audit"))
    assert FLOODER not in audit
    assert "8.8.4.x" in audit
    card = await town.ask(olga, "/abuse")
    assert card.media is not None
    with Image.open(BytesIO(card.media.data)) as picture:
        assert picture.size[0] == 1080
    assert f"{FLOODER}: blocked" in card.text
    await town.press(olga, card, f"Lift: {FLOODER}")
    await town.world.until(lambda: f"{FLOODER}: blocked" not in card.text, 15)
    assert (await town.post(headers=signed)).status == 202
    assert (await actions(town))[-1] in {"abuse.measure_lifted", "lead.created"}


async def test_it_is_fine_ends_it_and_is_not_told_again(behind_proxy: Town):
    town = behind_proxy
    form = await PageForm.made(town)
    await flood(form)
    await looked_at(town)
    told = await notice(town)
    assert "not told again" in await town.press(town.stage.olga, told, "It's fine")
    assert (await visit(form, FLOODER)).status == 202
    await flood(form, 10)
    await looked_at(town)
    assert await incidents(town) == ["one_address"]
    assert await rows(town, "SELECT * FROM incidents WHERE closed_at IS NULL") == []
    await flood(form, 20)
    await looked_at(town)
    assert await incidents(town) == ["one_address"] * 2


async def test_junk_is_told_and_does_nothing_to_the_source(either_town: Town):
    town = either_town
    caller = await town.caller(town.stage.olga)
    await town.post()
    for _ in range(35):
        junk = await town.send(town.source.url, b"{}", {})
        assert junk.status == 401
    await looked_at(town)
    told = await notice(town)
    assert "Website: many requests have a wrong signature. I have done nothing" in told.text
    # Everybody comes from the same local address here, which nobody can block.
    assert labels(told) == ["Review", "It's fine"]
    await town.press(town.stage.olga, told, "Review")
    await town.shows(told, "Who stands out:", "127.0.0.1 · wrong signature · 35")
    assert (await town.post()).status == 202
    assert await rows(town, "SELECT * FROM measures") == []
    view = await town.house.services.abuse.overview(caller)
    assert (sum(view.day.refused), sum(view.day.accepted)) == (35, 1)
    assert view.day.kinds == [("unproven", 35)]


async def test_counts_of_several_processes_are_added_up(either_town: Town):
    town = either_town
    for _ in range(2):
        for _ in range(15):
            await town.send(town.source.url, b"{}", {})
        await town.post()
        await town.house.services.tally.write()
    found = await rows(town, "SELECT sum(count) AS many FROM traffic WHERE kind = 'accepted'")
    assert int(found[0].many) == 2
    assert len(await rows(town, "SELECT * FROM traffic")) <= 4


async def test_malformed_bodies_count_once_they_are_proven(town: Town):
    for number in range(20):
        answer = await town.post(b"[", event_id=f"m{number}")
        assert answer.status == 400
    metrics = (await town.get("/metrics")).body.decode()
    assert 'leadsbot_refusals_total{code="json_invalid"} 20.0' in metrics
    await looked_at(town)
    assert await incidents(town) == ["malformed"]
    told = await notice(town)
    assert "Pause source" in labels(told)
    assert "Paused." in await town.press(town.stage.olga, told, "Pause source")
    assert (await town.post()).json["code"] == "source_paused"
    await town.shows(told, "Done: source paused.")
    assert labels(told) == ["It's fine", "Held leads", "Last day"]


async def test_only_admins_rule_and_only_in_their_own_workspace(town: Town):
    incident_id, measure_id = await an_incident(town, target=FLOODER)
    nick = await town.with_nick()
    before = await snapshot(town)
    for person in (town.stage.anna, nick):
        card = await town.ask(person, "/help")
        for move in AbuseMove:
            thing = measure_id if move is AbuseMove.LIFT else incident_id
            button = AbuseButton(move=move, id=thing, number=24).pack()
            if person is nick and move is AbuseMove.DAY:
                continue
            assert await town.forge(person, card.chat, button, card)
    assert await snapshot(town) == before
    assert len(await denied(town)) >= len(AbuseMove)


async def test_a_day_without_anything_has_a_picture_too(town: Town):
    card = await town.ask(town.stage.olga, "/abuse")
    assert "Nothing came within the last 24 hours." in card.text
    assert "Nothing is blocked." in card.text
    assert card.media is not None


async def test_a_quarter_of_an_hour_later_it_is_over_and_weeks_later_forgotten(town: Town):
    await an_incident(town)
    await town.house.services.guard.watch()
    assert len(await rows(town, "SELECT * FROM incidents WHERE closed_at IS NULL")) == 1
    town.clock.advance(16 * 60)
    await town.house.services.guard.watch()
    assert await rows(town, "SELECT * FROM incidents WHERE closed_at IS NULL") == []
    town.clock.advance(8 * 24 * 3600)
    await town.house.services.guard.clear()
    assert await rows(town, "SELECT * FROM measures") == []
    (kept,) = await rows(town, "SELECT target FROM incidents")
    assert kept.target is None
    town.clock.advance(30 * 24 * 3600)
    await town.house.services.guard.clear()
    assert await rows(town, "SELECT * FROM incidents") == []


async def test_a_flood_never_becomes_a_flood_of_rows(town: Town):
    tally, services = town.house.services.tally, town.house.services
    await town.post(a_lead())
    for _ in range(30):
        await town.send(town.source.url, b"{}", {})
    await tally.write()
    await tally.write()
    counts = await rows(town, "SELECT kind, sum(count) AS many FROM traffic GROUP BY kind")
    assert {row.kind: int(row.many) for row in counts}["unproven"] == 30
    assert len(await rows(town, "SELECT * FROM traffic_samples")) <= 2
    town.clock.advance(9 * 24 * 3600)
    await services.guard.clear()
    assert await rows(town, "SELECT * FROM traffic") == []
    assert await rows(town, "SELECT * FROM traffic_samples") == []
