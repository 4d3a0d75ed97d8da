"""A message centre for tests: an SMPP 3.4 server that others wrote (smpp34), with phones behind it that we script."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import smpp34
from aiosmpplib.codec import GSM7BitCodec

from bot.supervisor.children import find_free_port

_UDH = 0x40
_RECEIPT = 0x04
_UCS2 = 8


@dataclass(frozen=True)
class Submitted:
    """One part that the centre took."""

    to: str
    source: str
    content: bytes
    data_coding: int
    is_joined: bool
    centre_id: str

    @property
    def text(self) -> str:
        """The part's own words, without the header that joins it to others."""
        raw = self.content[self.content[0] + 1 :] if self.is_joined else self.content
        return raw.decode("utf-16-be") if self.data_coding == _UCS2 else str(GSM7BitCodec().decode(raw)[0])


class Wire:
    """The line to the centre, which can be cut."""

    def __init__(self, port: int, inside: int) -> None:
        self._port, self._inside = port, inside
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self._port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._inside)
        self._ends |= {writer, back}
        await asyncio.gather(_carry(reader, back), _carry(there, writer), return_exceptions=True)
        writer.close()
        back.close()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while some := await source.read(4096):
        target.write(some)
        await target.drain()
    target.close()


@dataclass
class MessageCentre:
    """Takes what is submitted; `decide` gives the status for each (0 takes it). `use` as `async with`."""

    port: int
    decide: Callable[[smpp34.SubmitSmEvent], int] = lambda event: smpp34.ESME_ROK
    taken: list[Submitted] = field(default_factory=list)
    sessions: dict[str, smpp34.Esme] = field(default_factory=dict)
    receipts: bool = False

    async def __aenter__(self) -> "MessageCentre":
        self._ids = itertools.count(1)
        self._changed = asyncio.Event()
        inside = find_free_port()
        self._server = smpp34.Server("127.0.0.1", inside, system_id="centre")
        await self._server.start()
        self._running = asyncio.create_task(self._run())
        self._wire = Wire(self.port, inside)
        await self._wire.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._wire.cut()
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._server.stop()

    async def go_away(self) -> None:
        """Cut every link, and take no new one."""
        await self._wire.cut()
        await self.until(lambda: not self.sessions)

    async def come_back(self) -> None:
        """Take links again."""
        await self._wire.mend()

    async def _run(self) -> None:
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self.sessions[event.session_id] = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)
            else:
                self.sessions.pop(event.session_id, None)
            self._changed.set()

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        status = self.decide(event)
        if status != smpp34.ESME_ROK:
            event.reject(status)
            return
        centre_id = f"c{next(self._ids)}"
        if self.receipts:  # before the answer: receipts may be early
            await self.send_receipt(centre_id, "DELIVRD")
        event.accept(centre_id)
        self.taken.append(
            Submitted(
                event.destination_addr,
                event.source_addr,
                bytes(event.short_message),
                event.data_coding,
                bool(event.esm_class & _UDH),
                centre_id,
            )
        )

    async def until(self, fact: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Wait for something to have happened at the centre."""
        async with asyncio.timeout(seconds):
            while not fact():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.05)

    async def write(self, sender: str, text: str) -> None:
        """A phone writes; returns when the service has confirmed that it has the message."""
        for content, coding, esm in _encode(text):
            await self._deliver(sender, content, coding, esm)

    async def write_parts(self, sender: str, text: str, order: list[int]) -> None:
        """A phone writes a long message whose parts arrive in this order."""
        encoded = list(_encode(text))
        for at in order:
            await self._deliver(sender, *encoded[at])

    async def _deliver(self, sender: str, content: bytes, coding: int, esm_class: int) -> smpp34.DeliverSmResp:
        link = next(iter(self.sessions.values()))
        return await link.deliver_sm(
            "60010",
            content,
            source_addr=sender.lstrip("+"),
            source_addr_ton=1,
            source_addr_npi=1,
            data_coding=coding,
            esm_class=esm_class,
        )

    async def send_receipt(self, centre_id: str, state: str) -> None:
        """A delivery receipt as message centres write it (SMPP 3.4, appendix B)."""
        text = (
            f"id:{centre_id} sub:001 dlvrd:001 submit date:2609151000 done date:2609151001 stat:{state} err:000 text:"
        )
        await self._deliver("447700900101", text.encode(), 0, _RECEIPT)


def _encode(text: str) -> list[tuple[bytes, int, int]]:
    is_gsm = GSM7BitCodec.is_gsm_text(text)
    coding, size = (0, 153) if is_gsm else (_UCS2, 67)
    pieces = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    raw = [bytes(GSM7BitCodec().encode(p)[0]) if is_gsm else p.encode("utf-16-be") for p in pieces]
    if len(raw) == 1 and len(text) <= (160 if is_gsm else 70):
        return [(raw[0], coding, 0)]
    return [(bytes([5, 0, 3, 77, len(raw), at]) + piece, coding, _UDH) for at, piece in enumerate(raw, start=1)]
