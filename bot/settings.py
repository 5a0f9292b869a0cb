"""The environment, read once; a bad setting is one line that names it."""

import os
import stat
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import setting_rules
from domain.addresses import Network
from domain.limits import Rate
from domain.pacing import Limits
from storage.vault import KEY_BYTES

PREFIX = "LEADSBOT_"
FILE = "_FILE"
ENV_FILE = Path(".env")
KEY_FILE = Path("var/master.key")
EXPORTS = Path("var/exports")


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


Limit = Annotated[Rate, NoDecode, BeforeValidator(setting_rules.rate)]
Trusted = Annotated[Network, BeforeValidator(setting_rules.network)]


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
        Annotated[SecretStr, AfterValidator(setting_rules.token)] | None,
        Field(description="The bot's token from @BotFather."),
    ] = None
    telegram_api_url: Annotated[
        str,
        Field(min_length=1, description="The Bot API server to use."),
        AfterValidator(setting_rules.web),
    ] = "https://api.telegram.org"
    telegram_proxy: Annotated[
        Annotated[SecretStr, AfterValidator(setting_rules.proxy)] | None,
        Field(description="A proxy on the way to it: http://, socks4:// or socks5://."),
    ] = None
    telegram_mode: Annotated[
        TelegramMode,
        Field(description="How updates come: polling, or webhook, which needs PUBLIC_URL."),
    ] = TelegramMode.POLLING
    telegram_limits: Annotated[
        Annotated[Limits, NoDecode, BeforeValidator(setting_rules.limits)],
        Field(
            description="What the server takes: messages a second, a second and chat, a minute"
            " and group."
        ),
    ] = Limits()
    database_url: Annotated[
        SecretStr,
        AfterValidator(setting_rules.database),
        Field(description="SQLite (sqlite+aiosqlite://) or PostgreSQL (postgresql+asyncpg://)."),
    ] = SecretStr("sqlite+aiosqlite:///var/leadsbot.db")
    redis_url: Annotated[
        Annotated[SecretStr, AfterValidator(setting_rules.redis)] | None,
        Field(description="Redis for shared rate limits; empty: counted in the process."),
    ] = None
    master_keys: Annotated[
        Annotated[SecretStr, AfterValidator(setting_rules.keys)] | None,
        Field(
            description="Keys that seal secrets: comma-separated, newest first, 32 bytes each in"
            " base64url; empty: made once, in var/master.key."
        ),
    ] = None
    host: Annotated[
        str, AfterValidator(setting_rules.host), Field(description="The address to listen on.")
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port to listen on.")] = 8080
    public_url: Annotated[
        str,
        AfterValidator(setting_rules.web),
        Field(description="How others reach us, in every link; empty: http://HOST:PORT."),
    ] = ""
    trusted_proxies: Annotated[
        list[Trusted],
        NoDecode,
        BeforeValidator(setting_rules.split),
        Field(description="Networks that may set X-Forwarded-For, comma-separated."),
    ] = []
    signup: Annotated[
        Signup, Field(description="Who may begin a workspace: operator, or open.")
    ] = Signup.OPERATOR
    allow_private_targets: Annotated[
        list[Trusted],
        NoDecode,
        BeforeValidator(setting_rules.split),
        Field(
            description="Networks that endpoints may lead to although they are not public,"
            " comma-separated."
        ),
    ] = []
    setup_code: Annotated[
        Annotated[SecretStr, AfterValidator(setting_rules.code)] | None,
        Field(
            description="What the first person sends after /start to become operator; empty:"
            " random, printed at the start."
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
    limit_form: Annotated[
        Limit, Field(description="Rate and burst of each address at each form.")
    ] = Rate.parse("1/s:10")
    limit_key: Annotated[Limit, Field(description="Rate and burst of each API key.")] = Rate.parse(
        "20/s:200"
    )
    log_format: Annotated[
        LogFormat | None, Field(description="console or json; empty: console on a terminal.")
    ] = None
    log_level: Annotated[LogLevel, Field(description="debug, info, warning or error.")] = (
        LogLevel.INFO
    )

    metrics_token: Annotated[
        Annotated[SecretStr, AfterValidator(setting_rules.bearer)] | None,
        Field(
            description="What /metrics asks for as a bearer token; empty: it answers this machine"
            " alone."
        ),
    ] = None

    @model_validator(mode="after")
    def _webhook_needs_a_place(self) -> Self:
        if self.telegram_mode is TelegramMode.WEBHOOK:
            try:
                setting_rules.webhook(self.public_url, self.telegram_api_url)
            except ValueError as error:
                mode = f"{PREFIX}TELEGRAM_MODE=webhook"
                raise ValueError(f"{PREFIX}PUBLIC_URL: {error} by {mode}") from None
        return self

    @property
    def secrets(self) -> list[str]:
        """Every value that must never be in a log line, as far as it is set."""
        values = [getattr(self, name) for name in type(self).model_fields]
        whole = [each.get_secret_value() for each in values if isinstance(each, SecretStr)]
        written = [urlsplit(each).password or "" for each in whole if "://" in each]
        passwords = [*written, *map(unquote, written)]
        keys = [part.strip() for each in whole for part in each.split(",")]
        # The half of the bot's token after its public number.
        token = self.bot_token.get_secret_value().partition(":")[2] if self.bot_token else None
        return [each for each in [*whole, *passwords, *keys, token] if each]

    @property
    def own_places(self) -> frozenset[tuple[str, int]]:
        """The hosts and ports by which others reach us, or this machine does."""
        parts = urlsplit(self.base_url)
        usual = 443 if parts.scheme == "https" else 80
        return frozenset({(parts.hostname or "", parts.port or usual), (self.host, self.port)})

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
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let ``LEADSBOT_<NAME>_FILE`` name a file that holds the value."""
        written = (
            dotenv_settings.env_vars if isinstance(dotenv_settings, EnvSettingsSource) else {}
        )
        known = {**{name.upper(): each or "" for name, each in written.items()}, **os.environ}
        files = InitSettingsSource(settings_cls, _from_files(cls.model_fields, known))
        return (init_settings, env_settings, files, dotenv_settings)


def load(**overrides: Any) -> Settings:  # noqa: ANN401 -- any setting, checked by pydantic
    """Read every setting; raise BadSetting naming each one that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [_said(each["loc"], each["msg"]) for each in error.errors()]
        raise BadSetting("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise BadSetting(f"{ENV_FILE}: is not UTF-8") from None


def _said(location: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    # Without a place it is about several settings, and the message names them.
    return f"{PREFIX}{str(location[0]).upper()}: {said}" if location else said


def _from_files(fields: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in fields:
        variable = f"{PREFIX}{name.upper()}{FILE}"
        if path := environment.get(variable):
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSetting(f"{variable}: cannot read the file: {error.strerror}") from None
            except UnicodeDecodeError:
                raise BadSetting(f"{variable}: the file is not UTF-8") from None
    return found


def master_keys(settings: Settings, file: Path = KEY_FILE, *, make: bool = True) -> list[bytes]:
    """Return the master keys; without the setting, make one once and keep it in *file*.

    Who may not *make* one gets BadSetting where there is none.
    """
    if settings.master_keys:
        return setting_rules.read_keys(settings.master_keys.get_secret_value())
    try:
        if make and not file.exists():
            _make_key(file)
        return setting_rules.read_keys(file.read_text(encoding="ascii"))
    except OSError as error:
        said = error.strerror
    except ValueError as error:
        said = str(error)
    raise BadSetting(f"{PREFIX}MASTER_KEYS: {file} cannot be used: {said}")


def exports_folder(settings: Settings) -> Path:
    """Return where files with leads lie until they are sent: a folder for each database."""
    url = settings.database_url.get_secret_value()
    return EXPORTS.absolute() / sha256(url.encode()).hexdigest()[:16]


def _make_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(made, "wb") as opened:
        opened.write(urlsafe_b64encode(token_bytes(KEY_BYTES)) + b"\n")
