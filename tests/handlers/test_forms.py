"""Forms by talking: made, shown, limited to sites, renewed; unknown sites are asked about once."""

from html import unescape
from typing import cast
from uuid import uuid4

from cards.form import FormButton, FormMove, OriginButton, Ruling
from domain.form import origin_key
from sandbox.model import Chat, Message
from tests.forms import SITE, PageForm
from tests.handlers.looks import rows
from tests.world import Town, labels

EVIL = "https://evil.example"


async def page_of(town: Town, name: str, chat: Chat | None = None) -> Message:
    card = await town.ask(town.stage.olga, "/sources", chat)
    await town.press(town.stage.olga, card, name)
    await town.has_button(card, "Back")
    return card


async def after(town: Town, card: Message, label: str) -> Message:
    """Press a button of Olga's that brings a message."""
    before = len(town.world.messages(card.chat))
    await town.press(town.stage.olga, card, label)
    said = await town.world.until(lambda: town.world.messages(card.chat)[before:], 15)
    return cast("Message", said[0])


async def answered(town: Town, question: Message, words: str) -> Message:
    before = len(town.world.messages(question.chat))
    town.world.say(town.stage.olga, question.chat, words, reply_to=question)
    said = await town.world.until(lambda: town.world.messages(question.chat)[before + 1 :], 15)
    return cast("Message", said[0])


async def test_a_form_comes_with_what_to_paste(town: Town):
    olga = town.stage.olga
    made = await town.ask(olga, f"/newform Contact & more {SITE} www.shop.example")
    text = unescape(made.text)
    form = await PageForm.shown(town, made, "Contact & more")
    assert f'<form action="{form.url}" method="post"' in text
    assert '<input name="_gotcha" hidden' in text
    assert f'src="{town.url}/widget.js" data-token="{form.url[-32:]}"' in text
    assert f'data-api="{town.url}" data-mode="listener"' in text
    assert "https://www.shop.example" in text
    assert "whsec_" not in text
    assert "/newform NAME [ORIGIN ...]" in (await town.ask(olga, "/newform")).text
    assert "one with this name" in (await town.ask(olga, "/newform Website")).text
    assert "write it like" in (await town.ask(olga, "/newform Shop ftp://x.example")).text
    assert len(await rows(town, "SELECT id FROM sources")) == 2


async def test_forms_are_made_by_admins_in_private(town: Town):
    stage = town.stage
    said = await town.ask(stage.olga, "/newform Contact", stage.sales)
    assert said.text == "Please send me this in our private chat."
    refused = await town.ask(stage.anna, "/newform Contact")
    assert refused.text == "Only owners and admins can do this."


async def test_the_page_of_a_form(town: Town):
    olga = town.stage.olga
    form = await PageForm.made(town, SITE)
    assert "📝 Contact · ▶️ receiving" in (await town.ask(olga, "/sources")).text
    card = await page_of(town, "Contact")
    assert f"Sites: {SITE}" in card.text
    private = ["Pause", "Send a test lead", "For the page", "Sites", "New token", "Rename"]
    assert labels(card) == [*private, "Take unfinished ones", "Back"]
    assert form.url in (await after(town, card, "For the page")).text
    await town.press(olga, card, "Send a test lead")
    assert "This is a test." in (await town.stage.card("Test lead from Contact")).text
    assert labels(await page_of(town, "Contact", town.stage.sales)) == [
        "Pause",
        "Send a test lead",
        "Back",
    ]


async def test_a_form_has_no_secret_to_rotate(town: Town):
    form = await PageForm.made(town)
    olga = town.stage.olga
    asked = await town.ask(olga, "/rotate")
    assert labels(asked) == ["Rotate Website"]
    assert "There is no source Contact" in (await town.ask(olga, "/rotate Contact")).text
    forged = f"source:rotate:{form.id.hex}:"
    assert await town.forge(olga, asked.chat, forged) == "Not available here."


async def test_whether_a_form_takes_unfinished_ones_is_an_admins_word(town: Town):
    olga, form = town.stage.olga, await PageForm.made(town)
    card = await page_of(town, "Contact")
    assert "Unfinished forms: not taken." in card.text
    for _ in range(2):
        await town.press(olga, card, "Take unfinished ones")
        await town.shows(card, "Unfinished forms: taken, 15 minutes after the visitor left.")
        await town.press(olga, card, "Leave unfinished ones")
        await town.shows(card, "Unfinished forms: not taken.")
    take = FormButton(move=FormMove.TAKE_UNFINISHED, source_id=form.id).pack()
    private = town.world.private(town.stage.anna, town.stage.bot)
    assert (
        await town.forge(town.stage.anna, private, take) == "Only owners and admins can do this."
    )
    await town.forge(olga, card.chat, take, card)
    await town.forge(olga, card.chat, take, card)
    await town.shows(card, "Unfinished forms: taken")
    audit = (await town.ask(olga, "/audit")).text
    assert "form Contact: take what visitors left unfinished: no → yes" in audit
    signed = FormButton(move=FormMove.TAKE_UNFINISHED, source_id=town.source.id).pack()
    assert await town.forge(olga, card.chat, signed, card) == "Not available here."


