"""What the demo needs before it can begin: free ports, and a chat that is connected for sure."""

import socket

import pytest

from bot.demo import must_be_free
from bot.settings import BadSetting
from tests.world import Town


def test_a_port_in_use_is_one_line_that_names_the_option():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadSetting) as refused:
            must_be_free("--port", port)
    assert str(refused.value) == (
        f"--port {port}: address already in use; choose another port with --port"
    )


def test_a_number_that_is_no_port_is_refused():
    with pytest.raises(BadSetting, match="--sandbox-port 99999: a port is a number"):
        must_be_free("--sandbox-port", 99999)


async def test_a_chat_is_connected_once_the_bot_confirms_it(town: Town):
    stage = town.stage
    group = stage.world.add_group("Second team", admins=[stage.olga])
    confirmed = await stage.connect(stage.olga, group)
    assert "now receives the leads of" in confirmed.text
