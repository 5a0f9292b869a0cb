"""The script for pages, in a real browser on sample sites under a strict policy."""

import asyncio
import gzip
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.chromium import QUIET, chromium_here
from tests.conftest import shut_out
from tests.forms import PageForm
from tests.handlers.looks import rows
from tests.world import Clock, Town, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="module")
SITES = Path(__file__).parents[1] / "sites"
POLICY = (
    "default-src 'none'; script-src 'self' {house}; connect-src {house}; form-action *;"
    " base-uri 'none'; require-trusted-types-for 'script'"
)
MOST_PACKED = 10_000
UNLIMITED = "1000000/s:1000000"


@dataclass
class Site:
    """A customer's site, which keeps what is posted to it itself."""

    url: str = ""
    house: str = ""
    script: str = ""
    action: str = "/posted"
    language: str = "en"
    posted: list[dict[str, str]] = field(default_factory=list)

    async def show(self, request: web.Request) -> web.Response:
        path = SITES / (request.path.strip("/") or "static.html")
        kind = "text/javascript" if path.suffix == ".js" else "text/html"
        values = {"script": self.script, "action": self.action, "language": self.language}
        text = path.read_text(encoding="utf-8")
        shown = Template(text).substitute(values) if path.suffix == ".html" else text
        policy = {"Content-Security-Policy": POLICY.format(house=self.house)}
        return web.Response(text=shown, content_type=kind, headers=policy)

    async def keep(self, request: web.Request) -> web.Response:
        self.posted.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(text="<h1>Kept by the site</h1>", content_type="text/html")

    async def nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator["Site"]:
        site, app = cls(), web.Application()
        app.router.add_post("/posted", site.keep)
        app.router.add_get("/favicon.ico", site.nothing)
        app.router.add_get("/{name:.*}", site.show)
        async with TestServer(app, host="127.0.0.1") as server:
            site.url = str(server.make_url("")).rstrip("/")
            yield site


@dataclass
class Visit:
    """A visitor's browser window, the site it is at, and the form that is in its pages."""

    page: Page
    site: Site
    form: PageForm
    complaints: list[str]

    @property
    def town(self) -> Town:
        return self.form.town

    def hear(self, line: ConsoleMessage) -> None:
        """Note what the browser has to complain about, but for its advice on our sample page."""
        if not line.text.startswith("[DOM]"):
            self.complaints.append(line.text)

    def put_script(self, mode: str = "listener", **attributes: str) -> None:
        """Put the script into the pages, as the bot says to."""
        more = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
        self.site.script = (
            f'<script id="leadsbot-listener" src="{self.town.url}/widget.js"'
            f' data-token="{self.form.url[-32:]}" data-api="{self.town.url}" data-mode="{mode}"'
            f"{more} async></script>"
        )

    async def contact(self) -> dict[str, Any]:
        """Return the newest lead of the form, once there is one."""
        (found,) = await self.contacts(1)
        return found

    async def contacts(self, count: int) -> list[dict[str, Any]]:
        """Return the leads of the form, once there are that many."""
        query = "SELECT contact FROM leads WHERE source_id = :id ORDER BY number"
        found = await rows(self.town, query, id=self.form.id.hex)
        async with asyncio.timeout(15):
            while len(found) < count:
                found = await rows(self.town, query, id=self.form.id.hex)
        assert len(found) == count, (found, self.complaints)
        return [json.loads(each.contact) for each in found]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = chromium_here()
        started = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """One town for all, for a browser is slow enough; each test has a form of its own."""
    folder = tmp_path_factory.mktemp("widget")
    shutil.copy(sqlite_template, folder / "widget.db")
    with pytest.MonkeyPatch.context() as patches:
        shut_out(patches, folder)
        url = f"sqlite+aiosqlite:///{folder / 'widget.db'}"
        settings = settings_for(url, limit_form=UNLIMITED)
        async with Town.founded(settings, Clock()) as town:
            yield town


@pytest_asyncio.fixture(loop_scope="module")
async def visit(
    browser: Browser, shared_town: Town, request: pytest.FixtureRequest
) -> AsyncIterator[Visit]:
    async with Site.opened() as site:
        site.house = shared_town.url
        form = await PageForm.made(shared_town, site.url, name=request.node.name[:60])
        context = await browser.new_context(viewport={"width": 900, "height": 900})
        page = await context.new_page()
        page.set_default_timeout(10_000)
        visit = Visit(page, site, form, [])
        page.on("console", visit.hear)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.put_script()
        yield visit
        await context.close()


