"""Every room and every main file has its line in docs/house.md, and every line its file."""

import re

from tests.house.tree import ROOMS, ROOT

PAGE = (ROOT / "docs" / "house.md").read_text()
# The sandbox has a page of its own, migrations are named by their number, words by their subject.
ROOMS_BY_FILE = [room for room in ROOMS if room != "sandbox"]
NOT_MAIN = {"__init__.py"}


def main_files() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for room in ROOMS_BY_FILE
        for path in (ROOT / room).rglob("*.py")
        if path.name not in NOT_MAIN and not {"versions", "words"} & set(path.parts)
    }


def described() -> list[str]:
    return re.findall(r"^\| `([\w/]+\.py)` \| .{10,} \|$", PAGE, re.MULTILINE)


def test_every_room_has_its_heading():
    headings = re.findall(r"^## `(\w+)`: .+$", PAGE, re.MULTILINE)
    assert sorted(headings) == ROOMS


def test_every_main_file_has_its_line_and_every_line_its_file():
    assert sorted(described()) == sorted(main_files())
