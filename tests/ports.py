"""Ports on loopback that stay ours while nobody listens on them."""

import socket

from scripts.servers import LOOPBACK


def held(port: int) -> socket.socket:
    """Keep a free port for a server of ours that starts later, or starts again.

    The system gives it to nobody else, in this process or another, until the socket is closed.
    Connections to it are refused as long as no server listens.
    """
    keeper = socket.socket()
    # A server that reuses addresses, as all of them do, may listen on it all the same.
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind((LOOPBACK, port))
    return keeper
