"""What stands where the operator's SMS gateway and message centre are, and what each phone got from them."""

import itertools
import json
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import httpx

from bot.channels.sms_webhook import HEADER, PATH
from telecom.model.signatures import sign
from tests.peers.smsc import Submitted

_HEADER_LENGTH = 6


def texts_to(number: str, parts: Iterable[Submitted]) -> list[str]:
    """The text messages that a phone shows, each put together from its parts, in the order they became whole."""
    whole: list[str] = []
    begun: dict[int, dict[int, str]] = {}
    for part in parts:
        if part.to != number.lstrip("+"):
            continue
        if not part.is_joined:
            whole.append(part.text)
            continue
        reference, total, position = part.content[_HEADER_LENGTH - 3 : _HEADER_LENGTH]
        pieces = begun.setdefault(reference, {})
        pieces[position] = part.text
        if len(pieces) == total:
            whole.append("".join(pieces[at] for at in sorted(pieces)))
            del begun[reference]
    return whole


class Gateway:
    """An HTTP gateway: keeps what it is given to send, and brings what phones write, signed. Use as context manager."""

    def __init__(self, *, key: str, secret: str) -> None:
        self.taken: list[tuple[str, str]] = []
        self._secret = secret
        self._ids = itertools.count(1)
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                known = self.headers.get("Authorization") == f"Bearer {key}"
                if known:
                    gateway.taken.append((body["to"], body["text"]))
                self.send_response(202 if known else 403)
                self.end_headers()
                self.wfile.write(json.dumps({"id": body["id"]}).encode())

            def log_message(self, format: str, *arguments: Any) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/send"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def texts_to(self, number: str) -> Sequence[str]:
        return [text for to, text in self.taken if to == number]

    async def bring(self, port: int, number: str, text: str) -> None:
        """A phone writes; returns when the service has said that it has the message."""
        body = json.dumps({"id": f"g{next(self._ids)}", "from": number, "text": text}).encode()
        signed = {HEADER: sign(self._secret, body, at=datetime.now(UTC))}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"http://127.0.0.1:{port}{PATH}", content=body, headers=signed)
        assert answer.status_code == 200, answer.text
