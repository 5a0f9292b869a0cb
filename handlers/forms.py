"""Forms: made for pages, renewed, and told which sites may post them."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.form import (
    ANY,
    SITES_MARK,
    FormButton,
    FormMove,
    OriginButton,
    Ruling,
    judged_card,
    renew_card,
    sites_question,
    snippet_card,
)
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from cards.source import source_card
from domain.caller import Caller
from domain.errors import NotFound
from domain.origin import is_bare_site
from domain.roles import Role
from handlers._question import asked_about
from handlers._say import ask, say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.forms import Forms
from services.sources import Sources

router = Router(name=__name__)
UNFINISHED = {FormMove.TAKE_UNFINISHED: True, FormMove.LEAVE_UNFINISHED: False}
USAGE = phrase("NAME [ORIGIN ...]")


@router.message(
    Command("newform"),
    flags=needs(Role.ADMIN, at=PRIVATE, menu=phrase("Make a form for your pages"), usage=USAGE),
)
async def new_form(
    message: Message,
    command: CommandObject,
    caller: Caller,
    reader: Reader,
    forms: Forms,
    public_url: str,
) -> None:
    """Make a form and show what to put into a page."""
    name, origins = _read(command.args or "")
    if not name:
        return await say(message, how_to_use(reader, command.command, USAGE))
    source = await forms.create(caller, name, origins)
    return await say(message, snippet_card(reader, source, public_url))


def _read(args: str) -> tuple[str, list[str]]:
    """Part the name, which may have several words, from the addresses behind it."""
    words = args.split()
    origins: list[str] = []
    while len(words) > 1 and _is_site(words[-1]):
        origins.insert(0, words.pop())
    return " ".join(words), origins


def _is_site(word: str) -> bool:
    return "://" in word or is_bare_site(word)


@router.callback_query(
    FormButton.filter(F.move.in_(UNFINISHED)), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def take_unfinished(
    query: CallbackQuery,
    callback_data: FormButton,
    caller: Caller,
    reader: Reader,
    forms: Forms,
    sources: Sources,
) -> None:
    """Take what visitors leave unfinished or no longer, and show the form."""
    taken = UNFINISHED[callback_data.move]
    source = await forms.take_unfinished(caller, callback_data.source_id, taken=taken)
    view = await sources.look(caller, source.id)
    await answer_press(query)
    await show_instead(query, source_card(reader, view.source, view.lately, private=True))


@router.callback_query(FormButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press(
    query: CallbackQuery,
    callback_data: FormButton,
    caller: Caller,
    reader: Reader,
    forms: Forms,
    public_url: str,
) -> None:
    """Show what to put into a page, ask for the sites, or renew the token of the pressed form."""
    move, source_id = callback_data.move, callback_data.source_id
    if move is FormMove.RENEW_SURELY:
        source = await forms.renew(caller, source_id)
    else:
        source = await forms.look(caller, source_id)
    await answer_press(query)
    message = query.message
    if not isinstance(message, Message):
        return
    match move:
        case FormMove.SNIPPET | FormMove.RENEW_SURELY:
            await say(message, snippet_card(reader, source, public_url))
        case FormMove.SITES:
            await ask(message, sites_question(reader, source))
        case _:
            await say(message, renew_card(reader, source))


@router.message(
    F.text & ~F.text.startswith("/"),
    asked_about(SITES_MARK),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def choose_sites(
    message: Message,
    called: str,
    caller: Caller,
    reader: Reader,
    forms: Forms,
    sources: Sources,
) -> None:
    """Let the sites post that the answer names, and show the form."""
    source = await sources.named(caller, called)
    if source is None:
        raise NotFound
    typed = (message.text or "").replace(",", " ").split()
    every = {ANY, reader.say(ANY)}
    chosen = [] if len(typed) == 1 and typed[0].casefold() in every else typed
    await forms.choose(caller, source.id, chosen)
    view = await sources.look(caller, source.id)
    await say(message, source_card(reader, view.source, view.lately, private=True))


@router.callback_query(OriginButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def judge(
    query: CallbackQuery,
    callback_data: OriginButton,
    caller: Caller,
    reader: Reader,
    forms: Forms,
) -> None:
    """Allow or block the site that the admins were asked about."""
    ruling = callback_data.ruling
    source, origin = await forms.judge(
        caller, callback_data.source_id, callback_data.key, allowed=ruling is Ruling.ALLOW
    )
    await answer_press(query)
    await show_instead(query, judged_card(reader, source, origin, ruling))
