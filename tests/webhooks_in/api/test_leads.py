"""Leads through the API: lists with filters and cursors, new ones, changes, and what happened."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.lead import LeadId
from tests.handlers.looks import rows
from tests.webhooks_in.api.program import Program, posted
from tests.webhooks_in.wire import must_be_problem
from tests.world import Town, a_lead


async def numbers(program: Program, **params: Any) -> list[int]:
    """Walk through all pages of a list; return the numbers in their order."""
    walked: list[int] = []
    cursor = None
    for _ in range(50):
        asked = {**params, **({"cursor": cursor} if cursor else {})}
        page = await program.get("/leads", asked)
        walked += [each["number"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return walked
    raise AssertionError("the list has no end")


async def three(town: Town) -> tuple[Program, list[str]]:
    """Let three leads come, of which Anna takes the second; return their ids."""
    program = await Program.of(town, town.stage.olga)
    cards = [await town.lead(name) for name in ("Ada One", "Bea Two", "Cem Three")]
    await town.press(town.stage.anna, cards[1], "Take")
    items = (await program.get("/leads"))["items"]
    return program, [each["id"] for each in reversed(items)]


async def test_filters_and_pages(either_town: Town):
    town = either_town
    program, ids = await three(town)
    assert await numbers(program) == [3, 2, 1]
    assert await numbers(program, limit="1") == [3, 2, 1]
    assert await numbers(program, status="taken") == [2]
    assert await numbers(program, limit="1", status=["new", "taken"]) == [3, 2, 1]
    anna = (await program.get(f"/leads/{ids[1]}"))["owner"]["id"]
    assert await numbers(program, owner=anna) == [2]
    assert await numbers(program, owner="none", limit="1") == [3, 1]
    assert await numbers(program, text="bea") == [2]
    assert await numbers(program, text="bea", status="new") == []
    assert await numbers(program, text="#3") == [3]
    source = str(town.source.id)
    assert await numbers(program, source=source, limit="2") == [3, 2, 1]
    assert await numbers(program, source=ids[0]) == []
    received = (await program.get(f"/leads/{ids[1]}"))["received_at"]
    assert await numbers(program, created_from=received, limit="1") == [3, 2]
    assert await numbers(program, created_before=received, source=source) == [1]
    assert await numbers(program, created_from=received, status="new") == [3]
    by_warmth = [await numbers(program, temperature=each) for each in ("hot", "warm", "cold")]
    assert sorted(number for each in by_warmth for number in each) == [1, 2, 3]


async def test_pages_stay_where_they_are_when_leads_come(town: Town):
    program, _ = await three(town)
    for params in ({}, {"source": str(town.source.id)}, {"status": ["new", "taken"]}):
        first = await program.get("/leads", {**params, "limit": "2"})
        newest = [each["number"] for each in first["items"]]
        await town.lead(f"Newcomer {newest[0]}")
        asked = {**params, "limit": "2", "cursor": first["next_cursor"]}
        second = await program.get("/leads", asked)
        assert second["items"][0]["number"] == newest[1] - 1


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "W10", "WyJhIiwxLG51bGxd", "bnVsbA", "A" * 200, "W1tbW1tb" * 20]
)
async def test_what_is_no_cursor_of_this_list_is_refused(town: Town, cursor: str):
    program, _ = await three(town)
    first = await program.get("/leads", {"limit": "1"})
    for params in (
        {"cursor": cursor},
        {"cursor": first["next_cursor"], "status": "new"},
    ):
        answer = await program.ask("GET", "/leads", params=params)
        problems = must_be_problem(answer, 422, "validation")["errors"]
        assert [each["field"] for each in problems] == ["cursor"]


async def test_a_lead_is_told_whole(town: Town):
    program = await Program.of(town, town.stage.olga)
    await town.post(a_lead("Ada", phone="+49 30 901820", roof="flat", utm_source="x"))
    await town.stage.card("Ada")
    (lead,) = (await program.get("/leads"))["items"]
    assert (lead["number"], lead["version"], lead["status"], lead["owner"]) == (1, 1, "new", None)
    assert (lead["phone_e164"], lead["fields"]) == ("+4930901820", {"roof": "flat"})
    assert (lead["utm"], lead["source"]["name"]) == ({"source": "x"}, "Website")
    assert datetime.fromisoformat(lead["received_at"]).utcoffset() == timedelta(0)
    answer = await program.ask("GET", f"/leads/{lead['id']}")
    assert (answer.json, answer.headers["Cache-Control"]) == (lead, "no-store")
    assert answer.headers["ETag"].startswith('"1-')


async def test_a_new_lead_goes_the_same_way_as_one_that_is_posted(either_town: Town):
    town = either_town
    program = await Program.of(town, town.stage.olga)
    body = {"source_id": str(town.source.id), "lead": posted("Ada Example")}
    key = {"Idempotency-Key": "order-1"}
    first = await program.ask("POST", "/leads", body, headers=key)
    assert (first.status, first.json["status"], first.json["duplicate"]) == (
        202,
        "accepted",
        False,
    )
    card = await town.stage.card("Ada Example")
    assert "Website" in card.text
    again = await program.ask("POST", "/leads", body, headers=key)
    assert (again.status, again.json) == (200, {**first.json, "duplicate": True})
    other = {**body, "lead": posted("Somebody Else")}
    must_be_problem(await program.ask("POST", "/leads", other, headers=key), 409, "id_conflict")
    place = first.headers["Location"].removeprefix("/api/v1")
    assert (await program.get(place))["id"] == first.json["lead_id"]
    told = first.headers["RateLimit"]
    assert [each for each in ("key", "source", "workspace") if f'"{each}";r=' not in told] == []
    theirs = await Program.of(town, town.stage.olga, name="Other")
    apart = await theirs.ask("POST", "/leads", body, headers=key)
    assert apart.json["lead_id"] != first.json["lead_id"]
    unnamed = [await program.ask("POST", "/leads", body) for _ in range(2)]
    assert [each.status for each in unnamed] == [202, 202]


async def test_what_is_no_lead_is_refused_before_anything_is_kept(town: Town):
    program = await Program.of(town, town.stage.olga)
    source = str(town.source.id)
    bad = await program.ask("POST", "/leads", {"source_id": source, "lead": {"utm": "x"}})
    fields = [each["field"] for each in must_be_problem(bad, 422, "validation")["errors"]]
    assert fields == ["lead.utm"]
    empty = await program.ask("POST", "/leads", {"source_id": source, "lead": {"name": "A"}})
    must_be_problem(empty, 422, "validation")
    body = {"source_id": source, "lead": {"message": "Hello"}}
    for key in ("", "x" * 201, "é"):
        answer = await program.ask("POST", "/leads", body, headers={"Idempotency-Key": key})
        must_be_problem(answer, 422, "validation")
    await program.ask("PATCH", f"/sources/{source}", {"paused": True})
    must_be_problem(await program.ask("POST", "/leads", body), 403, "source_paused")
    assert await rows(town, "SELECT id FROM intake") == []


async def test_a_program_works_on_leads_in_its_own_name(either_town: Town):
    town = either_town
    program = await Program.of(town, town.stage.olga)
    card = await town.lead("Ada Example")
    (lead,) = (await program.get("/leads"))["items"]
    path = f"/leads/{lead['id']}"
    team = {each["name"]: each["id"] for each in (await program.get("/members"))["items"]}
    anna = next(name for name in team if name.startswith("Anna"))
    given = await program.ask(
        "PATCH",
        path,
        {"owner": team[anna], "status": "qualified", "tags": ["VIP", "roof"], "note": "Imported"},
    )
    assert given.status == 200, given.body
    now = given.json
    assert (now["status"], now["owner"]["name"]) == ("qualified", anna)
    assert (now["tags"], now["version"]) == (["VIP", "roof"], 3)
    await town.shows(card, "Imported", "#VIP" if "#VIP" in card.text else "VIP", anna)
    lost = await program.ask(
        "PATCH", path, {"status": "lost", "lost_reason": "price", "tags": ["vip"]}
    )
    assert (lost.json["lost_reason"], lost.json["tags"]) == ("price", ["VIP"])
    opened = await program.ask("PATCH", path, {"status": "taken"})
    assert opened.json["status"] == "taken"
    free = await program.ask("PATCH", path, {"owner": None})
    assert (free.json["status"], free.json["owner"]) == ("new", None)
    told = (await program.get(f"{path}/timeline"))["items"]
    assert [each["action"] for each in told] == [
        "lead.released",
        "lead.status_changed",
        "lead.tagged",
        "lead.status_changed",
        "lead.noted",
        "lead.tagged",
        "lead.tagged",
        "lead.status_changed",
        "lead.assigned",
        "lead.created",
    ]
    assert {each["actor"]["name"] for each in told[:-1]} == {"key CRM"}
    assert {each["actor"]["kind"] for each in told[:-1]} == {"key"}
    pages = await program.get(f"{path}/timeline", {"limit": "4"})
    more = await program.get(f"{path}/timeline", {"limit": "100", "cursor": pages["next_cursor"]})
    assert pages["items"] + more["items"] == told
    assert more["next_cursor"] is None
    (note,) = await rows(town, "SELECT written_as FROM notes")
    assert note.written_as == "key CRM"


async def test_moves_that_a_lead_cannot_make_change_nothing_at_all(town: Town):
    program = await Program.of(town, town.stage.olga)
    lead_id = await program.lead("Ada Example")
    path = f"/leads/{lead_id}"
    for body, status, code in [
        ({"status": "won"}, 409, "move_not_possible"),
        ({"status": "taken"}, 409, "move_not_possible"),
        ({"owner": lead_id, "note": "Hi"}, 409, "not_an_agent"),
        ({"tags": ["a", " # "], "note": "Hi"}, 422, "validation"),
        ({"note": " \u202e "}, 422, "validation"),
        ({"status": "new", "lost_reason": "price"}, 422, "validation"),
        ({"version": 1}, 422, "validation"),
        ({}, 422, "validation"),
        ({"note": "Hi", "status": "contacted"}, 409, "move_not_possible"),
    ]:
        must_be_problem(await program.ask("PATCH", path, body), status, code)
    told = (await program.get(f"{path}/timeline"))["items"]
    assert [each["action"] for each in told] == ["lead.created"]
    assert (await program.get(path))["version"] == 1


async def test_a_change_of_what_has_changed_is_refused(town: Town):
    program = await Program.of(town, town.stage.olga)
    lead_id = await program.lead("Ada Example")
    path = f"/leads/{lead_id}"
    seen = (await program.ask("GET", path)).headers["ETag"]

    async def spam(tag: str) -> int:
        return (await program.ask("PATCH", path, {"note": "x"}, headers={"If-Match": tag})).status

    assert [await spam(each) for each in (f"W/{seen}", '"x"', seen.strip('"'), "")] == [412] * 4
    assert [await spam(each) for each in (seen, f'"x", {seen}', "*")] == [200] * 3
    tagged = await program.ask("PATCH", path, {"tags": ["VIP"]}, headers={"If-Match": seen})
    assert tagged.headers["ETag"] != seen
    must_be_problem(
        await program.ask("PATCH", path, {"note": "x"}, headers={"If-Match": seen}),
        412,
        "precondition_failed",
    )
    await program.ask("PATCH", path, {"status": "spam", "version": 1})
    answer = await program.ask("PATCH", path, {"status": "new", "version": 1})
    must_be_problem(answer, 409, "version_conflict")
    assert (await program.get(path))["status"] == "spam"


async def test_of_many_who_change_the_same_version_one_wins(either_town: Town):
    town = either_town
    programs = [await Program.of(town, town.stage.olga, name=f"P{n}") for n in range(4)]
    lead_id = await programs[0].lead("Ada Example")
    members = (await programs[0].get("/members"))["items"]
    owners = [each["id"] for each in members if each["role"] != "viewer"]
    answers = await asyncio.gather(
        *(
            each.ask("PATCH", f"/leads/{lead_id}", {"owner": owners[n % 2], "version": 1})
            for n, each in enumerate(programs)
        )
    )
    assert sorted(each.status for each in answers) == [200, 409, 409, 409]
    lead = await programs[0].get(f"/leads/{lead_id}")
    winner = next(each.json for each in answers if each.status == 200)
    assert (lead["owner"], lead["version"]) == (winner["owner"], 2)
    caller = await town.caller(town.stage.olga)
    services = town.house.services
    _, history = await services.leads.history(caller, LeadId(UUID(lead["id"])))
    assert [each.action for each in history] == ["lead.assigned", "lead.created"]


async def test_an_erased_lead_is_gone_and_says_what_is_left(town: Town):
    program = await Program.of(town, town.stage.olga)
    lead_id = await program.lead()
    answer = await program.ask("DELETE", f"/leads/{lead_id}")
    assert (answer.status, answer.json) == (200, {"id": lead_id, "number": 1})
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/timeline")):
        assert (await program.ask(method, f"/leads/{lead_id}{path}")).status == 404
    lines = (await program.get("/audit"))["items"]
    (line,) = [each for each in lines if each["action"] == "lead.erased"]
    assert (line["actor"]["kind"], line["actor"]["name"]) == ("key", "key CRM")


async def test_who_may_write_leads_may_not_erase_them(town: Town):
    program = await Program.of(town, town.stage.olga)
    lead_id = await program.lead()
    other = await Program.of(town, town.stage.olga, "leads:read leads:write", "Other")
    answer = await other.ask("DELETE", f"/leads/{lead_id}")
    assert (answer.status, answer.json["code"]) == (403, "forbidden")
