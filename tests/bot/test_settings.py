"""Settings: each bad value is one line that names the variable and repeats nothing of it."""

import os
import stat
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.assemble import assemble
from bot.settings import PREFIX, BadSetting, Settings, load, master_keys
from tests.world import MASTER_KEY

TOKEN = "1000000001:sandbox-token-that-opens-nothing-00"
NAMES = tuple(Settings.model_fields)
BAD = {
    "bot_token": ["hunter2", "1:hunter2", "hunter2:" + "a" * 35, TOKEN + " ", TOKEN + "\n"],
    "telegram_api_url": ["hunter2", "ftp://hunter2", "http://", "https://hunter2:port"],
    "telegram_proxy": [
        "hunter2",
        "ftp://hunter2:1",
        "socks5://hunter2",
        "http://hunter2:99999",
        "http://hunter2@h:1",
        "socks5://:hunter2@h:1",
        "socks5://hunter2:@h:1",
        "http://a%3Ab:hunter2@h:1",
        "socks5://a:hunter2%C3%BC@h:1",
        f"socks5://a:{'hunter2' * 40}@h:1",
    ],
    "telegram_mode": ["hunter2", "POLLING"],
    "telegram_limits": ["hunter2", "30", "30/1", "0/1/20", "30/1/0", "30/1/20/5", "-1/1/20"],
    "database_url": [
        "hunter2",
        "sqlite:///hunter2.db",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "postgresql://hunter2@h/n",
        "postgresql+asyncpg://a:hunter2@h:port/n",
        "postgresql+asyncpg://a:hunter2@h",
    ],
    "redis_url": ["hunter2", "http://:hunter2@h", "redis://", "redis://:hunter2@h:port"],
    "master_keys": ["hunter2", "hunter2," + MASTER_KEY, ",", "é" * 43],
    "host": ["a host", "http://hunter2", "a" * 300, "a..b", "a" * 64 + ".b", "hé"],
    "port": ["hunter2", "-1", "65536", "80.5", "1e3"],
    "public_url": ["hunter2", "//hunter2", "http://", "http://h?hunter2", "http://h:port"],
    "trusted_proxies": ["hunter2", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8;::1"],
    "allow_private_targets": ["hunter2", "10.0.0.1/8", "localhost"],
    "signup": ["hunter2", "everybody"],
    "setup_code": ["hunter2", "hunter2 hunter2", "h" * 65, "hunter2/hunter2"],
    "limit_source": ["hunter2", "50", "50/s", "0/s:1", "1/s:0", "50/d:1", "-1/s:5"],
    "limit_key": ["hunter2", "50/d:1"],
    "limit_workspace": ["hunter2", "9999999/s:1"],
    "limit_address": ["hunter2", "1/h:9999999"],
    "limit_form": ["hunter2", "1/h:9999999"],
    "metrics_token": ["hunter2", "hunter2 hunter2 hunter2", "hunter2é" * 4, "h" * 257],
    "log_format": ["hunter2", "xml"],
    "log_level": ["hunter2", "loud"],
}
LISTS = ("trusted_proxies", "allow_private_targets")
CASES = [(name, value) for name, values in BAD.items() for value in values]


def test_every_setting_has_bad_values_to_be_tried():
    assert set(BAD) == set(NAMES)


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_bad_value_is_one_line_that_names_the_variable_and_not_the_value(
    name, value, monkeypatch
):
    variable = PREFIX + name.upper()
    monkeypatch.setenv(variable, value)

    with pytest.raises(BadSetting) as refused:
        load()

    lines = str(refused.value).splitlines()
    assert lines
    assert all(line.startswith(f"{variable}: ") for line in lines)
    assert len(lines) == 1 or name in LISTS
    if name not in LISTS:
        assert "hunter2" not in str(refused.value)


def test_all_bad_settings_are_named_at_once(monkeypatch):
    monkeypatch.setenv("LEADSBOT_PORT", "x")
    monkeypatch.setenv("LEADSBOT_SIGNUP", "x")

    with pytest.raises(BadSetting) as refused:
        load()

    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "LEADSBOT_PORT",
        "LEADSBOT_SIGNUP",
    ]


@given(name=st.sampled_from(NAMES), value=st.text(max_size=60).filter(lambda t: "\0" not in t))
@example(name="database_url", value="postgresql+asyncpg://[/x")
@example(name="redis_url", value="redis://[")
@example(name="redis_url", value="redis://h/notanumber")
@example(name="telegram_proxy", value="socks5://h:1")
@example(name="master_keys", value=MASTER_KEY)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_set_is_refused_here_or_works_later(name, value):
    refused = ""
    try:
        loaded = load(**{"bot_token": TOKEN, "master_keys": MASTER_KEY, name: value})
        assert assemble(loaded).settings is loaded
    except BadSetting as bad:
        refused = str(bad)
    assert PREFIX + name.upper() in refused or not refused


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(PREFIX + name.upper(), "")

    assert load() == Settings()


