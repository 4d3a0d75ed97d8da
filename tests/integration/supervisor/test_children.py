"""A child is started, watched, started again when it dies, and sees nothing of our secrets."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.supervisor import children
from bot.supervisor.children import Child, ChildPlan, choose_environment, find_free_port, make_key
from bot.supervisor.errors import CannotStart
from bot.supervisor.guarded import GuardedProgram
from bot.supervisor.rasa import plan_rasa
from tests.integration.supervisor.parent import plan_server


def programs_of_guards() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "serve_forever" in process.cmdline()[2] and len(process.cmdline()) == 4
    ]


def test_a_child_that_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.05)

    async def kill_it_and_wait() -> None:
        child = Child(plan_server(tmp_path, port=find_free_port()))
        child.start()
        await child.wait_ready()
        (first,) = programs_of_guards()
        first.kill()
        async with asyncio.timeout(20):
            await child._ended_once.wait()
            await child._ready.wait()
        (second,) = programs_of_guards()
        assert second.pid != first.pid
        await child.stop()
        assert not child.ready
        assert programs_of_guards() == []

    asyncio.run(kill_it_and_wait())


def test_a_child_that_cannot_run_says_why(tmp_path: Path) -> None:
    complaint = GuardedProgram(
        command=[sys.executable, "-c", "raise SystemExit('no model here')"], environment={}, folder=tmp_path
    )
    plan = replace(plan_server(tmp_path, port=find_free_port()), program=complaint)

    async def start_it() -> None:
        child = Child(plan)
        child.start()
        try:
            with pytest.raises(CannotStart, match="no model here"):
                await child.wait_ready()
        finally:
            await child.stop()

    asyncio.run(start_it())


def test_a_child_that_is_never_ready_is_ended(tmp_path: Path) -> None:
    silent = GuardedProgram(
        command=[sys.executable, "-c", "input()"], environment={}, folder=tmp_path, share_stdin=True
    )
    plan = ChildPlan(
        name="silent",
        program=silent,
        log=tmp_path / "silent.log",
        ready_url=f"http://127.0.0.1:{find_free_port()}/",
        ready_within=0.2,
    )

    async def start_it() -> None:
        child = Child(plan)
        child.start()
        try:
            with pytest.raises(CannotStart, match="was not ready within"):
                await child.wait_ready()
        finally:
            await child.stop()

    asyncio.run(start_it())


def test_rasa_is_told_nothing_that_leads_to_the_database_or_to_telegram(tmp_path: Path) -> None:
    ours = {"PATH": "/bin", "DATABASE_URL": "postgresql://x", "DIALTONE_TELEGRAM_TOKEN": "t", "PGPASSWORD": "p"}
    plan = plan_rasa(
        tmp_path,
        models=tmp_path,
        logs=tmp_path,
        port=5005,
        key=make_key(),
        action_url="http://127.0.0.1:1/webhook",
        action_key=make_key(),
        environment=ours,
    )
    assert set(plan.program.environment) & set(ours) == {"PATH"}
    assert plan.program.environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_only_named_settings_are_passed_on() -> None:
    assert choose_environment({"HOME": "/h", "SECRET": "s"}, TOLD="yes") == {"HOME": "/h", "TOLD": "yes"}


def test_keys_are_fresh_and_long() -> None:
    assert make_key() != make_key()
    assert len(make_key()) >= 32
