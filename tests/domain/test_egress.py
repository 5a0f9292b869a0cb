"""Which addresses may be called: a table with both sides of each boundary."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from yarl import URL

from domain.egress import LONGEST_URL, Egress, kind_of
from domain.egress_rules import WORDS, Rule
from domain.errors import UrlNotAllowed

OPEN = "open"
STRICT = Egress(own=frozenset({("leads.example.org", 443), ("0.0.0.0", 8080)}))  # noqa: S104 -- an address that is refused

LABELLED = {
    OPEN: """
        https://hooks.example.com
        https://hooks.example.com/
        https://hooks.example.com/in?key=1&other=%20x
        HTTPS://HOOKS.EXAMPLE.COM/Path
        https://hooks.example.com:443/
        https://hooks.example.com:80/
        https://hooks.example.com:1024/
        https://hooks.example.com:8443/in
        https://hooks.example.com:65535/
        https://xn--bcher-kva.example/
        https://a-b.c_d.example.com/
        https://1.example.com/
        https://127.0.0.1.example.com/
        https://0x7f.example.com/
        https://metadata.example.com/
        https://localhost.example.com/
        https://internal.example.com/
        https://1.1.1.1/
        https://8.8.8.8/
        https://9.255.255.255/
        https://11.0.0.0/
        https://100.63.255.255/
        https://100.128.0.0/
        https://126.255.255.255/
        https://128.0.0.0/
        https://168.63.129.15/
        https://168.63.129.17/
        https://169.253.255.255/
        https://169.255.0.0/
        https://172.15.255.255/
        https://172.32.0.0/
        https://191.255.255.255/
        https://192.0.1.0/
        https://192.0.3.0/
        https://192.88.98.255/
        https://192.88.100.0/
        https://192.167.255.255/
        https://192.169.0.0/
        https://198.17.255.255/
        https://198.20.0.0/
        https://198.51.99.255/
        https://198.51.101.0/
        https://203.0.112.255/
        https://203.0.114.0/
        https://223.255.255.255/
        https://1.0.0.0/
        https://[2606:4700:4700::1111]/
        https://[2001:4860:4860::8888]:8443/
        https://[2000::]/
        https://[2001:200::]/
        https://[2001:db7:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[2001:db9::]/
        https://[2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[2003::]/
        https://[3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[3fff:1000::]/
    """,
    Rule.SCHEME: """
        ftp://hooks.example.com/
        file:///etc/passwd
        gopher://hooks.example.com/
        ws://hooks.example.com/
        javascript://hooks.example.com/
        httpss://hooks.example.com/
    """,
    Rule.FORM: """
        hooks.example.com
        //hooks.example.com/
        https:hooks.example.com
        https:/hooks.example.com
        data:text/plain,hello
        ://hooks.example.com/
        1https://hooks.example.com/
    """,
    Rule.PLAIN_HTTP: """
        http://hooks.example.com/
        http://8.8.8.8/
        HTTP://hooks.example.com:8080/
        http://[2606:4700:4700::1111]/
    """,
    Rule.USERINFO: """
        https://user@hooks.example.com/
        https://user:word@hooks.example.com/
        https://@hooks.example.com/
        https://hooks.example.com@127.0.0.1/
        https://127.0.0.1:80@hooks.example.com/
    """,
    Rule.FRAGMENT: """
        https://hooks.example.com/#
        https://hooks.example.com/a#b
        https://hooks.example.com#@127.0.0.1/
    """,
    Rule.HOST: """
        https:///in
        https://:443/in
        https://?x
        https://hooks..example.com/
        https://.hooks.example.com/
        https://hooks.example.com./
        https://-hooks.example.com/
        https://hooks-.example.com/
        https://hooks.example.com%2f/
        https://127.0.0.1%00.example.com/
        https://%31%32%37.0.0.1/
        https://hooks,example.com/
        https://hooks;example.com/
        https://[::1/
        https://::1/
        https://[fe80::1%25eth0]/
        https://[fe80::1%eth0]/
        https://[v1.fe80]/
        https://[1.1.1.1]/
        https://[]/
        https://[::1]x/
        https://[2606:4700::1111]8443/
    """,
    Rule.NUMBERS: """
        https://2606:4700:4700::1111/
        https://2130706433/
        https://0x7f000001/
        https://017700000001/
        https://127.1/
        https://127.0.1/
        https://0177.0.0.1/
        https://0x7f.0.0.1/
        https://0x7f.1/
        https://127.0.0.0x1/
        https://127.00.0.1/
        https://127.0.0.01/
        https://0000127.0.0.1/
        https://127.0.0.1./
        https://256.1.1.1/
        https://1.1.1.1.1/
        https://1.1.1/
        https://example.1/
        https://example.0x/
        https://8.8.8.8./
        https://4294967296/
        https://134744072/
    """,
    Rule.PORT: """
        https://hooks.example.com:/
        https://hooks.example.com:0/
        https://hooks.example.com:22/
        https://hooks.example.com:25/
        https://hooks.example.com:81/
        https://hooks.example.com:442/
        https://hooks.example.com:444/
        https://hooks.example.com:1023/
        https://hooks.example.com:0443/
        https://hooks.example.com:65536/
        https://hooks.example.com:99999999/
        https://hooks.example.com:443:443/
        https://hooks.example.com:-1/
        https://hooks.example.com:x/
        https://hooks.example.com:2375/
        https://hooks.example.com:3306/
        https://hooks.example.com:5432/
        https://hooks.example.com:6000/
        https://hooks.example.com:6063/
        https://hooks.example.com:6379/
        https://hooks.example.com:9200/
        https://hooks.example.com:11211/
        https://hooks.example.com:27017/
    """,
    Rule.OWN: """
        https://leads.example.org/
        https://LEADS.example.org:443/api/inbound
        https://127.0.0.1:8080/
        https://[::1]:8080/
        https://0.0.0.0:8080/
    """,
    Rule.METADATA: """
        https://169.254.169.254/
        https://169.254.170.2/
        https://169.254.170.23/
        https://168.63.129.16/
        https://100.100.100.200/
        https://192.0.0.192/
        https://[fd00:ec2::254]/
        https://[fd00:ec2:0:0:0:0:0:23]/
        https://[fd20:ce::254]/
        https://metadata/
        https://metadata.google.internal/computeMetadata/v1/
        https://METADATA.GOOGLE.INTERNAL/
        https://instance-data/
        https://metadata.goog/
    """,
    Rule.LOCAL_NAME: """
        https://localhost/
        https://LOCALHOST/
        https://redis/
        https://crm.local/
        https://crm.lan/
        https://crm.internal/
        https://crm.home.arpa/
        https://kubernetes.default.svc/
        https://crm.localhost/
    """,
    Rule.LOOPBACK: """
        https://127.0.0.0/
        https://127.0.0.1/
        https://127.8.9.10/
        https://127.255.255.255/
        https://[::1]/
        https://[0:0:0:0:0:0:0:1]/
    """,
    Rule.PRIVATE: """
        https://10.0.0.0/
        https://10.255.255.255/
        https://172.16.0.0/
        https://172.31.255.255/
        https://192.168.0.0/
        https://192.168.255.255/
        https://[fc00::]/
        https://[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[fec0::]/
        https://[feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
    """,
    Rule.SHARED: """
        https://100.64.0.0/
        https://100.100.100.199/
        https://100.127.255.255/
    """,
    Rule.LINK_LOCAL: """
        https://169.254.0.0/
        https://169.254.169.253/
        https://169.254.255.255/
        https://[fe80::]/
        https://[fe80::1]/
        https://[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
    """,
    Rule.MULTICAST: """
        https://224.0.0.0/
        https://239.255.255.255/
        https://[ff00::]/
        https://[ff02::1]/
        https://[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
    """,
    Rule.TRANSLATED: """
        https://[::ffff:127.0.0.1]/
        https://[::ffff:7f00:1]/
        https://[::ffff:8.8.8.8]/
        https://[::ffff:0:8.8.8.8]/
        https://[64:ff9b::127.0.0.1]/
        https://[64:ff9b::a9fe:a9fe]/
        https://[64:ff9b:1::1]/
        https://[2002::]/
        https://[2002:7f00:1::]/
        https://[2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[2001::]/
        https://[2001:0:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://192.88.99.0/
        https://192.88.99.255/
    """,
    Rule.RESERVED: """
        https://0.0.0.0/
        https://0.255.255.255/
        https://192.0.0.0/
        https://192.0.0.255/
        https://192.0.2.0/
        https://192.0.2.255/
        https://198.18.0.0/
        https://198.19.255.255/
        https://198.51.100.0/
        https://198.51.100.255/
        https://203.0.113.0/
        https://203.0.113.255/
        https://240.0.0.0/
        https://255.255.255.255/
        https://[::]/
        https://[::2]/
        https://[::127.0.0.1]/
        https://[::8.8.8.8]/
        https://[64:ff9a::]/
        https://[100::]/
        https://[1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[2001:1::]/
        https://[2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[2001:db8::]/
        https://[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[3fff::]/
        https://[3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff]/
        https://[4000::]/
        https://[5f00::]/
        https://[fbff::]/
        https://[fe00::]/
        https://[fe7f::]/
    """,
}
STRANGE = (
    ("", Rule.CHARACTERS),
    (" https://hooks.example.com/", Rule.CHARACTERS),
    ("https://hooks.example.com/ ", Rule.CHARACTERS),
    ("https://hooks.example.com/\r\nHost: other", Rule.CHARACTERS),
    ("https://hooks.example.com/\x00", Rule.CHARACTERS),
    ("https://hooks.exa\tmple.com/", Rule.CHARACTERS),
    ("https://hooks.example.com\\@127.0.0.1/", Rule.CHARACTERS),
    ("https:\\\\hooks.example.com/", Rule.CHARACTERS),
    ("https://bücher.example/", Rule.CHARACTERS),
    ("https://１２７.0.0.1/", Rule.CHARACTERS),  # noqa: RUF001 -- it is the point of it
    ("https://127。0。0。1/", Rule.CHARACTERS),
    ("https://ⓗooks.example.com/", Rule.CHARACTERS),
    ("https://hooks.example.com/\u202e", Rule.CHARACTERS),
    ("https://hooks.example.com/{id}", Rule.CHARACTERS),
    ('https://hooks.example.com/"', Rule.CHARACTERS),
    ("https://hooks.example.com/<b>", Rule.CHARACTERS),
    (f"https://hooks.example.com/{'a' * (LONGEST_URL - 26)}", OPEN),
    (f"https://hooks.example.com/{'a' * (LONGEST_URL - 25)}", Rule.LENGTH),
    (f"https://{'a' * 63}.example.com/", OPEN),
    (f"https://{'a' * 64}.example.com/", Rule.HOST),
    (f"https://{'a.' * 121}example.com/", OPEN),
    (f"https://{'a.' * 122}example.com/", Rule.HOST),
)
TABLE = [
    *((url, label) for label, urls in LABELLED.items() for url in urls.split()),
    *STRANGE,
]


def verdict(egress: Egress, url: str) -> str:
    try:
        egress.target(url)
    except UrlNotAllowed as refusal:
        return refusal.rule
    return OPEN


def test_the_table_is_long_and_names_nothing_twice():
    assert len(TABLE) >= 250
    assert len({url for url, _ in TABLE}) == len(TABLE)
    assert {label for _, label in TABLE} == {OPEN, *Rule} - {Rule.UNKNOWN_NAME}
    assert WORDS.keys() == set(Rule)


def test_every_labelled_address_is_judged_as_it_is_labelled():
    wrong = [(url, label, said) for url, label in TABLE if (said := verdict(STRICT, url)) != label]
    assert wrong == []


def test_a_refusal_names_the_rule_and_no_address():
    with pytest.raises(UrlNotAllowed, match="private network") as caught:
        STRICT.target("https://10.1.2.3/secret")
    assert "10.1.2.3" not in str(caught.value)
    assert [each.field for each in caught.value.problems] == ["address"]


NAMED = Egress([ip_network("10.1.0.0/16"), ip_network("100.64.0.0/10"), ip_network("fd01::/16")])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://10.1.0.0/", OPEN),
        ("https://10.1.255.255/", OPEN),
        ("http://10.1.2.3:9000/", OPEN),
        ("https://10.0.255.255/", Rule.PRIVATE),
        ("https://10.2.0.0/", Rule.PRIVATE),
        ("http://10.2.0.0/", Rule.PRIVATE),
        ("https://100.99.0.1/", OPEN),
        ("https://100.100.100.200/", Rule.METADATA),
        ("https://[fd01::1]/", OPEN),
        ("https://[fd02::1]/", Rule.PRIVATE),
        ("http://8.8.8.8/", Rule.PLAIN_HTTP),
        ("https://8.8.8.8/", OPEN),
        ("https://127.0.0.1/", Rule.LOOPBACK),
    ],
)
def test_what_the_operator_named_is_open(url, said):
    assert verdict(NAMED, url) == said


def test_whoever_names_everything_opens_no_more_than_what_is_private():
    everything = Egress([ip_network("0.0.0.0/0"), ip_network("::/0")], STRICT.own)
    by_opt_in = {Rule.PRIVATE, Rule.SHARED, Rule.PLAIN_HTTP, Rule.LOCAL_NAME}
    opened = {url for url, label in TABLE if verdict(everything, url) == OPEN != label}
    assert opened == {url for url, label in TABLE if label in by_opt_in}


def test_the_loopback_has_to_be_named_itself():
    named = Egress([ip_network("127.0.0.1/32"), ip_network("::1/128")], {("127.0.0.1", 8080)})
    assert verdict(named, "http://127.0.0.1:9000/") == OPEN
    assert verdict(named, "http://[::1]:9000/") == OPEN
    assert verdict(named, "http://127.0.0.2:9000/") == Rule.LOOPBACK
    assert verdict(named, "http://127.0.0.1:8080/") == Rule.OWN
    assert verdict(named, "http://[::1]:8080/") == Rule.OWN


def test_a_name_is_open_where_every_address_of_it_is():
    local, public = NAMED.target("https://crm.lan/"), NAMED.target("https://crm.example.com/")
    NAMED.must_be_open(local, "10.1.2.3")
    NAMED.must_be_open(public, "8.8.8.8")
    for target, address in ((local, "8.8.8.8"), (public, "10.2.0.1"), (public, "rubbish")):
        with pytest.raises(UrlNotAllowed):
            NAMED.must_be_open(target, address)


@given(some.ip_addresses())
@example(ip_address("192.0.0.9"))
def test_nothing_is_open_that_python_does_not_call_global(address: IPv4Address | IPv6Address):
    if kind_of(address) is None:
        assert address.is_global
        assert not address.is_multicast


@given(some.text(some.sampled_from("htps:/[]@.0123456789abcfx%-_?#&\\ \t\u00e9"), max_size=40))
def test_whatever_is_open_is_read_alike_by_who_dials(rest: str):
    try:
        target = STRICT.target("https://" + rest)
    except UrlNotAllowed:
        return
    url = URL(target.url, encoded=True)
    assert (url.raw_host, url.port, url.user, url.scheme) == (
        target.host,
        target.port,
        None,
        "https",
    )
    assert STRICT.target(target.url) == target
