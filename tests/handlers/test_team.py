"""The team by talking: roles, removal, leaving, and what becomes of what people had."""

import asyncio
import re
from uuid import UUID, uuid4

import pytest

from bot.stage import found
from cards.pages import EARLIER
from cards.team import MemberButton, MemberMove
from domain.caller import Caller
from domain.errors import LastOwner, NotFound, RoleTooLow
from domain.lead import LeadId
from domain.roles import Role
from sandbox.model import Message, Person
from services.departures import BATCH
from tests.handlers.looks import actions, denied, rows, run
from tests.handlers.test_chats import said_anonymously
from tests.world import Town, a_lead, data_of, labels

MINUTE = 60


async def joined(town: Town, name: str, role: str) -> Person:
    person: Person = town.world.add_person(name, role.capitalize())
    await town.join(person, role)
    return person


async def page_of(town: Town, person: Person, label: str) -> Message:
    """Let somebody open a member's page in place."""
    card = await town.ask(person, "/team")
    await town.press(person, card, label)
    await town.shows(card, "Role:")
    return card


async def told(town: Town, person: Person, words: str) -> None:
    """Wait until somebody is told something in private."""
    here = town.world.private(person, town.stage.bot)
    await town.world.until(lambda: any(words in m.text for m in town.world.messages(here)), 15)


def member_button(caller: Caller, move: MemberMove, role: Role | None = None) -> str:
    return MemberButton(move=move, member_id=caller.required_member(), role=role).pack()


async def test_an_admin_sees_everybody_with_their_role(town: Town):
    await town.with_vera()
    card = await town.ask(town.stage.olga, "/team")
    assert "3 members of Nordlicht Solar" in card.text
    lines = card.text.splitlines()[2:]
    assert lines == ["Olga Owner · owner", "Anna Agent · agent", "Vera Viewer · viewer"]
    in_group = await town.ask(town.stage.olga, "/team", town.stage.sales)
    assert in_group.text == card.text
    assert "Only owners and admins" in (await town.ask(town.stage.anna, "/team")).text


async def test_many_members_are_turned_in_place(town: Town):
    await run_members(town, 1000)
    card = await town.ask(town.stage.olga, "/team")
    assert "1002 members" in card.text
    assert len(card.text.splitlines()) == 10
    assert "1/126" in labels(card)
    await town.press(town.stage.olga, card, EARLIER)
    assert "126/126" in await town.has_button(card, "126/126")
    assert len(card.text.splitlines()) == 4


async def run_members(town: Town, count: int) -> None:
    workspace = (await rows(town, "SELECT workspace_id AS id FROM members LIMIT 1"))[0].id
    for number in range(count):
        await run(
            town,
            "INSERT INTO members (workspace_id, id, person_id, name, role)"
            " VALUES (:it, :id, :person, :name, 10)",
            it=workspace,
            id=uuid4().hex,
            person=5_000_000 + number,
            name=f"Member {number:04}",
        )


async def test_a_role_is_given_by_a_button_and_counts_at_once(either_town: Town):
    town = either_town
    olga, anna = town.stage.olga, town.stage.anna
    card = await page_of(town, olga, "Anna Agent")
    assert labels(card) == ["Make viewer", "Make admin", "Make owner", "Remove", "Back"]
    assert await town.press(olga, card, "Make admin") == "Anna Agent is admin now."
    await town.shows(card, "Role: admin")
    await told(town, anna, "Your role in Nordlicht Solar is now: admin.")
    assert (await town.caller(anna)).role is Role.ADMIN
    assert (await actions(town))[-1] == "member.role_changed"


async def test_to_make_an_owner_takes_a_second_press(town: Town):
    olga, anna = town.stage.olga, town.stage.anna
    card = await page_of(town, olga, "Anna Agent")
    await town.press(olga, card, "Make owner")
    await town.shows(card, "may change every role, yours too")
    assert (await town.caller(anna)).role is Role.AGENT
    await town.press(olga, card, "Yes, go on")
    await town.shows(card, "Role: owner")
    assert (await town.caller(anna)).role is Role.OWNER


