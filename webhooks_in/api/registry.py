"""Finds the routes of the API: each file of ``resources`` brings its own."""

from collections.abc import Sequence
from functools import cache

from domain.plugins import modules_in
from webhooks_in.api import resources
from webhooks_in.api.routes import Route


@cache
def routes() -> Sequence[Route]:
    """Return every route, file by file."""
    return tuple(route for module in modules_in(resources) for route in module.ROUTES)
