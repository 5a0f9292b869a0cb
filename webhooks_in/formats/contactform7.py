"""Contact Form 7, by any of its plugins for webhooks: the fields of the form, signed by nobody.

Names begin with ``your-`` as a rule, such as ``your-name``; what begins with ``_wpcf7`` is for the
plugin itself.
"""

from collections.abc import Sequence

from domain.answers import Answers
from domain.inbound import InboundEvent
from domain.posted import Posted
from webhooks_in.formats._fields import EVERY, check_sent_token, event_of, fields_in

TAKES = EVERY
ACCEPTED = 200
PREFIX, INTERNAL = "your-", ("_wpcf7", "_wpnonce", "g-recaptcha", "h-captcha", "cf-turnstile")
SUBJECT = "subject"


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the token that came with the post."""
    check_sent_token(posted, keys)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the fields of the form."""
    fields = fields_in(posted)
    answers = Answers()
    for name, value in fields.items():
        if not name.startswith(INTERNAL):
            answers.add(name.removeprefix(PREFIX), value)
    return [event_of(posted, fields, answers.lead(), None)]
