"""A bot's menus of commands: for whom each is, and which one a person sees."""

import re
from typing import Any

from sandbox import errors
from sandbox.access import readable
from sandbox.errors import bad_request
from sandbox.model import BotAccount, Chat, Person
from sandbox.params import Params
from sandbox.world import World

_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
EVERYBODY = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
OF_A_CHAT = ("chat", "chat_administrators", "chat_member")
UNPARSABLE = "can't parse BotCommandScope"


def scope_key(world: World, bot: BotAccount, params: Params) -> str:
    """Return one name for the scope and the language of a call, or refuse as Telegram does."""
    scope = params.mapping("scope", f"{UNPARSABLE} JSON object")
    kind = scope.get("type", "" if scope else "default")
    language = params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    if kind in EVERYBODY:
        return _key(kind, language=language)
    if kind not in OF_A_CHAT:
        raise bad_request(f"{UNPARSABLE}: unsupported type specified")
    chat = _chat(world, bot, scope)
    if kind != "chat" and not chat.group:
        raise bad_request("can't use specified scope in private chats")
    return _key(kind, chat.id, _user(world, scope) if kind == "chat_member" else "", language)


def menu(bot: BotAccount, chat: Chat, person: Person) -> list[dict[str, str]]:
    """Return the commands that a client suggests to this person in this chat."""
    if chat.group:
        of_person = [_key("chat_member", chat.id, person.id)]
        of_admins = [_key("chat_administrators", chat.id)] if chat.admin(person) else []
        admins = [_key("all_chat_administrators")] if chat.admin(person) else []
        here = [*of_person, *of_admins, _key("chat", chat.id), *admins, _key("all_group_chats")]
    else:
        here = [_key("chat", chat.id), _key("all_private_chats")]
    for key in (*here, _key("default")):
        for found in (bot.commands.get(key + person.language), bot.commands.get(key)):
            if found:
                return found
    return []


def _key(kind: str, chat: int | str = "", user: int | str = "", language: str = "") -> str:
    return f"{kind}:{chat}:{user}:{language}"


def _chat(world: World, bot: BotAccount, scope: dict[str, Any]) -> Chat:
    if "chat_id" not in scope:
        raise bad_request(f'{UNPARSABLE}: can\'t find field "chat_id"')
    chat = readable(world, bot, Params({"chat_id": scope["chat_id"]}))
    if chat.person is not None and not chat.started:
        raise bad_request(errors.CHAT_MISSING)
    return chat


def _user(world: World, scope: dict[str, Any]) -> int:
    user_id = Params(scope).integer("user_id")
    if user_id not in world.people:
        raise bad_request("user not found")
    return user_id
