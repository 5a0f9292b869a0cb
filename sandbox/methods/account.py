"""Methods about the bot itself: who it is, its commands, its end."""

import re
from typing import Any

from sandbox import wire
from sandbox.commands import scope_key
from sandbox.errors import ApiError, bad_request
from sandbox.methods.call import Context, Method

_COMMAND = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256


async def get_me(call: Context) -> dict[str, Any]:
    """Bot API: getMe."""
    return wire.me(call.bot)


async def set_my_commands(call: Context) -> bool:
    """Bot API: setMyCommands."""
    raw = call.params.parsed("commands", "can't parse commands JSON object")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    if len(raw) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[scope_key(call.world, call.bot, call.params)] = [
        _command(item) for item in raw
    ]
    call.world.bell.fire()
    return True


async def get_my_commands(call: Context) -> list[dict[str, str]]:
    """Bot API: getMyCommands."""
    return call.bot.commands.get(scope_key(call.world, call.bot, call.params), [])


async def delete_my_commands(call: Context) -> bool:
    """Bot API: deleteMyCommands."""
    call.bot.commands.pop(scope_key(call.world, call.bot, call.params), None)
    call.world.bell.fire()
    return True


async def succeed(call: Context) -> bool:
    """Bot API: logOut, close, and settings that change nothing here."""
    return call.params is not None


async def get_file(call: Context) -> dict[str, Any]:
    """Bot API: getFile."""
    file_id = call.params.text("file_id")
    media = call.world.files.get(file_id)
    if media is None:
        raise ApiError(400, "Bad Request: invalid file_id")
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(media.data),
        "file_path": f"{media.kind}s/{file_id}",
    }


def _command(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise bad_request("expected an Object as BotCommand")
    command = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", ""))
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getFile": get_file,
    "logOut": succeed,
    "close": succeed,
    "setMyName": succeed,
    "setMyDescription": succeed,
    "setMyShortDescription": succeed,
    "setChatMenuButton": succeed,
}
