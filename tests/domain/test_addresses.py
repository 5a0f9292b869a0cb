"""Whose address counts: never one that a stranger could have written."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.addresses import UNKNOWN, client_address, is_loopback, limit_key

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "headers", "counts"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1, 10.0.0.3, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1, , 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1:5000"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1:evil"], "10.0.0.1"),
        ("10.0.0.1", ["[2001:db8::1]:5000"], "2001:db8::1"),
        ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("10.0.0.1", ["[2001:db8::1"], "10.0.0.1"),
        ("10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["2001:DB8:0:0::1"], "2001:db8::1"),
        ("fe80::1%eth0", ["198.51.100.1"], "fe80::1"),
        ("10.0.0.1", ["127.1"], "10.0.0.1"),
        ("10.0.0.1", ["010.0.0.1"], "10.0.0.1"),
        ("10.0.0.1", ["\u0661.1.1.1"], "10.0.0.1"),
        ("10.0.0.1", ["\udcff"], "10.0.0.1"),
        ("10.0.0.1", ["9" * 10_000], "10.0.0.1"),
        (None, ["198.51.100.1"], UNKNOWN),
        ("", ["198.51.100.1"], UNKNOWN),
    ],
)
def test_the_right_most_untrusted_hop_counts(peer, headers, counts):
    assert client_address(peer, headers, TRUSTED) == counts


def test_nobody_is_trusted_unless_named():
    assert client_address("127.0.0.1", ["198.51.100.1"], []) == "127.0.0.1"


@given(some.lists(some.text() | some.ip_addresses().map(str)))
def test_a_stranger_cannot_change_their_own_address(headers):
    assert client_address("203.0.113.9", headers, TRUSTED) == "203.0.113.9"


@given(some.lists(some.text(max_size=20) | some.ip_addresses().map(str), max_size=5))
def test_behind_a_proxy_the_answer_is_always_an_address(headers):
    address = client_address("10.0.0.1", headers, TRUSTED)
    assert str(ip_address(address)) == address


def test_a_very_long_chain_is_walked_only_so_far():
    chain = ", ".join(["198.51.100.1"] + ["10.0.0.2"] * 1000)
    assert client_address("10.0.0.1", [chain], TRUSTED) == "10.0.0.2"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_limit_counts_an_ipv6_subscriber_once(address, key):
    assert limit_key(address) == key


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_the_loopback_interface_is_this_machine(address):
    assert is_loopback(address)


@pytest.mark.parametrize("address", [UNKNOWN, "", "::", "10.0.0.1", "128.0.0.1", "localhost"])
def test_nothing_else_is(address):
    assert not is_loopback(address)
