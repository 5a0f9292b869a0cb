"""The JSON API under /world: what the chat page and test tools in any language drive."""

import json
from contextlib import suppress
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from sandbox import shapes
from sandbox.bodies import (
    Block,
    Body,
    Membership,
    NewFault,
    NewGroup,
    NewPerson,
    PressButton,
    Redelivery,
    Say,
    Switch,
    TopicChange,
)
from sandbox.bot_api import WORLD
from sandbox.faults import KINDS, Fault
from sandbox.model import BotAccount, Chat, Message, Person, Topic
from sandbox.world import Limits, World

PING_SECONDS = 15.0


B = TypeVar("B", bound=Body)


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what cannot be done with one line of JSON."""
    try:
        return await handler(request)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return web.json_response({"error": f"{where}: {first['msg']}"}, status=422)
    except (LookupError, ValueError) as error:
        return web.json_response({"error": str(error.args[0] if error.args else "")}, status=404)


async def get_state(request: web.Request) -> web.Response:
    """Return the world, and with ?person= and &chat= also what this person sees."""
    world = request.app[WORLD]
    answer = shapes.state(world)
    person = world.people.get(_number(request.query.get("person")))
    if person is not None:
        answer["me"] = shapes.account(person)
        answer["chats"] = [shapes.chat_line(c, person) for c in world.chats(person)]
        chat = _maybe_chat(world, person, _number(request.query.get("chat")))
        if chat is not None:
            answer["chat"] = shapes.chat_line(chat, person) | _inside(chat)
            shown = list(chat.messages.values())[-shapes.MESSAGES_SHOWN :]
            answer["messages"] = [shapes.message(item, person) for item in shown]
    return web.json_response(answer)


async def say(request: web.Request) -> web.Response:
    """Let a person say something."""
    world, body = request.app[WORLD], await _read(request, Say)
    person = _person(world, body.person)
    chat = _chat(world, person, body.chat)
    reply_to = _message(chat, body.reply_to) if body.reply_to is not None else None
    message = world.say(person, chat, body.text, reply_to, body.thread, anonymous=body.anonymous)
    return web.json_response({"message": shapes.message(message, person)})


async def press(request: web.Request) -> web.Response:
    """Let a person press a button and wait for the bot's answer."""
    world, body = request.app[WORLD], await _read(request, PressButton)
    person = _person(world, body.person)
    chat = _chat(world, person, body.chat)
    message = _message(chat, body.message) if body.message is not None else None
    if body.data is not None:
        pressed = world.forge(person, chat, body.data, message)
    elif message is None:
        raise LookupError("name a message, or forge data")
    elif body.row is not None:
        pressed = world.press(person, message, message.buttons[body.row][body.column])
    else:
        pressed = world.press(person, message, body.label or "")
    try:
        answer = await pressed.answered(body.wait)
    except TimeoutError:
        return web.json_response({"answered": False})
    return web.json_response(
        {"answered": True, "text": answer.text, "alert": answer.show_alert, "url": answer.url}
    )


async def add_person(request: web.Request) -> web.Response:
    """Add a person."""
    body = await _read(request, NewPerson)
    person = request.app[WORLD].add_person(**body.model_dump())
    return web.json_response({"person": shapes.account(person)})


async def add_group(request: web.Request) -> web.Response:
    """Add a group."""
    world, body = request.app[WORLD], await _read(request, NewGroup)
    admins = [_person(world, number) for number in body.admins]
    members = [_person(world, number) for number in body.members if number not in body.admins]
    chat = world.add_group(body.title, members, admins, forum=body.forum, kind=body.kind)
    return web.json_response({"group": shapes.group(chat)})


async def change_member(request: web.Request) -> web.Response:
    """Add, remove, promote or demote a person or a bot."""
    world, body = request.app[WORLD], await _read(request, Membership)
    chat, by = _group(request), _person(world, body.by)
    account = world.people.get(body.account) or world.bots.get(body.account)
    if account is None:
        raise LookupError(f"nobody has the id {body.account}")
    if not chat.present(by):
        raise LookupError(f"{by.name} is not in {chat.title}")
    if body.action in {"promote", "demote"}:
        admin = body.action == "promote"
        world.promote(chat, account, by, admin=admin, topics=body.topics)
    elif isinstance(account, BotAccount):
        change = world.add_bot if body.action == "add" else world.remove_bot
        change(chat, account, by)
    elif body.action == "add":
        world.add_member(chat, account, by)
    else:
        world.remove_member(chat, account, by)
    return web.json_response({"group": shapes.group(chat)})


async def change_topic(request: web.Request) -> web.Response:
    """Add, rename, close, reopen or delete a topic."""
    world, body, chat = request.app[WORLD], await _read(request, TopicChange), _group(request)
    if body.action == "add":
        world.add_topic(chat, body.name or "New topic")
    elif body.action == "rename":
        world.rename_topic(chat, _topic(chat, body.topic), body.name or "Topic")
    elif body.action == "delete":
        world.delete_topic(chat, _topic(chat, body.topic))
    else:
        world.close_topic(chat, _topic(chat, body.topic), closed=body.action == "close")
    return web.json_response({"group": shapes.group(chat)})


async def migrate(request: web.Request) -> web.Response:
    """Upgrade a group to a supergroup."""
    return web.json_response({"group": shapes.group(request.app[WORLD].migrate(_group(request)))})


