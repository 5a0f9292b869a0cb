"""The company's other program tells what is really from LeadsBot, and shows whatever came."""

import base64
import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from standardwebhooks import Webhook

from sandbox.receiver import KEPT, LONGEST_BODY, Receiver, listen

Client = aiohttp.ClientSession  # noqa: TID251 -- whoever calls the program
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()
TAKEN = json.dumps(
    {"event": "lead.taken", "data": {"lead": {"number": 7, "contact": {"name": "Ada <b>"}}}}
).encode()


@dataclass
class Company:
    """The program, and a client that calls it."""

    receiver: Receiver
    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def sign(self, body: bytes, secret: str = SECRET, *, late: float = 0.0) -> dict[str, str]:
        at = dt.datetime.fromtimestamp(self.receiver.now() - late, dt.UTC)
        return {
            "webhook-id": "evt_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign("evt_1", at, body.decode()),
        }

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        url = self.receiver.url + "hook"
        async with self.client.post(url, data=body, headers=headers) as answer:
            return answer.status

    async def page(self) -> str:
        async with self.client.get(self.receiver.url) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            return await answer.text()


@pytest.fixture
async def company(clock) -> AsyncIterator[Company]:
    receiver = Receiver(clock, secret=SECRET)
    runner = await listen(receiver, "127.0.0.1")
    async with Client() as client:
        yield Company(receiver, client)
    await runner.cleanup()


async def test_what_is_signed_is_verified_and_listed(company: Company):
    assert await company.post(TAKEN, company.sign(TAKEN)) == 204
    arrival = await company.receiver.heard_of("lead.taken", 1)
    assert arrival.verified
    page = await company.page()
    assert "✓ verified" in page
    assert "#7 Ada &lt;b&gt;" in page
    assert "<b>" not in page


async def test_one_of_two_signatures_is_enough_while_a_secret_is_rotated(company: Company):
    headers = company.sign(TAKEN)
    by_another = company.sign(TAKEN, OTHER)["webhook-signature"]
    headers["webhook-signature"] = f"{by_another} {headers['webhook-signature']}"
    assert await company.post(TAKEN, headers) == 204


@pytest.mark.parametrize("what", ["secret", "body", "late", "early", "stamp", "nothing", "bytes"])
async def test_what_is_forged_or_stale_is_listed_as_not_verified(company: Company, what: str):
    headers = {
        "secret": company.sign(TAKEN, OTHER),
        "body": company.sign(TAKEN + b" "),
        "late": company.sign(TAKEN, late=301),
        "early": company.sign(TAKEN, late=-301),
        "stamp": company.sign(TAKEN) | {"webhook-timestamp": "²"},
        "nothing": {},
        "bytes": company.sign(TAKEN) | {"webhook-signature": "v1,\udcff é"},
    }[what]
    assert await company.post(TAKEN, headers) == 401
    assert not (await company.receiver.heard_of("lead.taken", 1)).verified
    assert "✗ not verified" in await company.page()


async def test_nothing_is_verified_before_there_is_a_secret(company: Company):
    company.receiver.secret = ""
    assert await company.post(TAKEN, company.sign(TAKEN)) == 401


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"{}", b"[" * 90_000, b'{"event": 1}'])
async def test_a_body_that_says_nothing_is_listed_too(company: Company, body: bytes):
    assert await company.post(body, {}) == 401
    assert len(company.receiver.arrivals) == 1
    assert "✗ not verified" in await company.page()


async def test_too_much_is_refused_and_only_the_newest_are_kept(company: Company):
    assert await company.post(b"x" * (LONGEST_BODY + 1), {}) == 413
    assert "Nothing has come yet" in await company.page()
    for _ in range(KEPT + 3):
        await company.post(b"{}", {})
    assert len(company.receiver.arrivals) == KEPT


async def test_a_page_of_another_site_may_neither_post_nor_read(company: Company):
    assert await company.post(TAKEN, {"Origin": "https://evil.example"}) == 403
    async with company.client.get(
        company.receiver.url, headers={"Host": "evil.example"}
    ) as answer:
        assert answer.status == 403


async def test_waiting_for_what_does_not_come_ends(company: Company):
    with pytest.raises(TimeoutError):
        await company.receiver.heard_of("lead.taken", 0.01)
