"""Methods about updates: long polling and webhooks."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from sandbox import errors
from sandbox.errors import ApiError, bad_request
from sandbox.methods.call import Context, Method
from sandbox.updates import Mailbox, Webhook

MAX_BATCH = 100
MAX_POLL_SECONDS = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


async def get_updates(call: Context) -> list[dict[str, Any]]:
    """Bot API: getUpdates. A newer poll ends this one with 409."""
    mailbox = call.bot.mailbox
    if mailbox.webhook is not None:
        raise ApiError(409, errors.WEBHOOK_ACTIVE)
    _remember_allowed(call, mailbox)
    turn = mailbox.take_turn(errors.OTHER_POLLER)
    call.world.bell.fire()
    mailbox.confirm(call.params.integer("offset"))
    limit = min(max(call.params.integer("limit", MAX_BATCH), 1), MAX_BATCH)
    seconds = min(max(call.params.integer("timeout"), 0), MAX_POLL_SECONDS)
    try:
        async with asyncio.timeout(seconds or None):
            while mailbox.turn == turn:
                batch = mailbox.batch(limit)
                if batch or not seconds or call.world.closing:
                    return batch
                await call.world.bell.wait()
    except TimeoutError:
        return []
    raise ApiError(409, mailbox.ended_by)


async def set_webhook(call: Context) -> bool:
    """Bot API: setWebhook. As with a local Bot API server, plain HTTP to loopback is allowed."""
    url = call.params.text("url")
    if not url:
        return await delete_webhook(call)
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    mailbox = call.bot.mailbox
    _remember_allowed(call, mailbox)
    if call.params.boolean("drop_pending_updates"):
        mailbox.pending.clear()
    connections = call.params.integer("max_connections", 40)
    mailbox.webhook = Webhook(url, secret or None, connections)
    mailbox.take_turn(errors.WEBHOOK_SET)
    call.world.bell.fire()
    return True


async def delete_webhook(call: Context) -> bool:
    """Bot API: deleteWebhook."""
    call.bot.mailbox.webhook = None
    if call.params.boolean("drop_pending_updates"):
        call.bot.mailbox.pending.clear()
    call.world.bell.fire()
    return True


async def get_webhook_info(call: Context) -> dict[str, Any]:
    """Bot API: getWebhookInfo."""
    mailbox = call.bot.mailbox
    hook = mailbox.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(mailbox.pending),
    }
    if hook is not None:
        info["max_connections"] = hook.max_connections
    if hook is not None and hook.last_error is not None:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if mailbox.allowed:
        info["allowed_updates"] = sorted(mailbox.allowed)
    return info


def _remember_allowed(call: Context, mailbox: Mailbox) -> None:
    allowed = call.params.parsed("allowed_updates", "can't parse allowed updates JSON object")
    if isinstance(allowed, list):
        mailbox.allowed = frozenset(map(str, allowed)) or None


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
