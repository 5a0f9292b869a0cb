"""The environment, read once; a bad setting is one line that names it."""

import os
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from domain.addresses import Network
from domain.limits import Rate
from storage.vault import KEY_BYTES

PREFIX = "LEADSBOT_"
FILE = "_FILE"
ENV_FILE = Path(".env")
KEY_FILE = Path("var/master.key")


class BadSetting(Exception):  # noqa: N818 -- says what it is about
    """A setting cannot be used; each line of the text names one variable."""


class TelegramMode(StrEnum):
    """How updates come from Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Signup(StrEnum):
    """Who may begin a workspace."""

    OPERATOR = "operator"
    OPEN = "open"


class LogFormat(StrEnum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """What is worth a log line."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _split(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def _rate(value: object) -> object:
    return Rate.parse(value) if isinstance(value, str) else value


def _network(value: object) -> object:
    return ip_network(value) if isinstance(value, str) else value


def _database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("begins with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return url


def _keys(keys: SecretStr) -> SecretStr:
    read_keys(keys.get_secret_value())
    return keys


Limit = Annotated[Rate, BeforeValidator(_rate)]
Trusted = Annotated[Network, BeforeValidator(_network)]


class Settings(BaseSettings):
    """Every setting; each is read from ``LEADSBOT_<NAME>``, ``.env`` or a default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
    )

    bot_token: Annotated[
        SecretStr | None, Field(description="The bot's token from @BotFather.")
    ] = None
    telegram_api_url: Annotated[
        str, Field(pattern=r"^https?://", description="The Bot API server to use.")
    ] = "https://api.telegram.org"
    telegram_proxy: Annotated[
        SecretStr | None, Field(description="A proxy on the way to it: http:// or socks5://.")
    ] = None
    telegram_mode: Annotated[
        TelegramMode, Field(description="How updates come: polling, or webhook.")
    ] = TelegramMode.POLLING
    database_url: Annotated[
        SecretStr,
        AfterValidator(_database),
        Field(description="SQLite (sqlite+aiosqlite://) or PostgreSQL (postgresql+asyncpg://)."),
    ] = SecretStr("sqlite+aiosqlite:///var/leadsbot.db")
    redis_url: Annotated[
        SecretStr | None, Field(description="Redis for shared rate limits; empty: in-process.")
    ] = None
    master_keys: Annotated[
        SecretStr | None,
        AfterValidator(lambda keys: keys and _keys(keys)),
        Field(description="Comma-separated, newest first, 32 bytes each in base64url."),
    ] = None
    host: Annotated[str, Field(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port to listen on.")] = 8080
    public_url: Annotated[
        str, Field(pattern=r"^(https?://.+)?$", description="How others reach us, in every link.")
    ] = ""
    trusted_proxies: Annotated[
        list[Trusted],
        NoDecode,
        BeforeValidator(_split),
        Field(description="Networks that may set X-Forwarded-For, comma-separated."),
    ] = []
    signup: Annotated[
        Signup, Field(description="Who may begin a workspace: operator, or open.")
    ] = Signup.OPERATOR
    setup_code: Annotated[
        SecretStr | None,
        Field(
            min_length=8,
            max_length=64,
            description="What the first person sends after /start to become operator.",
        ),
    ] = None
    limit_source: Annotated[Limit, Field(description="Rate and burst of each source.")] = (
        Rate.parse("50/s:500")
    )
    limit_workspace: Annotated[Limit, Field(description="Rate and burst of each workspace.")] = (
        Rate.parse("200/s:2000")
    )
    limit_address: Annotated[Limit, Field(description="Rate and burst of each address.")] = (
        Rate.parse("100/s:1000")
    )
    log_format: Annotated[
        LogFormat | None, Field(description="console or json; empty: console on a terminal.")
    ] = None
    log_level: Annotated[LogLevel, Field(description="debug, info, warning or error.")] = (
        LogLevel.INFO
    )

    @property
    def base_url(self) -> str:
        """Where others reach us, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let ``LEADSBOT_<NAME>_FILE`` name a file that holds the value."""
        files = InitSettingsSource(settings_cls, _from_files(cls.model_fields, os.environ))
        return (init_settings, env_settings, files, dotenv_settings)


def load(**overrides: Any) -> Settings:  # noqa: ANN401 -- any setting, checked by pydantic
    """Read every setting; raise BadSetting naming each one that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [_said(each["loc"], each["msg"]) for each in error.errors()]
        raise BadSetting("\n".join(lines)) from None


def _said(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else "settings"
    return f"{PREFIX}{name.upper()}: {message.removeprefix('Value error, ')}"


def _from_files(fields: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in fields:
        variable = f"{PREFIX}{name.upper()}{FILE}"
        if path := environment.get(variable):
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSetting(f"{variable}: cannot read the file: {error.strerror}") from None
    return found


def read_keys(text: str) -> list[bytes]:
    """Read master keys, newest first; raise ValueError unless each has 32 bytes."""
    keys = [_key(part.strip()) for part in text.split(",") if part.strip()]
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"each key is {KEY_BYTES} bytes in base64url")
    return keys


def _key(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return b""


def master_keys(settings: Settings, file: Path = KEY_FILE) -> list[bytes]:
    """Return the master keys; without the setting, make one once and keep it in *file*."""
    if settings.master_keys:
        return read_keys(settings.master_keys.get_secret_value())
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(made, "wb") as opened:
            opened.write(urlsafe_b64encode(token_bytes(KEY_BYTES)) + b"\n")
    try:
        return read_keys(file.read_text(encoding="ascii"))
    except (ValueError, OSError) as error:
        raise BadSetting(f"{PREFIX}MASTER_KEYS: {file} cannot be used: {error}") from None
