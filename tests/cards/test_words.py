"""Everything the house says is said in every language, with the same things filled in."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cards.reader import MONTHS, Reader
from cards.words import Counted, Said, phrases
from domain.locale import Language, Locale, Wishes
from handlers import build_router
from middlewares.role import declared_commands
from tests.house.tree import ROOT

SPOKEN_IN = ("domain", "services", "cards", "handlers", "middlewares", "outbox", "bot")
RUSSIAN = Reader(Locale(Language.RUSSIAN, "Europe/Moscow"))
SPANISH = Reader(Locale(Language.SPANISH, "America/Bogota"))


def calls() -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Yield where, how and with what something is said anywhere in the house."""
    for room in SPOKEN_IN:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and (how := how_said(node.func)):
                    yield f"{path.name}:{node.lineno}", how, node.args


def how_said(function: ast.expr) -> str | None:
    match function:
        case ast.Attribute(attr="say" | "count" as how, value=ast.Name(id="reader")):
            return how
        case ast.Name(id="phrase" as how):
            return how
        case _:
            return None


def literals() -> Iterator[tuple[str, type[Said | Counted], str]]:
    for where, how, args in calls():
        said = args[2] if how == "count" else args[0]
        if isinstance(said, ast.Constant):
            yield where, Counted if how == "count" else Said, str(said.value)


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_everything_that_is_said_has_its_words_in_every_language():
    missing = [
        f"{where}: {text!r}"
        for where, kind, text in literals()
        if not isinstance(phrases().get(text), kind)
    ]
    assert missing == []


def test_no_words_are_kept_that_nobody_says():
    said = {text for _, _, text in literals()}
    assert sorted(phrases().keys() - said) == []


def test_help_speaks_every_language():
    for each in declared_commands(build_router()):
        assert each.needs.menu in phrases(), each.name
        # What is typed as it stands, such as "off", has no words; what it stands for has.
        usage = each.needs.usage
        assert usage in phrases() or not re.search("[A-Z]{2}", usage), each.name


def test_words_fill_in_the_same_things_and_keep_the_markup():
    wrong = []
    for english, words in phrases().items():
        others = (words.ru, words.es) if isinstance(words, Said) else (*words.ru, *words.es)
        for other in others:
            if isinstance(words, Said):
                same = names_in(other) == names_in(english)
            else:
                same = names_in(other) | {"number"} == names_in(english) | {"number"}
            if not (same and other and other.count("<") == english.count("<")):
                wrong.append((english, other))
    assert wrong == []


def test_what_is_said_without_a_literal_was_marked_as_a_phrase():
    loose = [
        where
        for where, how, args in calls()
        if how != "phrase"
        and isinstance(args[2 if how == "count" else 0], ast.JoinedStr | ast.BinOp)
    ]
    assert loose == []


@given(some.integers(0, 10_000))
def test_russian_numbers_have_their_forms(number: int):
    form = Counted(("лид", "лида", "лидов"), ("lead", "leads")).by(Language.RUSSIAN, number)
    last, teens = number % 10, 11 <= number % 100 <= 14
    expected = "лидов" if teens or last in {0, 5, 6, 7, 8, 9} else "лид" if last == 1 else "лида"
    assert form == expected


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", Language.ENGLISH),
        ("es-MX", Language.SPANISH),
        ("ru_RU", Language.RUSSIAN),
        ("RU", Language.RUSSIAN),
        ("pt-br", None),
        ("", None),
        (None, None),
    ],
)
def test_the_language_of_a_tag(tag: str | None, language: Language | None):
    assert Language.of(tag) is language


def test_wishes_of_a_person_come_before_those_of_the_workspace():
    person, workspace = Wishes(Language.SPANISH), Wishes(Language.RUSSIAN, "Europe/Riga")
    assert person.over(workspace).settled() == Locale(Language.SPANISH, "Europe/Riga")
    assert Wishes().over(Wishes()).settled() == Locale(Language.ENGLISH, "UTC")


def test_moments_are_told_by_the_clock_of_the_reader():
    moment = datetime(2026, 3, 1, 22, 5, tzinfo=UTC)
    assert Reader().moment(moment) == "1 Mar 2026 22:05 UTC"
    assert RUSSIAN.moment(moment) == "2 марта 2026 01:05"
    assert SPANISH.moment(moment) == "1 mar 2026 17:05"
    assert {len(months) for months in MONTHS.values()} == {12}
