"""Plain HTML forms: posted in every encoding, from the sites they are for, answered as asked."""

import asyncio
import json
import re
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.forms import ADA, BROWSER, SITE, URLENCODED, PageForm
from tests.handlers.looks import rows
from tests.webhooks_in.wire import must_be_problem
from tests.world import Town, a_lead, settings_for

BOUNDARY = "----WebKitFormBoundary7MA4YWxk"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(*parts: str) -> bytes:
    lines = "".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {each}\r\n" for each in parts
    )
    return f"{lines}--{BOUNDARY}--\r\n".encode()


async def test_what_a_page_posts_becomes_a_card(town: Town):
    form = await PageForm.made(town, SITE)
    answer = await form.post(headers={"Referer": f"{SITE}/contact"})
    assert answer.status == 202, answer.body
    assert answer.json.keys() == {"status", "lead_id", "duplicate"}
    card = await town.stage.card("Ada Form")
    assert "Sun on my roof" in card.text
    assert "Contact" in card.text
    (kept,) = await rows(town, "SELECT contact FROM leads")
    assert json.loads(kept.contact)["page_url"] == f"{SITE}/contact"


async def test_every_encoding_is_read(town: Town):
    form = await PageForm.made(town)
    file = 'name="cv"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
    posts = [
        (MULTIPART, multipart('name="Имя"\r\n\r\nAnna', 'name="tel"\r\n\r\n+49 30 1', file)),
        ("application/json", json.dumps({"Имя": "Anna", "tel": "+49 30 1"}).encode()),
        ("application/x-www-form-urlencoded", "Имя=Anna&tel=%2B49+30+1".encode()),
        (f"{URLENCODED}; charset=windows-1251", "имя=Anna&тел=%2B49 30 1".encode("cp1251")),
    ]
    for kind, body in posts:
        answer = await form.post(body, headers={"Content-Type": kind})
        assert answer.status == 202, (kind, answer.body)
        town.clock.advance(601)
    await town.world.until(lambda: len(cards(town)) == len(posts), 15)
    contacts = [json.loads(each.contact) for each in await rows(town, "SELECT contact FROM leads")]
    assert [(each["name"], each["phone"]) for each in contacts] == [("Anna", "+49 30 1")] * 4


def cards(town: Town) -> list[str]:
    return [each.text for each in town.world.messages(town.stage.sales) if each.buttons]


async def test_files_and_broken_bodies_are_refused_and_leave_nothing(town: Town):
    form = await PageForm.made(town)
    file = 'name="cv"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF'
    nameless = "filename*=UTF-8''a; name=\"x\"\r\n\r\ncontent"
    refused = [
        (MULTIPART, multipart(file), 415, "files_not_accepted"),
        (MULTIPART, multipart(nameless), 415, "files_not_accepted"),
        (MULTIPART, multipart('name="a"\r\n\r\nb').removesuffix(b"--\r\n"), 422, "validation"),
        (MULTIPART, b"", 422, "validation"),
        ("multipart/form-data", b"x", 422, "validation"),
        ("text/plain", b"email=a@b.example", 415, "unsupported_media_type"),
        ("application/json", b"[" * 50_000, 400, "json_invalid"),
        ("application/json", b'{"email": "a", "email": "b"}', 400, "json_duplicate_key"),
        ("application/json", b"[]", 422, "validation"),
        ("application/x-www-form-urlencoded", b"a=1&" * 5_000, 422, "validation"),
        ("application/x-www-form-urlencoded", b"email=" + b"a" * 70_000, 413, "too_large"),
        ("application/x-www-form-urlencoded", b"company=only", 422, "validation"),
    ]
    for kind, body, status, code in refused:
        answer = await form.post(body, headers={"Content-Type": kind})
        must_be_problem(answer, status, code)
        town.clock.advance(2)
    assert (await form.post(b"", headers={"Content-Encoding": "gzip"})).status == 415
    assert await rows(town, "SELECT id FROM intake") == []


