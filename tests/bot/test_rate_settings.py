"""Rates as a person writes them into the environment."""

import pytest

from bot.settings import BadSetting, load
from domain.limits import Rate

RATES = ("limit_source", "limit_workspace", "limit_address", "limit_key")


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(f"LEADSBOT_{name.upper()}", "7/m:9")
    assert getattr(load(), name) == Rate(7, 60, 9)


@pytest.mark.parametrize("name", RATES)
def test_a_bad_rate_is_one_line_that_names_the_setting(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(f"LEADSBOT_{name.upper()}", "often")
    with pytest.raises(BadSetting, match=rf"\ALEADSBOT_{name.upper()}: [^\n]+\Z"):
        load()
