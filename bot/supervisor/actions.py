"""The actions as a child of Dialtone: the same program with the one role, on cores of its own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.settings import BotSettings
from bot.supervisor.children import ChildPlan, find_free_port, make_key
from bot.supervisor.guarded import GuardedProgram


def with_actions_beside(
    settings: BotSettings, *, database_url: str, owner_url: str, environment: Mapping[str, str]
) -> tuple[BotSettings, ChildPlan]:
    """The settings of a process that has its actions carried out by a child, and how to run that child. The child
    works on the same database, is opened by a key of this run, and gets no way in from outside."""
    port = settings.action_port or find_free_port()
    key = settings.action_key or SecretStr(make_key())
    url = f"http://{settings.action_host}:{port}"
    told = {
        "DATABASE_URL": database_url,
        "DIALTONE_MIGRATION_URL": owner_url,
        "DIALTONE_HOME": str(settings.home.absolute()),
        "DIALTONE_ACTION_HOST": settings.action_host,
        "DIALTONE_ACTION_PORT": str(port),
        "DIALTONE_ACTION_KEY": key.get_secret_value(),
        "DIALTONE_METRICS_PORT": "0",
    }
    program = GuardedProgram(
        command=[sys.executable, "-m", "bot.command", "serve", "--only", "actions"],
        environment={**environment, **told},
        folder=Path.cwd(),
    )
    plan = ChildPlan(name="actions", program=program, log=settings.logs / "actions.log", ready_url=f"{url}/health")
    return settings.model_copy(update={"action_url": f"{url}/webhook", "action_key": key}), plan
