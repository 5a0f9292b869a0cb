"""How invitations look: the choice of a role, the link, and the list of open ones."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from cards.buttons import button, keyboard
from cards.html import Card, bold
from cards.pages import page_of
from cards.reader import Reader
from cards.roles import role_word
from domain.roles import Role
from domain.team import Invite

NAME_LENGTH = 64


class AskButton(CallbackData, prefix="ask"):
    """A press on a role for a new invitation that lives so many minutes."""

    role: Role
    minutes: int


class InvitesButton(CallbackData, prefix="invites"):
    """A press on a button that shows a page of the open invitations."""

    page: int


class RevokeButton(CallbackData, prefix="revoke"):
    """A press that ends one open invitation."""

    invite_id: UUID
    page: int


def choose_role_card(reader: Reader, roles: Sequence[Role], minutes: int) -> Card:
    """Ask as what somebody should join."""
    row = [
        button(role_word(reader, each), AskButton(role=each, minutes=minutes)) for each in roles
    ]
    text = reader.say("As what should they join?")
    return Card(text, keyboard([row]))


def invitation(reader: Reader, link: str, role: Role, expires_at: datetime) -> Card:
    """Hand out an invitation link."""
    return Card(
        reader.say(
            "Whoever opens this link first joins as {role}:\n{link}\n\nIt works once, until"
            " {until}. /team shows the open invitations.",
            role=f"<b>{role_word(reader, role)}</b>",
            link=escape(link),
            until=reader.moment(expires_at),
        )
    )


def invitations_card(
    reader: Reader, invitations: Sequence[tuple[Invite, str]], page: int = 0
) -> Card:
    """List the open invitations of one page, each with the button that ends it."""
    if not invitations:
        return Card(reader.say("No open invitations. /invite makes one."))
    shown = page_of(list(enumerate(invitations, 1)), page)
    head = reader.count(len(invitations), "{number} open invitation", "{number} open invitations")
    lines = [
        reader.say(
            "{number}. {role}, by {name}, until {until}",
            number=number,
            role=role_word(reader, invite.role),
            name=bold(name, NAME_LENGTH),
            until=reader.moment(invite.expires_at),
        )
        for number, (invite, name) in shown.entries
    ]
    rows = [
        [
            button(
                reader.say("Revoke {number}", number=number),
                RevokeButton(invite_id=invite.id, page=shown.number),
            )
        ]
        for number, (invite, _) in shown.entries
    ]
    rows += shown.turns(lambda to: InvitesButton(page=to))
    text = "\n".join([f"✉️ <b>{head}</b>", "", *lines])
    return Card(text, keyboard(rows))


def revoked(reader: Reader) -> str:
    """Tell the one who pressed that an invitation counts no longer."""
    return reader.say("The invitation is revoked.")
