"""What visitors typed and did not send: a lead only if the whole of it never comes."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from services.intake import UNFINISHED_AFTER
from tests.forms import ADA, SITE, URLENCODED, PageForm
from tests.handlers.looks import rows
from tests.webhooks_in.wire import must_be_problem
from tests.world import Answer, Town

TYPED = {"name": "Una Unfinished", "email": "una@example.com", "consent": "I agree."}
WHOLE = {**TYPED, "name": "Una Finished", "message": "Sun on my roof, please."}
A_WHILE = UNFINISHED_AFTER.total_seconds() + 60


async def taking(town: Town, name: str = "Contact") -> PageForm:
    """Make a form that takes what visitors leave unfinished."""
    form = await PageForm.made(town, SITE, name=name)
    caller = await town.caller(town.stage.olga)
    await town.house.services.forms.take_unfinished(caller, form.id, taken=True)
    return form


async def leave(form: PageForm, fields: Mapping[str, Any] = TYPED, visit: str = "v1") -> Answer:
    """Leave the page with these fields in its form."""
    partly = PageForm(form.town, f"{form.url}/partial", form.id)
    return await partly.post({**fields, "_visit": visit} if visit else fields)


def cards(town: Town) -> list[str]:
    return [each.text for each in town.world.messages(town.stage.sales) if "Una" in each.text]


async def nothing_waits(town: Town) -> None:
    """Return once everything that is due has become a lead and went out."""
    await town.lead("Somebody After")
    assert await rows(town, "SELECT id FROM intake WHERE state = 'waiting'") == []


async def test_a_form_takes_nothing_unfinished_unless_an_admin_says_so(town: Town):
    form = await PageForm.made(town, SITE)
    must_be_problem(await leave(form), 403, "forbidden")
    assert (await form.post({**WHOLE, "_visit": "v1"})).status == 202
    assert len(await rows(town, "SELECT id FROM intake")) == 1, "nothing is noted of the visit"


async def test_what_was_left_becomes_a_lead_after_a_while(either_town: Town):
    town = either_town
    form = await taking(town)
    answer = await leave(form)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    await town.lead("Somebody Else")
    assert cards(town) == []

    town.clock.advance(A_WHILE)
    card = await town.stage.card("Una Unfinished")
    assert "🚪 left the form unfinished" in card.text
    await nothing_waits(town)
    assert len(cards(town)) == 1


async def test_the_whole_form_takes_the_place_of_what_was_left(either_town: Town):
    town = either_town
    form = await taking(town)
    assert (await leave(form)).status == 204
    assert (await form.post({**WHOLE, "_visit": "v1"})).status == 202
    # This one was slower on its way than the whole form.
    assert (await leave(form, {**TYPED, "phone": "+49 30 1"})).status == 204
    await town.stage.card("Una Finished")

    town.clock.advance(A_WHILE)
    await nothing_waits(town)
    (card,) = cards(town)
    assert "Una Finished" in card
    assert "unfinished" not in card


async def test_of_what_one_visit_left_the_last_counts(either_town: Town):
    town = either_town
    form = await taking(town)
    for name in ("Una U", "Una Unf", "Una Unfinished"):
        assert (await leave(form, {**TYPED, "name": name})).status == 204
        town.clock.advance(300)

    town.clock.advance(A_WHILE)
    await town.stage.card("Una Unfinished")
    await nothing_waits(town)
    assert len(cards(town)) == 1


async def test_a_race_of_both_leaves_one_card(town: Town):
    form = await taking(town)
    answers = await asyncio.gather(
        *(leave(form, visit=f"v{n}") for n in range(4)),
        *(form.post({**WHOLE, "n": n, "_visit": f"v{n}"}) for n in range(4)),
    )
    assert {each.status for each in answers} == {202, 204}
    town.clock.advance(A_WHILE)
    await nothing_waits(town)
    assert not any("unfinished" in each for each in cards(town))


async def test_visits_of_two_forms_do_not_meet(town: Town):
    one, other = await taking(town), await taking(town, "Other")
    assert (await leave(one)).status == 204
    assert (await other.post({**WHOLE, "_visit": "v1"})).status == 202
    town.clock.advance(A_WHILE)
    assert "left the form" in (await town.stage.card("Una Unfinished")).text


@pytest.mark.parametrize(
    ("fields", "visit", "missing"),
    [
        ({**TYPED, "consent": ""}, "v1", "consent"),
        (TYPED, "", "_visit"),
        (TYPED, "x" * 65, "_visit"),
        (TYPED, "a\nb", "_visit"),
        ({"name": "Una", "consent": "yes"}, "v1", "body"),
    ],
    ids=["no consent", "no visit", "long", "odd", "no way to answer"],
)
async def test_what_is_not_complete_enough_is_not_kept(town: Town, fields, visit, missing):
    form = await taking(town)
    problem = must_be_problem(await leave(form, fields, visit), 422, "validation")
    assert [each["field"] for each in problem["errors"]] == [missing]
    assert await rows(town, "SELECT id FROM intake") == []


async def test_the_same_door_has_the_same_locks(town: Town):
    form = await taking(town)
    partly = PageForm(town, f"{form.url}/partial", form.id)
    evil = await partly.post({**TYPED, "_visit": "v1"}, origin="https://evil.example")
    must_be_problem(evil, 403, "origin_not_allowed")
    large = await partly.post(b"email=" + b"a" * 70_000)
    must_be_problem(large, 413, "too_large")
    statuses = [(await leave(form, visit=f"v{n}")).status for n in range(12)]
    assert statuses[-1] == 429
    asked = {"Origin": SITE, "Content-Type": URLENCODED}
    assert (await partly.send("GET", b"", asked)).status == 405


async def test_what_is_kept_back_is_not_late_and_not_lost(town: Town):
    form = await taking(town)
    assert (await leave(form)).status == 204
    town.clock.advance(UNFINISHED_AFTER.total_seconds() - 60)
    figures = await town.house.services.observer.figures()
    assert (figures.intake.due, figures.intake.later, figures.gaps) == (0, 1, 0)


async def test_people_read_it_in_their_language_and_nobody_says_it_of_themselves(town: Town):
    card = await town.lead("Ina Sent", unfinished=True)
    assert "left the form unfinished" not in card.text
    form = await PageForm.made(town, SITE)
    assert (await form.post({**ADA, "unfinished": "true"})).status == 202
    assert "left the form unfinished" not in (await town.stage.card("Ada Form")).text
