"""What every command starts with: settings, logs, the database, and a trained model."""

import hashlib
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import SecretStr, ValidationError

from bot.database import BroughtAlong, DatabaseServer, OperatorsOwn, find_message_key
from bot.settings import CHECKOUT, BotSettings, explain
from bot.supervisor.errors import CannotStart
from telecom.settings import TelecomSettings

if TYPE_CHECKING:
    from telecom.bootstrap import Telecom

_LONG_NUMBER = re.compile(r"\d{4,}(?=\d{3})")
Say = Callable[[str], None]


def say(text: str) -> None:
    """A line of progress for the person at the keyboard."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def read_telecom_settings() -> TelecomSettings:
    """The settings of the business, or WrongSettings."""
    try:
        return TelecomSettings()
    except ValidationError as error:
        raise explain(error) from error


def find_server(settings: BotSettings, telecom: TelecomSettings) -> DatabaseServer:
    """The operator's PostgreSQL where DATABASE_URL names one, otherwise the one brought along."""
    if telecom.database_url is not None:
        return OperatorsOwn(telecom.database_url, telecom.migration_url)
    return BroughtAlong(settings.home)


def with_message_key(telecom: TelecomSettings, settings: BotSettings) -> TelecomSettings:
    """The settings with a key for secrets: the one set, or the one kept in the state folder."""
    if telecom.message_key is not None:
        return telecom
    return telecom.model_copy(update={"message_key": SecretStr(find_message_key(settings.home))})


@contextmanager
def running(server: DatabaseServer) -> Iterator[DatabaseServer]:
    """The server, started; stopped at the end where it is ours."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def open_logs(settings: BotSettings, *, to_file: bool) -> None:
    """Structured logs without message texts: to `dialtone.log` in the state folder, or to standard error."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    stream = (settings.logs / "dialtone.log").open("a", encoding="utf-8") if to_file else sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            shorten_numbers,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=stream, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx writes addresses at INFO, a bot's token among them.
    for noisy in ("httpx", "httpcore", "procrastinate", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def shorten_numbers(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a long number in an error only the last three digits: a database tells which phone number was refused."""
    if isinstance(event.get("exception"), str):
        event["exception"] = _LONG_NUMBER.sub("...", event["exception"])
    return event


def train_model(settings: BotSettings, *, force: bool = False) -> int:
    """Train the model if anything that changes understanding has changed; the exit code of the training."""
    with trained_meanwhile(settings, force=force) as training:
        return training.wait()


@contextmanager
def trained_meanwhile(settings: BotSettings, *, force: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """The training runs beside what is done in the block, and is over at its end; CannotStart where it failed."""
    python = CHECKOUT / "nlu" / ".venv" / "bin" / "python"
    if not python.exists():
        raise CannotStart("Rasa's environment nlu/.venv is missing.", advice="Run `make chat` once; it makes it.")
    command = [str(python), str(CHECKOUT / "nlu" / "launch.py"), "train", "--models", str(settings.models)]
    log = settings.logs / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w") as written,
        subprocess.Popen([*command, *["--force"] * force], stdout=sys.stderr, stderr=written) as training,
    ):
        try:
            yield training
            training.wait()
        except BaseException:
            training.kill()
            raise
    if training.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise CannotStart(f"The model could not be trained:\n{tail}", advice=f"The whole log is {log}.")


def fingerprint_of(*folders: Path) -> str:
    """A short digest of all Python and YAML files in folders: what a seeded database was made from."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.yaml")]):
            digest.update(path.relative_to(CHECKOUT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def migrate_main(server: DatabaseServer, telecom: TelecomSettings) -> None:
    """Bring the main database to the present shape."""
    from telecom.bootstrap import migrate  # loading the business takes seconds, and not every command needs it

    if not server.exists(server.main):
        server.create(server.main)
    migrate(server.owner_url(server.main), telecom)


def endpoint_of(telecom: "Telecom") -> Callable[[str, dict[str, Any]], Any]:
    """Makes the action endpoint of a business from its key and the domain; here the bot and the actions meet."""

    def make(key: str, domain: dict[str, Any]) -> Any:
        from actions.server import ActionEndpoint  # loading rasa_sdk takes a second

        return ActionEndpoint(telecom, key=key, domain=domain).app()

    return make
