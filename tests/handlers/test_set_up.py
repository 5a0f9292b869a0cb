"""Set-up by talking: the operator, workspaces, invitations."""

import re

import pytest

from bot.stage import found
from domain.roles import Role
from tests.handlers.looks import actions, rows, run
from tests.world import SETUP_CODE, Clock, Town, settings_for

DAY = 24 * 3600


def stranger(town: Town):
    return town.world.add_person("Stig", "Stranger", "stig")


async def test_only_the_first_person_with_the_code_becomes_operator(town: Town):
    stig = stranger(town)
    answer = await town.ask(stig, f"/start {SETUP_CODE}")
    assert "This code is not valid, or not any more" in answer.text
    assert "Only the operator" in (await town.ask(stig, "/newworkspace Mine")).text
    operators = await rows(town, "SELECT id FROM people WHERE operator")
    assert [row.id for row in operators] == [town.stage.olga.id]


async def test_the_operator_may_send_the_code_again(town: Town):
    answer = await town.ask(town.stage.olga, f"/start {SETUP_CODE}")
    assert "You are the operator" in answer.text


async def test_two_people_race_for_the_operator_and_one_becomes_it(town: Town):
    await run(town, "UPDATE people SET operator = false")
    people = [stranger(town), town.world.add_person("Sten", "Stranger", "sten")]
    privates = [town.world.private(each, town.stage.bot) for each in people]
    for person, private in zip(people, privates, strict=True):
        town.world.say(person, private, f"/start {SETUP_CODE}")

    def answers():
        said = [town.world.messages(each)[1:] for each in privates]
        return [each[0].text for each in said] if all(said) else None

    texts = await town.world.until(answers, 15)
    assert sorted("You are the operator" in each for each in texts) == [False, True]
    assert len(await rows(town, "SELECT id FROM people WHERE operator")) == 1


async def test_guessing_codes_is_rate_limited(town: Town):
    stig = stranger(town)
    for number in range(5):
        assert "not valid" in (await town.ask(stig, f"/start guess-{number}")).text
    assert "Not so fast" in (await town.ask(stig, f"/start {SETUP_CODE}")).text
    town.clock.advance(60)
    assert "not valid" in (await town.ask(stig, "/start guess-6")).text


async def test_start_says_what_comes_next(town: Town):
    assert "invitation link" in (await town.ask(stranger(town), "/start")).text
    assert "You work in Nordlicht Solar" in (await town.ask(town.stage.olga, "/start")).text


async def test_a_workspace_needs_the_operator_and_a_good_name(town: Town):
    olga = town.stage.olga
    assert "Only the operator" in (await town.ask(town.stage.anna, "/newworkspace Mine")).text
    assert "/newworkspace NAME" in (await town.ask(olga, "/newworkspace")).text
    assert (
        "Name: at most 64 characters." in (await town.ask(olga, "/newworkspace " + "n" * 65)).text
    )
    assert "Name: give it a name." in (await town.ask(olga, "/newworkspace \u200b\u2060")).text
    made = await town.ask(olga, "/newworkspace <b>Süd &  \n Ost</b>")
    assert "The workspace <b>Süd & Ost</b> is yours" in made.text
    names = {row.name for row in await rows(town, "SELECT name FROM workspaces")}
    assert names == {"Nordlicht Solar", "<b>Süd & Ost</b>"}


async def test_with_open_signup_anybody_begins_a_workspace(sqlite_ready: str, clock: Clock):
    async with Town.founded(settings_for(sqlite_ready, signup="open"), clock) as town:
        stig = stranger(town)
        assert "/newworkspace NAME" in (await town.ask(stig, "/start")).text
        assert "/newworkspace NAME" in (await town.ask(stig, "/help")).text
        assert "is yours" in (await town.ask(stig, "/newworkspace Stigs Garage")).text
        assert (await town.caller(stig)).workspace_id != (
            await town.caller(town.stage.olga)
        ).workspace_id


@pytest.mark.parametrize("role", ["viewer", "agent", "admin", "AGENT "])
async def test_an_invitation_works_once_and_for_a_day(town: Town, role: str):
    invitation = await town.ask(town.stage.olga, f"/invite {role}")
    code = found(r"https://t\.me/\w+\?start=([\w-]+)", invitation)
    assert re.search(r"until \d{1,2} \w{3} \d{4} \d\d:\d\d UTC", invitation.text)
    first, second = stranger(town), town.world.add_person("Sten", "Second", "sten")
    welcome = await town.ask(first, f"/start {code}")
    assert "Welcome to Nordlicht Solar" in welcome.text
    assert role.strip().lower() in welcome.text
    assert "not valid" in (await town.ask(second, f"/start {code}")).text
    assert (await town.caller(first)).role == Role.read(role)
    assert (await town.visitor(second)).caller is None


async def test_an_invitation_ends_after_a_day(town: Town):
    code = found(r"start=([\w-]+)", await town.ask(town.stage.olga, "/invite agent"))
    town.clock.advance(DAY + 1)
    stig = stranger(town)
    assert "not valid" in (await town.ask(stig, f"/start {code}")).text
    assert (await town.visitor(stig)).caller is None


async def test_a_member_who_opens_a_link_stays_who_they_are(town: Town):
    code = found(r"start=([\w-]+)", await town.ask(town.stage.olga, "/invite viewer"))
    for _ in range(2):
        answer = await town.ask(town.stage.anna, f"/start {code}")
        assert "You are in Nordlicht Solar already, as an agent" in answer.text
    before = (await actions(town)).count("member.joined")
    stig = stranger(town)
    assert "Welcome" in (await town.ask(stig, f"/start {code}")).text
    again = await town.ask(stig, f"/start {code}")
    assert "You are in Nordlicht Solar already, as a viewer" in again.text
    assert (await actions(town)).count("member.joined") == before + 1


async def test_nobody_invites_at_or_above_their_own_role(town: Town):
    adam = town.world.add_person("Adam", "Admin", "adam")
    await town.join(adam, "admin")
    assert "Only owners can do this." in (await town.ask(adam, "/invite admin")).text
    for wrong in ("owner", "boss", "agent soon", "agent 2h 3h", "2h agent"):
        answer = await town.ask(adam, f"/invite {wrong}")
        assert "/invite [viewer | agent | admin] [2h | 3d]" in answer.text
    assert "joins as agent" in (await town.ask(adam, "/invite Agent")).text
    refused = await town.ask(town.stage.anna, "/invite viewer")
    assert "Only owners and admins can do this." in refused.text
    assert "Not available here." in (await town.ask(stranger(town), "/invite viewer")).text


async def test_an_invitation_is_never_given_in_a_group(town: Town):
    answer = await town.ask(town.stage.olga, "/invite agent", town.stage.sales)
    assert answer.text == "Please send me this in our private chat."


async def test_a_new_link_is_no_secret_in_the_database(town: Town):
    code = found(r"start=([\w-]+)", await town.ask(town.stage.olga, "/invite agent"))
    kept = await rows(town, "SELECT * FROM invites")
    assert len(kept) == 2
    assert code not in str(kept)
