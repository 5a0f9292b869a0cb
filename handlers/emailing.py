"""Answers by e-mail: asked for under a card, shown before they leave, and sent by a press."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.lead import LeadButton, Move
from cards.mail_reply import (
    DraftButton,
    DraftMove,
    ask_for_mail,
    draft_card,
    on_its_way_card,
    thrown_away_card,
    usual_subject,
)
from cards.reader import Reader
from domain.caller import Caller, Visitor
from domain.errors import NotFound
from domain.lead import LeadId
from domain.question import Asked
from domain.roles import Role
from handlers._lead import ask_about
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.doors import Doors
from services.leads import Leads
from services.mail_drafts import MailDrafts
from services.workspaces import Workspaces

router = Router(name=__name__)


@router.callback_query(LeadButton.filter(F.move == Move.EMAIL), flags=needs(Role.AGENT))
async def ask_text(  # noqa: PLR0913, PLR0917 -- aiogram hands in each by its name
    query: CallbackQuery,
    callback_data: LeadButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    leads: Leads,
    mail_drafts: MailDrafts,
) -> None:
    """Ask what to write; the button may be older than the mail server."""
    lead = await mail_drafts.begin(caller, LeadId(callback_data.lead_id))
    await answer_press(query)
    text = ask_for_mail(reader, lead, visitor.person)
    await ask_about(query, caller, leads, lead.id, Asked.MAIL, text)


async def is_mail(message: Message, doors: Doors) -> bool:
    """Tell whether the message answers our question for an e-mail."""
    question = message.reply_to_message
    if question is None:
        return False
    return await doors.question(message.chat.id, question.message_id) is Asked.MAIL


@router.message(F.text & ~F.text.startswith("/"), is_mail, flags=needs(Role.AGENT))
async def show_draft(
    message: Message,
    caller: Caller,
    reader: Reader,
    mail_drafts: MailDrafts,
    workspaces: Workspaces,
) -> None:
    """Show the e-mail as it would leave."""
    question = message.reply_to_message
    if question is None:
        raise NotFound
    subject = usual_subject(reader, await workspaces.name_of(caller.workspace_id))
    lead, mail = await mail_drafts.answer(
        caller, message.chat.id, question.message_id, message.text or "", subject
    )
    await say(message, draft_card(reader, lead, mail))


@router.callback_query(DraftButton.filter(), flags=needs(Role.AGENT))
async def send_or_drop(
    query: CallbackQuery,
    callback_data: DraftButton,
    caller: Caller,
    reader: Reader,
    mail_drafts: MailDrafts,
) -> None:
    """Let the e-mail leave, or throw it away."""
    if callback_data.move is DraftMove.SEND:
        lead, mail = await mail_drafts.send(caller, callback_data.mail_id)
        card = on_its_way_card(reader, lead, mail)
    else:
        await mail_drafts.drop(caller, callback_data.mail_id)
        card = thrown_away_card(reader)
    await answer_press(query)
    await show_instead(query, card)