async def fill_in(page: Page, name: str = "Ada Static") -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Mail", exact=True).fill("ada@static.example")
    await page.get_by_label("Text").fill("Sun, please.")


async def test_the_script_is_small_kept_and_the_same_for_all(shared_town: Town):
    answer = await shared_town.get("/widget.js")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert len(gzip.compress(answer.body)) < MOST_PACKED
    tag = answer.headers["ETag"]
    asked = {"If-None-Match": f'W/"x", {tag}', "Accept-Encoding": "identity"}
    async with shared_town.client.get(shared_town.url + "/widget.js", headers=asked) as again:
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)


async def test_a_form_of_a_static_page_goes_where_it_always_went_and_to_us(visit: Visit):
    page, site = visit.page, visit.site
    await page.goto(f"{site.url}/static.html?utm_source=news&utm_campaign=sun#top")
    await fill_in(page)
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("heading")).to_have_text("Kept by the site")
    (posted,) = site.posted
    assert posted["csrf_token"] == "c5rf"
    contact = await visit.contact()
    fields = contact.pop("fields")
    assert contact == {
        "name": "Ada Static",
        "email": "ada@static.example",
        "message": "Sun, please.",
        "page_url": f"{site.url}/static.html?utm_source=news&utm_campaign=sun",
        "utm": {"source": "news", "campaign": "sun"},
        "source": "contact",
        **({"caught": contact["caught"]} if "caught" in contact else {}),
    }
    assert fields == {"topic": "sun, wind", "campaign_code": "autumn"}
    assert visit.complaints == []


async def test_a_form_that_posts_elsewhere_is_heard_and_others_are_let_alone(visit: Visit):
    page, site = visit.page, visit.site
    async with Site.opened() as elsewhere:
        site.action = f"{elsewhere.url}/posted"
        await page.goto(site.url)
        await page.locator("#search input").fill("find@static.example")
        await page.locator("#login [type=email]").fill("login@static.example")
        await page.locator("#private input").fill("private@static.example")
        for name in ("Search", "Log in", "Keep private"):
            await page.get_by_role("button", name=name).evaluate(
                "button => button.form.dispatchEvent(new Event('submit', {cancelable: true}))"
            )
        await fill_in(page, "Bob Elsewhere")
        await page.get_by_role("button", name="Send it").click()
        await expect(page.get_by_role("heading")).to_have_text("Kept by the site")
        assert [each["your-name"] for each in elsewhere.posted] == ["Bob Elsewhere"]
    assert (await visit.contact())["email"] == "ada@static.example"
    assert visit.complaints == []


async def test_where_people_came_from_first_and_last_is_told(visit: Visit):
    page, site = visit.page, visit.site
    await page.goto(f"{site.url}/static.html?utm_source=first")
    await page.goto(f"{site.url}/other/../static.html?utm_source=last&utm_medium=mail")
    await fill_in(page, "Carl Returns")
    await page.evaluate("document.getElementById('contact').submit()")
    contact = await visit.contact()
    assert contact["utm"] == {"source": "last", "medium": "mail"}
    assert contact["fields"]["first_utm_source"] == "first"
    assert contact["fields"]["first_page"] == f"{site.url}/static.html"


async def test_fields_with_confusing_names_confuse_nobody(visit: Visit):
    page, site = visit.page, visit.site
    await page.goto(f"{site.url}/static.html")
    names = ["elements", "closest", "id", "action", "submit", "noValidate"]
    await page.locator("#contact").evaluate(
        """(form, names) => names.forEach(name => {
            const field = document.createElement("input");
            field.name = name;
            field.value = "odd";
            form.append(field);
        })""",
        names,
    )
    await fill_in(page, "Ina Odd")
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("heading")).to_have_text("Kept by the site")
    contact = await visit.contact()
    assert contact["name"] == "Ina Odd"
    assert dict.fromkeys(names, "odd").items() <= contact["fields"].items()
    assert visit.complaints == []


async def say_in_app(page: Page, name: str) -> None:
    await page.get_by_label("Full name").fill(name)
    await page.get_by_label("E-mail").fill(f"{name.split(maxsplit=1)[0].lower()}@app.example")
    await page.get_by_label("Message").fill(f"I am {name}.")
    await page.get_by_role("button").click()
    await expect(page.get_by_role("button")).to_have_text("Sent")