async def test_only_the_sites_of_a_form_may_post(town: Town):
    form = await PageForm.made(town, SITE, "https://müller.example")
    for origin in ("https://evil.example", "http://shop.example", f"{SITE}:8443", "null", None):
        answer = await form.post(origin=origin)
        must_be_problem(answer, 403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in answer.headers
    taken = [
        (SITE, None, SITE),
        ("https://xn--mller-kva.example", None, "https://xn--mller-kva.example"),
        (None, f"{SITE}/contact", None),
        ("null", f"{SITE}/contact", "null"),
    ]
    for number, (origin, referrer, readable) in enumerate(taken):
        headers = {"Referer": referrer} if referrer else {}
        answer = await form.post({**ADA, "n": number}, origin=origin, headers=headers)
        assert answer.status == 202, answer.body
        assert answer.headers.get("Access-Control-Allow-Origin") == readable
    assert len(await rows(town, "SELECT id FROM intake")) == len(taken)


async def test_a_browser_that_asks_before_is_told(town: Town):
    form = await PageForm.made(town, SITE)
    asked = {"Access-Control-Request-Method": "POST"}
    answer = await form.send("OPTIONS", b"", {"Origin": SITE, **asked})
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]
    assert "Origin" in answer.headers["Vary"]
    refused = await form.send("OPTIONS", b"", {"Origin": "https://evil.example", **asked})
    must_be_problem(refused, 403, "origin_not_allowed")
    assert not [name for name in refused.headers if name.startswith("Access-Control")]


async def test_an_unknown_token_is_nothing_and_a_paused_form_is_closed(town: Town):
    form = await PageForm.made(town, SITE)
    for token in ("0" * 32, "x", "%00", "../f"):
        other = PageForm(town, f"{town.url}/f/{token}", form.id)
        must_be_problem(await other.post(), 404, "not_found")
    caller = await town.caller(town.stage.olga)
    await town.house.services.sources.pause(caller, form.id, paused=True)
    answer = await form.post()
    must_be_problem(answer, 403, "source_paused")
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    page = await form.post(accept=BROWSER)
    assert "closed at the moment" in page.body.decode()


async def test_a_form_signs_nothing_and_is_signed_by_nobody(town: Town):
    form = await PageForm.made(town)
    answer = await town.send(f"{town.url}/api/inbound/w/{form.id}/leads", b"{}", {})
    must_be_problem(answer, 401, "signature_invalid")


async def test_the_same_entry_twice_is_one_lead(town: Town):
    form = await PageForm.made(town)
    first = (await form.post()).json
    again = await form.post()
    assert (again.status, again.json) == (200, first | {"duplicate": True})
    town.clock.advance(601)
    assert (await form.post()).json["lead_id"] != first["lead_id"]

    keyed = (await form.post({**ADA, "_id": "visit-1"})).json
    by_header = await form.post(headers={"Idempotency-Key": "visit-1"})
    assert (by_header.status, by_header.json["lead_id"]) == (200, keyed["lead_id"])
    other = await form.post({**ADA, "message": "Other"}, headers={"Idempotency-Key": "visit-1"})
    must_be_problem(other, 409, "id_conflict")


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru-RU,ru;q=0.9", "Спасибо!"), ("es", "¡Gracias!"), ("fr, en;q=0.5", "Thank you!")],
)
async def test_a_person_is_thanked_on_a_page_without_scripts(town: Town, language, words):
    form = await PageForm.made(town)
    here = f'{SITE}/a"><script>alert(1)</script>'
    answer = await form.post(
        accept=BROWSER, headers={"Accept-Language": language, "Referer": here}
    )
    page = answer.body.decode()
    assert answer.status == 200
    assert words in page
    assert f'lang="{language[:2] if language[0] != "f" else "en"}"' in page
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'sha"
    )
    assert "<script" not in page
    assert f'href="{SITE}/a%22' in page


