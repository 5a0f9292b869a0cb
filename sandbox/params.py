"""The parameters of one call, read as leniently and refused as strictly as Telegram does."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.errors import ApiError, bad_request

UPLOAD_BYTES = 52 * 1024 * 1024
_YES = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Named values of one call; every reader names the field it complains about."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether a value was given at all."""
        return self.values.get(name) not in {None, ""} if self._plain(name) else True

    def text(self, name: str) -> str:
        """Return a string, empty if missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise bad_request("strings must be encoded in UTF-8") from error
            return value
        return json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; anything else counts as `default`."""
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def boolean(self, name: str) -> bool:
        """Return a truth value: true, yes and 1 are true."""
        return str(self.values.get(name, "")).lower() in _YES

    def parsed(self, name: str, complaint: str) -> Any:  # noqa: ANN401 - JSON can be anything
        """Return a JSON value, given as such or as a string; None if missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(complaint) from error

    def mapping(self, name: str, complaint: str) -> dict[str, Any]:
        """Return a JSON object, empty if missing."""
        value = self.parsed(name, complaint)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(complaint)
        return value

    def chat_id(self) -> int | None:
        """Return the number in `chat_id`, or None if it is not one."""
        return self.integer("chat_id") or None

    def shown(self) -> dict[str, Any]:
        """Return the values for a log, files by their names."""
        return self.values | {name: f"<file {f.name}>" for name, f in self.files.items()}

    def _plain(self, name: str) -> bool:
        return not isinstance(self.values.get(name), (dict, list))


async def read_params(request: web.Request) -> Params:
    """Read the parameters of a call from its query and its body, whatever kind that is."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method == "GET":
        return Params(values)
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.content_type.startswith(("application/x-www-form", "multipart/")):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                values[name] = value
    return Params(values, files)


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "Bad Request: can't parse request body as JSON object") from error
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: can't parse request body as JSON object")
    return body
