"""The example of the settings file names every setting, and no other."""

import re

from bot.settings import Settings
from tests.house.tree import ROOT


def test_the_example_names_every_setting_and_no_other():
    example = (ROOT / ".env.example").read_text()
    named = re.findall(r"^#LEADSBOT_([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_a_copy_of_the_example_changes_nothing():
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
