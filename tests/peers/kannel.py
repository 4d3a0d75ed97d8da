"""Kannel, a gateway for text messages by other authors: its two boxes, a phone behind it, and the bridge between its
HTTP and ours that an operator with Kannel would run."""

import asyncio
import json
import re
import shutil
import subprocess
import urllib.parse
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.sms_webhook import HEADER, PATH
from bot.listening import Listener
from bot.supervisor.children import find_free_port
from telecom.bootstrap import machine_clock
from telecom.model.signatures import sign

PHONE_SIDE = Path("/usr/lib/kannel/test/fakesmsc")
UP_WITHIN = 20.0
_PASSWORD = "secret"
_GOT = re.compile(r"Got message \d+: <(\S+) (\S+) (text|ucs-2|udh) (.*)>$")
_BOXES = """
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
sms-resend-freq = 2
log-level = 2

group = smsc
smsc = fake
smsc-id = fake
host = 127.0.0.1
our-host = 127.0.0.1
port = {phone}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
global-sender = {sender}
http-request-retry = 20
http-queue-delay = 1
log-level = 2

group = sendsms-user
username = dialtone
password = {password}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{bridge}/in?from=%p&id=%I&text=%b&charset=%C&coding=%c"
"""


def what_is_missing() -> list[str]:
    """The programs of Kannel that this machine does not have."""
    boxes = [name for name in ("bearerbox", "smsbox") if shutil.which(name, path="/usr/sbin:/usr/bin") is None]
    return [*boxes, *([] if PHONE_SIDE.exists() else [str(PHONE_SIDE)])]


class Kannel:
    """Running boxes. Use as an asynchronous context manager; `send_url` and `key` are for our gateway channel."""

    key = "bridge-key"

    def __init__(self, folder: Path, *, webhook: str, secret: str, sender: str) -> None:
        self._folder, self._webhook, self._secret, self._sender = folder, webhook, secret, sender
        self._ports = {name: find_free_port() for name in ("admin", "box", "phone", "send")}
        self._bridge = Listener(
            Starlette(routes=[Route("/out", self._take, methods=["POST"]), Route("/in", self._bring)])
        )
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._http = httpx.AsyncClient(trust_env=False, timeout=10)
        self._stack = AsyncExitStack()

    @property
    def send_url(self) -> str:
        return f"{self._bridge.url}/out"

    async def __aenter__(self) -> Self:
        config = _BOXES.format(**self._ports, password=_PASSWORD, sender=self._sender, bridge=self._bridge.url)
        (self._folder / "kannel.conf").write_text(config)
        await self._bridge.start()
        self._stack.push_async_callback(self._http.aclose)
        self._stack.push_async_callback(self._bridge.stop)
        await self.start("bearerbox", "admin")
        await self.start("smsbox", "send")
        return self

    async def __aexit__(self, *_: object) -> None:
        for name in reversed(list(self._running)):
            self.kill(name)
        await self._stack.aclose()

    async def start(self, name: str, port: str) -> None:
        """Start a box, and wait until it listens."""
        command = [f"/usr/sbin/{name}", "-v", "2", "kannel.conf"]
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        async with asyncio.timeout(UP_WITHIN):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self._ports[port])
                    writer.close()
                    return
                except OSError:
                    await asyncio.sleep(0.05)

    def kill(self, name: str) -> None:
        """kill -9."""
        running = self._running.pop(name)
        running.kill()
        running.wait()

    @asynccontextmanager
    async def phone(self, *writes: str) -> Any:
        """A phone in the network behind Kannel, which writes these messages once and keeps what it gets."""
        log = self._folder / f"phone{len(list(self._folder.glob('phone*')))}.log"
        amount = ["-m", str(len(writes))] if writes else ["-m", "0"]
        command = [str(PHONE_SIDE), "-H", "127.0.0.1", "-r", str(self._ports["phone"]), "-i", "0.2", *amount]
        with log.open("wb") as written:
            running = subprocess.Popen([*command, *(writes or ("1 1 text none",))], stdout=written, stderr=written)
        try:
            yield lambda: texts_in(log.read_text("utf-8", errors="replace"))
        finally:
            running.terminate()
            running.wait()

    # --- the bridge ------------------------------------------------------------------------------------------------

    async def _take(self, request: Request) -> Response:
        """Our JSON becomes a request to Kannel. What it did not take is answered as such, so that it comes again."""
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return JSONResponse({"error": "wrong key"}, status_code=403)
        wanted = await request.json()
        text = str(wanted["text"])
        is_plain = all(ord(letter) < 0x80 or letter in "£€¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà§¿¡" for letter in text)
        asked = {"username": "dialtone", "password": _PASSWORD, "to": wanted["to"].lstrip("+"), "text": text}
        asked |= {"charset": "UTF-8", "coding": "0" if is_plain else "2"}
        try:
            answer = await self._http.get(f"http://127.0.0.1:{self._ports['send']}/cgi-bin/sendsms", params=asked)
        except httpx.ConnectError:
            return JSONResponse({"error": "away"}, status_code=429, headers={"Retry-After": "1"})
        return JSONResponse({"id": wanted["id"]}, status_code=answer.status_code)

    async def _bring(self, request: Request) -> Response:
        """What a phone wrote becomes a signed message to our webhook; Kannel brings it again until that says 200."""
        asked = _read_query(request.url.query)
        body = json.dumps({"id": asked["id"], "from": f"+{asked['from'].lstrip('+')}", "text": asked["text"]}).encode()
        headers = {HEADER: sign(self._secret, body, at=machine_clock()), "Content-Type": "application/json"}
        answer = await self._http.post(f"{self._webhook}{PATH}", content=body, headers=headers)
        return Response("", status_code=answer.status_code)


def _read_query(query: str) -> Mapping[str, str]:
    """The values of a request of Kannel's: its text in the letters that `charset` and `coding` name."""
    raw = {name: urllib.parse.unquote_to_bytes(value.replace("+", " ")) for name, _, value in _pairs(query)}
    letters = "utf-16-be" if raw["coding"] == b"2" and raw["charset"] != b"UTF-8" else "utf-8"
    return {name: value.decode(letters if name == "text" else "ascii") for name, value in raw.items()}


def _pairs(query: str) -> Sequence[tuple[str, str, str]]:
    return [pair.partition("=") for pair in query.split("&")]


def texts_in(log: str) -> list[str]:
    """The text messages that the phone got, in order, each put together from its parts."""
    whole: list[str] = []
    parts: dict[bytes, dict[int, str]] = {}
    for line in log.splitlines():
        if (found := _GOT.search(line)) is None:
            continue
        kind, content = found[3], found[4]
        if kind == "text":
            whole.append(content)
        elif kind == "ucs-2":
            whole.append(_decoded(content).decode("utf-16-be"))
        else:
            header, _, text = content.split(" ", 2)
            udh = _decoded(header)
            piece = parts.setdefault(udh[:-1], {})
            # The phone does not say in which letters a part is: no text of the GSM alphabet has a zero or a four in it.
            raw = _decoded(text)
            piece[udh[-1]] = raw.decode("utf-16-be" if raw[0] in (0, 4) else "utf-8", errors="replace")
            if len(piece) == udh[-2]:
                whole.append("".join(piece[at] for at in sorted(piece)))
    return whole


def _decoded(text: str) -> bytes:
    return urllib.parse.unquote_to_bytes(text.replace("+", " "))
