"""Templates for receivers that many teams have: chat tools, a spreadsheet, a CRM."""

import json
from dataclasses import dataclass
from typing import Any

from domain.announcement import CREATED, PING

OWN, STANDARD = "own template", "standard"


@dataclass(frozen=True, slots=True)
class Preset:
    """One template that is picked by its name; ``events`` are those that it is made for."""

    name: str
    template: str
    events: tuple[str, ...] = ()


def _place(path: str, *filters: str) -> str:
    return f"{{{{ {' | '.join([path, *filters])} }}}}"


def _message(chat: str, strong: str, most: int) -> dict[str, str]:
    """Say each event in one message, every value of it escaped as *chat* needs."""

    def value(path: str, length: int = 100) -> str:
        return _place(path, "default:'-'", f"truncate:{length}", chat)

    contact = "data.lead.contact"
    who, by = value(f"{contact}.name"), value("data.by.name", 60)
    number = _place("data.lead.number")
    lead = f"#{number} {strong}{who}{strong}"
    details = "\n".join(
        (
            f"E-mail: {value(f'{contact}.email')}",
            f"Phone: {value(f'{contact}.phone', 40)}",
            f"Source: {value('data.lead.source.name', 60)}",
            value(f"{contact}.message", most),
        )
    )
    status = value("data.became", 20)
    return {
        "$by": "event",
        CREATED: f"New lead {lead}\n{details}",
        PING: f"Test: so will a new lead look. {lead}\n{details}",
        "lead.taken": f"{by} took {lead}",
        "lead.assigned": f"{by} gave {lead} to {value('data.lead.owner.name', 60)}",
        "lead.released": f"{lead} is free again",
        "lead.status_changed": f"{lead} is {strong}{status}{strong} ({by})",
        "lead.noted": f"{by} wrote about {lead}: {value('data.note.text', most)}",
        "lead.snoozed": f"{by} set or cleared a reminder for {lead}",
        "lead.duplicate_linked": f"{lead} asked again, time {_place('data.nth')}",
        "source.paused": f"{by} paused or resumed the source {value('data.source.name', 60)}",
        "*": f"{_place('event')} {lead}",
    }


def _written(template: Any) -> str:  # noqa: ANN401 -- any JSON
    return json.dumps(template, indent=2, ensure_ascii=False)


def _field(name: str, *place: str) -> dict[str, str]:
    """Write one field of a HubSpot form, which is left out where there is nothing in it."""
    return {"objectTypeId": "0-1", "name": name, "value": _place(*place, "drop_parent")}


def _cell(path: str) -> str:
    return _place(path, "cell", "truncate:5000")


# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
_SLACK = {"text": _message("slack", "*", 1500), "unfurl_links": False, "unfurl_media": False}
# https://docs.discord.com/developers/resources/webhook#execute-webhook: at most 2,000
# characters, of which an escape may double each; 4 keeps links from unfolding.
_DISCORD = {
    "content": _message("discord", "**", 500),
    "allowed_mentions": {"parse": []},
    "flags": 4,
}
# The script of docs/receivers.md writes the values into one row, and knows it again by the key.
_SHEETS = {
    "event": "{{ event }}",
    "at": "{{ created_at }}",
    "key": _place("data.lead.number"),
    "row": [
        _place("data.lead.number"),
        "{{ data.lead.received_at | date:'YYYY-MM-DD HH:mm:ss' }}",
        _cell("data.lead.status"),
        _cell("data.lead.contact.name"),
        _cell("data.lead.contact.email"),
        # The apostrophe keeps the plus before a number, and is not shown.
        f"'{_cell('data.lead.contact.phone')}",
        _cell("data.lead.contact.company"),
        _cell("data.lead.contact.message"),
        _cell("data.lead.source.name"),
        _cell("data.lead.owner.name"),
    ],
}
_CONTACT = "data.lead.contact"
# https://developers.hubspot.com/docs: Submit data to a form. It needs no key, and HubSpot makes
# a contact of what comes, or adds it to the one who has the e-mail.
_HUBSPOT = {
    "fields": [
        _field("email", f"{_CONTACT}.email"),
        _field("firstname", f"{_CONTACT}.name", "first"),
        _field("lastname", f"{_CONTACT}.name", "rest"),
        _field("phone", f"{_CONTACT}.phone_e164"),
        _field("company", f"{_CONTACT}.company"),
        _field("message", f"{_CONTACT}.message", "truncate:5000"),
    ],
    "context": {
        "pageUri": _place(f"{_CONTACT}.page_url", "drop"),
        "pageName": _place("data.lead.source.name", "drop"),
    },
}
PRESETS = (
    Preset("Slack", _written(_SLACK)),
    Preset("Discord", _written(_DISCORD)),
    Preset("Google Sheets", _written(_SHEETS)),
    Preset("HubSpot", _written(_HUBSPOT), (CREATED,)),
)


def name_of(template: str | None) -> str:
    """Say how a template is called: by its preset, or that somebody wrote it, or that none is."""
    if template is None:
        return STANDARD
    return next((each.name for each in PRESETS if each.template == template), OWN)