async def test_an_app_that_makes_its_form_later_and_sends_it_itself_is_heard(visit: Visit):
    await visit.page.goto(f"{visit.site.url}/app.html")
    await say_in_app(visit.page, "Dora App")
    contact = await visit.contact()
    told = {name: contact[name] for name in ("name", "email", "message")}
    assert told == {"name": "Dora App", "email": "dora@app.example", "message": "I am Dora App."}
    assert visit.complaints == []


async def test_what_is_sent_offline_arrives_once_when_the_line_is_back(visit: Visit):
    page = visit.page
    await page.goto(f"{visit.site.url}/app.html")
    await page.get_by_label("Full name").wait_for()
    await page.context.set_offline(True)
    await say_in_app(page, "Emil Offline")
    kept = await page.evaluate("Object.keys(localStorage).filter(each => each.endsWith(':queue'))")
    assert len(kept) == 1
    await page.context.set_offline(False)
    assert (await visit.contact())["name"] == "Emil Offline"
    await expect_empty(page)
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await visit.contacts(1)


async def test_what_was_taken_but_not_answered_is_sent_again_as_the_same(visit: Visit):
    page = visit.page
    lost: list[int] = []

    async def lose_the_answer(route: Any) -> None:
        if lost:
            await route.continue_()
            return
        answer = await route.fetch()
        lost.append(answer.status)
        await route.abort()

    await page.route("**/f/*", lose_the_answer)
    await page.goto(f"{visit.site.url}/app.html")
    await say_in_app(page, "Fred Slow")
    await visit.contacts(1)
    assert lost == [202]
    await page.reload()
    await expect_empty(page)
    await visit.contacts(1)


async def expect_empty(page: Page) -> None:
    """Wait until nothing waits in the browser."""
    kept = (
        "Object.keys(localStorage).filter(each => each.endsWith(':queue'))"
        ".map(each => localStorage[each])"
    )
    async with asyncio.timeout(15):
        while await page.evaluate(kept) != ["[]"]:
            pass


