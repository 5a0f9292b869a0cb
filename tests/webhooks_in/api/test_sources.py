"""Sources and the audit through the API."""

from tests.webhooks_in.api.program import Program
from tests.webhooks_in.wire import must_be_problem
from tests.world import Source, Town


async def test_a_source_is_made_used_renamed_paused_and_given_a_new_secret(either_town: Town):
    town = either_town
    program = await Program.of(town, town.stage.olga)
    made = await program.ask("POST", "/sources", {"name": "  Second   shop "})
    assert made.status == 201
    told, secret = made.json["source"], made.json["secret"]
    assert told["name"] == "Second shop"
    assert made.headers["Location"] == f"/api/v1/sources/{told['id']}"
    source = Source(told["url"], secret)
    assert (await town.post(source=source)).status == 202
    path = f"/sources/{told['id']}"
    must_be_problem(
        await program.ask("POST", "/sources", {"name": "Second shop"}), 409, "already_exists"
    )
    taken = await program.ask("PATCH", path, {"name": "Website", "paused": True})
    must_be_problem(taken, 409, "already_exists")
    assert (await program.get(path))["paused"] is False
    changed = await program.ask("PATCH", path, {"name": "Shop", "paused": True})
    assert (changed.json["name"], changed.json["paused"]) == ("Shop", True)
    must_be_problem(await town.post(source=source), 403, "source_paused")
    await program.ask("PATCH", path, {"paused": False})
    new = await program.ask("POST", f"{path}/rotate")
    assert new.json["secret"] != secret
    for each in (secret, new.json["secret"]):
        assert (await town.post(source=Source(told["url"], each))).status == 202
    must_be_problem(await program.ask("POST", f"{path}/rotate", {}), 409, "rotated_recently")
    listed = (await program.get("/sources"))["items"]
    assert [each["name"] for each in listed] == ["Shop", "Website"]
    assert "whsec_" not in str(listed)


async def test_the_audit_tells_who_did_what_page_by_page(town: Town):
    program = await Program.of(town, town.stage.olga)
    await program.ask("POST", "/sources", {"name": "Second"})
    await program.lead()
    whole = await program.get("/audit")
    made = next(each for each in whole["items"] if each["action"] == "source.created")
    assert made["actor"] == {**made["actor"], "kind": "key", "name": "key CRM"}
    walked, cursor = [], None
    while True:
        page = await program.get(
            "/audit", {"limit": "3", **({"cursor": cursor} if cursor else {})}
        )
        walked += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert walked == whole["items"]
    leads = (await program.get("/audit", {"topic": "leads"}))["items"]
    assert [each["action"] for each in leads] == ["lead.created"]
    other = await program.ask("GET", "/audit", params={"topic": "leads", "cursor": "x"})
    must_be_problem(other, 422, "validation")