async def test_an_owner_gives_the_role_away_only_while_there_is_another(town: Town):
    olga = town.stage.olga
    card = await page_of(town, olga, "Olga Owner")
    assert labels(card) == ["Make viewer", "Make agent", "Make admin", "Leave the team", "Back"]
    await town.press(olga, card, "Make admin")
    await town.shows(card, "could not change that back")
    assert "A team needs an owner" in await town.press(olga, card, "Yes, go on")
    other = await page_of(town, olga, "Anna Agent")
    await town.press(olga, other, "Make owner")
    await town.has_button(other, "Yes, go on")
    await town.press(olga, other, "Yes, go on")
    await town.shows(other, "Role: owner")
    await town.press(olga, card, "Yes, go on")
    await town.shows(card, "Role: admin")
    assert (await town.caller(olga)).role is Role.ADMIN


async def test_admins_have_no_power_over_admins_and_owners(town: Town):
    olga, adam = town.stage.olga, await joined(town, "Adam", "admin")
    ada = await joined(town, "Ada", "admin")
    assert labels(await page_of(town, adam, "Olga Owner")) == ["Back"]
    assert labels(await page_of(town, adam, "Ada Admin")) == ["Back"]
    assert labels(await page_of(town, adam, "Adam Admin")) == ["Leave the team", "Back"]
    card = await page_of(town, adam, "Anna Agent")
    assert labels(card) == ["Make viewer", "Remove", "Back"]
    before = await rows(town, "SELECT * FROM members ORDER BY id")
    private = town.world.private(adam, town.stage.bot)
    anna = await town.caller(town.stage.anna)
    for target, move, role in (
        (await town.caller(olga), MemberMove.ROLE_NOW, Role.ADMIN),
        (await town.caller(olga), MemberMove.REMOVE_NOW, None),
        (await town.caller(ada), MemberMove.ROLE_NOW, Role.AGENT),
        (await town.caller(ada), MemberMove.REMOVE_NOW, None),
        (await town.caller(adam), MemberMove.ROLE_NOW, Role.OWNER),
        (await town.caller(adam), MemberMove.REMOVE_NOW, None),
        (anna, MemberMove.ROLE_NOW, Role.ADMIN),
        (anna, MemberMove.ROLE_NOW, Role.OWNER),
    ):
        answer = await town.forge(adam, private, member_button(target, move, role))
        assert answer == "Only owners can do this.", (move, role)
    assert await town.forge(adam, private, member_button(anna, MemberMove.LEAVE_NOW)) == (
        "Not available here."
    )
    assert await rows(town, "SELECT * FROM members ORDER BY id") == before
    assert len(await denied(town)) == 9


async def test_buttons_of_another_team_are_worth_nothing(town: Town):
    nick = await town.with_nick()
    anna = await town.caller(town.stage.anna)
    private = town.world.private(nick, town.stage.bot)
    before = await rows(town, "SELECT * FROM members ORDER BY id")
    for move in MemberMove:
        role = Role.OWNER if move in {MemberMove.ROLE, MemberMove.ROLE_NOW} else None
        answer = await town.forge(nick, private, member_button(anna, move, role))
        assert answer == "Not available here.", move
    assert await rows(town, "SELECT * FROM members ORDER BY id") == before


