"""Which addresses the house may call, and which rule refused one.

There are two tiers. What is *never* called: metadata services, link-local, multicast, reserved and
translated addresses, and the house itself. What is called where the operator named its network:
private and shared networks, and the loopback where exactly that was named. Everything else is
public. Plain http, and names that only a local network knows, lead to named networks alone.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from domain.addresses import Address, Network
from domain.egress_rules import WORDS, Rule
from domain.errors import UrlNotAllowed

LONGEST_URL = 2048
PORTS = {"http": 80, "https": 443}

# What RFC 3986 lets stand in a URL, and nothing that some client would read otherwise.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)"
    r"(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?"
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_LONGEST_NAME = 253
# Whoever reads addresses loosely takes all of these for numbers: 127.1, 0x7f.1, 017700000001.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LAST_PORT = 65535
_FIRST_FREE_PORT = 1024
# Services above the privileged ports that somebody could be made to speak to by an HTTP request.
_OTHER_SERVICES = frozenset(
    {1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190}
    | {5060, 5061, 5432, 5672, 5900, 6379, 6566, 6679, 6697, 9042, 9092, 9200, 9300, 10080}
    | {10250, 11211, 27017}
    | set(range(6000, 6064))
    | set(range(6665, 6670))
)
_METADATA_NAMES = (
    "metadata",
    "metadata.google.internal",
    "metadata.goog",
    "metadata.tencentyun.com",
    "metadata.azure.internal",
    "instance-data",
    "instance-data.ec2.internal",
    "rancher-metadata",
)
_LOCAL_ENDS = (
    *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp"),
    *("private", "home.arpa", "svc", "test", "invalid"),
)


def _networks(*written: str) -> tuple[Network, ...]:
    return tuple(ip_network(each) for each in written)


# The first that holds an address says what it is.
_KINDS: tuple[tuple[Rule, tuple[Network, ...]], ...] = (
    (
        Rule.METADATA,
        _networks(
            "169.254.169.254/32",
            "169.254.170.2/32",
            "169.254.170.23/32",
            "168.63.129.16/32",
            "100.100.100.200/32",
            "192.0.0.192/32",
            "fd00:ec2::254/128",
            "fd00:ec2::23/128",
            "fd20:ce::254/128",
            "fd00:42::42/128",
        ),
    ),
    (Rule.LOOPBACK, _networks("127.0.0.0/8", "::1/128")),
    (
        Rule.PRIVATE,
        _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
    ),
    (Rule.SHARED, _networks("100.64.0.0/10")),
    (Rule.LINK_LOCAL, _networks("169.254.0.0/16", "fe80::/10")),
    (Rule.MULTICAST, _networks("224.0.0.0/4", "ff00::/8")),
    (
        # They lead to an IPv4 address that nobody would look at: mapped ones, NAT64, 6to4 and its
        # relays, Teredo, and the translated ones of SIIT.
        Rule.TRANSLATED,
        _networks(
            "::ffff:0:0/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2002::/16",
            "192.88.99.0/24",
            "2001::/32",
        ),
    ),
    (
        Rule.RESERVED,
        _networks(
            "0.0.0.0/8",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
        ),
    ),
)
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_BY_OPT_IN = (Rule.PRIVATE, Rule.SHARED)
_LOOPBACKS = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: ``address`` is there if it names one, ``url`` is how it is called.

    ``inward``: only addresses of named networks will do.
    """

    url: str
    host: str
    port: int
    address: Address | None
    inward: Rule | None


