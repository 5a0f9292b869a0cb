"""What a single setting may be; each rule returns the value, or raises ValueError in words."""

import re
from base64 import urlsafe_b64decode
from ipaddress import ip_network
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from domain.limits import Rate
from domain.pacing import Limits
from storage.engine import is_usable_url
from storage.vault import KEY_BYTES

BOT_TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}")
REDIS = ("redis", "rediss", "unix")
PROXIES = ("http", "socks4", "socks5")
# What fits into every kind of proxy: HTTP ends the user at the first colon (RFC 7617), SOCKS has
# one byte for each length (RFC 1929).
PROXY_USER = re.compile(r"[!-9;-~]{1,255}")
PROXY_PASSWORD = re.compile(r"[ -~]{1,255}")
TELEGRAM = "api.telegram.org"
# Bot API, setWebhook.
WEBHOOK_PORTS = (443, 80, 88, 8443)


def split(value: object) -> object:
    """Read a comma-separated list."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def rate(value: object) -> object:
    """Read a rate such as ``50/s:500``."""
    return Rate.parse(value) if isinstance(value, str) else value


def limits(value: object) -> object:
    """Read Telegram's limits such as ``30/1/20``."""
    return Limits.parse(value) if isinstance(value, str) else value


def network(value: object) -> object:
    """Read a network such as ``10.0.0.0/8``."""
    return ip_network(value) if isinstance(value, str) else value


def token(token: SecretStr) -> SecretStr:
    """Demand the shape of a bot's token."""
    if not BOT_TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("looks like 123456789:AbC..., as @BotFather gives it")
    return token


def database(url: SecretStr) -> SecretStr:
    """Demand the address of a database we work with."""
    if not is_usable_url(url.get_secret_value()):
        raise ValueError(
            "is sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/NAME"
        )
    return url


def redis(url: SecretStr) -> SecretStr:
    """Demand the address of a Redis."""
    if not _has_place(url.get_secret_value(), REDIS):
        raise ValueError("begins with redis://, rediss:// or unix:// and names a place")
    return url


def proxy(url: SecretStr) -> SecretStr:
    """Demand the address of a proxy, with its port."""
    text = url.get_secret_value()
    if not (_has_place(text, PROXIES) and urlsplit(text).port):
        raise ValueError("begins with http://, socks4:// or socks5:// and names a host and port")
    parts = urlsplit(text)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    fits = PROXY_USER.fullmatch(user) and PROXY_PASSWORD.fullmatch(password)
    if "@" in parts.netloc and not fits:
        raise ValueError("user:password@ are both there, in ASCII, and the user has no colon")
    return url


def webhook(public_url: str, telegram_api_url: str) -> None:
    """Demand an address where Telegram brings updates; a server of one's own brings them anywhere.

    What Telegram itself would refuse again and again is refused once, here.
    """
    if not public_url:
        raise ValueError("needed")
    parts = urlsplit(public_url)
    if urlsplit(telegram_api_url).hostname != TELEGRAM:
        return
    if parts.scheme != "https":
        raise ValueError("https:// is needed")
    if (parts.port or WEBHOOK_PORTS[0]) not in WEBHOOK_PORTS:
        raise ValueError(f"one of the ports {', '.join(map(str, WEBHOOK_PORTS))} is needed")


def web(url: str) -> str:
    """Demand a web address without a query; empty is none."""
    if url and not (_has_place(url, ("http", "https")) and not re.search(r"[?#]", url)):
        raise ValueError("begins with http:// or https:// and names a host")
    return url


def _has_place(url: str, schemes: tuple[str, ...]) -> bool:
    """Tell whether *url* has one of the schemes and names where to go."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        place = parts.path if parts.scheme == "unix" else parts.hostname
        return parts.scheme in schemes and bool(place) and parts.port != 0
    except ValueError:
        return False


def host(host: str) -> str:
    """Demand an IP address or a host name."""
    if not re.fullmatch(r"[A-Za-z0-9._:%-]{1,253}", host) or re.search(r"[^.]{64}|\.\.|^\.", host):
        raise ValueError("is an IP address or a host name")
    return host


def code(code: SecretStr) -> SecretStr:
    """Demand what Telegram lets a person send after /start."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", code.get_secret_value()):
        raise ValueError("has 8 to 64 letters, digits, _ or -")
    return code


def bearer(token: SecretStr) -> SecretStr:
    """Demand what fits into a header and cannot be guessed."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,256}", token.get_secret_value()):
        raise ValueError("has 16 to 256 letters, digits or any of . _ ~ + / = -")
    return token


def keys(keys: SecretStr) -> SecretStr:
    """Demand usable master keys."""
    read_keys(keys.get_secret_value())
    return keys


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
