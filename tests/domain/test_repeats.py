"""Requests of one person: linked to the first, counted, and the same however they come in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.inbound import NewLead
from domain.repeats import Asking, Earlier, Keeper, Repeat, Requests, keys_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = timedelta(days=30)


def asking(number: int, *keys: str, day: float = 0) -> Asking:
    return Asking(number, [(each[0], each) for each in keys], NOON + timedelta(days=day))


def linked(leads: list[Asking]) -> dict[int, Repeat | None]:
    requests = Requests(WINDOW)
    found = {each.number: requests.link(each) for each in leads}
    return {number: link[0] if link else None for number, link in found.items()}


LEADS = some.lists(
    some.tuples(
        some.lists(some.sampled_from(["e1", "e2", "p1", "p2"]), max_size=2, unique=True),
        some.integers(0, 20),
    ),
    max_size=12,
)


def in_order(drawn: list[tuple[list[str], int]]) -> list[Asking]:
    day, leads = 0, []
    for number, (keys, later) in enumerate(drawn, 1):
        day += later
        leads.append(asking(number, *keys, day=day))
    return leads


def test_chains_are_counted_from_the_first():
    leads = [
        asking(1, "eAnna", "p7"),
        asking(2, "eBob"),
        asking(3, "p7", day=20),
        asking(4, "eAnna", day=25),
        asking(5, "p7", "eNew", day=50),
        asking(6, "eNew", day=79),
        asking(7, "eNew", day=110),
    ]
    assert linked(leads) == {
        1: None,
        2: None,
        3: Repeat(1, 2),
        4: Repeat(1, 3),
        5: Repeat(1, 4),
        6: Repeat(1, 5),
        7: None,
    }


def test_the_window_ends_on_the_last_second():
    assert linked([asking(1, "e1"), asking(2, "e1", day=30)])[2] == Repeat(1, 2)
    assert linked([asking(1, "e1"), asking(2, "e1", day=30.001)])[2] is None


def test_whoever_has_an_earlier_one_is_known_along_the_chain():
    keeper = Keeper(UUID(int=1), 4)
    requests = Requests(WINDOW)
    requests.know([([("e", "e1")], Earlier(4, 4, 1, NOON, keeper))])
    assert requests.link(asking(5, "e1")) == (Repeat(4, 2), keeper)
    assert requests.link(asking(6, "e1")) == (Repeat(4, 3), keeper)


@given(LEADS)
def test_nobody_without_a_key_is_linked_and_counts_have_no_gap(drawn: list[tuple[list[str], int]]):
    leads = in_order(drawn)
    found = linked(leads)
    chains: dict[int, list[int]] = {}
    for each in leads:
        repeat = found[each.number]
        if repeat:
            assert each.keys
            assert repeat.first < each.number
            assert found[repeat.first] is None
            chains.setdefault(repeat.first, []).append(repeat.nth)
    assert all(each == list(range(2, len(each) + 2)) for each in chains.values())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (NewLead(email="Anna@Example.com"), NewLead(email="anna@EXAMPLE.com ")),
        (NewLead(phone="+49 30 901820"), NewLead(phone="0049 30/901820")),
    ],
)
def test_spelling_makes_nobody_a_stranger(first: NewLead, second: NewLead):
    assert keys_of(first) == keys_of(second) != []
