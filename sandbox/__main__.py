"""Run the sandbox by itself: `python -m sandbox [--host HOST] [--port PORT]`."""

import argparse
import logging
import sys
import time

from aiohttp import web

from sandbox.server import build_app
from sandbox.world import Limits, World


def main() -> None:
    """Read the options, make a small world and serve it until Ctrl-C."""
    options = _options()
    clock = time.time  # noqa: TID251 - the sandbox by itself has no other place for a clock
    world = World(clock, None if options.no_limits else Limits())
    alex = world.add_person("Alex", "Berg", "alexberg")
    sam = world.add_person("Sam", "Okoye", "samokoye")
    group = world.add_group("Sales", members=[sam], admins=[alex])
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    home = f"http://{options.host}:{options.port}"
    sys.stdout.write(
        f"Chat page  {home}/?person={alex.id}&chat={group.id}\n"
        f"Bot API    {home}/bot<any token of the usual shape>/<method>\n"
        "Ctrl-C ends it.\n"
    )
    sys.stdout.flush()
    app = build_app(world, hosts=options.allow_host)
    web.run_app(app, host=options.host, port=options.port, print=None, access_log=None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on")
    parser.add_argument(
        "--allow-host", action="append", default=[], help="host name that may open the page"
    )
    parser.add_argument("--no-limits", action="store_true", help="no flood limits")
    return parser.parse_args()


if __name__ == "__main__":
    main()
