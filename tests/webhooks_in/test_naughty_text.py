"""Strange text in every field, by both doors: it comes out as text and nothing else."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sandbox.model import Message
from tests.forms import SITE, PageForm
from tests.webhooks_in.wire import Wire, must_be_problem, request_bytes
from tests.world import Town, settings_for

# In the manner of the Big List of Naughty Strings; each is somebody's field, whole.
NAUGHTY = [
    "</b></code></blockquote></a><b>",
    "<a href='tg://user?id=1'>Olga</a> <tg-spoiler>x</tg-spoiler>",
    "&lt;b&gt; &amp; &#60; &nbsp; &",
    "https://evil.example/?a=1&b=2 tg://resolve?domain=evil evil.example",
    "@all #urgent $USD /start /start@leads_bot +1 555 0100",
    "Ann\n🏆 #1 · won\r\nEmail: forged@evil.example",
    "Ann\u2028Status: won\u2029\x0b\x0c\x85Owner: nobody",
    "\u202egpj.exe\u202c \u2066left\u2069 \u200f\u200e",
    "\ufeff\u200b\u00ad\u2060zero\u180ewidth",
    "Z̸̡̢̛̬̺͚̲̗̼̱̪̲̾̈́̊͊͛̚a̵l̶g̷o̶" * 3,
    "👨‍👩‍👧‍👦🏳️‍🌈🇩🇪\U000e0067\U000e007f🙂" * 8,
    "﷽ ਬੇ 田中さん あいうえお ﬀ İıſ ß",
    "'; DROP TABLE leads; -- \" OR 1=1 /* %s %n {} {0.__class__} {{7*7}} ${7*7} $(id) `id`",
    "\\u0000 \\x00 %00 ../../etc/passwd\\",
    "null undefined NaN true 0 -0 1e999 __proto__ constructor",
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
]
FIELDS = ("name", "email", "phone", "company", "message", "source", "page_url", "referrer")
FORGED = re.compile(r"^(?:🏆 #1 · won|Email: forged|Status: won|Owner: nobody)", re.MULTILINE)
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069\u2028\u2029\x0b\x0c\x85]")
APART = {"blockquote", "expandable_blockquote", "pre"}
ACTS = {"text_link", "text_mention", "url", "mention", "hashtag", "cashtag", "bot_command"}


def a_naughty_lead(text: str, number: int) -> dict[str, Any]:
    """Put the text into every field; a number before the name tells their cards apart."""
    many = dict.fromkeys(FIELDS, text)
    return {
        **many,
        "name": f"Naughty {number} {text}",
        "phone": text[:64],
        "utm": {"source": text, "campaign": text},
        "consent": {text: text},
        "fields": {text[:64]: text, f"note {number}": text},
    }


@pytest.fixture
async def open_town(sqlite_ready: str, clock):
    """A town whose forms have no limits."""
    unlimited = "1000000/s:1000000"
    async with Town.founded(settings_for(sqlite_ready, limit_form=unlimited), clock) as town:
        yield town


async def test_signed_text_comes_out_as_text(town: Town, caplog: pytest.LogCaptureFixture):
    posted = [a_naughty_lead(text, number) for number, text in enumerate(NAUGHTY)]
    answers = [await town.post({"event": "lead.created", "data": each}) for each in posted]

    assert [each.status for each in answers] == [202] * len(NAUGHTY), answers
    must_be_plain(await cards_of(town), caplog)


async def test_text_of_forms_comes_out_as_text(open_town: Town, caplog: pytest.LogCaptureFixture):
    form = await PageForm.made(open_town, SITE)
    for number, text in enumerate(NAUGHTY):
        lead = a_naughty_lead(text, number)
        plain: Mapping[str, str] = {
            **{each: lead[each] for each in FIELDS},
            text[:64]: text,
            "_next": text,
            "_t": text,
            "_took": "9000",
        }
        answer = await form.post({each.replace("\0", ""): said for each, said in plain.items()})
        assert answer.status == 202, (text, answer.body)

    must_be_plain(await cards_of(open_town), caplog)


async def cards_of(town: Town) -> Sequence[Message]:
    """Return the cards or lines of digests of all, once each is shown."""

    def shown() -> list[Message]:
        found = [each for each in town.world.messages(town.stage.sales) if "Naughty" in each.text]
        numbers = {int(each) for card in found for each in re.findall(r"Naughty (\d+)", card.text)}
        return found if len(numbers) == len(NAUGHTY) else []

    await town.world.until(shown, 60)
    return shown()


def must_be_plain(cards: Sequence[Message], caplog: pytest.LogCaptureFixture) -> None:
    """Nothing that a stranger wrote may act, lead anywhere, or look like a line of ours."""
    for card in cards:
        acting = {each["type"] for each in card.entities} & ACTS
        assert not acting, (acting, card.text)
        assert not FORGED.search(unquoted(card)), card.text
        assert not TURNS.search(card.text), card.text
    assert not [each for each in caplog.records if "alert_plain_fallback" in each.getMessage()]


def unquoted(card: Message) -> str:
    """Return the lines that are ours to make: a message is quoted, and has lines of its own."""
    raw = card.text.encode("utf-16-le")
    for each in card.entities:
        if each["type"] in APART:
            begin, end = 2 * each["offset"], 2 * (each["offset"] + each["length"])
            raw = raw[:begin] + " ".encode("utf-16-le") * each["length"] + raw[end:]
    return raw.decode("utf-16-le")


# --- slow, packed and broken, at the door of forms ---------------------------------------------


def head_of(form: PageForm, **headers: str) -> bytes:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": SITE, "Host": "h"}
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return request_bytes("/f/" + form.url[-32:], {**kind, **said})


async def test_a_form_whose_body_drips_is_not_waited_for(open_town: Town):
    form = await PageForm.made(open_town, SITE)
    open_town.house.doorkeeper.body_seconds = 0.2
    async with Wire.to(open_town) as wire:
        await wire.write(head_of(form, Content_Length="99") + b"email=")
        must_be_problem(await wire.answer(), 408, "timeout")


async def test_a_form_that_is_too_large_is_refused_before_it_comes(open_town: Town):
    form = await PageForm.made(open_town, SITE)
    async with Wire.to(open_town) as wire:
        await wire.write(head_of(form, Content_Length="10000000"))
        must_be_problem(await wire.answer(), 413, "too_large")


async def test_a_form_whose_end_is_ambiguous_reaches_no_handler(open_town: Town):
    form = await PageForm.made(open_town, SITE)
    for framing in ({"Content_Length": "5"}, {"Content_Length": "+5"}):
        async with Wire.to(open_town) as wire:
            chunked = head_of(form, **framing, Transfer_Encoding="chunked")
            await wire.write(chunked + b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            said = await wire.rest()
        assert b" 400 " in said.partition(b"\r\n")[0]
        assert said.count(b"HTTP/1.") == 1
