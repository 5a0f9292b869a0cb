"""One file, one subject the bot talks about."""

from aiogram import Router

import handlers
from domain.plugins import modules_in
from handlers import _unknown


def build_router() -> Router:
    """Collect the router of every module in this folder; what nobody knows comes last."""
    router = Router(name="handlers")
    # Routers are module globals and remember their parent: a second house in one process
    # takes them over, so each is let go first.
    routers = [module.router for module in modules_in(handlers)]
    for each in (*routers, _unknown.router):
        each._parent_router = None  # noqa: SLF001 -- aiogram offers no other way to let go
        router.include_router(each)
    return router
