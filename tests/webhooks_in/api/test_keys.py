"""Keys at the door: one answer whatever is wrong, scopes, limits, and the shape of refusals."""

import json

import pytest

from tests.webhooks_in.api.program import Program
from tests.webhooks_in.wire import must_be_problem
from tests.world import Town
from webhooks_in.api.registry import routes

NOWHERE = "00000000-0000-4000-8000-000000000000"


def path_of(path: str) -> str:
    """Fill a path below the API in with the id of nothing."""
    filled = path.removeprefix("/api/v1")
    for name in ("lead_id", "source_id"):
        filled = filled.replace(f"{{{name}}}", NOWHERE)
    return filled


async def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    good = await Program.of(town, town.stage.olga)
    elsewhere = await Program.of(town, town.stage.olga, "leads:read 192.0.2.1", "Elsewhere")
    old = await Program.of(town, town.stage.olga, "leads:read 1h", "Old")
    revoked = await Program.of(town, town.stage.olga, "leads:read", "Revoked")
    found = {each.name: each.id for each in await services.api_keys.all(olga)}
    await services.api_keys.revoke(olga, found["Revoked"])
    town.clock.advance(3601)
    last = "1" if good.key[-1] != "1" else "2"
    keys = [
        *("", "é", "x" * 4000, good.key[:-1], good.key[:-1] + last),
        *(elsewhere.key, old.key, revoked.key),
    ]
    seen = set()
    for key in keys:
        answer = await Program(town, key).ask("GET", "/leads")
        body = must_be_problem(answer, 401, "key_invalid")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        del body["request_id"]
        told = {
            k: v for k, v in answer.headers.items() if k.lower() not in ("x-request-id", "date")
        }
        seen.add(json.dumps([body, told]))
    assert len(seen) == 1
    assert (await town.get("/api/v1/leads")).status == 401
    assert (await good.ask("GET", "/leads")).status == 200


async def test_who_guesses_is_slowed_down_and_good_keys_still_pass(town: Town):
    good = await Program.of(town, town.stage.olga)
    assert (await good.ask("GET", "/key")).status == 200
    answers = [await Program(town, "lb_live_guess").ask("GET", "/key") for _ in range(12)]
    assert [each.status for each in answers] == [401] * 10 + [429] * 2
    must_be_problem(answers[-1], 429, "rate_limited")
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert (await good.ask("GET", "/key")).status == 200


@pytest.mark.parametrize("route", [each for each in routes() if each.scope], ids=lambda r: r.name)
async def test_without_its_scope_a_route_is_closed(town: Town, route):
    other = "audit:read" if route.scope != "audit:read" else "leads:read"
    program = await Program.of(town, town.stage.olga, other)
    answer = await program.ask(route.method, path_of(route.path), b"{" if route.body else None)
    must_be_problem(answer, 403, "forbidden")
    assert f'scope="{route.scope}"' in answer.headers["WWW-Authenticate"]


async def test_a_key_has_a_limit_of_its_own_and_hears_of_it(town: Town):
    program = await Program.of(town, town.stage.olga)
    first = await program.ask("GET", "/key")
    assert first.headers["RateLimit"].startswith('"key";r=199')
    assert first.headers["RateLimit-Policy"].startswith('"key";q=200')
    told = first.json
    assert (told["name"], len(told["scopes"])) == ("CRM", 6)
    answer = first
    for _ in range(250):
        if answer.status == 200:
            answer = await program.ask("GET", "/key")
    must_be_problem(answer, 429, "rate_limited")
    other = await Program.of(town, town.stage.olga, name="Other")
    assert (await other.ask("GET", "/key")).status == 200


