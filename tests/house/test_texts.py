"""The texts of the project speak of the project alone, and promise nothing for later."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, texts

THIS_FILE = "tests/house/test_texts.py"

BANNED = {
    "a place on somebody's machine": r"/work/(?:main|shared)|/root/|/home/(?!leadsbot)[a-z]+/"
    r"|/opt/(?:wheels|pypi)|/Users/",
    "a package registry": r"pypi\.org|pythonhosted\.org|artifactory|index-url https?:",
    "who typed it": r"\b(?:claude|anthropic|chatgpt|openai|copilot|language model|ai assistant)\b",
    "a promise instead of work": r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError",
    "an empty word": r"\b(?:simply put|seamless(?:ly)?|blazing(?:ly)?|cutting-edge|world-class"
    r"|state-of-the-art|leverag(?:e|es|ing)|delve)\b",
}
CASE_MATTERS = {"a promise instead of work"}


def pattern_of(what: str) -> re.Pattern[str]:
    return re.compile(BANNED[what], 0 if what in CASE_MATTERS else re.IGNORECASE)


@pytest.mark.parametrize("what", BANNED)
def test_no_text_holds(what):
    pattern = pattern_of(what)
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        if path != THIS_FILE
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_the_rules_see_what_they_are_for():
    samples = {
        "a place on somebody's machine": "cd /home/olga/leadsbot",
        "a package registry": "https://pypi.org/simple",
        "who typed it": "Written by ChatGPT.",
        "a promise instead of work": "# TODO: later",
        "an empty word": "A seamless experience.",
    }
    missed = [what for what, text in samples.items() if not pattern_of(what).search(text)]
    assert missed == []
    assert samples.keys() == BANNED.keys()


def test_every_document_that_a_text_names_exists():
    named = re.compile(r"(?<![\w/:.<>-])(?:\.{1,2}/)*([\w-]+/)*[\w-]+\.md\b")
    missing = [
        f"{path}: {match[0]}"
        for path, text in texts()
        if path != THIS_FILE
        for match in named.finditer(text)
        if not any(
            (ROOT / folder / match[0]).exists() for folder in ("", "docs", Path(path).parent)
        )
    ]
    assert missing == []


def test_every_text_ends_with_one_line_end_and_uses_unix_ones():
    recorded = "tests/fixtures/"
    wrong = [
        path
        for path, text in texts()
        if not path.startswith(recorded)
        and text
        and ("\r" in text or not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert wrong == []


def test_every_target_of_the_makefile_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    described = set(re.findall(r"^([a-z-]+):[^#\n]*## ", makefile, re.MULTILINE))
    assert phony is not None
    assert described == set(phony[1].split())
