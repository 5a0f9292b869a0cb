"""The page of an endpoint that says of which sources and statuses it hears, and sets that."""

from uuid import UUID

from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard, label
from cards.endpoint import HOST_LENGTH, OFF, ON, EndpointButton, EndpointMove
from cards.endpoint_buttons import FilterButton, FilterMove
from cards.html import Card, bold, line
from cards.lead import STATUSES
from cards.pages import ON_PAGE, page_of
from cards.reader import Reader
from domain.destination import number_of
from domain.endpoint import Endpoint
from domain.endpoint_shape import Hearing
from domain.lead import Status

NAMES_LENGTH = 200
IN_A_ROW = 3


def filters_card(reader: Reader, hearing: Hearing, page: int = 0) -> Card:
    """Say what the endpoint hears of, with a button for each status and each source."""
    endpoint = hearing.endpoint
    host = bold(endpoint.host, HOST_LENGTH)
    lines = [
        reader.say("Which leads does {host} hear of?", host=host),
        "",
        reader.say("Sources: {names}", names=_sources(reader, hearing)),
        reader.say("Statuses: {names}", names=_statuses(reader, endpoint)),
        "",
        reader.say(
            "Where nothing is chosen, all count. Choose statuses, and it hears only of what"
            " brings a lead to one of them: no notes, no reminders."
        ),
    ]
    statuses = [_status(reader, endpoint, each) for each in Status]
    rows = [statuses[at : at + IN_A_ROW] for at in range(0, len(statuses), IN_A_ROW)]
    shown = page_of(hearing.sources_by_name, page)
    rows += [[_source(endpoint, each, name)] for each, name in shown.entries]
    rows += shown.turns(lambda to: _data(endpoint, FilterMove.SHOW, to))
    back = EndpointButton(move=EndpointMove.SHOW, endpoint_id=endpoint.id)
    rows.append([button(reader.say("Back"), back)])
    return Card("\n".join(lines), keyboard(rows))


def status_of(pressed: FilterButton) -> Status | None:
    """Return the status that a button is for; one that never was is none."""
    return dict(enumerate(Status)).get(pressed.number)


def page_with(hearing: Hearing, source_id: UUID) -> int:
    """Say on which page of the sources one is."""
    ids = [each for each, _ in hearing.sources_by_name]
    return ids.index(source_id) // ON_PAGE if source_id in ids else 0


def _sources(reader: Reader, hearing: Hearing) -> str:
    chosen = hearing.endpoint.sources
    names = [name for each, name in hearing.sources_by_name if each in chosen]
    return line(", ".join(names), NAMES_LENGTH) if chosen else reader.say("all")


def _statuses(reader: Reader, endpoint: Endpoint) -> str:
    names = [reader.say(STATUSES[Status(each)]) for each in endpoint.statuses]
    return ", ".join(names) or reader.say("all")


def _status(reader: Reader, endpoint: Endpoint, status: Status) -> InlineKeyboardButton:
    chosen = status in endpoint.statuses
    move = FilterMove.NO_STATUS if chosen else FilterMove.STATUS
    text = f"{ON if chosen else OFF} {reader.say(STATUSES[status])}"
    return button(text, _data(endpoint, move, list(Status).index(status)))


def _source(endpoint: Endpoint, source_id: UUID, name: str) -> InlineKeyboardButton:
    chosen = source_id in endpoint.sources
    move = FilterMove.NO_SOURCE if chosen else FilterMove.SOURCE
    text = f"{ON if chosen else OFF} {label(name)}"
    return button(text, _data(endpoint, move, number_of(source_id)))


def _data(endpoint: Endpoint, move: FilterMove, number: int) -> FilterButton:
    return FilterButton(move=move, endpoint_id=endpoint.id, number=number)
