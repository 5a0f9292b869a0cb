"""Every verb of every service that somebody in a workspace may ask for, found by its Caller."""

import inspect
from dataclasses import fields
from typing import get_type_hints

from bot.services import Services
from domain.caller import Caller

KINDS = {each.name: get_type_hints(Services)[each.name] for each in fields(Services)}
VERBS = {
    f"{name}.{verb}": method
    for name, kind in KINDS.items()
    for verb, method in inspect.getmembers(kind, inspect.iscoroutinefunction)
    if not verb.startswith("_") and Caller in get_type_hints(method).values()
}
