"""Filters of endpoints, chosen by buttons: only some sources, only some statuses."""

from uuid import UUID

from cards.endpoint_buttons import FilterButton, FilterMove
from cards.pages import LATER
from sandbox.model import Message
from tests.handlers.test_endpoints import made, page
from tests.receiver import receiving
from tests.world import Town, labels


async def filters(town: Town) -> Message:
    shown = await page(town)
    await town.press(town.stage.olga, shown, "Filters")
    await town.shows(shown, "Which leads does")
    return shown


async def endpoint_id(town: Town) -> UUID:
    caller = await town.caller(town.stage.olga)
    (view,) = await town.house.services.endpoints.all(caller)
    found: UUID = view.endpoint.id
    return found


async def test_only_what_brings_a_lead_to_a_chosen_status_is_told(either_town: Town):
    town = either_town
    async with receiving() as receiver:
        await made(town, receiver)
        shown = await filters(town)
        assert "Sources: all\nStatuses: all" in shown.text
        await town.press(town.stage.olga, shown, "☐ taken")
        await town.has_button(shown, "☑ taken")
        await town.press(town.stage.olga, shown, "☐ contacted")
        await town.shows(shown, "Statuses: taken, contacted")
        card = await town.lead("Ada Lovelace")
        await town.press(town.stage.anna, card, "Take")
        await town.has_button(card, "Contacted")
        await town.press(town.stage.anna, card, "Contacted")
        await receiver.heard_of("lead.status_changed")
        assert [each.event for each in receiver.calls] == ["lead.taken", "lead.status_changed"]
        await town.press(town.stage.olga, shown, "☑ taken")
        await town.shows(shown, "Statuses: contacted")
        await town.press(town.stage.olga, shown, "Back")
        assert "Only once it is contacted" in await town.shows(shown, "Only")


async def test_only_leads_of_chosen_sources_are_told(town: Town):
    await town.ask(town.stage.olga, "/newsource Second <b>shop</b>")
    async with receiving() as receiver:
        await made(town, receiver, "lead.created")
        shown = await filters(town)
        await town.press(town.stage.olga, shown, "☐ Second <b>shop</b>")
        await town.shows(shown, "Sources: Second <b>shop</b>")
        await town.lead("Ada Lovelace")
        assert receiver.calls == []
        first = next(each for each in labels(shown) if each[2:] == "Website")
        await town.press(town.stage.olga, shown, first)
        await town.shows(shown, "Website")
        await town.lead("Grace Hopper")
        call = await receiver.heard_of("lead.created")
        assert call.json["data"]["lead"]["contact"]["name"] == "Grace Hopper"
        assert len(receiver.calls) == 1


async def test_many_sources_have_pages_and_pressing_twice_is_once(town: Town):
    caller = await town.caller(town.stage.olga)
    sources = town.house.services.sources
    for number in range(10):
        await sources.create(caller, f"Shop {number}")
    async with receiving() as receiver:
        await made(town, receiver)
        shown = await filters(town)
        await town.press(town.stage.olga, shown, LATER)
        await town.has_button(shown, "☐ Shop 9")
        on = shown.button("☐ Shop 9").callback_data or ""
        for _ in range(2):
            await town.forge(town.stage.olga, shown.chat, on, shown)
        await town.has_button(shown, "☑ Shop 9")
        found = await town.house.services.shaping.look(caller, await endpoint_id(town))
        assert [found.sources[each] for each in found.endpoint.sources] == ["Shop 9"]
        await town.press(town.stage.olga, shown, "☑ Shop 9")
        await town.shows(shown, "Sources: all")


async def test_strange_buttons_change_nothing(town: Town):
    vera = await town.with_vera()
    async with receiving() as receiver:
        await made(town, receiver)
        here, chat = await endpoint_id(town), town.stage.sales
        for move, number in (
            (FilterMove.SOURCE, 123),
            (FilterMove.STATUS, 99),
            (FilterMove.NO_STATUS, -1),
        ):
            data = FilterButton(move=move, endpoint_id=here, number=number).pack()
            answer = await town.forge(town.stage.olga, chat, data)
            assert answer == "Not available here."
        data = FilterButton(move=FilterMove.STATUS, endpoint_id=here, number=1).pack()
        assert "Only owners and admins" in await town.forge(vera, chat, data)
        caller = await town.caller(town.stage.olga)
        now = (await town.house.services.shaping.look(caller, here)).endpoint
        assert (now.sources, now.statuses) == ((), ())
