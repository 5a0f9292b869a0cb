"""The files of the project, for the rules about them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = sorted(
    name
    for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    if "." not in name
)
_NOT_OURS = {"__pycache__", "build", "dist", "node_modules", "var"}
_KEPT_HIDDEN = {".ci"}


def files(suffix: str = "") -> Iterator[Path]:
    """Yield every file that belongs to the project, by the end of its name."""
    pending = [ROOT]
    while pending:
        for path in sorted(pending.pop().iterdir()):
            if path.is_dir():
                if _ours(path):
                    pending.append(path)
            # In a worktree of git, .git is a file.
            elif path.name.endswith(suffix) and path.name != ".git":
                yield path


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path inside the project and the text of every text file."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode(errors="replace")


def _ours(folder: Path) -> bool:
    hidden = folder.name.startswith(".") and folder.name not in _KEPT_HIDDEN
    return not hidden and folder.name not in _NOT_OURS and not folder.name.endswith(".egg-info")
