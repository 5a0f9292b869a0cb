"""The vault: what is sealed opens in its own cell, with its own key, unchanged."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_bytes
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.rotation import UNREADABLE
from storage.database import Storage
from storage.vault import Cell, SecretUnreadable, Vault, key_id
from tests.storage.shelves import KEY, NOON, Household, as_text, rows

OLD, NEW = b"o" * 32, b"n" * 32
HERE = Cell(UUID(int=1), "sources", UUID(int=2), "secret")
ELSEWHERE = [
    replace(HERE, workspace_id=UUID(int=9)),
    replace(HERE, table="endpoints"),
    replace(HERE, row=UUID(int=9)),
    replace(HERE, column="previous_secret"),
]
SECRET = "whsec_c2VjcmV0IHRoYXQgbm9ib2R5IG1heSByZWFk"


@given(st.text())
def test_what_was_sealed_opens_again(plain: str):
    vault = Vault([KEY], token_bytes)
    assert vault.open(vault.seal(plain, HERE), HERE) == plain


@pytest.mark.parametrize("cell", ELSEWHERE, ids=["workspace", "table", "row", "column"])
def test_a_value_that_was_moved_does_not_open(cell: Cell):
    vault = Vault([KEY], token_bytes)
    with pytest.raises(SecretUnreadable):
        vault.open(vault.seal(SECRET, HERE), cell)


def test_an_older_key_still_opens_and_the_newest_seals():
    sealed = Vault([OLD], token_bytes).seal(SECRET, HERE)
    both = Vault([NEW, OLD], token_bytes)

    assert both.open(sealed, HERE) == SECRET
    assert key_id(NEW) in both.seal(SECRET, HERE)


def test_a_missing_key_is_named_and_the_value_is_not():
    sealed = Vault([OLD], token_bytes).seal(SECRET, HERE)
    with pytest.raises(SecretUnreadable) as caught:
        Vault([NEW], token_bytes).open(sealed, HERE)

    assert key_id(OLD) in str(caught.value)
    assert sealed.rpartition(".")[2] not in str(caught.value)


@given(position=st.integers(0), character=st.characters())
def test_a_changed_value_never_opens_and_is_never_told(position: int, character: str):
    vault = Vault([KEY], token_bytes)
    sealed = vault.seal(SECRET, HERE)
    place = position % len(sealed)
    changed = sealed[:place] + character + sealed[place + 1 :]
    assume(changed != sealed)
    with pytest.raises(SecretUnreadable) as caught:
        vault.open(changed, HERE)
    assert sealed.rpartition(".")[2][:20] not in str(caught.value)


@given(st.text())
def test_nothing_else_opens(text: str):
    with pytest.raises(SecretUnreadable):
        Vault([KEY], token_bytes).open(text, HERE)


@pytest.mark.parametrize("keys", [[], [b"short"], [KEY, b"long" * 9]])
def test_keys_have_the_right_length(keys: list[bytes]):
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys, token_bytes)


async def test_secrets_are_only_ever_stored_sealed(
    storage: Storage, ours: Household, ready_url: str
):
    ((stored,),) = await rows(ready_url, "SELECT secret FROM sources")
    assert stored.startswith(f"v1.{key_id(KEY)}.")
    assert ours.source.secret.removeprefix("whsec_") not in stored


async def test_a_secret_copied_from_next_door_does_not_open(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    await rows(
        ready_url,
        "UPDATE sources SET secret = (SELECT secret FROM sources WHERE id = :theirs)"
        " WHERE id = :ours",
        theirs=as_text(theirs.source.id, ready_url),
        ours=as_text(ours.source.id, ready_url),
    )
    async with storage.look(ours.caller) as store:
        (source,) = await store.sources.all()

    assert source.secret == UNREADABLE
    assert source.live_keys(NOON) == ()


async def test_a_lost_key_leaves_the_source_usable_once_it_is_rotated(
    storage: Storage, ours: Household, ready_url: str
):
    other = Storage.at(ready_url, Vault([NEW], token_bytes), lambda: UUID(int=5))
    async with other.open(ours.caller) as store:
        source = await store.sources.get(ours.source.id)
        await store.sources.save(source.paused_is(True).thing)
    async with storage.look(ours.caller) as store:
        kept = await store.sources.all()
    async with other.open(ours.caller) as store:
        rotated = (await store.sources.get(ours.source.id)).rotated(SECRET, NOON).thing
        await store.sources.save(rotated)
    async with other.look(ours.caller) as store:
        (healed,) = await store.sources.all()
    await other.close()

    assert kept[0].secret == ours.source.secret, "pausing must not destroy what a key may open"
    assert (healed.secret, healed.previous_secret) == (SECRET, None)
    assert len(healed.live_keys(NOON + timedelta(hours=1))) == 1
