"""Asks one HTTP address again and again with little effort of its own: the asking is not what is measured."""

import asyncio
import json
import time
from typing import Any

IDLE_FOR = 2.0


class BadAnswer(Exception):
    """The answer was not a 200 with JSON."""


class Caller:
    """One kept connection for each of as many users as ask at once."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, body: dict[str, Any], *, seconds: float = 120.0) -> Any:
        """The JSON that comes back. BadAnswer, OSError or TimeoutError when none does."""
        async with asyncio.timeout(seconds):
            reader, writer = await self._connect()
            try:
                status, headers, answer = await self._exchange(reader, writer, json.dumps(body).encode())
            except BaseException:
                writer.close()
                raise
        if headers.get("connection", "").lower() == "close":
            writer.close()
        else:
            self._idle.append((time.monotonic(), reader, writer))
        if status != 200:
            raise BadAnswer(f"status {status}: {answer[:200]!r}")
        return json.loads(answer)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection used last, or a new one; a server may be about to close one that was idle for seconds."""
        while self._idle:
            used_at, reader, writer = self._idle.pop()
            if time.monotonic() - used_at < IDLE_FOR and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        head = f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if "content-length" not in headers:
            raise BadAnswer("an answer without a length")
        return int(lines[0].split()[1]), headers, await reader.readexactly(int(headers["content-length"]))

    def close(self) -> None:
        """Let go of all connections."""
        while self._idle:
            self._idle.pop()[2].close()
