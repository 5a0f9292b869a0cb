"""Reminders: to let a lead rest until a moment, by buttons or by a command."""

import re

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader, phrase
from cards.reminders import (
    NAPS,
    Nap,
    SnoozeButton,
    how_to_remind,
    remind_usage,
    snoozed_card,
    snoozed_until,
)
from domain.caller import Caller
from domain.lead import LeadId
from domain.roles import Role
from domain.when import When
from handlers._lead import follow_in_private
from handlers._say import say
from middlewares.answers import answer_press
from middlewares.role import needs
from services.leads import Leads
from services.lists import Lists
from services.reminders import Reminders

router = Router(name=__name__)
OFF = "off"
ASKED = re.compile(r"#?([0-9]{1,9})\s+(\S.*)", re.DOTALL)


@router.callback_query(SnoozeButton.filter(F.nap == Nap.OTHER), flags=needs(Role.AGENT))
async def explain(
    query: CallbackQuery,
    callback_data: SnoozeButton,
    caller: Caller,
    reader: Reader,
    leads: Leads,
) -> None:
    """Say how to choose any other moment."""
    view = await leads.get(caller, LeadId(callback_data.lead_id))
    await answer_press(query, how_to_remind(reader, view.lead), alert=True)


@router.callback_query(SnoozeButton.filter(), flags=needs(Role.AGENT))
async def snooze(
    query: CallbackQuery,
    callback_data: SnoozeButton,
    caller: Caller,
    reader: Reader,
    leads: Leads,
    reminders: Reminders,
) -> None:
    """Let the lead rest; its card shows until when."""
    lead_id, when = LeadId(callback_data.lead_id), NAPS.get(callback_data.nap)
    if when is None:
        lead, reminder = await reminders.forget(caller, lead_id)
    else:
        zone = reader.locale.zone
        lead, reminder = await reminders.snooze(caller, lead_id, when, zone)
    yours = reminder.owner_id == caller.member_id
    await answer_press(query, snoozed_until(reader, lead, reminder, yours=yours))
    await follow_in_private(query, caller, lead_id, reader, leads)


@router.message(
    Command("remind"),
    flags=needs(
        Role.AGENT,
        menu=phrase("Be reminded of a lead"),
        usage=phrase("NUMBER [2h | tomorrow 9:00 | off] [TEXT]"),
    ),
)
async def remind(
    message: Message,
    command: CommandObject,
    caller: Caller,
    reader: Reader,
    lists: Lists,
    reminders: Reminders,
) -> None:
    """Remind the owner of a lead at a moment, by the clock of whoever asks."""
    asked = ASKED.fullmatch((command.args or "").strip())
    if asked is None:
        return await say(message, remind_usage(reader))
    if asked[2].strip().casefold() == OFF:
        lead_id = (await lists.numbered(caller, int(asked[1]))).lead.id
        lead, reminder = await reminders.forget(caller, lead_id)
    else:
        when, text = When.parse(asked[2])
        lead_id = (await lists.numbered(caller, int(asked[1]))).lead.id
        zone = reader.locale.zone
        lead, reminder = await reminders.snooze(caller, lead_id, when, zone, text)
    yours = reminder.owner_id == caller.member_id
    return await say(message, snoozed_card(reader, lead, reminder, yours=yours))
