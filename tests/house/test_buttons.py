"""Every kind of button fits, belongs to one handler, and no two kinds are mistaken."""

import inspect
from enum import Enum
from itertools import product
from types import NoneType
from typing import Any, get_args
from uuid import UUID

from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery, User

import cards
from cards.settings import WORD
from domain.plugins import modules_in
from handlers import build_router

MOST_BYTES = 64
KINDS = {
    member
    for module in modules_in(cards)
    for _, member in inspect.getmembers(module, inspect.isclass)
    if issubclass(member, CallbackData) and member is not CallbackData
}
LONGEST: dict[type, list[Any]] = {
    UUID: [UUID(int=2**128 - 1)],
    int: [9_999_999_999_999],
    str: ["x" * WORD],
    NoneType: [None],
}


def values_of(annotation: Any) -> list[Any]:
    """Return every value of an enum, and the longest of anything else."""
    choices = get_args(annotation) or (annotation,)
    return [
        value
        for each in choices
        for value in (list(each) if issubclass(each, Enum) else LONGEST[each])
    ]


def every_button() -> list[CallbackData]:
    """Return every button there can be: what is optional belongs to one move or another."""
    return [
        kind(**dict(zip(kind.model_fields, values, strict=True)))
        for kind in KINDS
        for values in product(*(values_of(f.annotation) for f in kind.model_fields.values()))
        if sum(value is not None for value in values) <= required(kind) + 1
    ]


def required(kind: type[CallbackData]) -> int:
    return sum(each.is_required() for each in kind.model_fields.values())


def test_there_are_buttons_and_their_prefixes_differ():
    prefixes = [kind.__prefix__ for kind in KINDS]
    assert {"lead", "source"} <= set(prefixes)
    assert len(set(prefixes)) == len(prefixes)


def test_every_button_fits():
    too_long = [data for each in every_button() if len(data := each.pack().encode()) > MOST_BYTES]
    assert too_long == []


def test_a_button_comes_back_as_it_was():
    for each in every_button():
        assert type(each).unpack(each.pack()) == each


async def test_every_button_has_a_handler_of_its_own():
    router = build_router()
    handlers = [
        each
        for part in router.chain_tail
        for each in part.callback_query.handlers
        if any(isinstance(f.callback, CallbackQueryFilter) for f in each.filters or ())
    ]
    sender = User(id=1, is_bot=False, first_name="Ann")
    for button in every_button():
        press = CallbackQuery(id="1", from_user=sender, chat_instance="1", data=button.pack())
        served = [each for each in handlers if (await each.check(press))[0]]
        assert served, button
        kinds = {
            f.callback.callback_data
            for each in served
            for f in each.filters or ()
            if isinstance(f.callback, CallbackQueryFilter)
        }
        assert kinds == {type(button)}
