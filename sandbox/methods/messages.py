"""Methods about messages: send, edit, delete, react, answer a press."""

from dataclasses import replace
from typing import Any

from sandbox import errors, wire
from sandbox.access import find_message, find_thread, readable, writable
from sandbox.errors import bad_request
from sandbox.keyboards import read_markup
from sandbox.methods.call import Context, Method
from sandbox.model import Answer, Chat, Media, Message
from sandbox.params import Params, Upload
from sandbox.photos import check_upload
from sandbox.text import Entity, utf16_length
from sandbox.words import MAX_CAPTION, MAX_TEXT, preview_disabled, read_words

QUERY_SECONDS = 60
DELETABLE_SECONDS = 48 * 3600
MAX_ANSWER = 200
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(call: Context) -> dict[str, Any]:
    """Bot API: sendMessage."""
    text, entities = read_words(
        call.params, "text", limit=MAX_TEXT, too_long=errors.MESSAGE_TOO_LONG
    )
    if not text:
        raise bad_request(errors.MESSAGE_EMPTY)
    return wire.message(_post(call, text, entities, None))


async def send_photo(call: Context) -> dict[str, Any]:
    """Bot API: sendPhoto."""
    return await _send_media(call, "photo")


async def send_document(call: Context) -> dict[str, Any]:
    """Bot API: sendDocument."""
    return await _send_media(call, "document")


