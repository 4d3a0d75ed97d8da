"""Text messages both ways over SMPP 3.4, bound to the operator's message centre as a transceiver."""

import asyncio
import itertools
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiosmpplib import ESME, AbstractBroker, AbstractHook, PhoneNumber, SubmitSm
from aiosmpplib.protocol import BindTransceiverResp, DeliverSm, SmppMessage, SubmitSmResp
from aiosmpplib.retrytimer import SimpleExponentialBackoff
from aiosmpplib.state import NPI, TON, SmppCommandStatus, SmppSessionState
from aiosmpplib.throttle import AbstractThrottleHandler

from bot.channels.sender import SendFailed, SendUnknown, Throttled
from bot.channels.smpp_inbox import SmppInbox
from bot.channels.smpp_pace import CentrePace
from bot.channels.sms_text import Part, parts
from bot.channels.sms_words import SmsWords
from bot.rendering.render import Rendered
from bot.settings import BotSettings
from telecom.bootstrap import Telecom
from telecom.model.messaging import OutgoingMessage, Priority
from telecom.support import sms

log = structlog.get_logger("smpp")
WINDOW = 10
ANSWER_WITHIN = timedelta(seconds=10)
ENQUIRE_EVERY = timedelta(seconds=20)
_BUSY_PAUSE = 1.0
# Somebody waits for what is urgent: it is offered again and again before it is given back.
_URGENT_PAUSE, _URGENT_TRIES = 0.2, 20
_AWAY_PAUSE, _URGENT_AWAY_PAUSE = 5.0, 0.3
_UDH = 0x40
_RECEIPT_WANTED = 1
_BUSY = frozenset({SmppCommandStatus.ESME_RTHROTTLED, SmppCommandStatus.ESME_RMSGQFUL})
_NOT_BOUND = frozenset({SmppCommandStatus.ESME_RINVBNDSTS, SmppCommandStatus.ESME_RSYSERR})


class Busy(Exception):
    """The message centre asks for fewer messages."""


@dataclass(order=True)
class _Waiting:
    """A part that waits for its turn: codes before bills before promotions, older before newer."""

    rank: tuple[int, int]
    message: SmppMessage = field(compare=False)


