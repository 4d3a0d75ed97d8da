"""The programs of the proof: Rasa, which stays up, and the service, which is killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[3]
ROLES = "channels,actions,workers,scheduler"
_NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
_LAUNCH = ROOT / "nlu" / "launch.py"


def environment(**more: str) -> dict[str, str]:
    """This machine's environment without any setting of Dialtone, and what is given."""
    kept = {n: v for n, v in os.environ.items() if n != "DATABASE_URL" and not n.startswith(("DIALTONE_", "SANIC_"))}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", **more}


def trained_models(folder: Path) -> Path:
    """A folder with the model of the checkout, trained anew if its data have changed since; or the one that
    DIALTONE_PROOF_MODELS names, as it is."""
    if given := os.environ.get("DIALTONE_PROOF_MODELS"):
        return Path(given)
    folder.mkdir(parents=True)
    for made in (ROOT / ".dialtone" / "models").glob("dialtone.tar.gz*"):
        shutil.copy(made, folder)
    command = [str(_NLU_PYTHON), str(_LAUNCH), "train", "--models", str(folder)]
    subprocess.run(command, check=True, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


class RunningRasa:
    """Rasa as the service starts it, but not as its child. Use as a context manager."""

    def __init__(self, models: Path, *, log: Path, key: str, action_url: str, action_key: str) -> None:
        self._command = [str(_NLU_PYTHON), str(_LAUNCH), "serve", "--models", str(models), "--port", "0"]
        self._environment = environment(
            DIALTONE_RASA_KEY=key, DIALTONE_ACTION_URL=action_url, DIALTONE_ACTION_KEY=action_key
        )
        self._log = log
        self.url = ""

    def __enter__(self) -> Self:
        with self._log.open("w") as written:
            self._process = subprocess.Popen(
                [*self._command, "--exit-with-parent"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=written,
                text=True,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._log.read_text()[-2000:]
        self.url = f"http://127.0.0.1:{json.loads(line)['port']}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


class KilledProgram:
    """A `dialtone` command, started and killed."""

    def __init__(self, home: Path, *words: str, **settings: str) -> None:
        self._home, self.log = home, home / f"{words[0]}.log"
        home.mkdir(parents=True, exist_ok=True)
        self._words = words
        self._environment = environment(DIALTONE_HOME=str(home / "state"), **settings)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; whatever was written before stays in the log."""
        with self.log.open("ab") as written:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("dialtone")), *self._words],
                cwd=self._home,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
            )

    @property
    def times_whole(self) -> int:
        """How often it has said that everything of it is up."""
        return self.log.read_bytes().count(b"\nServing ") if self.log.exists() else 0

    def check_alive(self) -> None:
        """AssertionError, with the end of its log, where it ended by itself."""
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """kill -9."""
        self.check_alive()
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Ask it to end; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(30)
        finally:
            self._process.kill()