async def edit_message_text(call: Context) -> dict[str, Any]:
    """Bot API: editMessageText."""
    text, entities = read_words(
        call.params, "text", limit=MAX_TEXT, too_long=errors.MESSAGE_TOO_LONG
    )
    if not text:
        raise bad_request(errors.MESSAGE_EMPTY)
    message = _own(call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edited(call, message, text, entities)


async def edit_message_caption(call: Context) -> dict[str, Any]:
    """Bot API: editMessageCaption."""
    text, entities = _caption(call)
    message = _own(call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _edited(call, message, text, entities)


async def edit_message_media(call: Context) -> dict[str, Any]:
    """Bot API: editMessageMedia."""
    given = call.params.mapping("media", "can't parse media JSON object")
    kind = given.get("type")
    if kind not in {"photo", "document"}:
        raise bad_request("wrong type of the media")
    inner = replace(call, params=Params(given | {kind: given.get("media")}, call.params.files))
    media = _file(inner, str(kind))
    text, entities = _caption(inner)
    message = _own(call)
    return _edited(call, message, text, entities, _kept(call, str(kind), media))


async def edit_message_reply_markup(call: Context) -> dict[str, Any]:
    """Bot API: editMessageReplyMarkup."""
    message = _own(call)
    return _edited(call, message, message.text, message.entities)


async def delete_message(call: Context) -> bool:
    """Bot API: deleteMessage."""
    chat = readable(call.world, call.bot, call.params)
    message = find_message(chat, call.params, errors.DELETE_MISSING)
    mine = message.sender is call.bot or not chat.group or chat.admin(call.bot)
    if not mine:
        raise bad_request(errors.DELETE_FOREIGN)
    if call.world.now() - message.date > DELETABLE_SECONDS and not chat.admin(call.bot):
        raise bad_request(errors.DELETE_OLD)
    del chat.messages[message.id]
    call.world.bell.fire()
    return True


async def answer_callback_query(call: Context) -> bool:
    """Bot API: answerCallbackQuery. The first answer is the one that is shown."""
    text = call.params.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press = call.world.presses.get(call.params.text("callback_query_id"))
    now = call.world.now()
    if press is None or press.bot is not call.bot or now - press.at > QUERY_SECONDS:
        raise bad_request(errors.QUERY_TOO_OLD)
    if press.answer is None:
        url = call.params.text("url") or None
        press.answer = Answer(text, call.params.boolean("show_alert"), url)
        call.world.bell.fire()
    return True


async def set_message_reaction(call: Context) -> bool:
    """Bot API: setMessageReaction."""
    chat = writable(call.world, call.bot, call.params)
    message = find_message(chat, call.params, errors.REACT_MISSING)
    raw = call.params.parsed("reaction", "can't parse reactions JSON object") or []
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise bad_request("REACTION_INVALID")
    emojis = [str(item.get("emoji", "")) for item in raw]
    if not all(emojis) or len(emojis) > 1:
        raise bad_request("REACTION_INVALID")
    message.reactions[call.bot.id] = emojis
    call.world.bell.fire()
    return True


async def send_chat_action(call: Context) -> bool:
    """Bot API: sendChatAction."""
    writable(call.world, call.bot, call.params)
    if call.params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


async def _send_media(call: Context, kind: str) -> dict[str, Any]:
    file = _file(call, kind)
    text, entities = _caption(call)
    return wire.message(_post(call, text, entities, _kept(call, kind, file)))


def _kept(call: Context, kind: str, file: Upload | Media) -> Media:
    """Keep what was uploaded; refuse what Telegram cannot take as a photo or a document."""
    if isinstance(file, Media):
        return file
    check_upload(kind, file.data)
    return call.world.keep_file(kind, file.name, file.mime, file.data)


def _file(call: Context, kind: str) -> Upload | Media:
    """Return the file of a call: a part of the body, or one that was sent before."""
    named = call.params.text(kind).removeprefix("attach://")
    upload = call.params.files.get(kind) or call.params.files.get(named)
    if upload is not None and not upload.data:
        raise bad_request("file must be non-empty")
    known = upload or call.world.files.get(named)
    if known is not None:
        return known
    if named.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if not named:
        raise bad_request(f"there is no {kind} in the request")
    raise bad_request("wrong remote file identifier specified: Wrong string length")


def _caption(call: Context) -> tuple[str, list[Entity]]:
    return read_words(
        call.params,
        "caption",
        limit=MAX_CAPTION,
        too_long=errors.CAPTION_TOO_LONG,
        entities="caption_entities",
    )


def _mentioning(call: Context, entities: list[Entity]) -> list[Entity]:
    """Complete the people whom the text mentions; of somebody unknown only the name is left."""
    found = []
    for entity in entities:
        if entity["type"] != "text_mention":
            found.append(entity)
            continue
        person = call.world.people.get(int(entity.get("user", {}).get("id", 0)))
        if person is not None:
            found.append({**entity, "user": wire.user(person)})
    return found


def _post(call: Context, text: str, entities: list[Entity], media: Media | None) -> Message:
    """Check everything that can be wrong with a new message, then keep it."""
    params = call.params
    markup, disabled = read_markup(params), preview_disabled(params)
    chat = writable(call.world, call.bot, params)
    thread_id = find_thread(chat, call.bot, params)
    reply_to = _reply(call, chat)
    call.pace(chat)
    message = Message(
        id=next(chat.numbers),
        chat=chat,
        sender=call.bot,
        date=int(call.world.now()),
        text=text,
        entities=_mentioning(call, entities),
        markup=markup,
        reply_to=reply_to,
        thread_id=thread_id or (reply_to.thread_id if reply_to else None),
        silent=params.boolean("disable_notification"),
        link_preview_disabled=disabled,
        media=media,
    )
    chat.messages[message.id] = message
    call.world.bell.fire()
    return message


def _reply(call: Context, chat: Chat) -> Message | None:
    asked = call.params.mapping("reply_parameters", "can't parse reply parameters JSON object")
    if asked and "message_id" not in asked:
        raise bad_request('can\'t find field "message_id"')
    number = asked.get("message_id") or call.params.integer("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(int(number))
    lenient = asked.get("allow_sending_without_reply") is True
    lenient = lenient or call.params.boolean("allow_sending_without_reply")
    if found is None and not lenient:
        raise bad_request(errors.REPLY_MISSING)
    return found


def _own(call: Context) -> Message:
    """Return the message to edit, which must be this bot's own."""
    chat = writable(call.world, call.bot, call.params)
    message = find_message(chat, call.params, errors.EDIT_MISSING)
    if message.sender is not call.bot or message.service is not None:
        raise bad_request(errors.EDIT_FOREIGN)
    return message


def _edited(
    call: Context,
    message: Message,
    text: str,
    entities: list[Entity],
    media: Media | None = None,
) -> dict[str, Any]:
    media = media or message.media
    markup, entities = read_markup(call.params), _mentioning(call, entities)
    disabled = preview_disabled(call.params)
    new = (text, entities, markup, media)
    if new == (message.text, message.entities, message.markup, message.media):
        raise bad_request(errors.NOT_MODIFIED)
    call.pace(message.chat)
    message.text, message.entities, message.markup, message.media = new
    message.link_preview_disabled = disabled
    message.edited += 1
    message.edit_date = int(call.world.now())
    call.world.bell.fire()
    return wire.message(message)


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
    "sendChatAction": send_chat_action,
}