async def test_the_sites_are_an_answer(town: Town):
    form = await PageForm.made(town)
    question = await after(town, await page_of(town, "Contact"), "Sites")
    assert question.text.startswith("🌐 Which sites may post Contact?")
    assert "write it like" in (await answered(town, question, "what?!")).text
    shown = await answered(town, question, f"{SITE}, blog.example")
    assert f"Sites: {SITE}, https://blog.example" in shown.text
    assert (await form.post()).status == 202
    assert (await form.post(origin=EVIL)).status == 403
    await notice(town, EVIL)  # Else it may come in the place of the answer.
    assert "Sites: any" in (await answered(town, question, "Any")).text
    assert (await form.post({"message": "Hi"}, origin=EVIL)).status == 202


async def test_a_new_token_ends_the_one_before(town: Town):
    form = await PageForm.made(town)
    warning = await after(town, await page_of(town, "Contact"), "New token")
    assert "Pages with the one of now can post no more" in warning.text
    assert (await form.post()).status == 202
    new = await PageForm.shown(town, await after(town, warning, "Renew it"))
    assert new.url != form.url
    assert (await form.post()).status == 404
    assert (await new.post({"message": "Hi"})).status == 202


async def notice(town: Town, words: str) -> Message:
    private = town.world.private(town.stage.olga, town.stage.bot)

    def told() -> Message | None:
        return next((each for each in town.world.messages(private) if words in each.text), None)

    return cast("Message", await town.world.until(told, 15))


async def test_an_unknown_site_is_asked_about_once_and_allowed(town: Town):
    form = await PageForm.made(town, SITE)
    for _ in range(3):
        assert (await form.post(origin=EVIL)).status == 403
    asked = await notice(town, "posts to the form Contact")
    assert EVIL in asked.text
    assert labels(asked) == ["Allow", "Block"]
    assert len(await rows(town, "SELECT id FROM notices WHERE kind = 'form_origin'")) == 1
    await town.press(town.stage.olga, asked, "Allow")
    await town.shows(asked, "may post Contact from now on")
    assert labels(asked) == []
    assert (await form.post(origin=EVIL)).status == 202
    assert (await form.post()).status in (200, 202)


async def test_a_blocked_site_is_refused_and_asked_about_no_more(town: Town):
    form = await PageForm.made(town, SITE)
    await form.post(origin=EVIL)
    asked = await notice(town, "posts to the form Contact")
    await town.press(town.stage.olga, asked, "Block")
    await town.shows(asked, "can never post Contact")
    assert (await form.post(origin=EVIL)).status == 403
    assert f"Blocked: {EVIL}" in (await page_of(town, "Contact")).text
    assert len(await rows(town, "SELECT id FROM notices WHERE kind = 'form_origin'")) == 1


async def test_a_crowd_of_unknown_sites_asks_a_few_times(town: Town):
    form = await PageForm.made(town, SITE)
    for number in range(9):
        await form.post(origin=f"https://{number}.example")
    asked = await rows(town, "SELECT id FROM notices WHERE kind = 'form_origin'")
    assert len(asked) == 6


async def test_buttons_are_for_admins_of_the_workspace_alone(town: Town):
    form = await PageForm.made(town, SITE)
    await form.post(origin=EVIL)
    key = origin_key(EVIL)
    allow = OriginButton(ruling=Ruling.ALLOW, source_id=form.id, key=key).pack()
    renew = FormButton(move=FormMove.RENEW_SURELY, source_id=form.id).pack()
    stage, nick = town.stage, await town.with_nick()
    for data in (allow, renew):
        private = town.world.private(stage.anna, stage.bot)
        assert "Only owners" in await town.forge(stage.anna, private, data)
        private = town.world.private(nick, stage.bot)
        assert await town.forge(nick, private, data) == "Not available here."
        assert await town.forge(stage.olga, stage.sales, data) == "Not available here."
    private = town.world.private(stage.olga, stage.bot)
    strange = OriginButton(ruling=Ruling.ALLOW, source_id=form.id, key="0").pack()
    nothing = FormButton(move=FormMove.SNIPPET, source_id=uuid4()).pack()
    signed = FormButton(move=FormMove.SNIPPET, source_id=town.source.id).pack()
    for data in (strange, nothing, signed):
        assert await town.forge(stage.olga, private, data) == "Not available here."
    assert (await form.post(origin=EVIL)).status == 403
    assert (await form.post()).status == 202