async def test_who_is_removed_is_out_at_the_very_next_press(either_town: Town):
    town = either_town
    olga, anna = town.stage.olga, town.stage.anna
    card = await town.lead()
    await town.press(anna, card, "Take")
    await town.shows(card, "Anna Agent")
    page = await page_of(town, olga, "Anna Agent")
    await town.press(olga, page, "Remove")
    await town.shows(page, "Remove them?")
    assert await town.press(olga, page, "Yes, remove") == "Anna Agent is no longer in the team."
    await town.shows(page, "1 member of Nordlicht Solar")
    await told(town, anna, "You are no longer in the team of Nordlicht Solar.")
    await town.has_button(card, "Take")
    refused = "Not available here. Ask an admin of the team for an invitation."
    assert await town.press(anna, card, "Take") == refused
    assert "You are not in a team here" in (await town.ask(anna, "/help")).text
    in_group = await town.ask(anna, "/help", town.stage.sales)
    assert "You are not in a team here" in in_group.text
    assert await town.press(olga, card, "Take") == "You have taken #1. It is yours."
    done = [each for each in await actions(town) if each != "action.denied"]
    assert done[-3:] == ["member.removed", "lead.released", "lead.taken"]
    (by,) = await rows(town, "SELECT actor_name FROM audit WHERE action = 'lead.released'")
    assert by.actor_name == "Olga Owner"


async def test_a_stale_page_of_somebody_who_is_gone_changes_nothing(town: Town):
    olga = town.stage.olga
    page = await page_of(town, olga, "Anna Agent")
    anna = await town.caller(town.stage.anna)
    await town.house.services.team.remove(await town.caller(olga), anna.required_member())
    for label in ("Make admin", "Remove"):
        assert await town.press(olga, page, label) == "Not available here."
    forged = member_button(anna, MemberMove.REMOVE_NOW)
    private = town.world.private(olga, town.stage.bot)
    assert await town.forge(olga, private, forged) == "Not available here."


async def test_who_leaves_is_gone_and_comes_back_as_a_new_member(town: Town):
    olga, adam = town.stage.olga, await joined(town, "Adam", "admin")
    invitation = await town.ask(adam, "/invite agent")
    code = found(r"start=([\w-]+)", invitation)
    before = await town.caller(adam)
    page = await page_of(town, adam, "Adam Admin")
    await town.press(adam, page, "Leave the team")
    await town.shows(page, "coming back takes a new invitation")
    await town.press(adam, page, "Yes, leave")
    await town.shows(page, "You have left Nordlicht Solar.")
    assert (await town.visitor(adam)).caller is None
    stig = town.world.add_person("Stig", "Stranger", "stig")
    assert "not valid" in (await town.ask(stig, f"/start {code}")).text
    await town.join(adam, "viewer")
    again = await town.caller(adam)
    assert (again.role, again.actor.name) == (Role.VIEWER, before.actor.name)
    assert again.member_id != before.member_id
    names = await rows(town, "SELECT actor_name FROM audit WHERE action = 'member.left'")
    assert [each.actor_name for each in names] == ["Adam Admin"]
    assert "2 members" not in (await town.ask(olga, "/team")).text


async def test_the_last_owner_stays(town: Town):
    olga = town.stage.olga
    page = await page_of(town, olga, "Olga Owner")
    await town.press(olga, page, "Leave the team")
    await town.has_button(page, "Yes, leave")
    assert "A team needs an owner" in await town.press(olga, page, "Yes, leave")
    private = town.world.private(olga, town.stage.bot)
    me = await town.caller(olga)
    forged = member_button(me, MemberMove.REMOVE_NOW)
    assert "A team needs an owner" in await town.forge(olga, private, forged)
    assert (await town.caller(olga)).role is Role.OWNER


async def test_two_owners_who_demote_each_other_at_once_leave_one(either_town: Town):
    town = either_town
    team = town.house.services.team
    olga, anna = town.stage.olga, town.stage.anna
    hers = (await town.caller(anna)).required_member()
    await team.change_role(await town.caller(olga), hers, Role.OWNER)
    for first, second in (
        (lambda c, o: team.change_role(c, o, Role.VIEWER),) * 2,
        (team.remove, team.remove),
        (lambda c, _: team.leave(c), lambda c, _: team.leave(c)),
    ):
        one, other = await town.caller(olga), await town.caller(anna)
        results = await asyncio.gather(
            first(one, other.required_member()),
            second(other, one.required_member()),
            return_exceptions=True,
        )
        refused = [each for each in results if isinstance(each, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], RoleTooLow | LastOwner | NotFound)
        owners = await rows(town, "SELECT person_id FROM members WHERE role = 40")
        assert len(owners) == 1
        await mend(town)


