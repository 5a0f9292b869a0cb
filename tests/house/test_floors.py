"""No room imports what stands above or beside it (docs/architecture.md)."""

from importlinter.cli import lint_imports

from tests.house.tree import PROJECT, ROOMS, ROOT


def test_the_floors_hold(capsys):
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not failed, capsys.readouterr().out


def test_every_room_stands_under_the_rules_and_is_installed():
    rooms = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
    not_installed = {"benchmarks", "scripts", "tests"}
    assert sorted(set(rooms) - not_installed) == ROOMS
    assert sorted(PROJECT["tool"]["importlinter"]["root_packages"]) == ROOMS


def test_every_room_goes_into_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert copied >= {*ROOMS, "pyproject.toml", "requirements.txt", "README.md", "LICENSE"}
