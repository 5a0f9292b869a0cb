"""The chat page in a real browser: read, press, reply, switch a fault, be somebody else."""

import pytest
from playwright.async_api import expect

KEYS = {
    "inline_keyboard": [
        [
            {"text": "Take", "callback_data": "take"},
            {"text": "Copy phone", "copy_text": {"text": "+491512345678"}},
        ]
    ]
}
HOSTILE = "<img src=x onerror=alert(1)><b>no</b>"


@pytest.fixture
def home(client):
    return str(client.make_url("/"))


@pytest.fixture
def here(home, anna, group):
    """The address at which Anna reads the group."""
    return f"{home}?person={anna.id}&chat={group.id}"


async def test_a_card_is_read_pressed_and_changed(page, here, world, api, anna, group):
    sent = await api(
        "sendMessage",
        chat_id=group.id,
        text="<b>Lead #1</b>",
        parse_mode="HTML",
        reply_markup=KEYS,
    )
    await page.goto(here)
    await expect(page.locator(".words b")).to_have_text("Lead #1")
    await page.get_by_role("button", name="Take").click()
    press = await world.until(lambda: next(iter(world.presses.values()), None))
    assert (press.person, press.data) == (anna, "take")
    await api("answerCallbackQuery", callback_query_id=press.id, text="You took it")
    await expect(page.locator(".toast")).to_have_text("You took it")
    await api(
        "editMessageText", chat_id=group.id, message_id=sent["message_id"], text="Taken by Anna"
    )
    await expect(page.locator(".words").last).to_have_text("Taken by Anna")
    await expect(page.get_by_role("button", name="Take", exact=True)).to_have_count(0)


async def test_an_alert_is_a_dialog(page, here, world, api, group):
    await api("sendMessage", chat_id=group.id, text="card", reply_markup=KEYS)
    await page.goto(here)
    await page.get_by_role("button", name="Take").click()
    press = await world.until(lambda: next(iter(world.presses.values()), None))
    await api("answerCallbackQuery", callback_query_id=press.id, text="No.", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("No.")
    await page.get_by_role("button", name="OK").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_reply_reaches_the_bot(page, here, world, api, group):
    sent = await api("sendMessage", chat_id=group.id, text="card")
    await page.goto(here)
    await page.get_by_role("button", name="Reply to LeadsBot").click()
    await page.get_by_label("Message", exact=True).fill("called, no answer")
    await page.keyboard.press("Enter")
    note = await world.until(lambda: next((m for m in world.messages(group) if m.reply_to), None))
    assert (note.text, note.reply_to.id) == ("called, no answer", sent["message_id"])
    await expect(page.locator(".quoted")).to_contain_text("card")


async def test_the_private_chat_begins_with_start(page, home, world, anna, bot):
    await page.goto(f"{home}?person={anna.id}&chat={bot.id}")
    await page.get_by_role("button", name="Start", exact=True).click()
    chat = world.private(anna, bot)
    assert (await world.until(lambda: world.messages(chat)))[0].text == "/start"
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_a_link_to_the_bot_starts_it_with_its_code(page, here, world, api, group):
    (bot,) = group.bots()
    await api("sendMessage", chat_id=group.id, text=f"https://t.me/{bot.username}?start=code-1")
    await page.goto(here)
    await page.locator(".words a").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    (chat,) = world.privates.values()
    assert (await world.until(lambda: world.messages(chat)))[0].text == "/start code-1"


async def test_hostile_text_stays_text(page, here, world, api, group):
    eve = world.add_person(HOSTILE[:64])
    world.add_member(group, eve)
    world.say(eve, group, HOSTILE)
    await api("sendMessage", chat_id=group.id, text=HOSTILE)
    await page.goto(here)
    await expect(page.locator(".words").last).to_have_text(HOSTILE)
    assert await page.locator("img").count() == 0


async def test_a_fault_is_switched_on_and_off(page, here, world):
    await page.goto(here)
    await page.get_by_role("button", name="Faults & calls").click()
    await page.get_by_role("switch", name="Bot was kicked").check()
    await world.until(lambda: [f.kind for f in world.faults.active] == ["kicked"])
    await expect(page.locator("#fault-count")).to_have_text("1")
    await page.get_by_role("button", name="Switch all off").click()
    await world.until(lambda: not world.faults.active)
    await expect(page.locator("#fault-count")).to_be_hidden()


async def test_one_becomes_another_person_and_makes_a_group(page, home, world, anna, nick, bot):
    await page.goto(f"{home}?person={anna.id}")
    await page.get_by_role("button", name="You are Anna Keller").click()
    await page.get_by_role("button", name="Nick").click()
    await expect(page.locator("#me-name")).to_have_text("Nick")
    await page.get_by_role("button", name="New group").click()
    await page.get_by_label("Title").fill("Night shift")
    await page.get_by_label("Anna Keller").check()
    await page.get_by_role("button", name="Create group").click()
    await expect(page.locator("#room-title")).to_have_text("Night shift")
    await page.locator("#info-open").click()
    await (
        page.get_by_role("listitem")
        .filter(has_text="LeadsBot")
        .get_by_role("button", name="Add")
        .click()
    )
    chat = next(iter(world.groups.values()))
    await world.until(lambda: chat.present(bot))
    assert chat.present(anna)


async def test_a_phone_shows_one_thing_at_a_time(page, here):
    await page.set_viewport_size({"width": 380, "height": 700})
    await page.goto(here)
    await expect(page.locator("#room-title")).to_be_visible()
    await expect(page.locator("#chats")).to_be_hidden()
    await page.get_by_role("button", name="Back to chats").click()
    await expect(page.locator("#chats")).to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 380


async def test_the_sample_site_is_usable(page, home):
    await page.goto(f"{home}site")
    await page.get_by_label("Your name").fill("Marta")
    await page.get_by_label("E-mail").fill("marta@example.org")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Power")
