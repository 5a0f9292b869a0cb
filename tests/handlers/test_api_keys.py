"""API keys: made, listed, changed and revoked by talking; a key stays in private."""

from bot.stage import found
from cards.api_key import KeyButton, KeyMove
from cards.pages import LATER
from domain.key_request import KeyRequest
from tests.webhooks_in.api.program import Program
from tests.world import Town, data_of, labels


async def test_a_key_is_shown_once_and_revoked_by_a_button(town: Town):
    olga = town.stage.olga
    made = await town.ask(olga, "/newkey Our CRM leads:read leads:write 90d")
    text = found(r"(lb_live_\w+)", made)
    assert (await Program(town, text).get("/key"))["name"] == "Our CRM"
    ring = town.house.services.key_ring
    call = await ring.opened_by(text, "::1", suspect=False)
    assert call.found.key.name == "Our CRM"
    await ring.write()
    listed = await town.ask(olga, "/keys")
    assert "1 API key" in listed.text
    assert "last used" in listed.text
    await town.press(olga, listed, "Our CRM")
    assert "leads:read, leads:write" in await town.shows(listed, "Made by Olga Owner")
    assert text not in listed.text
    await town.press(olga, listed, "Revoke")
    await town.shows(listed, "cannot be taken back")
    assert await town.press(olga, listed, "Yes, revoke") == "Our CRM counts no longer."
    await town.shows(listed, "No API keys yet")


async def test_a_new_secret_is_another_message_and_not_given_twice(town: Town):
    olga = town.stage.olga
    made = await town.ask(olga, "/newkey CRM audit:read")
    listed = await town.ask(olga, "/keys")
    await town.press(olga, listed, "CRM")
    await town.has_button(listed, "New secret")
    rotate = data_of(listed, "New secret")
    place = town.world.private(olga, town.stage.bot)
    before = len(town.world.messages(place))
    await town.press(olga, listed, "New secret")
    await town.world.until(lambda: len(town.world.messages(place)) > before, 15)
    new = town.world.messages(place)[-1]
    assert "24 hours more" in new.text
    assert found(r"(lb_live_\w+)", new) != found(r"(lb_live_\w+)", made)
    assert "less than 24 hours ago" in await town.forge(olga, place, rotate)


async def test_only_admins_and_only_in_private(town: Town):
    stage = town.stage
    vera = await town.with_vera()
    assert (await town.ask(stage.anna, "/newkey X leads:read")).text.startswith("Only owners")
    assert (await town.ask(vera, "/keys")).text.startswith("Only owners")
    in_group = await town.ask(stage.olga, "/newkey X leads:read", stage.sales)
    assert in_group.text == "Please send me this in our private chat."
    made = await town.ask(stage.olga, "/newkey CRM leads:read")
    key_id = (await town.house.services.api_keys.all(await town.caller(stage.olga)))[0].id
    for move in KeyMove:
        data = KeyButton(move=move, key_id=key_id).pack()
        assert await town.forge(stage.anna, stage.sales, data) == (
            "Only owners and admins can do this."
        )
    rotate = KeyButton(move=KeyMove.ROTATE, key_id=key_id).pack()
    assert await town.forge(stage.olga, stage.sales, rotate) == "Not available here."
    listed = await town.ask(stage.olga, "/keys", stage.sales)
    await town.press(stage.olga, listed, "CRM")
    assert "New secret" not in await town.has_button(listed, "Revoke")
    shown = [each.text for each in town.world.messages(stage.sales)]
    assert not any(found(r"(lb_live_\w+)", made) in each for each in shown)


async def test_the_neighbour_finds_no_key_of_ours(town: Town):
    await town.ask(town.stage.olga, "/newkey CRM leads:read")
    key_id = (await town.house.services.api_keys.all(await town.caller(town.stage.olga)))[0].id
    nick = await town.with_nick()
    assert town.nicks_chat is not None
    for move in KeyMove:
        data = KeyButton(move=move, key_id=key_id).pack()
        assert (
            await town.forge(nick, town.world.private(nick, town.stage.bot), data)
            == "Not available here."
        )
    assert "No API keys yet" in (await town.ask(nick, "/keys")).text


async def test_many_keys_have_pages_and_help_says_what_can_be_typed(town: Town):
    olga = town.stage.olga
    assert "sources:write" in (await town.ask(olga, "/newkey")).text
    assert "say what the key may do" in (await town.ask(olga, "/newkey CRM")).text
    caller = await town.caller(olga)
    for number in range(10):
        wanted = KeyRequest.read(f"Key {number} leads:read")
        await town.house.services.api_keys.create(caller, wanted)
    listed = await town.ask(olga, "/keys")
    assert "Key 9" not in listed.text
    await town.press(olga, listed, LATER)
    await town.shows(listed, "Key 9")
    assert "1/2" not in labels(listed)
