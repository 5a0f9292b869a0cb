"""Field maps: an admin sends one body of a sender, and taps which value is what."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from cards.field_map import (
    FieldsButton,
    FieldsMove,
    LeafButton,
    LeavesButton,
    SampleButton,
    SampleMove,
    leaf_card,
    leaves_card,
    preview_card,
)
from cards.html import Card
from cards.mapping import (
    SAMPLE_MARK,
    mapping_card,
    remove_card,
    sample_question,
    saved_news,
    waiting_card,
)
from cards.pages import ON_PAGE
from cards.reader import Reader
from domain.caller import Caller, Visitor
from domain.errors import NotFound
from domain.roles import Role
from domain.strict_json import read_json
from handlers._question import asked_about
from handlers._say import ask, say, show_instead
from handlers._typed_file import text_in
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.field_maps import FieldMaps, MappingView
from services.sources import Sources

router = Router(name=__name__)
MOST_BYTES = 64 * 1024


@router.callback_query(FieldsButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press_fields(  # noqa: PLR0913, PLR0917 -- what a handler needs comes as arguments
    query: CallbackQuery,
    callback_data: FieldsButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    field_maps: FieldMaps,
    public_url: str,
) -> None:
    """Show the map of the pressed source, or begin, ask for a sample, or remove it."""
    move, source_id = callback_data.move, callback_data.source_id
    match move:
        case FieldsMove.BEGIN | FieldsMove.PASTE:
            view = await field_maps.begin(caller, source_id, visitor.person.id)
        case FieldsMove.REMOVE_SURELY:
            view = MappingView(await field_maps.forget(caller, source_id))
        case _:
            view = await field_maps.look(caller, source_id)
    await answer_press(query)
    if move is FieldsMove.PASTE and isinstance(query.message, Message):
        await ask(query.message, sample_question(reader, view.source))
        return
    if move is FieldsMove.REMOVE:
        await show_instead(query, remove_card(reader, view.source))
        return
    await show_instead(query, _page(reader, view, public_url))


def _page(reader: Reader, view: MappingView, public_url: str) -> Card:
    """Return what is next: a sample's values, the sample itself, or the map."""
    if view.sample is None:
        return mapping_card(reader, view.source)
    if view.sample.came:
        return leaves_card(reader, view.source, view.sample)
    return waiting_card(reader, view.source, view.sample, public_url)


@router.message(
    F.document | (F.text & ~F.text.startswith("/")),
    asked_about(SAMPLE_MARK),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def take_sample(  # noqa: PLR0913, PLR0917 -- what a handler needs comes as arguments
    message: Message,
    called: str,
    bot: Bot,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    sources: Sources,
    field_maps: FieldMaps,
) -> None:
    """Take what the answer holds as the sample, and show its values."""
    source = await sources.named(caller, called)
    if source is None:
        raise NotFound
    document = read_json((await text_in(message, bot, MOST_BYTES)).encode())
    view = await field_maps.teach(caller, source.id, visitor.person.id, document)
    await say(message, leaves_card(reader, view.source, view.sample))


@router.callback_query(LeavesButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def turn_page(
    query: CallbackQuery,
    callback_data: LeavesButton,
    caller: Caller,
    reader: Reader,
    field_maps: FieldMaps,
) -> None:
    """Show a page of the values of a sample in place."""
    view = await field_maps.sample(caller, callback_data.sample_id)
    await answer_press(query)
    await show_instead(query, leaves_card(reader, view.source, view.sample, callback_data.page))


@router.callback_query(LeafButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press_leaf(
    query: CallbackQuery,
    callback_data: LeafButton,
    caller: Caller,
    reader: Reader,
    field_maps: FieldMaps,
) -> None:
    """Show what the pressed value can be, or the list once that is said."""
    sample_id, place, target = (
        callback_data.sample_id,
        callback_data.place,
        callback_data.target,
    )
    if target is None:
        view = await field_maps.sample(caller, sample_id)
        card = leaf_card(reader, view.source, view.sample, place)
    else:
        view = await field_maps.choose(caller, sample_id, place, target)
        card = leaves_card(reader, view.source, view.sample, place // ON_PAGE)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(SampleButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press_sample(
    query: CallbackQuery,
    callback_data: SampleButton,
    caller: Caller,
    reader: Reader,
    field_maps: FieldMaps,
) -> None:
    """Show the lead that the sample would become, save the map, or give it up."""
    sample_id = callback_data.sample_id
    match callback_data.move:
        case SampleMove.PREVIEW:
            view = await field_maps.sample(caller, sample_id)
            card = preview_card(reader, view.source, view.sample)
        case SampleMove.SAVE:
            source = await field_maps.save(caller, sample_id)
            card = mapping_card(reader, source, news=saved_news(reader))
        case _:
            card = mapping_card(reader, await field_maps.cancel(caller, sample_id))
    await answer_press(query)
    await show_instead(query, card)
