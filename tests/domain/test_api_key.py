"""API keys: how they are written, when they count, and what people type to make one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.api_key import LIFETIME, ApiKey, Scope, Token, networks_of, refusal_of
from domain.caller import MemberId
from domain.errors import Invalid
from domain.key_request import KeyRequest
from domain.roles import Role

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOKEN = Token.made_of(b"i" * 9, b"s" * 32)
OTHER = Token.made_of(b"i" * 9, b"t" * 32)
KEY = ApiKey(
    id=UUID(int=1),
    public_id=TOKEN.public_id,
    name="CRM",
    scopes=frozenset({Scope.LEADS_READ}),
    secret_hash=TOKEN.hash,
    made_by=MemberId(UUID(int=2)),
    made_at=NOON,
)


@given(some.binary(min_size=9, max_size=9), some.binary(min_size=32, max_size=32))
def test_a_token_comes_back_as_it_was(public: bytes, secret: bytes):
    token = Token.made_of(public, secret)
    assert Token.read(token.text) == token
    assert token.text.startswith("lb_live_")
    assert len(token.text) == 71
    assert token.secret not in repr(token)


@given(some.integers(8, 70), some.sampled_from("0aZ_-é "))
def test_one_wrong_character_is_noticed_without_a_look(place: int, wrong: str):
    text = TOKEN.text
    if text[place] != wrong:
        assert Token.read(text[:place] + wrong + text[place + 1 :]) is None


@given(some.text() | some.just(TOKEN.text + "\n") | some.just(TOKEN.text[:-1]))
def test_anything_else_is_no_token(text: str):
    assert Token.read(text) is None


def test_what_is_kept_says_nothing_of_the_secret():
    assert TOKEN.secret not in repr(KEY)
    assert TOKEN.hash not in repr(KEY)
    assert KEY.secret_hash != TOKEN.secret


@pytest.mark.parametrize(
    ("key", "token", "address", "reason"),
    [
        (KEY, TOKEN, "192.0.2.1", None),
        (None, TOKEN, "192.0.2.1", "unknown"),
        (KEY, OTHER, "192.0.2.1", "secret"),
        (replace(KEY, revoked_at=NOON), TOKEN, "192.0.2.1", "revoked"),
        (replace(KEY, revoked_at=NOON), OTHER, "192.0.2.1", "secret"),
        (replace(KEY, expires_at=NOON), TOKEN, "192.0.2.1", "expired"),
        (replace(KEY, expires_at=NOON + timedelta(seconds=1)), TOKEN, "192.0.2.1", None),
        (replace(KEY, addresses=networks_of(["192.0.2.0/24"]) or ()), TOKEN, "192.0.2.9", None),
        (replace(KEY, addresses=networks_of(["192.0.2.0/24"]) or ()), TOKEN, "::1", "address"),
        (replace(KEY, addresses=networks_of(["::1"]) or ()), TOKEN, "unknown", "address"),
    ],
)
def test_why_a_key_does_not_pass(key: ApiKey | None, token: Token, address: str, reason: str):
    assert refusal_of(key, token, address, NOON) == reason


def test_after_a_rotation_both_count_for_a_day():
    change = KEY.rotated(OTHER, NOON)
    later = NOON + timedelta(hours=24)
    assert refusal_of(change.thing, OTHER, "::1", NOON) is None
    assert refusal_of(change.thing, TOKEN, "::1", later - timedelta(seconds=1)) is None
    assert refusal_of(change.thing, TOKEN, "::1", later) == "secret"
    assert refusal_of(change.thing, OTHER, "::1", later) is None


def test_no_scope_needs_more_than_an_admin_has():
    assert {each.role for each in Scope} <= {Role.VIEWER, Role.ADMIN}
    assert all(each.role > Role.VIEWER for each in Scope if each is not Scope.LEADS_READ)


def test_what_people_type():
    wanted = KeyRequest.read("Our new CRM leads:READ leads:write 90D 192.0.2.7 2001:db8::/32")
    assert (wanted.name, wanted.lifetime) == ("Our new CRM", timedelta(days=90))
    assert wanted.scopes == {Scope.LEADS_READ, Scope.LEADS_WRITE}
    assert list(map(str, wanted.addresses)) == ["192.0.2.7/32", "2001:db8::/32"]
    assert KeyRequest.read("CRM audit:read").lifetime == LIFETIME
    assert KeyRequest.read("CRM audit:read Never").lifetime is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("CRM", "scope"),
        ("leads:read", "name"),
        ("x" * 65 + " leads:read", "name"),
        ("CRM leads:read leads:delete", "scope"),
        ("CRM leads:read 90d 30d", "lifetime"),
        ("CRM leads:read 0h", "lifetime"),
        ("CRM leads:read 999999d", "lifetime"),
        ("CRM leads:read " + "192.0.2.1 " * 17, "addresses"),
        ("CRM leads:read ٩d", "scope"),
    ],
)
def test_what_is_no_key(typed: str, field: str):
    with pytest.raises(Invalid) as refused:
        KeyRequest.read(typed)
    assert [each.field for each in refused.value.problems] == [field]


@given(some.text())
def test_whatever_is_typed_is_read_or_refused(typed: str):
    try:
        wanted = KeyRequest.read(typed)
    except Invalid:
        return
    assert wanted.scopes
