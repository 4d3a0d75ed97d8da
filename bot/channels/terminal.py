"""A phone in the terminal: the chat on it, and the text messages that arrive on it."""

import asyncio
import itertools
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.rendering.pictures import save_attachment
from bot.rendering.render import Rendered, RenderedChoice
from bot.rendering.texts import Texts
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage, OutgoingMessage
from telecom.model.utterances import Attachment
from telecom.support import messaging

log = structlog.get_logger("terminal")
CHANNEL, SMS = "terminal", "sms"
_CODE = re.compile(r"\b(\d{6})\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands on a phone."""

    text: str
    choices: Sequence[RenderedChoice]
    attachments: Sequence[tuple[str, Path]]
    sms: bool


@dataclass(slots=True)
class Phone:
    """What has arrived on one number and was not looked at yet, and the last choices shown."""

    number: str
    unread: list[Shown] = field(default_factory=list)
    texts: list[Shown] = field(default_factory=list)
    choices: Sequence[RenderedChoice] = ()
    chooses_by_sms: bool = False
    wrote_by_sms: bool = False
    last_source: str | None = None

    def newest_code(self) -> str | None:
        """The newest six-digit code among the text messages that came to this phone."""
        for message in reversed(self.texts):
            if found := _CODE.search(message.text):
                return found.group(1)
        return None


class Terminal:
    """The channel `terminal` and, for the demo, the phones' SMS. `arrived` is called for each message on any phone."""

    def __init__(self, telecom: Telecom, pictures: Path, wake: Callable[[], None], *, texts: Texts) -> None:
        self._telecom = telecom
        self._texts = texts
        self._pictures = pictures
        self._wake = wake
        self._phones: dict[str, Phone] = {}
        self._ids = itertools.count(1)
        # Sources are unique over all starts: the kept database remembers the earlier ones.
        self._run = secrets.token_hex(4)
        self.arrived: Callable[[Phone, Shown], None] = lambda phone, shown: None

    def phone(self, number: str) -> Phone:
        """The phone with this number."""
        return self._phones.setdefault(number, Phone(number))

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Show a message on the phone it is for; pictures are drawn and saved first."""
        saved = await asyncio.to_thread(self._save, rendered.attachments)
        phone = self.phone(message.address)
        by_sms = message.channel == SMS
        if rendered.choices:
            phone.choices, phone.chooses_by_sms = rendered.choices, by_sms
        if by_sms:
            shown = Shown(await asyncio.to_thread(self._as_sms, message, rendered), (), (), True)
            phone.texts.append(shown)
        else:
            shown = Shown(rendered.text, rendered.choices, saved, False)
        phone.unread.append(shown)
        self.arrived(phone, shown)
        return f"{self._run}-{next(self._ids)}"

    def _as_sms(self, message: OutgoingMessage, rendered: Rendered) -> str:
        """The message as a text message has it: choices and papers in its words, in pages."""
        from bot.channels.sms_words import SmsWords  # its alphabet loads for a while, and most talks need none

        return SmsWords(self._telecom, self._texts, public_url=None).text_of(message, rendered)

    def _save(self, attachments: Sequence[Attachment]) -> list[tuple[str, Path]]:
        """Draw and save; a picture that cannot be drawn is left out, its facts stand in the words."""
        saved = []
        for attachment in attachments:
            try:
                path = save_attachment(attachment, self._pictures, paper=self._telecom.paper)
                saved.append((attachment.kind, path))
            except Exception:
                log.exception("a picture could not be drawn", picture=attachment.name)
        return saved

    async def receive(
        self, phone: Phone, kind: IncomingKind, text: str, *, source: str | None = None, by_sms: bool = False
    ) -> IncomingMessage:
        """Record what was typed or pressed on a phone; the same `source` again is a redelivered update."""
        phone.last_source = source or f"{self._run}:{next(self._ids)}"
        phone.wrote_by_sms, channel = by_sms, SMS if by_sms else CHANNEL
        message = await asyncio.to_thread(self._record, channel, phone.number, kind, text, phone.last_source)
        self._wake()
        return message

    def _record(self, channel: str, number: str, kind: IncomingKind, text: str, source: str) -> IncomingMessage:
        with self._telecom.open_work() as work:
            recorded = messaging.record(work, channel=channel, source=source, address=number, kind=kind, text=text)
            return recorded.message

    async def repeat_answers(self, phone: Phone, render: Callable[[OutgoingMessage], Rendered]) -> int:
        """Show again what was answered to the last update: the same answer, no second effect."""
        answers = await asyncio.to_thread(self._answers, phone)
        for message in answers:
            await self.send(message, render(message))
        return len(answers)

    def _answers(self, phone: Phone) -> list[OutgoingMessage]:
        with self._telecom.open_work() as work:
            standing = work.of(IncomingMessage).find(channel=CHANNEL, source=phone.last_source)
            return messaging.answers_of(standing, work=work) if standing else []

    def conversation_language(self, number: str) -> str:
        """The language of the chat on a phone."""
        with self._telecom.open_work() as work:
            found = work.of(Conversation).find(channel=CHANNEL, address=number)
            return found.language if found else "en"
