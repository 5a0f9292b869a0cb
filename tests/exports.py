"""Exports as a test asks for them and reads them again, by the csv module and from the XML."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from sandbox.model import Chat, Message, Person
from tests.world import Town

START = "⬇️ Send me the file"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def private(town: Town, person: Person) -> Chat:
    chat: Chat = town.world.private(person, town.stage.bot)
    return chat


def files(town: Town, person: Person) -> list[Message]:
    """Return the messages with a document in a private chat."""
    found = town.world.messages(private(town, person))
    return [each for each in found if each.media and each.media.kind == "document"]


async def a_file(town: Town, person: Person, many: int = 1) -> Message:
    """Wait for the last of so many files."""
    await town.world.until(lambda: len(files(town, person)) >= many, 15)
    return files(town, person)[-1]


async def asked(town: Town, person: Person, *choices: str, chat: Chat | None = None) -> Message:
    """Let a person choose and begin; return the message with the buttons."""
    card = await town.ask(person, "/export", chat)
    for each in choices:
        await town.press(person, card, each)
        await town.has_button(card, f"✓ {each}")
    await town.press(person, card, START)
    return card


def data_of(message: Message) -> bytes:
    assert message.media is not None
    return message.media.data


def table(data: bytes) -> list[dict[str, str]]:
    """Read a CSV file, strictly."""
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def sheet(data: bytes) -> list[dict[str, tuple[str, str]]]:
    """Read a workbook: in each row the type and the text of a cell, by the name of its column."""
    with ZipFile(BytesIO(data)) as book:
        assert book.testzip() is None
        root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 -- we wrote it
    assert not list(root.iter(f"{MAIN}f")), "a formula"
    header, *found = [dict(map(_cell, row)) for row in root.iter(f"{MAIN}row")]
    return [{header[place][1]: cell for place, cell in row.items()} for row in found]


def _cell(cell: ET.Element) -> tuple[str, tuple[str, str]]:
    place = cell.get("r", "").rstrip("0123456789")
    return place, (cell.get("t", "n"), "".join(cell.itertext()))