async def block(request: web.Request) -> web.Response:
    """Block or unblock a bot."""
    world, body = request.app[WORLD], await _read(request, Block)
    change = world.block if body.blocked else world.unblock
    change(_person(world, body.person), world.bots[body.bot])
    return web.json_response({"blocked": body.blocked})


async def add_fault(request: web.Request) -> web.Response:
    """Switch a fault on."""
    world, body = request.app[WORLD], await _read(request, NewFault)
    if body.kind not in KINDS:
        raise LookupError(f"no fault {body.kind!r}; there are {', '.join(KINDS)}")
    fault = world.faults.add(Fault(**body.model_dump()))
    return web.json_response({"fault": shapes.fault(fault)})


async def remove_fault(request: web.Request) -> web.Response:
    """Switch one fault off, or all of them."""
    world, fault_id = request.app[WORLD], request.match_info.get("fault")
    if fault_id is None:
        world.faults.clear()
    else:
        world.faults.remove(int(fault_id))
    return web.json_response({"faults": [shapes.fault(f) for f in world.faults.active]})


async def set_limits(request: web.Request) -> web.Response:
    """Switch Telegram's flood limits on or off."""
    world, body = request.app[WORLD], await _read(request, Switch)
    world.limits = Limits() if body.on else None
    world.bell.fire()
    return web.json_response({"limits": body.on})


async def redeliver(request: web.Request) -> web.Response:
    """Deliver an update once more."""
    body = await _read(request, Redelivery)
    request.app[WORLD].redeliver(body.update_id)
    return web.json_response({"update_id": body.update_id})


async def push_update(request: web.Request) -> web.Response:
    """Give the first bot an update of any shape."""
    body = await request.json()
    if isinstance(body, dict):
        return web.json_response({"update_id": request.app[WORLD].push_raw(body)})
    return web.json_response({"error": "an update is a JSON object"}, status=422)


async def get_file(request: web.Request) -> web.Response:
    """Return a file of a message; only pictures are shown in place."""
    media = request.app[WORLD].files[request.match_info["file"]]
    picture = media.mime in {"image/png", "image/jpeg", "image/webp", "image/gif"}
    kind = media.mime if picture else "application/octet-stream"
    return web.Response(body=media.data, content_type=kind)


async def events(request: web.Request) -> web.StreamResponse:
    """Send a line for each change of the world, as Server-Sent Events."""
    world = request.app[WORLD]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    with suppress(ConnectionError):  # The reader closed the page.
        await _tell(world, response)
    return response


async def _tell(world: World, response: web.StreamResponse) -> None:
    """Write a line for each change, and a comment now and then, until the server ends."""
    seen = -1
    while not world.closing:
        if world.bell.version != seen:
            seen = world.bell.version
            line = f"event: change\ndata: {json.dumps({'version': seen})}\n\n"
        else:
            line = ": still here\n\n"
        await response.write(line.encode())
        await _change(world, seen)


async def _change(world: World, seen: int) -> None:
    """Wait until the world is another one, but not for longer than a ping may take."""
    try:
        await world.until(lambda: world.closing or world.bell.version != seen, PING_SECONDS)
    except TimeoutError:
        return


def add_routes(app: web.Application) -> None:
    """Mount the control API."""
    app.add_routes(
        [
            web.get("/world/state", get_state),
            web.get("/world/events", events),
            web.get("/world/files/{file}", get_file),
            web.post("/world/say", say),
            web.post("/world/press", press),
            web.post("/world/people", add_person),
            web.post("/world/groups", add_group),
            web.post("/world/groups/{group}/members", change_member),
            web.post("/world/groups/{group}/topics", change_topic),
            web.post("/world/groups/{group}/migrate", migrate),
            web.post("/world/block", block),
            web.post("/world/faults", add_fault),
            web.delete("/world/faults", remove_fault),
            web.delete("/world/faults/{fault:\\d+}", remove_fault),
            web.put("/world/limits", set_limits),
            web.post("/world/redeliver", redeliver),
            web.post("/world/updates", push_update),
        ]
    )


async def _read(request: web.Request, kind: type[B]) -> B:
    if request.content_type != "application/json":
        raise LookupError("the body must be application/json")
    return kind.model_validate_json(await request.read() or b"{}")


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _person(world: World, number: int) -> Person:
    if number not in world.people:
        raise LookupError(f"there is no person {number}")
    return world.people[number]


def _maybe_chat(world: World, person: Person, number: int) -> Chat | None:
    chats = world.chats(person)
    return next((chat for chat in chats if shapes.chat_id(chat) == number), None)


def _chat(world: World, person: Person, number: int) -> Chat:
    chat = _maybe_chat(world, person, number) or world.groups.get(number)
    if chat is None:
        raise LookupError(f"there is no chat {number} for {person.name}")
    return chat


def _group(request: web.Request) -> Chat:
    number = _number(request.match_info["group"])
    if number not in request.app[WORLD].groups:
        raise LookupError(f"there is no group {number}")
    return request.app[WORLD].groups[number]


def _topic(chat: Chat, number: int | None) -> Topic:
    if number is None or number not in chat.topics:
        raise LookupError(f"there is no topic {number}")
    return chat.topics[number]


def _message(chat: Chat, number: int) -> Message:
    if number not in chat.messages:
        raise LookupError(f"there is no message {number} in this chat")
    return chat.messages[number]


def _inside(chat: Chat) -> shapes.Json:
    return {"group": shapes.group(chat)} if chat.group else {}