async def test_bodies_are_read_strictly(town: Town):
    program = await Program.of(town, town.stage.olga)
    new = "/sources"
    cases = [
        (b"{", {}, 400, "json_invalid"),
        (b'{"name": "A", "name": "B"}', {}, 400, "json_duplicate_key"),
        (b'{"name": NaN}', {}, 400, "json_invalid"),
        (b'{"name": "\xff"}', {}, 400, "json_invalid"),
        (b"[" * 100_00, {}, 400, "json_invalid"),
        (b'{"name": "A"}', {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        (b'{"name": "A"}', {"Content-Encoding": "gzip"}, 415, "unsupported_media_type"),
        (b'{"name": "' + b"n" * 70_000 + b'"}', {}, 413, "too_large"),
        (b"[]", {}, 422, "validation"),
        (b'{"name": 1}', {}, 422, "validation"),
    ]
    for body, headers, status, code in cases:
        must_be_problem(await program.ask("POST", new, body, headers=headers), status, code)


async def test_all_problems_are_named_at_once_and_no_value_is_repeated(town: Town):
    program = await Program.of(town, town.stage.olga)
    body = {"workspace_id": "x", "role": "owner", "name": "", "paused": "secret-value"}
    answer = await program.ask("PATCH", f"/sources/{NOWHERE}", body)
    problems = must_be_problem(answer, 422, "validation")["errors"]
    assert {each["field"] for each in problems} == {"workspace_id", "role", "name", "paused"}
    assert sum("extra_forbidden" in each["message"] for each in problems) == 2
    assert b"secret-value" not in answer.body
    params = [("status", "open"), ("limit", "0"), ("limit", "1"), ("status", "new"), ("who", "x")]
    answer = await program.ask("GET", "/leads", params=params)
    problems = must_be_problem(answer, 422, "validation")["errors"]
    assert {each["field"] for each in problems} == {"status.0", "limit", "who"}


async def test_ids_that_are_none_and_ids_of_nothing_are_not_found(town: Town):
    program = await Program.of(town, town.stage.olga)
    for path in ("/leads/7", f"/leads/{NOWHERE}", "/leads/x/timeline", f"/sources/{NOWHERE}"):
        must_be_problem(await program.ask("GET", path), 404, "not_found")
    must_be_problem(await program.ask("PUT", f"/leads/{NOWHERE}"), 405, "method_not_allowed")
    must_be_problem(await program.ask("DELETE", f"/leads/{NOWHERE}"), 404, "not_found")
    must_be_problem(await program.ask("GET", "/endpoints"), 404, "not_found")


async def test_a_key_of_the_neighbour_opens_nothing_of_ours(either_town: Town):
    town = either_town
    ours = await Program.of(town, town.stage.olga)
    lead_id, source_id = await ours.lead("Ada Example"), str(town.source.id)
    theirs = await Program.of(town, await town.with_nick())
    before = await ours.get(f"/leads/{lead_id}"), await ours.get(f"/sources/{source_id}")
    tries = [
        ("GET", f"/leads/{lead_id}", None),
        ("PATCH", f"/leads/{lead_id}", {"status": "spam", "note": "I was here"}),
        ("GET", f"/leads/{lead_id}/timeline", None),
        ("POST", "/leads", {"source_id": source_id, "lead": {"message": "Hello"}}),
        ("GET", f"/sources/{source_id}", None),
        ("PATCH", f"/sources/{source_id}", {"paused": True}),
        ("POST", f"/sources/{source_id}/rotate", None),
    ]
    for method, path, body in tries:
        must_be_problem(await theirs.ask(method, path, body), 404, "not_found")
    for params in ({}, {"source": source_id}, {"text": "Ada"}, {"status": "new"}):
        assert (await theirs.get("/leads", params))["items"] == []
    member = (await ours.get("/members"))["items"][0]["id"]
    assert (await theirs.get("/audit", {"member": member}))["items"] == []
    assert {each["actor"]["name"] for each in (await theirs.get("/audit"))["items"]} == {
        "Nick Neighbour"
    }
    assert [each["name"] for each in (await theirs.get("/sources"))["items"]] == ["Nicks site"]
    assert before == (await ours.get(f"/leads/{lead_id}"), await ours.get(f"/sources/{source_id}"))
