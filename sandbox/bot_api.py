"""The Bot API door: find the bot and the method, let faults strike, log the call, answer."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.errors import ApiError
from sandbox.faults import TRANSPORT, Fault, refusal
from sandbox.methods import account, getting_updates, messages, rooms
from sandbox.methods.call import Context, Method
from sandbox.model import BotAccount, Call
from sandbox.params import Params, read_params
from sandbox.world import World

WORLD = web.AppKey("world", World)
METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method)
    for module in (account, getting_updates, messages, rooms)
    for name, method in module.METHODS.items()
}
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)


async def handle(request: web.Request) -> web.StreamResponse:
    """Answer one call of the Bot API."""
    world = request.app[WORLD]
    name = request.match_info["method"]
    try:
        params = await read_params(request)
    except ApiError as error:
        return _refused(error)
    except web.HTTPRequestEntityTooLarge:
        return _refused(ApiError(413, "Request Entity Too Large"))
    fault = world.faults.strike(name, params.chat_id())
    if fault is not None and fault.kind in TRANSPORT:
        return await _broken(request, fault, params)
    try:
        bot = world.bot(request.match_info["token"])
        result = await run(world, bot, name, params, fault=fault)
    except ApiError as error:
        return _refused(error)
    return web.json_response({"ok": True, "result": result})


async def run(
    world: World, bot: BotAccount, name: str, params: Params, *, fault: Fault | None = None
) -> Any:  # noqa: ANN401 - each method has a result of its own
    """Run one method for a bot and log it; raise `ApiError` when it is refused."""
    proper, method = METHODS.get(name.lower(), (name, unknown))
    started = world.now()
    failed: str | None = None
    try:
        if fault is None:
            return await method(Context(world, bot, params))
        failed = refusal(fault, _kind_of_chat(world, bot, params)).description
    except ApiError as error:
        failed = error.description
        raise
    except asyncio.CancelledError:
        failed = "the client went away"
        raise
    finally:
        call = Call(proper, params.shown(), started, failed is None, failed, bot)
        world.calls.append(call)
        if proper != "getUpdates":
            world.bell.fire()
    raise refusal(fault, _kind_of_chat(world, bot, params))


async def unknown(_call: Context) -> None:
    """Refuse a method that there is not."""
    raise ApiError(404, "Not Found")


async def download(request: web.Request) -> web.StreamResponse:
    """Answer a download of a file that `getFile` named."""
    world = request.app[WORLD]
    try:
        world.bot(request.match_info["token"])
    except ApiError as error:
        return _refused(error)
    media = world.files.get(request.match_info["file_id"])
    if media is None:
        return _refused(ApiError(404, "Not Found"))
    return web.Response(body=media.data, content_type="application/octet-stream")


async def not_found(_request: web.Request) -> web.StreamResponse:
    """Answer a path that is no method, as Telegram does."""
    return _refused(ApiError(404, "Not Found"))


async def _broken(request: web.Request, fault: Fault, params: Params) -> web.StreamResponse:
    """Fail below HTTP, or with something that is no JSON."""
    world, name = request.app[WORLD], request.match_info["method"]
    if fault.kind == "drop_after":
        try:
            await run(world, world.bot(request.match_info["token"]), name, params)
        except ApiError as error:
            return _refused(error)
    else:
        world.calls.append(Call(name, params.shown(), world.now(), ok=False, error=fault.kind))
        world.bell.fire()
    if fault.kind == "html_page":
        return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
    if fault.kind == "empty_body":
        return web.Response(status=502)
    if fault.kind == "hang":
        await world.faults.hang()
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _kind_of_chat(world: World, bot: BotAccount, params: Params) -> str:
    chat = world.chat_of(bot, params.chat_id() or 0)
    return chat.kind if chat is not None else "group"


def _refused(error: ApiError) -> web.Response:
    headers = (
        {"Retry-After": str(error.parameters["retry_after"])}
        if ("retry_after" in error.parameters)
        else {}
    )
    return web.json_response(error.body(), status=error.status, headers=headers)
