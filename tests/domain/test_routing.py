"""Who must hear about an event."""

from uuid import UUID

from domain.chat import Post
from domain.routing import ALERT, alerts_for, telegram_lane


def a_post(number: int, telegram_id: int) -> Post:
    return Post(UUID(int=number), UUID(int=9), UUID(int=8), telegram_id)


def test_each_copy_of_a_card_gets_a_parcel_in_the_lane_of_its_chat():
    first, second = alerts_for([a_post(1, -100), a_post(2, -200)])

    assert (first.kind, first.lane, first.subject_id) == (ALERT, "telegram:-100", UUID(int=1))
    assert second.lane == telegram_lane(-200)
    assert first.key != second.key


def test_the_same_copy_is_the_same_parcel_every_time():
    assert list(alerts_for([a_post(1, -100)])) == list(alerts_for([a_post(1, -100)]))


def test_nobody_to_tell_is_no_parcel():
    assert list(alerts_for([])) == []
