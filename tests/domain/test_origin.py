"""Origins: what a browser would send for the same page, whatever somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.origin import MOST_ORIGINS, origin_of, read_origins, said_origin


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.COM:443/a?b#c", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("http://example.com:8080/x", "http://example.com:8080"),
        ("https://example.com:80", "https://example.com:80"),
        ("https://müller.de/kontakt", "https://xn--mller-kva.de"),
        ("https://MÜLLER.de", "https://xn--mller-kva.de"),
        ("https://straße.de", "https://xn--strae-oqa.de"),
        ("https://пример.рф", "https://xn--e1afmkfd.xn--p1ai"),
        ("https://例え。jp", "https://xn--r8jz45g.jp"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000"),
        ("http://[::1]:5000/", "http://[::1]:5000"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]"),
        ("http://localhost", "http://localhost"),
        ("", None),
        ("null", None),
        ("example.com", None),
        ("//example.com", None),
        ("ftp://example.com", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://user@example.com", None),
        ("https://example.com\\@evil.example", None),
        ("https://example.com\\.evil.example", None),
        ("https://exa mple.com", None),
        ("https://a.com:port", None),
        ("https://a.com:99999", None),
        ("https://[", None),
        ("https://[not-an-address]", None),
        ("https://" + "a" * 300 + ".com", None),
        ("https://a.com/" + "a" * 9000, None),
    ],
)
def test_the_origin_of_an_address(url: str, origin: str | None):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("header", "referrer", "origin"),
    [
        ("https://a.com", "https://b.com/x", "https://a.com"),
        (None, "https://b.com/x", "https://b.com"),
        ("null", "https://b.com/x", "https://b.com"),
        ("null", None, None),
        (None, None, None),
        ("https://a.com/path", "https://b.com/x", None),
        ("https://a.com https://b.com", None, None),
        ("a.com", None, None),
    ],
)
def test_what_a_request_says(header: str | None, referrer: str | None, origin: str | None):
    assert said_origin(header, referrer) == origin


def test_what_people_type():
    typed = ["example.com", "https://example.com/contact", "http://www.example.com"]
    assert read_origins(typed) == ("https://example.com", "http://www.example.com")
    assert read_origins([]) == ()
    for wrong in ("ftp://a.com", "https://", "a b", "website", "@", "https://a@b.com"):
        with pytest.raises(Invalid):
            read_origins([wrong])
    with pytest.raises(Invalid):
        read_origins([f"site{n}.example" for n in range(MOST_ORIGINS + 1)])


@given(some.text(max_size=80) | some.text(max_size=60).map("https://{}".format))
def test_whatever_it_is_an_origin_comes_back_as_it_is(text: str):
    origin = origin_of(text)
    assert origin is None or (origin.isascii() and origin_of(origin) == origin)
    assert origin is None or said_origin(origin, None) == origin
