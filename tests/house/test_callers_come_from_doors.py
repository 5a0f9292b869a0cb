"""A Caller is proof that a door identified somebody, so nobody else may make one."""

import ast

from tests.house.tree import ROOMS, ROOT

MAKER = "services/doors.py"
PROOFS = {"Caller", "Visitor"}


def makers() -> dict[str, list[int]]:
    """Return where Callers or Visitors are made or altered, by file and line."""
    found: dict[str, list[int]] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and makes_one(node):
                    found.setdefault(str(path.relative_to(ROOT)), []).append(node.lineno)
    return found


def makes_one(call: ast.Call) -> bool:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in PROOFS:
        return True
    first = call.args[0] if call.args else None
    altered = getattr(first, "id", getattr(first, "attr", "")).lower()
    return name == "replace" and altered in {"caller", "visitor"}


def test_only_the_doors_make_them():
    assert set(makers()) == {MAKER}


def test_the_rule_sees_every_way_of_making_one():
    for source in ("Caller(a, b, c)", "caller.Caller(a)", "replace(caller, role=1)", "Visitor()"):
        assert makes_one(only_call(source)), source
    assert not makes_one(only_call("replace(lead, status=1)"))


def only_call(source: str) -> ast.Call:
    return next(each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call))
