"""Reply markup, checked as Telegram checks it (Bot API: InlineKeyboardMarkup)."""

from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.params import Params
from sandbox.text import link_problem, utf16_length

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPY = 256
_COMPLAINT = "can't parse reply keyboard markup JSON object"
_BUTTON = "can't parse inline keyboard button: "
_OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)


def read_markup(params: Params) -> dict[str, Any] | None:
    """Return the checked reply markup of a call, or None; raise `ApiError` as Telegram would."""
    markup = params.mapping("reply_markup", _COMPLAINT)
    for name in ("force_reply", "remove_keyboard"):
        if not isinstance(markup.get(name, False), bool):
            raise bad_request(f'field "{name}" must be of type Boolean')
    if "inline_keyboard" not in markup:
        return markup or None
    rows = _rows(markup["inline_keyboard"])
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _rows(raw: object) -> list[list[dict[str, Any]]]:
    if not isinstance(raw, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in raw):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    return [[_checked(button) for button in row] for row in raw if row]


def _checked(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise bad_request(f"{_BUTTON}InlineKeyboardButton must be an Object")
    if "text" not in raw:
        raise bad_request(f'{_BUTTON}Can\'t find field "text"')
    if not isinstance(raw["text"], str):
        raise bad_request(f'{_BUTTON}Field "text" must be of type String')
    if not raw["text"].strip():
        raise bad_request("inline keyboard button text is empty")
    return {"text": raw["text"]} | _action(raw)


def _action(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the one thing a button does."""
    if raw.get("url"):
        return {"url": _url(str(raw["url"]))}
    if raw.get("callback_data"):
        data = str(raw["callback_data"])
        if len(data.encode("utf-8", "surrogatepass")) > MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if raw.get("copy_text"):
        return {"copy_text": {"text": _copied(raw["copy_text"])}}
    for name in _OTHER_ACTIONS:
        if name in raw:
            return {name: raw[name]}
    raise bad_request(f"{_BUTTON}Text buttons are unallowed in the inline keyboard")


def _url(url: str) -> str:
    problem = link_problem(url)
    if problem:
        raise _bad_url(url, problem)
    return url if "://" in url else f"http://{url}/"


def _bad_url(url: str, problem: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")


def _copied(raw: object) -> str:
    text = raw.get("text") if isinstance(raw, dict) else None
    if not isinstance(text, str) or not 1 <= utf16_length(text) <= MAX_COPY:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text
