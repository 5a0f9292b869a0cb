"""Signs and posts an event, as a customer's back end would."""

import asyncio
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, InvalidURL
from typing import Any
from urllib.parse import urlsplit

from domain.signing import secret_key, sign

SECONDS = 15


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said."""

    status: int
    body: dict[str, Any]


async def send(
    url: str, secret: str, event: dict[str, Any], *, event_id: str, timestamp: int
) -> Answered:
    """Post *event* with Standard Webhooks headers.

    Raises ValueError for a secret or URL that cannot be used, and OSError
    when nobody answers, or not in HTTP.
    """
    if not _is_web_address(url):
        raise ValueError("the URL begins with http:// or https://, names a host, and is ASCII")
    body = json.dumps(event, ensure_ascii=False).encode()
    headers = sign([secret_key(secret)], event_id, timestamp, body)
    return await asyncio.to_thread(_post, url, body, headers)


def _post(url: str, body: bytes, headers: dict[str, str]) -> Answered:
    request = urllib.request.Request(  # noqa: S310 -- the scheme was checked by our caller
        url, body, {**headers, "Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 -- as above
            return Answered(response.status, _read(response.read()))
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, _read(error.read()))
    except urllib.error.URLError as error:
        raise OSError(error.reason) from error
    except InvalidURL as error:
        raise ValueError(f"the URL cannot be used: {error}") from error
    except HTTPException as error:
        raise OSError(f"what answers does not speak HTTP: {type(error).__name__}") from error


def _is_web_address(url: str) -> bool:
    if not url.isascii():
        return False
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {"body": body[:500].decode(errors="replace")}
    return answer if isinstance(answer, dict) else {"body": answer}
