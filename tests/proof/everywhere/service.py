"""A `dialtone serve` on a freshly seeded demo operator, beside a Rasa that all share, and the way to know it is up."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.commands.demo import Demo, open_telecom
from bot.supervisor.children import find_free_port, make_key
from demo.seed import seed
from telecom.settings import TelecomSettings
from tests.proof.everywhere.phones import World
from tests.proof.killed.programs import ROLES, KilledProgram, RunningRasa

UP_WITHIN = 300.0


@dataclass(frozen=True)
class SharedRasa:
    """A Rasa that outlives the services: where it is, its key, and where it looks for the actions."""

    url: str
    key: str
    action_port: int
    action_key: str


def rasa_for(models: Path, log: Path) -> tuple[RunningRasa, str, int, str]:
    """A Rasa to start, with its key, and the port and key under which a service has to offer its actions."""
    key, action_key, port = make_key(), make_key(), find_free_port()
    url = f"http://127.0.0.1:{port}/webhook"
    return RunningRasa(models, log=log, key=key, action_url=url, action_key=action_key), key, port, action_key


class Operator:
    """The demo operator on a database of its own, and its service. Use as context manager."""

    def __init__(self, database_url: str, home: Path, rasa: SharedRasa, **settings: str) -> None:
        key = Fernet.generate_key().decode()
        chosen = TelecomSettings(database_url=database_url, message_key=SecretStr(key), _env_file=None)  # type: ignore[call-arg]
        self.telecom = open_telecom(chosen, str(chosen.database_url))
        seed(self.telecom, database_url)
        self.world = World(self.telecom, Demo(self.telecom, database_url, mails=home / "mail"))
        self.metrics = f"http://127.0.0.1:{find_free_port()}"
        self.service = KilledProgram(
            home,
            "serve",
            "--only",
            ROLES,
            DATABASE_URL=database_url,
            DIALTONE_MESSAGE_KEY=key,
            DIALTONE_RASA_URL=rasa.url,
            DIALTONE_RASA_KEY=rasa.key,
            DIALTONE_ACTION_PORT=str(rasa.action_port),
            DIALTONE_ACTION_KEY=rasa.action_key,
            DIALTONE_METRICS_PORT=self.metrics.rpartition(":")[2],
            **settings,
        )

    def __enter__(self) -> "Operator":
        self.service.start()
        until = time.monotonic() + UP_WITHIN
        while self.ask("/ready") != (200, '{"database":true,"understanding":true}'):
            self.service.check_alive()
            assert time.monotonic() < until, f"not up: {self.ask('/ready')}"
            threading.Event().wait(0.2)  # the service is another process; nothing rings when it is up
        return self

    def ask(self, path: str) -> tuple[int, str]:
        """What those who run it are told."""
        try:
            answer = httpx.get(f"{self.metrics}{path}", trust_env=False, timeout=5)
        except httpx.HTTPError as error:
            return 0, type(error).__name__
        return answer.status_code, answer.text

    def __exit__(self, *_: object) -> None:
        code = self.service.end()
        self.telecom.close()
        assert code == 0, self.service.log.read_text(errors="replace")[-3000:]
