"""How e-mails are handed to real servers, and what a bad one can and cannot do."""

import asyncio
from datetime import UTC, datetime
from ipaddress import ip_network
from uuid import uuid4

import pytest

from domain.egress import Egress
from domain.errors import UrlNotAllowed
from domain.mail import Fate, Letter
from domain.mail_server import PORTS, MailServer, Security
from outbox.smtp import Mailer, MailRules
from tests.outbox.test_http import Names
from tests.post import DROP, PASSWORD, USER, Paper, PostOffice, opened, papers

LOOPBACK = Egress((ip_network("127.0.0.1/32"),))
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER = Letter(
    USER, "Sales Team", "jonas@example.com", "Hello", "Dear Jonas", "<1@x.example>", AT
)


def server(office: PostOffice, **changed) -> MailServer:
    values = {
        "host": "127.0.0.1",
        "port": office.port,
        "security": Security.STARTTLS,
        "address": USER,
        "user": USER,
        "password": PASSWORD,
        **changed,
    }
    return MailServer(uuid4(), **values)


def mailer(paper: Paper, office: PostOffice, seconds: float = 5.0, names: Names | None = None):
    return Mailer(LOOPBACK, names, MailRules(paper.trust, (office.port,), seconds))


async def test_a_letter_arrives_by_starttls_as_it_was_written(paper, office):
    heard = await mailer(paper, office).send(server(office), LETTER)
    assert heard.fate is Fate.SENT
    (got,) = office.mails
    assert (got.sender, got.recipients) == (USER, ["jonas@example.com"])
    assert got.message["From"] == f"Sales Team <{USER}>"
    assert got.message["Message-ID"] == "<1@x.example>"
    assert got.text().strip() == "Dear Jonas"
    assert "<p>Dear Jonas</p>" in got.text("html")


async def test_a_letter_arrives_where_everything_is_encrypted_from_the_start(paper):
    async with opened(paper.server, at_once=True) as office:
        by_tls = server(office, security=Security.TLS)
        heard = await mailer(paper, office).send(by_tls, LETTER)
        assert (heard.fate, len(office.mails)) == (Fate.SENT, 1)


async def test_a_server_without_encryption_gets_neither_password_nor_letter(paper):
    async with opened(None) as office:
        heard = await mailer(paper, office).send(server(office), LETTER)
        assert (heard.fate, heard.trouble) == (Fate.UNREACHABLE, "not_supported")
        assert office.mails == []


async def test_a_certificate_of_somebody_else_gets_nothing(paper, tmp_path):
    async with opened(papers(tmp_path).server) as office:
        heard = await mailer(paper, office).send(server(office), LETTER)
        assert (heard.fate, heard.trouble, office.mails) == (Fate.UNREACHABLE, "tls", [])


async def test_the_certificate_must_be_that_of_the_name(paper, office):
    names = Names({"mail.shop.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
    sender = mailer(paper, office, names=names)
    heard = await sender.send(server(office, host="other.example"), LETTER)
    assert (heard.fate, heard.trouble) == (Fate.UNREACHABLE, "tls")
    heard = await sender.send(server(office, host="mail.shop.example"), LETTER)
    assert heard.fate is Fate.SENT


@pytest.mark.parametrize(
    ("answers", "fate", "trouble"),
    [
        ({"at_rcpt": ["450 4.7.1 Greylisted"]}, Fate.LATER, "smtp_450"),
        ({"at_rcpt": ["550 5.1.1 No such <user>"]}, Fate.REFUSED, "smtp_550"),
        ({"at_data": ["554 5.7.1 Looks like spam"]}, Fate.REFUSED, "smtp_554"),
        ({"at_data": ["452 4.3.1 No room"]}, Fate.LATER, "smtp_452"),
        ({"at_data": [DROP]}, Fate.UNKNOWN, "broken"),
        ({"login_answer": "535 5.7.8 Wrong"}, Fate.SERVER, "smtp_535"),
        ({"login_answer": "454 4.7.0 Not now"}, Fate.LATER, "smtp_454"),
    ],
)
async def test_what_a_server_answers_is_told_apart(paper, office, answers, fate, trouble):
    for name, value in answers.items():
        setattr(office, name, value)
    heard = await mailer(paper, office).send(server(office), LETTER)
    assert (heard.fate, heard.trouble) == (fate, trouble)


async def test_a_server_that_echoes_the_password_is_not_quoted(paper, office):
    office.login_answer = f"535 5.7.8 {PASSWORD} is wrong"
    heard = await mailer(paper, office).send(server(office), LETTER)
    assert (heard.fate, heard.words) == (Fate.SERVER, "")
    assert PASSWORD not in repr(heard)
    assert PASSWORD not in repr(server(office))


async def test_a_server_that_says_nothing_is_left_in_time(paper, office):
    office.held = asyncio.Event()
    heard = await mailer(paper, office, seconds=0.3).send(server(office), LETTER)
    assert (heard.fate, heard.trouble) == (Fate.UNREACHABLE, "timeout")


async def test_nobody_there_is_told(paper):
    async with opened(paper.server) as office:
        pass
    heard = await mailer(paper, office).send(server(office), LETTER)
    assert (heard.fate, heard.trouble) == (Fate.UNREACHABLE, "connect")


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.169.254", "mail.internal", "inward.example"]
)
async def test_what_leads_inward_is_not_dialled(paper, office, host):
    names = Names({"inward.example": [["127.0.0.1", "10.1.1.1"]], "mail.internal": [["10.1.1.1"]]})
    sender = mailer(paper, office, names=names)
    with pytest.raises(UrlNotAllowed):
        await sender.check(host, office.port)
    heard = await sender.send(server(office, host=host), LETTER)
    assert (heard.fate, heard.trouble.partition(":")[0]) == (Fate.SERVER, "blocked")
    assert office.connections == 0


async def test_a_name_that_changes_its_mind_gains_nothing(paper, office):
    names = Names({"mail.shop.example": [["127.0.0.1"], ["192.168.0.1"]]})
    sender = mailer(paper, office, names=names)
    await sender.check("mail.shop.example", office.port)
    heard = await sender.send(server(office, host="mail.shop.example"), LETTER)
    assert (heard.fate, heard.trouble) == (Fate.SERVER, "blocked:private")


@pytest.mark.parametrize("port", [22, 80, 443, 1025, 3306, 6379, 0, 70000])
async def test_only_ports_of_mail_are_called(port):
    with pytest.raises(UrlNotAllowed):
        await Mailer(LOOPBACK).check("127.0.0.1", port)
    assert PORTS == (25, 465, 587, 2525)
