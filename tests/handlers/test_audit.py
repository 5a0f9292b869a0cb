"""The audit in the private chat: pages, filters, search, and who may not see it."""

from uuid import uuid4

import pytest

from cards.audit import AuditButton, AuditPeopleButton
from domain.audit import AuditSearch, Topic
from domain.events import ActionDenied
from sandbox.model import Message
from services.audit import LINES_SHOWN
from tests.handlers.looks import rows
from tests.world import Town, labels


async def audit(town: Town, text: str = "") -> Message:
    return await town.ask(town.stage.olga, f"/audit {text}".strip())


def shown(card: Message) -> list[str]:
    """Return the lines below the head, without the days."""
    return [each for each in card.text.splitlines() if " · " in each][1:]


async def test_it_says_who_changed_what_from_what_to_what(town: Town):
    card = await town.lead()
    await town.press(town.stage.anna, card, "Take")
    await town.has_button(card, "Contacted")
    await town.press(town.stage.anna, card, "Contacted")
    (chat,) = await town.house.services.chats.all(await town.caller(town.stage.olga))
    await town.house.services.chats.fall_back(
        await town.caller(town.stage.olga), chat.id, fallback=True
    )
    olga = await town.caller(town.stage.olga)
    await town.house.services.sources.pause(olga, town.source.id, paused=True)
    await town.ask(town.stage.olga, "/canary on 5")
    await town.ask(town.stage.olga, "/canary off")

    said = (await audit(town)).text
    assert said.startswith("Audit · Everything · UTC\n")
    for words in (
        "LeadsBot · #1: came in from Website",
        "Anna Agent · #1: taken",
        "Anna Agent · #1: status: taken → contacted",
        f"Olga Owner · {chat.title}: fallback: no → yes",
        "Olga Owner · source Website: paused: no → yes",
        "Olga Owner · canary leads, minutes between them: off → 5",
        "Olga Owner · canary leads, minutes between them: 5 → off",
    ):
        assert words in said, said
    assert said.index("5 → off") < said.index("#1: taken")


async def test_pages_turn_in_place_and_come_back(either_town: Town):
    town = either_town
    caller = await town.caller(town.stage.olga)
    async with town.house.storage.open(caller) as store:
        for number in range(30):
            event = ActionDenied(caller.workspace_id, f"n{number}", "x")
            await store.note_event(event, town.clock.now())
    every = [row.action for row in await rows(town, "SELECT action FROM audit")]
    card = await audit(town)
    first = card.text
    pages = [shown(card)]
    assert "« Newer" not in labels(card)
    while "Older »" in labels(card):
        edited = card.edited
        await town.press(town.stage.olga, card, "Older »")
        await town.world.until(lambda before=edited: card.edited > before, 15)
        pages.append(shown(card))
    assert [len(each) for each in pages[:-1]] == [LINES_SHOWN] * (len(pages) - 1)
    assert sum(map(len, pages)) == len(every)
    back = [pages[-1]]
    while "« Newer" in labels(card):
        edited = card.edited
        await town.press(town.stage.olga, card, "« Newer")
        await town.world.until(lambda before=edited: card.edited > before, 15)
        back.append(shown(card))
    assert back[::-1] == pages
    assert card.text == first


async def test_it_is_filtered_by_topic_and_by_member(town: Town):
    stage = town.stage
    card = await town.lead()
    await town.press(stage.anna, card, "Take")
    await town.ask(stage.anna, "/newsource Mine")
    page = await audit(town)
    expected = {
        "Leads": ["#1: taken", "#1: came in"],
        "Team": ["Anna Agent joined as agent", "workspace Nordlicht Solar begun"],
        "Settings": ["source Website: made", "connected"],
        "Denied": ["Anna Agent · denied: "],
    }
    for label, words in expected.items():
        await town.press(stage.olga, page, label)
        text = await town.shows(page, f"Audit · {label}", *words)
        others = [each for name, each in expected.items() if name != label]
        assert not any(word in text for each in others for word in each)

    await town.press(stage.olga, page, "Everything")
    await town.has_button(page, "• Everything")
    await town.press(stage.olga, page, "Of one member")
    await town.shows(page, "Whose lines")
    await town.press(stage.olga, page, "Anna Agent")
    text = await town.shows(page, "Audit · Everything · Anna Agent")
    assert all("Anna Agent · " in each for each in shown(page)), text
    assert len(shown(page)) == 3
    await town.press(stage.olga, page, "Of everybody")
    await town.shows(page, "Olga Owner")


