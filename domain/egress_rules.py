"""The rules about addresses that the house calls, and how each of them reads."""

from enum import StrEnum

from domain.phrases import phrase


class Rule(StrEnum):
    """Why an address may not be called."""

    LENGTH = "length"
    CHARACTERS = "characters"
    FORM = "form"
    SCHEME = "scheme"
    PLAIN_HTTP = "plain_http"
    USERINFO = "userinfo"
    FRAGMENT = "fragment"
    HOST = "host"
    NUMBERS = "numbers"
    PORT = "port"
    OWN = "own"
    METADATA = "metadata"
    LOCAL_NAME = "local_name"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    SHARED = "shared"
    LINK_LOCAL = "link_local"
    MULTICAST = "multicast"
    TRANSLATED = "translated"
    RESERVED = "reserved"
    UNKNOWN_NAME = "unknown_name"


WORDS = {
    Rule.LENGTH: phrase("it is too long"),
    Rule.CHARACTERS: phrase("only ASCII characters of web addresses are allowed"),
    Rule.FORM: phrase("write it as https://host/path"),
    Rule.SCHEME: phrase("it begins with https://"),
    Rule.PLAIN_HTTP: phrase("https:// is needed, except to private networks of this installation"),
    Rule.USERINFO: phrase("leave out the user and the password before the host"),
    Rule.FRAGMENT: phrase("leave out what follows #"),
    Rule.HOST: phrase("its host is not written as a plain name or address"),
    Rule.NUMBERS: phrase("write an IPv4 address as four decimal numbers"),
    Rule.PORT: phrase("this port is not allowed"),
    Rule.OWN: phrase("it leads to LeadsBot itself"),
    Rule.METADATA: phrase("it leads to a metadata service, which is never called"),
    Rule.LOCAL_NAME: phrase("only a local network knows this name"),
    Rule.LOOPBACK: phrase("it leads to this machine itself"),
    Rule.PRIVATE: phrase("it leads into a private network"),
    Rule.SHARED: phrase("it leads into a shared network of a provider"),
    Rule.LINK_LOCAL: phrase("it leads to a link-local address"),
    Rule.MULTICAST: phrase("it leads to a multicast address"),
    Rule.TRANSLATED: phrase("it leads to an address that stands for another one"),
    Rule.RESERVED: phrase("it leads to a reserved address"),
    Rule.UNKNOWN_NAME: phrase("nobody knows a host of this name"),
}
