"""Nobody is served by a handler that does not say whom it serves."""

from aiogram import F
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import CallbackQuery, Message

from domain.roles import Role
from handlers import build_router
from middlewares.role import HOME, NEEDS, Needs, declared_commands, needs
from tests.world import Town

FOR_EVERYBODY = {"_unknown", "chats", "help", "locale", "start", "workspaces"}


def every_handler() -> list[tuple[str, str, HandlerObject]]:
    router = build_router()
    return [
        (f"{each.callback.__module__}.{each.callback.__name__}", kind, each)
        for part in router.chain_tail
        for kind, observer in part.observers.items()
        for each in observer.handlers
    ]


def test_every_handler_declares_whom_it_serves_and_where():
    found = every_handler()
    silent = [name for name, _, each in found if not isinstance(each.flags.get(NEEDS), Needs)]
    assert silent == []
    assert {kind for _, kind, _ in found} == {"message", "callback_query", "my_chat_member"}
    assert any(name.startswith("handlers._unknown") for name, _, _ in found)
    assert all(each.flags[NEEDS].at for _, _, each in found)


def test_every_command_explains_itself():
    without = [
        name
        for name, kind, each in every_handler()
        if kind == "message"
        and "/" in (each.callback.__doc__ or "")
        and not each.flags[NEEDS].menu
    ]
    assert without == []
    commands = list(declared_commands(build_router()))
    assert {each.name for each in commands} >= {
        "start", "help", "newworkspace", "connect", "disconnect", "newsource", "sources",
        "rotate", "invite",
    }  # fmt: skip # the contract's list is read as one
    assert all(each.needs.menu for each in commands)


def test_a_declaration_asks_for_a_role_unless_it_says_everybody():
    assert needs(Role.AGENT)[NEEDS] == Needs(Role.AGENT, HOME)
    for name, _, each in every_handler():
        if each.flags[NEEDS].role is None:
            assert name.split(".")[1] in {
                "_unknown",
                "chats",
                "help",
                "locale",
                "start",
                "workspaces",
            }, name


async def test_a_handler_that_declares_nothing_serves_nobody(town: Town):
    served = []

    async def silent(event: Message | CallbackQuery) -> None:
        served.append(event)

    dispatcher = town.house.dispatcher
    assert dispatcher is not None
    dispatcher.message.register(silent, F.text == "/open")
    dispatcher.callback_query.register(silent, F.data == "open")
    stage = town.stage
    assert (await town.ask(stage.olga, "/open")).text == "Not available here."
    assert await town.forge(stage.olga, stage.sales, "open") == "Not available here."
    assert served == []