async def mend(town: Town) -> None:
    """Make Olga and Anna owners again, whoever of them is left."""
    people = {town.stage.olga.id: town.stage.olga, town.stage.anna.id: town.stage.anna}
    (left,) = await rows(town, "SELECT person_id AS id FROM members WHERE role = 40")
    owner = people.pop(left.id)
    (other,) = people.values()
    if (await town.visitor(other)).caller is None:
        invitation = await town.ask(owner, "/invite viewer")
        await town.ask(other, "/start " + found(r"start=([\w-]+)", invitation))
    caller = await town.caller(other)
    team = town.house.services.team
    await team.change_role(await town.caller(owner), caller.required_member(), Role.OWNER)


async def test_thousands_of_leads_go_back_in_batches(either_town: Town):
    town = either_town
    many = 3 * BATCH
    answers = await asyncio.gather(*(town.post(a_lead(name=f"P {n}")) for n in range(many)))
    ids = [LeadId(each.json["lead_id"]) for each in answers]
    assert {each.status for each in answers} == {202}
    async with asyncio.timeout(30):
        while len(await rows(town, "SELECT id FROM leads")) < many:
            pass
    anna = await town.caller(town.stage.anna)
    await run(
        town,
        "UPDATE leads SET status = 'taken', owner_id = (SELECT id FROM members WHERE role = 20)",
    )
    team = town.house.services.team
    await team.remove(await town.caller(town.stage.olga), anna.required_member())
    first = await rows(town, "SELECT id FROM leads WHERE status = 'new'")
    assert len(first) >= BATCH
    await town.house.services.departures.settle()
    assert len(await rows(town, "SELECT id FROM leads WHERE status = 'new'")) == many
    released = await rows(town, "SELECT details FROM audit WHERE action = 'lead.released'")
    assert len(released) == many == len(ids)
    assert all("Anna Agent" in str(each.details) for each in released)


async def test_a_press_that_was_under_way_is_given_back_too(town: Town):
    card = await town.lead()
    anna = await town.caller(town.stage.anna)
    services = town.house.services
    await services.team.remove(await town.caller(town.stage.olga), anna.required_member())
    await run(
        town,
        "UPDATE leads SET status = 'taken', version = version + 1, owner_id ="
        " (SELECT id FROM members WHERE left_at IS NOT NULL)",
    )
    await services.departures.settle()
    await town.has_button(card, "Take")
    unsettled = "SELECT id FROM members WHERE left_at IS NOT NULL AND settled_at IS NULL"
    assert len(await rows(town, unsettled)) == 1
    town.clock.advance(MINUTE)
    await services.departures.settle()
    assert await rows(town, unsettled) == []


async def test_a_closed_lead_of_somebody_who_left_opens_for_everybody(town: Town):
    anna, olga = town.stage.anna, town.stage.olga
    bert = await joined(town, "Bert", "agent")
    town.world.add_member(town.stage.sales, bert)
    card = await town.lead()
    await town.press(anna, card, "Take")
    await town.has_button(card, "Contacted")
    services, caller = town.house.services, await town.caller(anna)
    (lead,) = await rows(town, "SELECT id FROM leads")
    await run(town, "UPDATE leads SET status = 'won', version = version + 1")
    await services.team.remove(await town.caller(olga), caller.required_member())
    reopened = await services.leads.reopen(await town.caller(bert), LeadId(UUID(str(lead.id))))
    assert (reopened.status, reopened.owner) == ("new", None)


