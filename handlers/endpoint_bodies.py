"""Bodies of endpoints: a preset or a template, looked at before it is used; in private only."""

from uuid import UUID

from aiogram import Bot, F, Router
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from cards.endpoint_body import (
    BODY_LENGTH,
    asked_in,
    body_card,
    own_card,
    preset_card,
    standard_card,
    sum_of,
    template_card,
    wrong_card,
)
from cards.endpoint_buttons import BodyButton, BodyMove
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.endpoint import Endpoint
from domain.errors import FieldProblem, Invalid, NotFound
from domain.payload_presets import PRESETS, Preset
from domain.payload_template import MOST_TEMPLATE_BYTES
from domain.roles import Role
from handlers._question import asked_by
from handlers._say import say, show_instead
from handlers._typed_file import text_in
from middlewares.answers import answer_press, patiently
from middlewares.role import PRIVATE, needs
from services.shaping import Shaping

router = Router(name=__name__)
AT = needs(Role.ADMIN, at=PRIVATE)
OTHER = FieldProblem(phrase("template"), phrase("it is not what you looked at; send it again"))


@router.callback_query(BodyButton.filter(F.move == BodyMove.USE), flags=AT)
async def use_preset(
    query: CallbackQuery,
    callback_data: BodyButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Let bodies leave as a preset has them, or as they were written."""
    endpoint_id = callback_data.endpoint_id
    if callback_data.number == len(PRESETS):
        now = await shaping.shape(caller, endpoint_id, None)
    else:
        preset = _preset(callback_data)
        now = await shaping.shape(caller, endpoint_id, preset.template, preset.events or None)
    await _show_saved(query, reader, now)


@router.callback_query(BodyButton.filter(F.move == BodyMove.OWN), flags=AT)
async def use_own(
    query: CallbackQuery,
    callback_data: BodyButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
    bot: Bot,
) -> None:
    """Save the template that the preview answered, if it is still the one that was shown."""
    shown = query.message
    typed = shown.reply_to_message if isinstance(shown, Message) else None
    template = await text_in(typed, bot, MOST_TEMPLATE_BYTES) if typed else ""
    if sum_of(template) != callback_data.number:
        raise Invalid(OTHER)
    now = await shaping.shape(caller, callback_data.endpoint_id, template)
    await _show_saved(query, reader, now)


@router.callback_query(BodyButton.filter(F.move == BodyMove.TEMPLATE), flags=AT)
async def show_template(
    query: CallbackQuery,
    callback_data: BodyButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Show the template that there is; a long one as a file too."""
    endpoint = (await shaping.look(caller, callback_data.endpoint_id)).endpoint
    await answer_press(query)
    template, message = endpoint.template or "", query.message
    if len(template) > BODY_LENGTH and isinstance(message, Message):
        file = BufferedInputFile(template.encode(), "template.json")
        await patiently(lambda: message.answer_document(file))
    await show_instead(query, template_card(reader, endpoint))


@router.callback_query(BodyButton.filter(), flags=AT)
async def press(
    query: CallbackQuery,
    callback_data: BodyButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Show in which body the endpoint hears, or what another one would be."""
    endpoint_id = callback_data.endpoint_id
    match callback_data.move:
        case BodyMove.PRESET:
            preset = _preset(callback_data)
            events = preset.events or None
            seen = await shaping.preview(caller, endpoint_id, preset.template, events)
            card = preset_card(reader, seen, preset)
        case BodyMove.STANDARD:
            card = standard_card(reader, await shaping.preview(caller, endpoint_id, None))
        case _:
            card = body_card(reader, (await shaping.look(caller, endpoint_id)).endpoint)
    await answer_press(query)
    await show_instead(query, card)


@router.message(
    (F.text & ~F.text.startswith("/")) | F.document,
    asked_by(asked_in),
    flags=AT,
)
async def try_template(
    message: Message,
    asked: UUID,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
    bot: Bot,
) -> None:
    """Show what a template makes, or what is wrong with it; nothing is changed by this."""
    template = await text_in(message, bot, MOST_TEMPLATE_BYTES)
    try:
        seen = await shaping.preview(caller, asked, template)
    except Invalid as refusal:
        return await say(message, wrong_card(reader, asked, refusal.problems))
    card = own_card(reader, seen, template)
    # As an answer: the button under it saves what it answers.
    await patiently(lambda: message.reply(card.text, reply_markup=card.buttons))
    return None


def _preset(pressed: BodyButton) -> Preset:
    found = dict(enumerate(PRESETS)).get(pressed.number)
    if found is None:
        raise NotFound
    return found


async def _show_saved(query: CallbackQuery, reader: Reader, endpoint: Endpoint) -> None:
    await answer_press(query, reader.say("Saved."))
    await show_instead(query, body_card(reader, endpoint))
