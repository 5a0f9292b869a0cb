"""The sample company's back end signs what its visitors write, and tells them the truth."""

import base64
import datetime as dt

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import expect
from standardwebhooks import Webhook

from sandbox.server import build_app
from sandbox.site import mount_site, sign

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
FORM = {"name": "Marta <b>", "email": "marta@example.org", "phone": "", "message": "Sun!"}


def test_the_signature_is_the_one_of_the_reference(clock):
    headers = sign(SECRET, "msg_1", int(clock()), b'{"a":1}')
    at = dt.datetime.fromtimestamp(int(clock()), dt.UTC)
    assert headers["webhook-signature"] == Webhook(SECRET).sign("msg_1", at, '{"a":1}')


class Office:
    """A server that keeps what it is sent and answers with `status`."""

    def __init__(self) -> None:
        self.status = 202
        self.url = ""
        self.kept: list[tuple[dict[str, str], bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.kept.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)


@pytest.fixture
async def inbound():
    app = web.Application()
    office = Office()
    app.router.add_post("/leads", office.take)
    async with TestServer(app) as server:
        office.url = str(server.make_url("/leads"))
        yield office


async def test_a_lead_is_signed_and_posted(world, inbound, clock):
    app = build_app(world)
    site = mount_site(app)
    async with TestClient(TestServer(app)) as client:
        site.inbound_url, site.secret = inbound.url, SECRET
        async with client.post("/site", data=FORM | {"submission": "msg_same"}) as answer:
            text = await answer.text()
    assert answer.status == 200
    assert "Thank you, Marta &lt;b&gt;!" in text
    ((headers, body),) = inbound.kept
    assert headers["webhook-id"] == "msg_same"
    signed = sign(SECRET, "msg_same", int(clock()), body)
    assert headers["webhook-signature"] == signed["webhook-signature"]
    assert b'"event": "lead.created"' in body
    assert b'"phone"' not in body


@pytest.mark.parametrize(
    ("form", "connected", "status", "words"),
    [
        (FORM, False, 502, "This form is not connected yet"),
        (FORM | {"name": ""}, True, 422, "Please tell us your name"),
        (FORM | {"email": ""}, True, 422, "Please leave an e-mail address or a phone"),
        (FORM, True, 502, "did not take the message (answer 503)"),
    ],
)
async def test_failures_are_honest_and_keep_what_was_typed(
    world, inbound, form, connected, status, words
):
    inbound.status = 503
    app = build_app(world)
    url = inbound.url if connected else ""
    site = mount_site(app, url, SECRET)
    async with TestClient(TestServer(app)) as client, client.post("/site", data=form) as answer:
        text = await answer.text()
    assert answer.status == status
    assert words in text
    assert "Sun!" in text
    assert len(site.problems) == 1


async def test_an_unreachable_back_office_is_said(world, unused_tcp_port):
    app = build_app(world)
    mount_site(app, f"http://127.0.0.1:{unused_tcp_port}/", SECRET, at="/company")
    async with TestClient(TestServer(app)) as client, client.post("/company", data=FORM) as answer:
        text = await answer.text()
    assert answer.status == 502
    assert "We could not reach our office system" in text


async def test_a_visitor_sends_the_form_in_a_real_browser(world, inbound, browser):
    app = build_app(world)
    mount_site(app, inbound.url, SECRET)
    async with TestServer(app, host="127.0.0.1") as server:
        page = await browser.new_page()
        await page.goto(str(server.make_url("/site")))
        await page.get_by_label("Your name").fill("Marta")
        await page.get_by_label("E-mail").fill("marta@example.org")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Marta!")
        await page.close()
    assert len(inbound.kept) == 1
