"""A small Dialtone for the tests: starts the database and a child, says so, and waits to be ended in some way."""

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from bot.supervisor.children import Child, ChildPlan, find_free_port
from bot.supervisor.guarded import GuardedProgram
from bot.supervisor.lock import StateLock
from bot.supervisor.postgres import EmbeddedPostgres

# Answers each request and ignores SIGTERM, as a program does that hangs in a library.
STUBBORN_SERVER = """
import signal, sys, http.server
signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def plan_server(folder: Path, *, port: int) -> ChildPlan:
    """A child that is ready in a moment and has to be ended hard."""
    program = GuardedProgram(
        command=[sys.executable, "-c", STUBBORN_SERVER, str(port)], environment={}, folder=folder, patience=0.3
    )
    return ChildPlan(name="server", program=program, log=folder / "server.log", ready_url=f"http://127.0.0.1:{port}/")


async def run(state: Path) -> None:
    """Start both, print one line, and end in good order on SIGTERM or Ctrl-C."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    with StateLock(state):
        postgres = EmbeddedPostgres(state)
        await asyncio.to_thread(postgres.start)
        child = Child(plan_server(state, port=find_free_port()))
        child.start()
        await child.wait_ready()
        sys.stdout.write(json.dumps({"url": postgres.url("dialtone_app", driver="postgresql")}) + "\n")
        sys.stdout.flush()
        await ended.wait()
        await child.stop()
        await asyncio.to_thread(postgres.stop)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(Path(sys.argv[1])))