async def test_an_invitation_names_its_bounds_and_lives_as_long_as_asked(town: Town):
    olga = town.stage.olga
    for wrong in ("9m", "8d", "169h", "0d", "99999d"):
        answer = await town.ask(olga, f"/invite agent {wrong}")
        assert answer.text == "Lifetime: from 10m to 7d, such as 2h or 3d."
    code = found(r"start=([\w-]+)", await town.ask(olga, "/invite agent 10m"))
    town.clock.advance(10 * MINUTE)
    stig = town.world.add_person("Stig", "Stranger")
    expired = (await town.ask(stig, f"/start {code}")).text
    assert expired == (await town.ask(stig, "/start nonsense")).text


async def test_an_invitation_without_a_role_asks_for_one(town: Town):
    olga, adam = town.stage.olga, await joined(town, "Adam", "admin")
    asked = await town.ask(olga, "/invite 2h")
    assert labels(asked) == ["viewer", "agent", "admin"]
    assert labels(await town.ask(adam, "/invite")) == ["viewer", "agent"]
    await town.press(olga, asked, "agent")
    await town.shows(asked, "Whoever opens this link first joins as agent")
    code = found(r"start=([\w-]+)", asked)
    stig = town.world.add_person("Stig", "Stranger")
    assert "Welcome" in (await town.ask(stig, f"/start {code}")).text
    private = town.world.private(adam, town.stage.bot)
    forged = data_of(await town.ask(olga, "/invite"), "admin")
    assert await town.forge(adam, private, forged) == "Only owners can do this."


async def test_open_invitations_are_listed_and_revoked(either_town: Town):
    town = either_town
    olga, adam = town.stage.olga, await joined(town, "Adam", "admin")
    first = found(r"start=([\w-]+)", await town.ask(olga, "/invite admin 3d"))
    second = found(r"start=([\w-]+)", await town.ask(adam, "/invite viewer"))
    card = await town.ask(olga, "/team")
    await town.press(olga, card, "Invitations")
    text = await town.shows(card, "2 open invitations")
    assert re.search(r"1\. admin, by Olga Owner, until .* UTC\n2\. viewer, by Adam Admin", text)
    assert first not in text
    private = town.world.private(adam, town.stage.bot)
    forged = data_of(card, "Revoke 1")
    assert await town.forge(adam, private, forged) == "Only owners can do this."
    assert await town.press(olga, card, "Revoke 1") == "The invitation is revoked."
    await town.shows(card, "1 open invitation")
    stig = town.world.add_person("Stig", "Stranger")
    revoked = (await town.ask(stig, f"/start {first}")).text
    assert revoked == (await town.ask(stig, "/start unknown")).text
    assert "Welcome" in (await town.ask(stig, f"/start {second}")).text
    assert await town.press(olga, card, "Revoke 1") == "Not available here."
    assert (await actions(town)).count("member.invitation_revoked") == 1


async def test_a_demoted_admin_loses_the_invitations_beyond_the_new_role(town: Town):
    adam = await joined(town, "Adam", "admin")
    code = found(r"start=([\w-]+)", await town.ask(adam, "/invite viewer"))
    team, caller = town.house.services.team, await town.caller(adam)
    await team.change_role(
        await town.caller(town.stage.olga), caller.required_member(), Role.AGENT
    )
    stig = town.world.add_person("Stig", "Stranger")
    assert "not valid" in (await town.ask(stig, f"/start {code}")).text


async def test_there_is_an_end_to_open_invitations(town: Town):
    members, olga = town.house.services.members, await town.caller(town.stage.olga)
    for _ in range(100):
        await members.invite(olga, Role.VIEWER)
    answer = await town.ask(town.stage.olga, "/invite viewer")
    assert answer.text == "There may be 100 of these at most. Let one go first."


@pytest.mark.parametrize("command", ["/team", "/invite agent"])
async def test_whoever_writes_in_the_name_of_the_group_is_refused(town: Town, command: str):
    answer = await said_anonymously(town, town.stage.sales, command)
    assert answer.text.startswith("You write in the name of the group.")
