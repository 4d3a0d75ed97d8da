"""Rasa as a child of Dialtone: which command, which keys, and nothing that leads to the database."""

from collections.abc import Mapping
from pathlib import Path

from bot.supervisor.children import ChildPlan, choose_environment
from bot.supervisor.guarded import GuardedProgram

KEY_HEADER = "X-Dialtone-Key"
# Rasa's threads for linear algebra gain nothing on short messages and take the cores from the turns.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def plan_rasa(
    checkout: Path,
    *,
    models: Path,
    logs: Path,
    port: int,
    key: str,
    action_url: str,
    action_key: str,
    environment: Mapping[str, str],
) -> ChildPlan:
    """How to run Rasa on `port` of the loopback; `key` opens it to us, `action_key` opens our actions to it."""
    told = {
        "DIALTONE_RASA_KEY": key,
        "DIALTONE_ACTION_URL": action_url,
        "DIALTONE_ACTION_KEY": action_key,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
    deadlines = ("DIALTONE_ACTION_DEADLINE", "DIALTONE_LOCK_LIFE", "DIALTONE_RASA_DEADLINE")
    told |= {name: environment[name] for name in deadlines if name in environment}
    program = GuardedProgram(
        command=[
            str(checkout / "nlu" / ".venv" / "bin" / "python"),
            str(checkout / "nlu" / "launch.py"),
            "serve",
            *("--models", str(models)),
            *("--port", str(port)),
            "--exit-with-parent",
        ],
        environment=choose_environment({**ONE_THREAD, **environment}, **told),
        folder=checkout,
        share_stdin=True,
    )
    return ChildPlan(
        name="rasa",
        program=program,
        log=logs / "rasa.log",
        ready_url=f"http://127.0.0.1:{port}/webhooks/dialtone/ready",
        ready_headers={KEY_HEADER: key},
    )