def test_webhook_mode_needs_an_address(monkeypatch):
    monkeypatch.setenv("LEADSBOT_TELEGRAM_MODE", "webhook")

    with pytest.raises(BadSetting, match=r"\ALEADSBOT_PUBLIC_URL: needed by [^\n]*webhook\Z"):
        load()
    assert load(public_url="https://leads.example/").base_url == "https://leads.example"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://leads.example", "https:// is needed"),
        ("http://127.0.0.1:8080", "https:// is needed"),
        ("https://leads.example:9000", "one of the ports 443, 80, 88, 8443 is needed"),
    ],
)
def test_an_address_that_telegram_does_not_call_is_refused_at_the_start(monkeypatch, url, words):
    monkeypatch.setenv("LEADSBOT_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("LEADSBOT_PUBLIC_URL", url)

    with pytest.raises(BadSetting) as refused:
        load()

    assert str(refused.value) == f"LEADSBOT_PUBLIC_URL: {words} by LEADSBOT_TELEGRAM_MODE=webhook"
    monkeypatch.setenv("LEADSBOT_TELEGRAM_API_URL", "http://bot-api:8081")
    assert load().public_url == url


@pytest.mark.parametrize(
    "url", ["https://leads.example", "https://leads.example:88/a", "https://h:443", "https://h:80"]
)
def test_an_address_that_telegram_calls_is_good(url):
    assert load(telegram_mode="webhook", public_url=url).public_url == url


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path: Path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    monkeypatch.setenv("LEADSBOT_BOT_TOKEN_FILE", str(file))

    loaded = load()

    assert loaded.bot_token is not None
    assert loaded.bot_token.get_secret_value() == TOKEN


def test_every_setting_may_come_from_a_file_even_one_that_dotenv_names(tmp_path: Path):
    (tmp_path / "port").write_text("9090")
    Path(".env").write_text(f"LEADSBOT_PORT_FILE={tmp_path / 'port'}\nLEADSBOT_SIGNUP=open\n")

    loaded = load()

    assert (loaded.port, loaded.signup) == (9090, "open")


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot read the file"), (b"\xff\xfe", "not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path: Path, content, words):
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("LEADSBOT_BOT_TOKEN_FILE", str(file))

    with pytest.raises(BadSetting, match=f"^LEADSBOT_BOT_TOKEN_FILE: .*{words}"):
        load()


def test_a_dotenv_that_is_no_text_is_named():
    Path(".env").write_bytes(b"LEADSBOT_PORT=\xff\xfe")

    with pytest.raises(BadSetting, match=r"\.env: is not UTF-8"):
        load()


def test_the_environment_counts_before_the_file_and_the_file_before_dotenv(monkeypatch, tmp_path):
    Path(".env").write_text("LEADSBOT_PORT=1\nLEADSBOT_HOST=1.1.1.1\nLEADSBOT_SIGNUP=open\n")
    (tmp_path / "port").write_text("2")
    (tmp_path / "host").write_text("2.2.2.2")
    monkeypatch.setenv("LEADSBOT_PORT_FILE", str(tmp_path / "port"))
    monkeypatch.setenv("LEADSBOT_HOST_FILE", str(tmp_path / "host"))
    monkeypatch.setenv("LEADSBOT_PORT", "3")

    loaded = load()

    assert (loaded.port, loaded.host, loaded.signup) == (3, "2.2.2.2", "open")


def test_the_master_key_is_made_once_and_for_its_owner_only(tmp_path: Path):
    file = tmp_path / "var" / "master.key"

    made = master_keys(load(), file)

    assert [len(key) for key in made] == [32]
    assert master_keys(load(), file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_several_master_keys_are_read_newest_first():
    keys = [os.urandom(32) for _ in range(3)]
    text = ", ".join(urlsafe_b64encode(key).decode() for key in keys)

    assert master_keys(load(master_keys=text)) == keys


def test_a_key_file_that_holds_something_else_is_named(tmp_path: Path):
    file = tmp_path / "master.key"
    file.write_text("hunter2")

    with pytest.raises(BadSetting, match=r"^LEADSBOT_MASTER_KEYS: ") as refused:
        master_keys(load(), file)
    assert "hunter2" not in str(refused.value)


def test_secrets_of_the_settings_are_known_to_whoever_hides_them():
    loaded = load(
        bot_token=TOKEN,
        database_url="postgresql+asyncpg://u:hunter22@h/n",
        setup_code="setup-code",
        master_keys=MASTER_KEY,
        telegram_proxy="socks5://u:p%40ss:w0rd@h:1",
    )

    assert {TOKEN, TOKEN.partition(":")[2], "hunter22", "setup-code", MASTER_KEY} <= set(
        loaded.secrets
    )
    assert {"p%40ss:w0rd", "p@ss:w0rd"} <= set(loaded.secrets)
    assert "hunter22" not in repr(loaded)
    assert "w0rd" not in repr(loaded)
