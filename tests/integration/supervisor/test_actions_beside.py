"""The actions in a process of their own: the same answers from the same database, opened by a key of this run."""

import asyncio
from pathlib import Path

import pytest

from bot.service import Service
from bot.settings import BotSettings, program_environment
from bot.supervisor.actions import with_actions_beside
from bot.understanding import ActionCaller, UnderstandingDown
from telecom.bootstrap import Telecom
from telecom.support.messaging import conversation_at


def test_an_action_is_carried_out_by_the_child_and_only_with_its_key(
    telecom: Telecom, database_url: str, tmp_path: Path
) -> None:
    with telecom.open_work() as work:
        rasa_id = conversation_at("terminal", "+447700900123", work=work).rasa_id
    told = BotSettings(home=tmp_path, pictures=tmp_path, logs=tmp_path, models=tmp_path)
    settings, plan = with_actions_beside(
        told, database_url=database_url, owner_url=database_url, environment=program_environment()
    )

    async def talk() -> None:
        serving = Service(settings, telecom, lambda key, domain: pytest.fail("no endpoint here"), roles=["actions"],
                          actions_beside=plan)  # fmt: skip
        async with serving as service:
            await service.whole()
            said = await service.actions.run("action_greet", rasa_id=rasa_id, turn_id="t1")
            assert [each.response for each in said] == ["utter_greet"]
            await refused(service.action_url, key="another")
        assert settings.action_key is not None
        await refused(service.action_url, key=settings.action_key.get_secret_value())

    async def refused(url: str, *, key: str) -> None:
        caller = ActionCaller(url.removesuffix("/webhook"), key=key)
        with pytest.raises(UnderstandingDown):
            await caller.run("action_greet", rasa_id=rasa_id, turn_id="t2")
        await caller.close()

    asyncio.run(talk())