async def test_a_drawn_form_is_filled_in_by_keyboard(visit: Visit):
    page = visit.page
    visit.put_script("widget", title="Write to us", consent="I agree to be called.")
    await page.goto(f"{visit.site.url}/widget.html")
    await page.get_by_label("Your name").focus()
    await page.keyboard.type("Gina Widget")
    await page.keyboard.press("Enter")
    status = page.get_by_role("status")
    await expect(status).to_have_text("Please leave an e-mail address or a phone number.")
    await expect(page.get_by_label("E-mail")).to_be_focused()
    assert await page.get_by_label("E-mail").get_attribute("aria-invalid") == "true"
    await page.keyboard.type("gina@widget.example")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.type("Hello!\nIt is me.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(status).to_have_text("Please agree first.")
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Send").press("Enter")
    await expect(status).to_have_text("Thank you! Your message has arrived.")
    await expect(status).to_be_focused()
    contact = await visit.contact()
    assert contact["name"] == "Gina Widget"
    assert contact["message"] == "Hello!\nIt is me."
    assert contact["consent"] == {"given": "I agree to be called."}
    assert visit.complaints == []


async def test_a_drawn_form_stands_in_its_place_and_speaks_the_page_s_language(visit: Visit):
    page = visit.page
    visit.site.language = "ru"
    visit.put_script("widget", accent="#7a1fa2", fields="name,phone", scheme="light")
    await page.emulate_media(color_scheme="dark")
    await page.goto(f"{visit.site.url}/widget.html")
    await page.get_by_label("Ваше имя").fill("Инна")
    assert await page.get_by_label("Эл. почта").count() == 0
    shown = [
        page.get_by_role("heading", name="Contact us"),
        page.get_by_role("button", name="Отправить"),
        page.get_by_text("Behind the form."),
    ]
    tops = [box["y"] for each in shown if (box := await each.bounding_box())]
    assert len(tops) == 3
    assert tops == sorted(tops)
    colour = "getComputedStyle(document.querySelector('[data-leadsbot-ignore]').shadowRoot"
    button = await page.evaluate(f"{colour}.querySelector('button')).backgroundColor")
    assert button == "rgb(122, 31, 162)"
    card = await page.evaluate(f"{colour}.querySelector('form')).backgroundColor")
    assert card == "rgb(255, 255, 255)"
    trap = await page.evaluate(f"{colour}.querySelector('.trap')).display")
    assert trap == "none"


async def test_a_page_without_scripts_is_thanked_and_told_what_is_wrong(visit: Visit):
    page, site = visit.page, visit.site
    site.action = visit.form.url
    await page.goto(f"{site.url}/plain.html")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading")).to_have_text("Your message was not sent")
    await page.get_by_role("link", name="Back to the site").click()
    await page.wait_for_url(f"{site.url}/")
    await page.goto(f"{site.url}/plain.html")
    await page.get_by_label("Your name").fill("Hugo Plain")
    await page.get_by_label("E-mail").fill("hugo@plain.example")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading")).to_have_text("Thank you!")
    assert (await visit.contact())["name"] == "Hugo Plain"
    # The browser itself notes in its console that the first answer was a 422.
    assert [each for each in visit.complaints if "422" not in each] == []


async def test_a_page_whose_form_lost_a_field_is_told_of_once(visit: Visit):
    page, site, town = visit.page, visit.site, visit.town
    await page.clock.install()
    await page.goto(f"{site.url}/static.html")
    await report(page)
    await page.goto(f"{site.url}/static.html")
    await page.locator("[name=your-message]").evaluate("each => each.remove()")
    await report(page)

    private = town.world.private(town.stage.olga, town.stage.bot)
    words = "Fields that are gone: your-message"

    def told() -> list[str]:
        return [each.text for each in town.world.messages(private) if words in each.text]

    await town.world.until(told, 15)
    assert f"{site.url}/static.html" in told()[0]
    await page.context.clear_cookies()
    await page.evaluate("localStorage.clear()")
    await page.goto(f"{site.url}/static.html")
    await page.locator("[name=your-message]").evaluate("each => each.remove()")
    await report(page)
    assert len(told()) == 1


async def report(page: Page) -> None:
    """Let the seconds go by after which the script looks at the page's forms."""
    async with page.expect_response("**/shape") as answer:
        await page.clock.fast_forward(4_000)
    assert (await answer.value).status == 204


class Asked:
    """Counts at the house what it is asked about unfinished and whole forms, from now on."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.before = self.all()

    def all(self) -> tuple[int, int]:
        found = {"/f/{token}/partial": 0, "/f/{token}": 0}
        for family in self.town.house.meters.collect():
            for each in family.samples:
                if each.name == "leadsbot_http_requests_total" and each.labels["route"] in found:
                    found[each.labels["route"]] += int(each.value)
        return found["/f/{token}/partial"], found["/f/{token}"]

    @property
    def since(self) -> tuple[int, int]:
        """How many of both there were."""
        unfinished, whole = self.all()
        return unfinished - self.before[0], whole - self.before[1]

    async def becomes(self, *counts: int) -> None:
        """Wait until there were so many; an answer is counted once it is given."""
        async with asyncio.timeout(15):
            while self.since < counts:  # noqa: ASYNC110 -- a counter rings no bell
                await asyncio.sleep(0)
        assert self.since == counts


async def take_unfinished(visit: Visit) -> Asked:
    """Let the form take what is left unfinished, and count what the house is asked."""
    caller = await visit.town.caller(visit.town.stage.olga)
    forms = visit.town.house.services.forms
    await forms.take_unfinished(caller, visit.form.id, taken=True)
    return Asked(visit.town)


async def kept(visit: Visit, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Return state and lead of what came to the form, once it is that much; blank if settled."""
    query = "SELECT state, lead FROM intake WHERE source_id = :id ORDER BY id"
    found = await rows(visit.town, query, id=visit.form.id.hex)
    async with asyncio.timeout(15):
        while len(found) < count or (count and not any(each.lead for each in found)):
            found = await rows(visit.town, query, id=visit.form.id.hex)
    assert len(found) == count, (found, visit.complaints)
    return [(each.state, json.loads(each.lead or "{}")) for each in found]


async def type_in(page: Page, name: str) -> None:
    """Fill in the drawn form by hand, but for the consent."""
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("E-mail").fill("nina@widget.example")
    await page.get_by_label("Phone").fill("+49 30 901820")


async def test_what_is_typed_leaves_with_consent_alone_and_then_once(visit: Visit):
    page, url = visit.page, f"{visit.site.url}/widget.html"
    asked = await take_unfinished(visit)
    visit.put_script("widget", partial="true", consent="I agree to be called.")
    await page.goto(url)
    await type_in(page, "Nina Without")
    await page.goto("about:blank")
    await page.goto(url)
    await type_in(page, "Nina Took Back")
    await page.get_by_label("I agree").check()
    await page.get_by_label("I agree").uncheck()
    await page.goto("about:blank")
    await page.goto(url)
    await type_in(page, "Nina Was Ticked")
    ticked = (
        "document.querySelector('[data-leadsbot-ignore]').shadowRoot.querySelector('.tick input')"
    )
    await page.evaluate(f"{ticked}.checked = true; {ticked}.dispatchEvent(new Event('change'))")
    await page.goto("about:blank")
    assert asked.since == (0, 0)
    assert await kept(visit, 0) == []

    await page.goto(url)
    await type_in(page, "Nina Agreed")
    await page.get_by_label("Message").fill("Please call")
    await page.get_by_label("I agree").check()
    await page.goto("about:blank")
    ((state, lead),) = await kept(visit, 1)
    assert state == "waiting"
    said = {name: lead[name] for name in ("name", "email", "message", "consent", "unfinished")}
    assert said == {
        "name": "Nina Agreed",
        "email": "nina@widget.example",
        "message": "Please call",
        "consent": {"given": "I agree to be called."},
        "unfinished": True,
    }
    # Whatever had left the visits before would have come before this.
    await asked.becomes(1, 0)
    assert visit.complaints == []


async def test_who_comes_back_and_sends_it_is_one_lead(visit: Visit):
    page, url = visit.page, f"{visit.site.url}/widget.html"
    asked = await take_unfinished(visit)
    visit.put_script("widget", partial="true", consent="I agree to be called.")
    await page.goto(url)
    await type_in(page, "Nina Leaves")
    await page.get_by_label("I agree").check()
    await page.goto("about:blank")
    await kept(visit, 1)
    await page.goto(url)
    await type_in(page, "Nina Returns")
    await page.get_by_label("I agree").check()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("status")).to_have_text("Thank you! Your message has arrived.")
    await page.goto("about:blank")
    assert (await visit.contact())["name"] == "Nina Returns"
    states = "SELECT state FROM intake WHERE source_id = :id ORDER BY id"
    found = await rows(visit.town, states, id=visit.form.id.hex)
    assert [each.state for each in found] == ["done", "done"]
    await asked.becomes(1, 1)
    assert visit.complaints == []


