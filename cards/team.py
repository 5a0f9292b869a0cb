"""How a team looks: everybody in it, the page of one member, and what is asked twice."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.html import Card, bold
from cards.invitation import InvitesButton
from cards.pages import page_of
from cards.reader import Reader
from cards.roles import role_word
from domain.roles import Role
from domain.team import Member

NAME_LENGTH = 64


class MemberMove(StrEnum):
    """What the buttons of one member can ask for."""

    SHOW = "s"
    ROLE = "r"
    ROLE_NOW = "rn"
    REMOVE = "x"
    REMOVE_NOW = "xn"
    LEAVE = "l"
    LEAVE_NOW = "ln"


class MemberButton(CallbackData, prefix="mem"):
    """A press on a button of one member; *page* is where the list was left."""

    move: MemberMove
    member_id: UUID
    role: Role | None = None
    page: int = 0


class TeamButton(CallbackData, prefix="team"):
    """A press on a button that shows a page of the team."""

    page: int


def team_card(reader: Reader, workspace: str, members: Sequence[Member], page: int = 0) -> Card:
    """List the members of one page with their roles, each with its button."""
    shown = page_of(members, page)
    head = reader.count(
        len(members),
        "{number} member of {workspace}",
        "{number} members of {workspace}",
        workspace=bold(workspace, NAME_LENGTH),
    )
    lines = [f"{_name(each)} · {role_word(reader, each.role)}" for each in shown.entries]
    rows = [[_button(label(each.name), each, MemberMove.SHOW, page)] for each in shown.entries]
    rows += shown.turns(lambda to: TeamButton(page=to))
    rows.append([button(reader.say("Invitations"), InvitesButton(page=0))])
    return Card("\n".join([f"👥 {head}", "", *lines]), keyboard(rows))


def member_card(
    reader: Reader,
    member: Member,
    roles: Sequence[Role],
    *,
    removable: bool,
    oneself: bool,
    page: int = 0,
) -> Card:
    """Show one member, with a button for each role that may be given, and the ways out."""
    lines = [_name(member), reader.say("Role: {role}", role=f"<b>{_role(reader, member)}</b>")]
    if oneself:
        lines.append(reader.say("This is you."))
    give = MemberMove.ROLE
    make = [
        _button(reader.say("Make {role}", role=role_word(reader, each)), member, give, page, each)
        for each in roles
    ]
    rows = [make[:2], make[2:]]
    if removable:
        rows.append([_button(reader.say("Remove"), member, MemberMove.REMOVE, page)])
    if oneself:
        rows.append([_button(reader.say("Leave the team"), member, MemberMove.LEAVE, page)])
    rows.append([button(reader.say("Back"), TeamButton(page=page))])
    return Card("\n".join(lines), keyboard([each for each in rows if each]))


def remove_member_card(reader: Reader, member: Member, page: int = 0) -> Card:
    """Ask once more before a member is removed."""
    text = reader.say(
        "{name} would be out of the team at once. Leads that they work on go back to everybody,"
        " and their open invitations count no longer.\n\nRemove them?",
        name=_name(member),
    )
    yes = _button(reader.say("Yes, remove"), member, MemberMove.REMOVE_NOW, page)
    return Card(text, keyboard([[yes, _back(reader, member, page)]]))


def leave_card(reader: Reader, workspace: str, member: Member, page: int = 0) -> Card:
    """Ask once more before somebody leaves."""
    text = reader.say(
        "You would be out of {workspace} at once. Leads that you work on go back to everybody,"
        " and coming back takes a new invitation.\n\nLeave?",
        workspace=bold(workspace, NAME_LENGTH),
    )
    yes = _button(reader.say("Yes, leave"), member, MemberMove.LEAVE_NOW, page)
    return Card(text, keyboard([[yes, _back(reader, member, page)]]))


def role_card(reader: Reader, member: Member, role: Role, *, oneself: bool, page: int = 0) -> Card:
    """Ask once more before somebody becomes an owner, or gives their own role away."""
    word = f"<b>{role_word(reader, role)}</b>"
    said = (
        reader.say("You would be {role}, and could not change that back. Go on?", role=word)
        if oneself
        else reader.say(
            "{name} would be {role}, and may change every role, yours too, and delete the"
            " workspace. Go on?",
            name=_name(member),
            role=word,
        )
    )
    yes = _button(reader.say("Yes, go on"), member, MemberMove.ROLE_NOW, page, role)
    return Card(said, keyboard([[yes, _back(reader, member, page)]]))


def left_card(reader: Reader, workspace: str) -> Card:
    """Say good-bye to somebody who left."""
    gone = bold(workspace, NAME_LENGTH)
    return Card(reader.say("You have left {workspace}.", workspace=gone))


def _name(member: Member) -> str:
    return bold(member.name, NAME_LENGTH)


def _role(reader: Reader, member: Member) -> str:
    return role_word(reader, member.role)


def _back(reader: Reader, member: Member, page: int) -> InlineKeyboardButton:
    return _button(reader.say("Back"), member, MemberMove.SHOW, page)


def removed(reader: Reader, member: Member) -> str:
    """Tell the one who pressed who is gone."""
    return reader.say("{name} is no longer in the team.", name=label(member.name))


def now_is(reader: Reader, member: Member) -> str:
    """Tell the one who pressed what a member is now."""
    role = role_word(reader, member.role)
    return reader.say("{name} is {role} now.", name=label(member.name), role=role)


def _button(
    text: str, member: Member, move: MemberMove, page: int, role: Role | None = None
) -> InlineKeyboardButton:
    return button(text, MemberButton(move=move, member_id=member.id, role=role, page=page))
