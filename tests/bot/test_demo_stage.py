"""What the demo needs before it can begin: free ports, a chat that is connected, and a webhook."""

import socket
from pathlib import Path

import pytest

from bot.demo import LEAD, StepFailed, Steps, must_be_free, see_webhook
from bot.settings import BadSetting
from domain.signing import new_secret
from tests.world import Clock, Town, settings_for


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


async def test_another_program_hears_of_a_lead_and_verifies_it(town: Town):
    await town.stage.listen("127.0.0.1")
    await town.post(LEAD)
    await see_webhook(town.stage, "lead.created")
    assert "Jonas Weber" in town.stage.receiver.arrivals[0].about


async def test_a_webhook_that_does_not_verify_fails_the_demo(town: Town):
    await town.stage.listen("127.0.0.1")
    town.stage.receiver.secret = new_secret(bytes(32))
    await town.post(LEAD)
    with pytest.raises(StepFailed, match="its signature does not hold"):
        await see_webhook(town.stage, "lead.created")


async def test_an_endpoint_that_the_bot_refuses_fails_the_step_with_its_words(tmp_path: Path):
    settings = settings_for(f"sqlite+aiosqlite:///{tmp_path / 'db'}", allow_private_targets="")
    async with Town.founded(settings, Clock()) as town:
        with pytest.raises(
            StepFailed, match="another program: the bot answered: Address: it leads to"
        ):
            await Steps().take("another program", town.stage.listen("127.0.0.1"))
