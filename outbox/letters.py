"""Writes an e-mail as it goes over the wire: plain text, the same as simple HTML, and headers."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from domain.mail import Letter
from domain.plain_text import one_line

_PARAGRAPH = re.compile(r"\n{2,}")
POLICY = SMTP.clone(max_line_length=78)


def written(letter: Letter) -> bytes:
    """Return the whole message; no text of anybody can become a header or markup."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(one_line(letter.sender_name), addr_spec=letter.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = letter.at
    message["Message-ID"] = letter.message_id
    message.set_content(f"{letter.text}\n", cte="base64")
    message.add_alternative(_html(letter.text), subtype="html", cte="base64")
    return message.as_bytes()


def _html(text: str) -> str:
    paragraphs = "".join(f"<p>{_lines(each)}</p>\n" for each in _PARAGRAPH.split(text))
    return f"<!DOCTYPE html>\n<html>\n<body>\n{paragraphs}</body>\n</html>\n"


def _lines(text: str) -> str:
    return "<br>\n".join(escape(each) for each in text.split("\n"))