class _InOrder(AbstractBroker):
    """What is to be sent next: the most urgent, not the oldest."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[_Waiting] = asyncio.PriorityQueue()
        self._numbers = itertools.count()

    async def put(self, message: SmppMessage, *, priority: int) -> None:
        await self._queue.put(_Waiting((priority, next(self._numbers)), message))

    async def enqueue(self, message: SmppMessage) -> None:
        """A part whose sender names no priority goes as an answer does."""
        await self.put(message, priority=Priority.ANSWER)

    async def dequeue(self) -> SmppMessage:
        return (await self._queue.get()).message


class _NeverThrottled(AbstractThrottleHandler):
    """The library would hold everything back for three minutes; here each part that is refused waits by itself."""

    async def allow_request(self) -> bool:
        return True

    async def not_throttled(self) -> None:
        return None

    async def throttled(self) -> None:
        return None

    async def throttle_delay(self) -> float:
        return 0.0


class SmppLink(AbstractHook):
    """One bind to the message centre. `start` binds and stays bound, `send` is the way out, `wake` tells the turns
    that something came in. What comes in is confirmed to the centre only when it stands in the inbox."""

    repeats_safely = False

    def __init__(self, telecom: Telecom, settings: BotSettings, wake: Callable[[], None], *, words: SmsWords) -> None:
        assert settings.smpp_host and settings.smpp_system_id and settings.smpp_password, "checked by the settings"
        self._telecom = telecom
        self._words = words
        self._source = _number(settings.smpp_source)
        self._window = asyncio.Semaphore(WINDOW)
        self._pace = CentrePace(settings.smpp_per_second)
        self._queue = _InOrder()
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._references = itertools.count(secrets.randbelow(256))
        self._inbox = SmppInbox(telecom, wake)
        _accept_any_status()
        self._esme = ESME(
            settings.smpp_host,
            settings.smpp_port,
            settings.smpp_system_id,
            settings.smpp_password.get_secret_value(),
            enquire_link_interval=ENQUIRE_EVERY.total_seconds(),
            socket_timeout=ANSWER_WITHIN.total_seconds(),
            # The library would write whole messages into its log.
            log_handler=logging.NullHandler(),
            log_level=logging.CRITICAL,
            hook=self,
            broker=self._queue,
            throttle_handler=_NeverThrottled(),
            correlator=self._inbox.correlator,
            retry_timer=SimpleExponentialBackoff(min_delay=500, max_increases=6),
        )
        self._running: asyncio.Task[None] | None = None

    @property
    def is_bound(self) -> bool:
        """Whether the message centre takes messages from us now."""
        return bool(self._esme.session_state is SmppSessionState.BOUND_TRX)

    async def start(self) -> None:
        """Bind, and bind again whenever the link breaks."""
        self._running = asyncio.create_task(self._esme.start(), name="smpp")

    async def stop(self) -> None:
        """Unbind."""
        if self._running is not None:
            await self._esme.stop()
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    # --- out -------------------------------------------------------------------------------------------------------

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Hand a message over, all its parts; the centre's id of the first. Throttled while the centre is away."""
        if not self.is_bound:
            raise Throttled(_URGENT_AWAY_PAUSE if message.priority <= Priority.ANSWER else _AWAY_PAUSE)
        text = await asyncio.to_thread(self._words.text_of, message, rendered)
        first: str | None = None
        for part in parts(text, reference=next(self._references)):
            try:
                centre_id = await self._submit(message, part, is_first=first is None)
            except Busy:
                raise Throttled(_BUSY_PAUSE) from None
            await asyncio.to_thread(self._note, message.id, centre_id)
            first = first or centre_id
        return first

    def _note(self, message_id: str, centre_id: str) -> None:
        with self._telecom.open_work() as work:
            sms.note_part(message_id, centre_id, work=work)

    async def _submit(self, message: OutgoingMessage, part: Part, *, is_first: bool) -> str:
        """One part over the link, in its turn. While the centre is busy a first part is given back to the outbox, an
        urgent one after some tries; a later part is tried on, for its beginning is on its way already."""
        urgent = message.priority <= Priority.ANSWER
        for attempt in itertools.count(1):
            try:
                await self._pace.turn(urgent=urgent)
                centre_id = await self._submit_once(message, part)
            except (Busy, Throttled) as refused:
                if isinstance(refused, Busy):
                    self._pace.is_busy()
                if is_first and not (urgent and isinstance(refused, Busy) and attempt < _URGENT_TRIES):
                    raise
                await asyncio.sleep(_URGENT_PAUSE if urgent else _BUSY_PAUSE)
            else:
                self._pace.has_taken()
                return centre_id
        raise AssertionError("it is tried until it is taken or given back")

    async def _submit_once(self, message: OutgoingMessage, part: Part) -> str:
        name = secrets.token_hex(8)
        submit = SubmitSm(
            short_message="-",
            source=self._source,
            destination=_number(message.address),
            esm_class=_UDH if part.joined else 0,
            registered_delivery=_RECEIPT_WANTED,
            encoding="ucs2" if part.is_ucs2 else None,
            log_id=name,
        )
        submit.set_encoded_message(part.content)
        answer = self._answers[name] = asyncio.get_running_loop().create_future()
        async with self._window:
            try:
                await self._queue.put(submit, priority=int(message.priority))
                return await asyncio.wait_for(answer, ANSWER_WITHIN.total_seconds())
            except TimeoutError:
                raise SendUnknown("the message centre did not answer") from None
            finally:
                self._answers.pop(name, None)

    # --- what the library calls ------------------------------------------------------------------------------------

    async def sending(self, smpp_message: SmppMessage, pdu: bytes, client_id: str) -> None:
        """Nothing is to be done before a message goes."""

    async def received(self, smpp_message: SmppMessage | None, pdu: bytes, client_id: str) -> None:
        """Something came over the link; the centre gets its confirmation only when this returns."""
        if isinstance(smpp_message, BindTransceiverResp):
            self._inbox.begin_link()
        elif isinstance(smpp_message, DeliverSm):
            await self._inbox.take(smpp_message)
        elif isinstance(smpp_message, SubmitSmResp):
            self._hear_answer(smpp_message)

    def _hear_answer(self, response: SubmitSmResp) -> None:
        answer = self._answers.get(response.log_id)
        if answer is None or answer.done():
            return
        status = response.command_status
        if status is SmppCommandStatus.ESME_ROK:
            answer.set_result(response.message_id)
        elif status in _BUSY:
            answer.set_exception(Busy())
        elif status in _NOT_BOUND:
            answer.set_exception(Throttled(_AWAY_PAUSE))
        else:
            answer.set_exception(SendFailed(f"status {int(status):#010x}"))

    async def send_error(self, smpp_message: SmppMessage, error: Exception, client_id: str) -> None:
        """A message could not be put on the wire, or its answer never came."""
        answer = self._answers.get(getattr(smpp_message, "log_id", ""))
        if answer is not None and not answer.done():
            answer.set_exception(SendUnknown(type(error).__name__))


def _number(address: str) -> PhoneNumber:
    """An address as SMPP names it: international, a short code, or letters."""
    if address.startswith("+"):
        return PhoneNumber(address[1:], TON.INTERNATIONAL, NPI.ISDN)
    return PhoneNumber(address, TON.UNKNOWN if address.isdigit() else TON.ALPHANUMERIC, NPI.UNKNOWN)


def _accept_any_status() -> None:
    """A status that only this vendor knows would otherwise end the session."""
    SmppCommandStatus._missing_ = classmethod(lambda cls, value: cls.ESME_RUNKNOWNERR)
