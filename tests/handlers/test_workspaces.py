"""Several workspaces of one person: choosing, falling back, and how one ends."""

from datetime import timedelta

import pytest

from cards.workspace import DeletionButton, DeletionMove, WorkspaceButton
from domain.deletion import GRACE, WARNED_BEFORE
from services.deletions import FAREWELL, SETTLING
from storage.scope import owned_tables
from tests.handlers.looks import actions, rows
from tests.handlers.test_chats import said_anonymously
from tests.handlers.test_team import told
from tests.webhooks_in.api.program import Program
from tests.world import Town, labels

MINUTE = 60


async def test_a_person_chooses_which_workspace_the_private_chat_is_about(either_town: Town):
    town = either_town
    olga = town.stage.olga
    await town.ask(olga, "/newworkspace Süd")
    card = await town.ask(olga, "/workspace")
    assert card.text.splitlines()[2:] == ["Nordlicht Solar · owner", "✓ Süd · owner"]
    assert labels(card) == ["Nordlicht Solar", "Leave the team"]
    assert "No sources yet" in (await town.ask(olga, "/sources")).text
    await town.press(olga, card, "Nordlicht Solar")
    await town.shows(card, "✓ Nordlicht Solar")
    assert "Website" in (await town.ask(olga, "/sources")).text
    in_group = await town.ask(olga, "/workspace", town.stage.sales)
    assert in_group.text.startswith("This group belongs to Nordlicht Solar")


async def test_nobody_turns_to_a_workspace_of_others(town: Town):
    await town.with_nick()
    theirs = (await town.caller(town.nick)).workspace_id if town.nick else None
    assert theirs is not None
    private = town.world.private(town.stage.anna, town.stage.bot)
    before = (await town.caller(town.stage.anna)).workspace_id
    forged = WorkspaceButton(workspace_id=theirs).pack()
    assert await town.forge(town.stage.anna, private, forged) == "Not available here."
    assert (await town.caller(town.stage.anna)).workspace_id == before
    stig = town.world.add_person("Stig", "Stranger")
    assert "Not available here." in (await town.ask(stig, "/workspace")).text


async def test_whoever_is_removed_falls_back_to_another_workspace_or_none(either_town: Town):
    town = either_town
    olga, anna, team = town.stage.olga, town.stage.anna, town.house.services.team
    first = (await town.caller(anna)).workspace_id
    await town.ask(olga, "/newworkspace Süd")
    await town.join(anna, "viewer")
    now = await town.caller(anna)
    assert now.workspace_id != first
    await team.remove(await town.caller(olga), now.required_member())
    await told(town, anna, "You are no longer in the team of Süd.")
    back = await town.caller(anna)
    assert back.workspace_id == first
    await team.leave(back)
    assert (await town.visitor(anna)).caller is None
    assert "You are not in a team here." in (await town.ask(anna, "/help")).text


async def test_there_is_an_end_to_workspaces_that_one_begins(town: Town):
    services, olga = town.house.services, town.stage.olga
    for number in range(9):
        await services.workspaces.create(await town.visitor(olga), f"Number {number}")
    answer = await town.ask(olga, "/newworkspace One more")
    assert answer.text == "There may be 10 of these at most. Let one go first."
    card = await town.ask(olga, "/workspace")
    assert "2/2" not in labels(card)
    assert "1/2" in labels(card)


async def asked_to_delete(town: Town):
    answer = await town.ask(town.stage.olga, "/delete_workspace")
    assert "send me its name exactly as it is" in answer.text
    return answer


async def test_a_workspace_is_deleted_only_by_its_exact_name_in_time(town: Town):
    olga = town.stage.olga
    await asked_to_delete(town)
    wrong = await town.ask(olga, "nordlicht solar")
    assert wrong.text == "Name: this is not its name; nothing is deleted."
    town.clock.advance(10 * MINUTE)
    assert "I do not know this one" in (await town.ask(olga, "Nordlicht Solar")).text
    card = await asked_to_delete(town)
    await town.press(olga, card, "Cancel")
    await town.shows(card, "Nordlicht Solar stays as it is.")
    assert "I do not know this one" in (await town.ask(olga, "Nordlicht Solar")).text
    assert "Only owners" in (await town.ask(town.stage.anna, "/delete_workspace")).text
    assert (await rows(town, "SELECT delete_at AS it FROM workspaces"))[0].it is None


