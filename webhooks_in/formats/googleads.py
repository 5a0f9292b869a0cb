"""Lead forms of Google Ads: nothing is signed, the body carries a key that an admin typed in.

``google_key`` is compared in constant time. A test that Google Ads sends on demand is a lead like
any other, marked as a test; since each has the same id, its content makes it the same.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from domain.answers import Answers
from domain.errors import JsonDuplicateKey, JsonInvalid
from domain.inbound import LEAD_CREATED, InboundEvent
from domain.posted import Posted
from domain.sender_proofs import check_token
from domain.strict_json import read_json
from webhooks_in.formats._shapes import event_id, list_in, object_of, text_in
from webhooks_in.media import JSON

TAKES = (JSON,)
ACCEPTED = 200
KEY = "google_key"
COLUMNS = "user_column_data"
OURS = {
    "FULL_NAME": "name",
    "EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "COMPANY_NAME": "company",
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "WORK_EMAIL": "email",
    "WORK_PHONE": "phone",
}
PLAIN = (KEY, COLUMNS, "lead_id", "api_version")


def prove(posted: Posted, keys: Sequence[bytes], now: float) -> None:  # noqa: ARG001 -- no time in it
    """Check the key in the body; a body that cannot be read has none."""
    document: object = None
    with suppress(JsonInvalid, JsonDuplicateKey):
        document = read_json(posted.body)
    check_token(keys, text_in(document, KEY) if isinstance(document, dict) else None)


def read(posted: Posted) -> Sequence[InboundEvent]:
    """Read the answers, and by which campaign and form they came."""
    document = object_of(read_json(posted.body))
    answers = Answers()
    for each in list_in(document, COLUMNS):
        _note(answers, each)
    for name, value in document.items():
        if name not in PLAIN and value is not False:
            answers.add(name, value)
    is_test = document.get("is_test") is True
    lead_id = None if is_test else event_id(document.get("lead_id"))
    return [InboundEvent(LEAD_CREATED, lead_id, answers.lead())]


def _note(answers: Answers, column: dict[str, Any]) -> None:
    kind = text_in(column, "column_id")
    label, value = text_in(column, "column_name") or kind, column.get("string_value")
    if field := OURS.get(kind):
        answers.put(field, value, label)
    else:
        answers.add(label, value)