@dataclass(frozen=True, slots=True)
class Egress:
    """The rules of one installation.

    ``private`` are the networks that the operator named; ``own`` are the
    hosts and ports by which the house itself is reached.
    """

    private: Sequence[Network] = ()
    own: Collection[tuple[str, int]] = ()

    def target(self, url: str) -> Target:
        """Read a URL strictly; refuse with UrlNotAllowed."""
        target = self._read(url)
        if target.address:
            self.must_be_open(target, target.address)
        elif target.inward and not self.private:
            raise refused(target.inward)
        return target

    def place(self, host: str, port: int, ports: Collection[int]) -> Target:
        """Read a host and one of *ports* that no URL names; refuse with UrlNotAllowed."""
        if port not in ports:
            raise refused(Rule.PORT)
        written, address = _host(host.lower())
        name = written.strip("[]")
        if (name, port) in self.own:
            raise refused(Rule.OWN)
        target = Target("", name, port, address, _inward("", name, address))
        if address:
            self.must_be_open(target, address)
        elif target.inward and not self.private:
            raise refused(target.inward)
        return target

    def must_be_open(self, target: Target, address: Address | str) -> None:
        """Refuse with UrlNotAllowed an address that nothing may be sent to."""
        try:
            parsed = ip_address(address)
        except ValueError:
            raise refused(Rule.HOST) from None
        rule = self._rule_against(target, parsed)
        if rule is not None:
            raise refused(rule)

    def _read(self, url: str) -> Target:
        parts = _parts(url)
        scheme = parts["scheme"].lower()
        place = _AUTHORITY.fullmatch(parts["authority"])
        if place is None:
            raise refused(Rule.HOST)
        written, address = _host(place["host"].lower())
        port, host = _port(place["port"], PORTS[scheme]), written.strip("[]")
        if (host, port) in self.own:
            raise refused(Rule.OWN)
        shown = written if port == PORTS[scheme] else f"{written}:{port}"
        whole = f"{scheme}://{shown}{parts['path'] or '/'}{parts['query'] or ''}"
        return Target(whole, host, port, address, _inward(scheme, host, address))

    def _rule_against(self, target: Target, address: Address) -> Rule | None:
        """Say which rule is against the address; None if it may be called."""
        if self._is_own(address, target.port):
            return Rule.OWN
        kind, named = kind_of(address), self._is_named(address)
        if kind is Rule.LOOPBACK:
            return None if self._is_named_loopback(address) else kind
        if kind in _BY_OPT_IN:
            return None if named else kind
        return kind or (None if named else target.inward)

    def _is_own(self, address: Address, port: int) -> bool:
        here = any(port == own and _is_this_machine(host) for host, own in self.own)
        return (address.is_loopback and here) or (str(address), port) in self.own

    def _is_named(self, address: Address) -> bool:
        return any(address in network for network in self.private)

    def _is_named_loopback(self, address: Address) -> bool:
        """Tell whether the loopback itself was named, and not everything there is."""
        within = [each for each in self.private if any(_holds(loop, each) for loop in _LOOPBACKS)]
        return any(address in network for network in within)


def refused(rule: Rule) -> UrlNotAllowed:
    """Make the refusal that names the rule, and no address."""
    return UrlNotAllowed(rule, WORDS[rule])


def kind_of(address: Address) -> Rule | None:
    """Say what kind of address this is that is not simply public; None if it is."""
    for rule, networks in _KINDS:
        if any(address in network for network in networks):
            return rule
    if isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6:
        return Rule.RESERVED
    return None


def _parts(url: str) -> re.Match[str]:
    """Take a URL apart; refuse what has parts that no address of ours needs."""
    parts = _URL.fullmatch(url)
    wrong = (
        (Rule.LENGTH, len(url) > LONGEST_URL),
        (Rule.CHARACTERS, not _CHARACTERS.fullmatch(url)),
        (Rule.FORM, parts is None),
        (Rule.SCHEME, parts and parts["scheme"].lower() not in PORTS),
        (Rule.USERINFO, parts and "@" in parts["authority"]),
        (Rule.FRAGMENT, parts and parts["fragment"] is not None),
    )
    for rule, found in wrong:
        if found:
            raise refused(rule)
    if parts is None:
        raise refused(Rule.FORM)
    return parts


def _host(written: str) -> tuple[str, Address | None]:
    """Return the host and the address that it names, if it does."""
    if written.startswith("["):
        inner = _ipv6(written[1:-1])
        return f"[{inner}]", inner
    if not written or "%" in written or len(written) > _LONGEST_NAME:
        raise refused(Rule.HOST)
    if _NUMBER.fullmatch(written.rstrip(".").rpartition(".")[2]):
        address = _ipv4(written)
        return str(address), address
    if not _NAME.fullmatch(written):
        raise refused(Rule.HOST)
    if any(written == each for each in _METADATA_NAMES):
        raise refused(Rule.METADATA)
    return written, None


def _ipv4(written: str) -> IPv4Address:
    """Read four decimal numbers, and none of the other ways to write them."""
    try:
        return IPv4Address(written)
    except ValueError:
        raise refused(Rule.NUMBERS) from None


def _ipv6(written: str) -> IPv6Address:
    if "%" in written:
        raise refused(Rule.HOST)
    try:
        return IPv6Address(written)
    except ValueError:
        raise refused(Rule.HOST) from None


def _port(written: str | None, usual: int) -> int:
    if written is None:
        return usual
    port = int(written) if _PORT.fullmatch(written) else 0
    usable = port in PORTS.values() or _FIRST_FREE_PORT <= port <= _LAST_PORT
    if not usable or port in _OTHER_SERVICES:
        raise refused(Rule.PORT)
    return port


def _inward(scheme: str, host: str, address: Address | None) -> Rule | None:
    """Say for which reason a target may only be one of a named network, if there is one."""
    if scheme == "http":
        return Rule.PLAIN_HTTP
    ends = any(f".{host}".endswith(f".{end}") for end in _LOCAL_ENDS)
    local = address is None and (ends or "." not in host)
    return Rule.LOCAL_NAME if local else None


def _is_this_machine(host: str) -> bool:
    """Tell whether whoever listens there is reached by the loopback."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


def _holds(outer: Network, inner: Network) -> bool:
    """Tell whether one network lies within the other."""
    if isinstance(outer, IPv4Network):
        return isinstance(inner, IPv4Network) and inner.subnet_of(outer)
    return isinstance(inner, IPv6Network) and inner.subnet_of(outer)