async def test_a_person_reads_what_was_wrong(town: Town):
    form = await PageForm.made(town)
    fields = {"name": "Ada", "<b>&": "x" * 5000, "email": "a@b.example"}
    answer = await form.post(fields, accept=BROWSER)
    assert answer.status == 422
    assert "Please check these fields: &lt;b&gt;&amp;." in answer.body.decode()
    unreachable = await form.post({"name": "Ada"}, accept=BROWSER)
    assert "leave an e-mail address, a phone number or a message" in unreachable.body.decode()
    assert (await form.post(accept=BROWSER, headers={"Content-Type": "x/y"})).status == 415


@pytest.mark.parametrize(
    ("wished", "goal"),
    [
        (f"{SITE}/thanks?a=b#c", f"{SITE}/thanks?a=b#c"),
        ("/danke schön", f"{SITE}/danke%20sch%C3%B6n"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("/\\evil.example/", f"{SITE}/%5Cevil.example/"),
        (f"{SITE}@evil.example/", None),
        (f"{SITE}\\@evil.example/", None),
        ("http://shop.example/", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        (f"{SITE}/\r\nSet-Cookie: a=b", f"{SITE}/Set-Cookie:%20a=b"),
    ],
)
async def test_people_are_sent_on_to_the_sites_of_the_form_alone(town: Town, wished, goal):
    form = await PageForm.made(town, SITE)
    headers = {"Referer": f"{SITE}/contact"}
    answer = await form.post({**ADA, "_next": wished}, accept=BROWSER, headers=headers)
    assert (answer.status, answer.headers.get("Location")) == (
        (303, goal) if goal else (200, None)
    )
    assert "Set-Cookie" not in answer.headers


async def test_without_sites_people_are_sent_on_to_where_they_came_from(town: Town):
    form = await PageForm.made(town)
    there = await form.post({**ADA, "_next": f"{SITE}/thanks"}, accept=BROWSER)
    assert there.headers["Location"] == f"{SITE}/thanks"
    elsewhere = await form.post({**ADA, "_next": "https://evil.example"}, accept=BROWSER)
    assert "Location" not in elsewhere.headers


async def test_who_fills_in_the_trap_is_thanked_and_held(town: Town):
    form = await PageForm.made(town)
    good, bad = await form.post(accept=BROWSER), await form.post(
        {**ADA, "message": "Buy", "_gotcha": "x"}, accept=BROWSER
    )  # fmt: skip # they stand side by side
    assert (good.status, good.body) == (bad.status, bad.body)
    await town.stage.card("Ada Form")
    caller = await town.caller(town.stage.olga)

    async def held() -> list[str]:
        page = await town.house.services.quarantine.page(caller)
        return [each.lead.contact.message or "" for each in page.leads]

    async with asyncio.timeout(15):
        while await held() != ["Buy"]:
            pass
    assert len(cards(town)) == 1
    shown = await town.ask(town.stage.olga, "/quarantine")
    assert "a field is filled in that people do not see" in shown.text


async def test_a_flood_of_one_visitor_is_limited_and_signed_events_are_not(sqlite_ready, clock):
    settings = settings_for(sqlite_ready, limit_form="1/m:10")
    async with Town.founded(settings, clock) as town:
        form = await PageForm.made(town)
        answers = await asyncio.gather(*(form.post({**ADA, "n": n}) for n in range(200)))
        assert Counter(each.status for each in answers) == {202: 10, 429: 190}
        refused = next(each for each in answers if each.status == 429)
        must_be_problem(refused, 429, "rate_limited")
        assert '"form";r=0' in refused.headers["RateLimit"]
        page = await form.post(accept=BROWSER)
        assert page.status == 429
        assert re.fullmatch("[1-9][0-9]*", page.headers["Retry-After"])
        assert "Too many messages at once" in page.body.decode()
        assert (await town.post(a_lead())).status == 202


async def test_a_form_is_looked_up_once_however_many_post_at_once(sqlite_ready, clock):
    settings = settings_for(sqlite_ready, limit_form="1000/s:1000")
    async with Town.founded(settings, clock) as town:
        form = await PageForm.made(town)
        engine = town.house.storage._reader.sync_engine
        looks: list[str] = []

        def hear(_: object, __: object, statement: str, *___: object) -> None:
            looks.extend(["form"] if "form_token = " in statement else [])

        event.listen(engine, "before_cursor_execute", hear)
        for place in range(3):
            town.clock.advance(10)
            posts = (form.post({**ADA, "n": f"{place} {n}"}) for n in range(30))
            assert {each.status for each in await asyncio.gather(*posts)} == {202}
        event.remove(engine, "before_cursor_execute", hear)
    # A machine that is slow enough looks again after two seconds.
    assert 3 <= len(looks) < 30


async def test_wrong_tokens_are_limited_by_their_address(sqlite_ready, clock):
    settings = settings_for(sqlite_ready, limit_address="1/m:5")
    async with Town.founded(settings, clock) as town:
        form = await PageForm.made(town, SITE)
        wrong = PageForm(town, f"{town.url}/f/{'0' * 32}", UUID(int=0))
        statuses = [(await wrong.post()).status for _ in range(8)]
        assert statuses == [404] * 5 + [429] * 3
        assert (await form.post()).status == 202


async def test_a_form_on_postgresql(postgres_town: Town):
    form = await PageForm.made(postgres_town, SITE)
    assert (await form.post()).status == 202
    assert (await form.post(origin="https://evil.example")).status == 403
    await postgres_town.stage.card("Ada Form")


async def test_what_pages_look_like_is_told_of_when_it_changes(town: Town):
    form = await PageForm.made(town, SITE)
    other = PageForm(town, f"{form.url}/shape", form.id)
    looks = [
        {"page": f"{SITE}/contact", "fields": "email,phone"},
        {"page": f"{SITE}/contact", "fields": "phone,email"},
        {"page": f"{SITE}/contact", "fields": "email,<b>"},
        {"page": f"{SITE}/contact", "fields": "email,phone"},
        {"page": f"{SITE}/contact", "fields": "email,<b>"},
        {"page": f"{SITE}/empty", "fields": ""},
    ]
    for each in looks:
        assert (await other.post(each)).status == 204
    must_be_problem(await other.post({"page": "x", "fields": "y"}), 422, "validation")
    must_be_problem(
        await other.post(looks[0], origin="https://evil.example"), 403, "origin_not_allowed"
    )
    foreign = await other.post({"page": "https://evil.example/", "fields": "email"})
    must_be_problem(foreign, 403, "origin_not_allowed")
    told = await rows(town, "SELECT details FROM notices WHERE kind = 'form_changed' ORDER BY id")
    assert [json.loads(each.details)["gone"] for each in told] == ["phone", "<b>"]
    card = await town.world.until(
        lambda: next((each for each in said_in_private(town) if "🧩" in each), None), 15
    )
    assert "Fields that are gone: phone. New ones: <b>." in card


def said_in_private(town: Town) -> list[str]:
    private = town.world.private(town.stage.olga, town.stage.bot)
    return [each.text for each in town.world.messages(private)]


async def test_a_crowd_of_changing_pages_is_not_remembered(town: Town):
    form = await PageForm.made(town)
    other = PageForm(town, f"{form.url}/shape", form.id)
    for number in range(30):
        town.clock.advance(2)
        answer = await other.post({"page": f"{SITE}/{number}", "fields": "email"})
        assert answer.status == 204
    (kept,) = await rows(town, "SELECT form_origins FROM sources WHERE form_token IS NOT NULL")
    assert len(json.loads(kept.form_origins)["shapes"]) == 12
