"""Rasa as a server on the loopback interface: the model checked, then loaded, then the one channel opened."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hmac
import json
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from nlu.settings import Settings
from nlu.training import MODEL_NAME, file_hash, hash_file_of

HERE = Path(__file__).resolve().parent
logger = logging.getLogger(__name__)


def trusted_model(models: Path) -> tuple[Path, str]:
    """The model and its hash; raises SystemExit when it is not, to the last bit, the one that was trained."""
    model = models / MODEL_NAME
    if not model.is_file():
        raise SystemExit(f"There is no model at {model}. Train it first: nlu/launch.py train --models {models}")
    note = hash_file_of(model)
    if not note.is_file():
        raise SystemExit(f"The model {model} has no hash file beside it, so it is not loaded. Train it again.")
    expected, found = note.read_text("utf-8").split()[0], file_hash(model)
    if not hmac.compare_digest(expected, found):
        raise SystemExit(
            f"The model {model} is not the one that was trained (sha256 {found[:12]}..., expected {expected[:12]}...),"
            " so it is not loaded. Train it again."
        )
    return model, found


def end_with_parent() -> None:
    """Ends this process when the pipe on standard input is closed: that also happens when the parent is killed."""

    def watch() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def serve_model(trusted: tuple[Path, str], *, port: int, settings: Settings, exit_with_parent: bool) -> int:
    """Serves until it is told to stop; prints one line of JSON when it is ready."""
    if exit_with_parent:
        end_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    model, digest = trusted
    with contextlib.suppress(KeyboardInterrupt):
        use_quick_loop()
        asyncio.run(_serve(model, digest=digest, port=port, settings=settings))
    return 0


def use_quick_loop() -> None:
    """As bot/loop.py: uvloop, where there is one, takes less time for each call."""
    if sys.platform != "win32":
        import uvloop

        uvloop.install()


async def load_assistant(model: Path):  # type: ignore[no-untyped-def]
    """Rasa's agent with our tracker store, generator and the action endpoint of endpoints.yml."""
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    agent = await load_agent(str(model), endpoints=AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml")))
    if not agent.is_ready():
        raise SystemExit(f"Rasa could not load the model {model}; the reason stands above.")
    return agent


async def _serve(model: Path, *, digest: str, port: int, settings: Settings) -> None:
    import rasa.core.channels.channel
    from rasa.shared.utils.io import read_config_file
    from sanic import Sanic

    from nlu.components.channel import DialtoneInput

    agent = await load_assistant(model)
    gc.freeze()  # what is loaded by now stays to the end: no search for garbage need look it through again
    app = Sanic("dialtone_nlu", configure_logging=False)
    app.ctx.agent = agent
    app.ctx.model_digest = digest
    app.config.REQUEST_MAX_SIZE = 256 * 1024
    app.config.RESPONSE_TIMEOUT = settings.caller_deadline
    app.config.KEEP_ALIVE_TIMEOUT = 60
    credentials = read_config_file(str(HERE / "credentials.yml"))
    (given,) = credentials.values()
    rasa.core.channels.channel.register([DialtoneInput.from_credentials(given)], app, route="/webhooks/")
    listener = socket.create_server(("127.0.0.1", port))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await server.start_serving()
    print(json.dumps({"ready": True, "port": listener.getsockname()[1], "model": digest}), flush=True)
    await stopped.wait()
    server.close()
    await server.wait_closed()
