"""Compare an installation with the tree it was made from: every file of every room must be there.

Run by the Python of the environment to look at: python scripts/check_installed.py TREE
"""

import sys
import sysconfig
import tomllib
from pathlib import Path


def main(tree: Path) -> int:
    """Print what is missing; the exit code says whether anything is."""
    project = tomllib.loads((tree / "pyproject.toml").read_text())
    rooms = project["tool"]["importlinter"]["root_packages"]
    site = Path(sysconfig.get_path("purelib"))
    wanted = [
        path.relative_to(tree)
        for room in rooms
        for path in sorted((tree / room).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    missing = [path for path in wanted if not (site / path).is_file()]
    for path in missing:
        print(f"not installed: {path}", file=sys.stderr)
    print(f"{len(wanted) - len(missing)} of {len(wanted)} files are installed")
    return 1 if missing or not wanted else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
