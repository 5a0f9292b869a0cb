"""Whatever is posted to a form gets an answer that is no fault of ours."""

import asyncio
import json
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.forms import SITE, URLENCODED, PageForm
from tests.webhooks_in.test_hostile import NOT_JSON, ODD_JSON, any_json
from tests.webhooks_in.wire import exchange
from tests.world import Town, settings_for

UNLIMITED = "1000000/s:1000000"
NAUGHTY = [
    b"",
    b"&&&===&&",
    b"=",
    b"%",
    b"%zz=%u0041&%=%",
    b"\x00=\x00",
    b"email=%00%0a%0d",
    b"\xff\xfe=\xff",
    b"email=%ED%A0%80&name=%C0%80",
    b"_charset_=idna&email=\xc3",
    b"_charset_=hex&email=zz",
    b"_charset_=gbk&email=%81",
    b"email=a@b.c&" + b"email=x&" * 100,
    b"a[[[[[[[=1&a]]]]=2&[]=3&a[b][c][d]=4&" + b"[" * 5000 + b"=5",
    b"_t=999999999999999999999999&_took=1e9&_id=%0a&_next=%00&message=1",
    "name=\u202egpj.exe&message=\U000e0001\u2066\ufeff Ω≈ç √∫ 田中 ポ Œé逍 👩‍👩‍👧 ﷽".encode(),
    b"message=<script>alert(1)</script>&name='; DROP TABLE leads;--",
    b"message={{7*7}}${7*7}%s%n%x&email=@",
    b"Message=" + b"%F0%9F%98%80" * 4000,
    b"&".join(b"k%d=v" % n for n in range(199)) + b"&email=a@b.c",
    b"x" * 60_000,
]
PARTS = [
    b"",
    b"--b",
    b"--b--",
    b"--b\r\n--b--",
    b"--b\r\n\r\n\r\n--b--",
    b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
    b'--b\r\nContent-Disposition: form-data; name="\r\n\r\nx\r\n--b--',
    b'--b\r\nContent-Disposition: form-data; name=""\r\n\r\nx\r\n--b--',
    b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--b--',
    b"--b\r\nContent-Disposition: form-data; name=email\r\n\r\na@b.c\r\n--b--trailing",
    b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n--c--\r\n--b--",
    b"--b\r\n" * 9_000,
    b'--b\r\nContent-Disposition: form-data; name="m"\r\n\r\n--bb\r\n--b--',
]
TOLD = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
ORIGINS = [SITE, "null", "https://", "x" * 3000, "https://a b", "http://[::1", "https://é.example"]


@pytest.fixture
def unlimited(sqlite_ready, clock):
    """A town and a form in it that live through all examples, and the way to run work there."""
    with asyncio.Runner() as runner:
        founded = Town.founded(
            settings_for(sqlite_ready, limit_form=UNLIMITED, limit_source=UNLIMITED), clock
        )
        town = runner.run(founded.__aenter__())
        try:
            yield runner.run, runner.run(PageForm.made(town))
        finally:
            runner.run(founded.__aexit__(None, None, None))


def test_naughty_bodies(unlimited):
    run, form = unlimited
    kinds = (
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data; boundary=b",
    )

    async def post_all() -> set[int]:
        bodies = [*NAUGHTY, *PARTS, *NOT_JSON, *ODD_JSON]
        posts = [
            form.post(body, headers={"Content-Type": kind}, accept=accept)
            for body in bodies
            for kind in kinds
            for accept in ("text/html", "*/*")
        ]
        return {(await each).status for each in posts}

    assert run(post_all()) <= {200, 202, 400, 413, 415, 422}


@given(
    bodies=some.lists(
        some.binary(max_size=300)
        | any_json().map(lambda each: json.dumps(each).encode())
        | some.sampled_from(NAUGHTY),
        min_size=1,
        max_size=20,
    ),
    kind=some.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data; boundary=b",
        ]
    ),
    headers=some.dictionaries(
        some.sampled_from(
            [
                "Accept",
                "Accept-Language",
                "Referer",
                "Origin",
                "Idempotency-Key",
                "X-Forwarded-For",
            ]
        ),
        some.text(
            some.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"),
            max_size=40,
        )
        | some.sampled_from(ORIGINS),
    ),
)
@settings(max_examples=8, deadline=None, suppress_health_check=TOLD)
def test_whatever_is_posted_gets_an_answer_that_is_no_fault_of_ours(
    bodies, kind, headers, unlimited
):
    run, form = unlimited

    async def post_all() -> set[int]:
        told = {"Content-Type": kind, **headers}
        return {(await form.send("POST", body, told)).status for body in bodies}

    assert run(post_all()) <= {200, 202, 303, 400, 403, 409, 413, 415, 422}


@given(
    headers=some.lists(
        some.tuples(
            some.sampled_from(
                [
                    b"Accept",
                    b"Accept-Language",
                    b"Content-Type",
                    b"Content-Encoding",
                    b"Idempotency-Key",
                    b"Origin",
                    b"Referer",
                ]
            ),
            some.binary(max_size=60).filter(lambda raw: not {0, 10, 13} & set(raw))
            | some.binary(max_size=20)
            .filter(lambda raw: not {0, 10, 13} & set(raw))
            .map(lambda raw: b"https://" + raw + b"/" + raw),
        ),
        max_size=5,
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=TOLD)
def test_whatever_is_in_the_headers_gets_an_answer_that_is_no_fault_of_ours(headers, unlimited):
    run, form = unlimited
    lines = b"".join(b"%b: %b\r\n" % each for each in headers)
    usual = b"" if b"Content-Type" in dict(headers) else f"Content-Type: {URLENCODED}\r\n".encode()
    start = f"POST {urlsplit(form.url).path} HTTP/1.1\r\nHost: h\r\n".encode()
    body = b"message=Hello&_next=/x"
    length = f"Content-Length: {len(body)}\r\n\r\n".encode()

    answer = run(exchange(form.town, start + usual + lines + length + body))

    assert answer.status < 500
