"""The lock files pin everything that pyproject.toml asks for, with hashes, and nothing else."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import PROJECT, ROOT

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def pins(lock: str) -> dict[str, str]:
    """Return the version of every package in a lock file."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_every_line_is_a_pin_a_hash_or_a_comment(lock):
    shape = re.compile(
        r"[a-z0-9][\w.-]*==[\w.+!]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*"
    )
    lines = (ROOT / lock).read_text().splitlines()
    assert [line for line in lines if line and not shape.fullmatch(line)] == []


def test_the_lock_satisfies_what_pyproject_asks_for():
    project = PROJECT["project"]
    wanted = {
        RUNTIME: project["dependencies"],
        DEVELOPMENT: [*project["dependencies"], *project["optional-dependencies"]["dev"]],
    }
    unmet = [
        f"{lock}: {line}"
        for lock, lines in wanted.items()
        for line in lines
        if not satisfied(Requirement(line), pins(lock))
    ]
    assert unmet == []


def test_development_runs_with_the_versions_of_production():
    assert pins(RUNTIME).items() <= pins(DEVELOPMENT).items()


def test_what_builds_the_project_is_locked_too():
    required = [Requirement(line) for line in PROJECT["build-system"]["requires"]]
    assert [line for line in required if not satisfied(line, pins(RUNTIME))] == []


def satisfied(requirement: Requirement, locked: dict[str, str]) -> bool:
    version = locked.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version)