async def test_a_text_is_looked_for_and_kept_while_turning(town: Town):
    caller = await town.caller(town.stage.olga)
    async with town.house.storage.open(caller) as store:
        for number in range(500):
            what = "Müller & <b>Söhne</b>" if number % 40 == 0 else f"n{number}"
            event = ActionDenied(caller.workspace_id, what, "x")
            await store.note_event(event, town.clock.now())
    card = await audit(town, "MÜLLER & <b>")
    assert card.text.startswith("🔎 MÜLLER & <b>\nAudit · Everything")
    assert len(shown(card)) == LINES_SHOWN
    await town.press(town.stage.olga, card, "Older »")
    await town.has_button(card, "« Newer")
    assert card.text.startswith("🔎 MÜLLER & <b>\n")
    assert len(shown(card)) == 13 - LINES_SHOWN
    assert all("Müller & <b>Söhne</b>" in each for each in shown(card))
    await town.press(town.stage.olga, card, "Team")
    assert "Nothing here." in await town.shows(card, "· Team")
    assert (await audit(town, "x" * 500)).text.startswith("🔎 " + "x" * 63 + "…")


async def test_a_long_search_stops_and_goes_on(town: Town):
    caller = await town.caller(town.stage.olga)
    async with town.house.storage.open(caller) as store:
        for number in range(5_200):
            event = ActionDenied(caller.workspace_id, f"n{number}", "x")
            await store.note_event(event, town.clock.now())
    card = await audit(town, "Nordlicht")
    assert "Searched as far as" in card.text
    assert shown(card) == []
    await town.press(town.stage.olga, card, "Older »")
    assert "workspace Nordlicht Solar begun" in await town.shows(card, "begun")
    await town.press(town.stage.olga, card, "« Newer")
    await town.shows(card, "Searched as far as")


async def test_lines_of_one_lead_are_found_by_its_number(town: Town):
    await town.lead("Ada Example")
    second = await town.lead("Bob Example")
    await town.press(town.stage.anna, second, "Take")
    assert len(shown(await audit(town, "#2"))) == 2
    assert len(shown(await audit(town, "#1"))) == 1
    assert "Nothing here." in (await audit(town, "#99999999999999999999")).text


@pytest.mark.parametrize("role", ["viewer", "agent"])
async def test_it_is_for_admins_in_private(town: Town, role: str):
    stage = town.stage
    mia = town.world.add_person("Mia", "Member", "mia")
    await town.join(mia, role)
    assert (await town.ask(mia, "/audit")).text == "Only owners and admins can do this."
    private = town.world.private(mia, stage.bot)
    forged = AuditButton(topic=Topic.ALL, place=0).pack()
    assert await town.forge(mia, private, forged) == "Only owners and admins can do this."
    in_group = await town.ask(stage.olga, "/audit", stage.sales)
    assert in_group.text == "Please send me this in our private chat."


async def test_forged_and_stale_buttons_show_nothing_of_others(town: Town):
    nick = await town.with_nick()
    olga = await town.caller(town.stage.olga)
    nicks = await town.ask(nick, "/audit")
    assert "Nordlicht" not in nicks.text
    private = town.world.private(nick, town.stage.bot)
    forged = AuditButton(topic=Topic.ALL, place=0, member_id=olga.member_id).pack()
    await town.forge(nick, private, forged, nicks)
    await town.shows(nicks, "Nothing here.")
    for place in (10**60, -(10**60), -1, 1):
        await town.forge(nick, private, f"audit:all:{place}:", nicks)
    for page in (-1, 10**40):
        data = AuditPeopleButton(topic=Topic.ALL, page=page).pack()
        await town.forge(nick, private, data, nicks)
    gone = AuditButton(topic=Topic.LEADS, place=0, member_id=uuid4()).pack()
    await town.forge(nick, private, gone, nicks)
    assert "Nothing here." in await town.shows(nicks, "· Leads · ?")
    found = await town.house.services.audit.page(await town.caller(nick), AuditSearch())
    assert {each.entry.actor.name for each in found.lines} == {"Nick Neighbour"}


async def test_it_is_read_in_the_language_and_by_the_clock_of_the_reader(town: Town):
    await town.lead()
    await rows_for(town, "ru", "Asia/Tokyo")
    text = (await audit(town)).text
    assert text.startswith("Журнал · ")
    assert "Asia/Tokyo" in text
    assert "#1: пришёл из «Website»" in text
    await rows_for(town, "es", "America/Bogota")
    text = (await audit(town)).text
    assert text.startswith("Registro · Todo · America/Bogota")
    assert "#1: llegó de Website" in text


async def rows_for(town: Town, language: str, zone: str) -> None:
    change = "UPDATE people SET language = :language, zone = :zone WHERE id = :id RETURNING id"
    await rows(town, change, language=language, zone=zone, id=town.stage.olga.id)
