"""Held leads: looked through in place, let in or found to be spam, and what was learned."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.quarantine import (
    HeldButton,
    HeldMove,
    answered,
    forgotten,
    held_card,
    rules_card,
)
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.errors import NotFound
from domain.lead import LeadId
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.quarantine import HeldPage, Quarantine

router = Router(name=__name__)
RULINGS = {HeldMove.LET_IN, HeldMove.SPAM}
RULES = {HeldMove.RULES, HeldMove.FORGET}


@router.message(
    Command("quarantine"),
    flags=needs(Role.ADMIN, menu=phrase("Look through leads that look like spam")),
)
async def show_held(
    message: Message, caller: Caller, reader: Reader, quarantine: Quarantine
) -> None:
    """Show the newest held leads."""
    await say(message, _card(reader, await quarantine.page(caller)))


@router.callback_query(HeldButton.filter(F.move.in_(RULINGS)), flags=needs(Role.ADMIN))
async def rule(
    query: CallbackQuery,
    callback_data: HeldButton,
    caller: Caller,
    reader: Reader,
    quarantine: Quarantine,
) -> None:
    """Let a lead in, or find it to be spam, and show what is still held."""
    if callback_data.id is None:
        raise NotFound
    lead_id = LeadId(callback_data.id)
    if callback_data.move is HeldMove.LET_IN:
        lead = await quarantine.let_in(caller, lead_id)
    else:
        lead = await quarantine.found_spam(caller, lead_id)
    await answer_press(query, answered(reader, lead, callback_data.move))
    await show_instead(query, _card(reader, await quarantine.page(caller, callback_data.page)))


@router.callback_query(HeldButton.filter(F.move.in_(RULES)), flags=needs(Role.ADMIN))
async def show_rules(
    query: CallbackQuery,
    callback_data: HeldButton,
    caller: Caller,
    reader: Reader,
    quarantine: Quarantine,
) -> None:
    """Show what was learned, after a source forgot it if that is asked for."""
    done = ""
    if callback_data.move is HeldMove.FORGET:
        if callback_data.id is None:
            raise NotFound
        await quarantine.forget(caller, callback_data.id)
        done = forgotten(reader)
    await answer_press(query, done)
    await show_instead(
        query, rules_card(reader, await quarantine.rules(caller), callback_data.page)
    )


@router.callback_query(HeldButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: HeldButton,
    caller: Caller,
    reader: Reader,
    quarantine: Quarantine,
) -> None:
    """Show a page of held leads in place."""
    found = await quarantine.page(caller, callback_data.page)
    await answer_press(query)
    await show_instead(query, _card(reader, found))


def _card(reader: Reader, found: HeldPage) -> Card:
    return held_card(reader, found.leads, found.count, found.page, found.pages)
