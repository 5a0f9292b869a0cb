"""The examples of docs/http.md work as pasted, in every language that the machine has."""

import asyncio
import os
import re
import shutil

import pytest

from tests.house.tree import ROOT
from tests.world import Town

PROGRAMS = {"python": ["python3", "-c"], "js": ["node", "-e"], "php": ["php", "-r"]}
PROGRAMS["sh"] = ["sh", "-c"]


def example(language: str) -> str:
    page = (ROOT / "docs" / "http.md").read_text()
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 1, language
    return blocks[0].removeprefix("<?php\n")


def test_there_is_one_example_for_each_language():
    assert all(example(language) for language in PROGRAMS)


@pytest.mark.parametrize(
    "language", [each for each, (program, _) in PROGRAMS.items() if shutil.which(program)]
)
async def test_the_example_posts_a_lead(town: Town, language: str):
    program, option = PROGRAMS[language]
    path = {"PATH": os.defpath + ":/usr/local/bin"}
    settings = {"LEADS_URL": town.source.url, "LEADS_SECRET": town.source.secret}
    process = await asyncio.create_subprocess_exec(
        shutil.which(program) or program,
        option,
        example(language),
        env=path | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    assert b"202" in said, complaint
    assert b'"duplicate": false' in said
    card = await town.stage.card("Ada Example")
    assert "ada@example.com" in card.text
