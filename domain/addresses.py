"""Whose address counts when proxies stand in between."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
# Proxies write 192.0.2.1, 192.0.2.1:5000, 2001:db8::1 and [2001:db8::1]:5000; sockets add %zone.
_HOP = re.compile(
    r"(?:(?P<v4>[0-9.]{7,15})|\[(?P<boxed>[0-9A-Fa-f:.]{2,45})\])(?::[0-9]{1,5})?"
    r"|(?P<bare>[0-9A-Fa-f:.]{2,45})(?:%[0-9A-Za-z._-]{1,32})?"
)
_MOST_HOPS = 32
# One subscriber owns at least this much of IPv6, so limits count it as one address.
_SUBSCRIBER = 64


def client_address(
    peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[Network]
) -> str:
    """Return the address of the right-most hop that is not one of our own proxies.

    *peer* is the other end of the socket and *forwarded_for* holds the
    X-Forwarded-For headers in the order they came; they count only as far
    as trusted hops wrote them, and what is no address ends the walk.
    Without a peer address (a Unix socket) the answer is ``unknown``.
    """
    address = _parsed(peer or "")
    if address is None:
        return UNKNOWN
    if not forwarded_for or not _among(address, trusted):
        return str(address)
    hops = [hop for header in forwarded_for for hop in header.split(",")]
    for hop in reversed(hops[-_MOST_HOPS:]):
        before = _parsed(hop)
        if before is None:
            break
        address = before
        if not _among(address, trusted):
            break
    return str(address)


def limit_key(address: str) -> str:
    """Return what a limit per address counts: the IPv4 address, or the /64 of an IPv6 one."""
    if ":" not in address:
        return address
    return str(IPv6Network((address, _SUBSCRIBER), strict=False))


def is_loopback(address: str) -> bool:
    """Tell whether the address is this machine's own, of the loopback interface."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _parsed(hop: str) -> Address | None:
    """Read an address as proxies write it, with or without a port; None for garbage."""
    match = _HOP.fullmatch(hop.strip())
    if match is None:
        return None
    try:
        address = ip_address(match["v4"] or match["boxed"] or match["bare"])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _among(address: Address, networks: Sequence[Network]) -> bool:
    """Tell whether one of the networks holds the address."""
    return any(address in network for network in networks)