async def deletion_begun(town: Town) -> None:
    await asked_to_delete(town)
    town.world.say(
        town.stage.olga, town.world.private(town.stage.olga, town.stage.bot), "Nordlicht Solar"
    )
    await told(town, town.stage.olga, "is deleted on")
    await told(town, town.stage.olga, "Olga Owner deletes Nordlicht Solar")


async def test_in_the_days_of_grace_sources_are_closed_and_an_owner_takes_it_back(
    either_town: Town,
):
    town = either_town
    olga = town.stage.olga
    assert (await town.post()).status == 202
    await deletion_begun(town)
    refused = await town.post()
    assert (refused.status, refused.json["code"]) == (403, "source_paused")
    assert "This workspace is deleted on" in (await town.ask(town.stage.anna, "/help")).text
    assert "🗑" in (await town.ask(town.stage.anna, "/workspace")).text
    card = await town.ask(olga, "/delete_workspace")
    private = town.world.private(town.stage.anna, town.stage.bot)
    forged = DeletionButton(move=DeletionMove.KEEP).pack()
    assert await town.forge(town.stage.anna, private, forged) == "Only owners can do this."
    await town.press(olga, card, "Keep it")
    await town.shows(card, "stays as it is")
    await told(town, olga, "Olga Owner took the deletion back")
    assert (await town.post()).status == 202
    town.clock.advance((GRACE + timedelta(days=1)).total_seconds())
    await town.house.services.deletions.proceed()
    assert await rows(town, "SELECT id FROM leads") != []
    assert "workspace.kept" in await actions(town)


async def test_after_the_days_of_grace_nothing_is_left_but_a_mark(either_town: Town):
    town = either_town
    olga, anna = town.stage.olga, town.stage.anna
    await town.lead("Jonas Weber")
    await town.with_nick()
    await town.lead("Second Person")
    program = await Program.of(town, olga)
    await deletion_begun(town)
    assert len((await program.get("/leads"))["items"]) == 2
    new = {"source_id": str(town.source.id), "lead": {"message": "Too late"}}
    assert (await program.ask("POST", "/leads", new)).json["code"] == "source_paused"
    proceed = town.house.services.deletions.proceed
    town.clock.advance((GRACE - WARNED_BEFORE).total_seconds())
    await proceed()
    await told(town, olga, "To keep it, press Keep it")
    town.clock.advance(WARNED_BEFORE.total_seconds())
    await proceed()
    await told(town, olga, "Nordlicht Solar is deleted now")
    assert (await town.visitor(anna)).caller is None
    town.clock.advance(SETTLING.total_seconds() + 1)
    await proceed()
    await proceed()
    (ended,) = await rows(town, "SELECT * FROM workspaces WHERE deleted_at IS NOT NULL")
    assert (ended.name, ended.asked_by) == ("", None)
    for table in owned_tables():
        left = await rows(
            town,
            f"SELECT * FROM {table.name} WHERE workspace_id = :it",  # noqa: S608 -- names of ours
            it=ended.id,
        )
        assert left == [], table.name
    people = {each.id for each in await rows(town, "SELECT id FROM people")}
    assert town.nick is not None
    assert people == {olga.id, town.nick.id}
    assert await rows(town, "SELECT id FROM sources") != []
    assert "Begin with" in (await town.ask(olga, "/start")).text
    assert (await town.post(source=town.nicks_source)).status == 202
    assert (await town.post()).status == 401
    assert (await program.ask("GET", "/leads")).json["code"] == "key_invalid"


async def test_an_erasure_that_is_cut_short_goes_on_where_it_was(town: Town):
    await town.lead()
    workspace_id = (await town.caller(town.stage.olga)).workspace_id
    await deletion_begun(town)
    services = town.house.services
    town.clock.advance(GRACE.total_seconds())
    await services.deletions.proceed()
    assert len(await rows(town, "SELECT id FROM workspaces WHERE erasing_since IS NOT NULL")) == 1
    async with town.house.storage.open_system() as system:
        system.of(services.doors.house(workspace_id))
        assert await system.erasure.erase_some(1, farewell=True) == 1
    town.clock.advance(FAREWELL.total_seconds())
    await services.deletions.proceed()
    await services.deletions.proceed()
    assert await rows(town, "SELECT id FROM audit") == []
    assert len(await rows(town, "SELECT id FROM workspaces WHERE deleted_at IS NOT NULL")) == 1


@pytest.mark.parametrize("command", ["/workspace", "/delete_workspace"])
async def test_whoever_writes_in_the_name_of_the_group_is_refused(town: Town, command: str):
    answer = await said_anonymously(town, town.stage.sales, command)
    assert answer.text.startswith("You write in the name of the group.")