async def test_a_form_of_the_page_itself_may_be_left_unfinished(visit: Visit):
    page, site = visit.page, visit.site
    asked = await take_unfinished(visit)
    visit.put_script(partial="true")
    await page.goto(f"{site.url}/static.html")
    await add_consent(page)
    await fill_in(page, "Sam Static")
    await page.goto("about:blank")
    await page.goto(f"{site.url}/static.html")
    await add_consent(page)
    await fill_in(page, "Sam Agreed")
    await page.get_by_label("You may call me").check()
    await page.goto("about:blank")
    ((_, lead),) = await kept(visit, 1)
    assert (lead["name"], lead["unfinished"]) == ("Sam Agreed", True)
    assert "consent" in lead
    await page.goto(f"{site.url}/static.html")
    await add_consent(page)
    await fill_in(page, "Sam Sends")
    await page.get_by_label("You may call me").check()
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("heading")).to_have_text("Kept by the site")
    assert (await visit.contact())["name"] == "Sam Sends"
    await asked.becomes(1, 1)
    assert visit.complaints == []


async def test_without_the_owner_s_word_nothing_leaves_a_page(visit: Visit):
    page, url = visit.page, f"{visit.site.url}/widget.html"
    asked = await take_unfinished(visit)
    visit.put_script("widget", consent="I agree to be called.")
    await page.goto(url)
    await type_in(page, "Nina Unasked")
    await page.get_by_label("I agree").check()
    await page.goto("about:blank")
    await page.goto(url)
    assert asked.since == (0, 0)
    assert await kept(visit, 0) == []


async def add_consent(page: Page) -> None:
    """Put a box for consent into the page's own form."""
    await page.locator("#contact").evaluate(
        """form => {
            const box = document.createElement("input");
            const label = document.createElement("label");
            Object.assign(box, {type: "checkbox", name: "terms"});
            box.setAttribute("data-leadsbot-consent", "");
            label.append("You may call me", box);
            form.prepend(label);
        }"""
    )
