"""Flood limits count messages and edits on the world's clock."""

from sandbox.limits import FloodGate, Limits


def test_a_chat_takes_a_burst_and_then_one_a_second():
    gate = FloodGate(Limits(per_chat_burst=3))
    assert [gate.take(1, 0.0, group=False) for _ in range(4)] == [0, 0, 0, 1]
    assert [gate.take(1, 1.0, group=False) for _ in range(2)] == [0, 1]


def test_a_group_takes_twenty_a_minute_and_edits_count(clock):
    gate = FloodGate(Limits())
    assert [gate.take(-1, 2.0 * n, group=True) for n in range(20)] == [0] * 20
    assert gate.take(-1, 40.0, group=True) == 20
    assert gate.take(-1, 60.0, group=True) == 0


def test_the_whole_bot_takes_thirty_a_second():
    gate = FloodGate(Limits())
    assert [gate.take(n, 0.0, group=False) for n in range(31)] == [0] * 30 + [1]


async def test_excess_is_answered_with_429(api, world, group, clock):
    world.limits = Limits(per_chat_burst=1)
    sent = await api("sendMessage", chat_id=group.id, text="1")
    status, body = await api.raw("sendMessage", chat_id=group.id, text="2")
    assert (status, body) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        },
    )
    assert len(world.messages(group)) == 1
    edit = {"chat_id": group.id, "message_id": sent["message_id"], "text": "1b"}
    assert (await api.refused("editMessageText", **edit))[0] == 429
    clock.forward(1)
    assert await api("editMessageText", **edit)


async def test_answers_and_reads_are_free(api, world, group):
    world.limits = Limits(per_second=1, per_chat_burst=1)
    await api("sendMessage", chat_id=group.id, text="1")
    for _ in range(5):
        await api("getChat", chat_id=group.id)
    assert [call.ok for call in world.calls] == [True] * 6
