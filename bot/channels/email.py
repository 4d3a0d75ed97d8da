"""Short mails out: the first line is the subject. Papers go by jobs of their own."""

import asyncio

from bot.channels.sender import SendFailed, Throttled
from bot.rendering.render import Rendered
from telecom.model.messaging import OutgoingMessage
from telecom.ports import Mail, MailLater, MailMessage, MailRefused

EMAIL = "email"
_PAUSE = 30.0


class EmailSender:
    """Hands mails to the operator's mail server. The message's id is the mail's, so a repeat is known as one."""

    repeats_safely = True

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Hand one mail over. Throttled while the server is away, SendFailed where it refuses for good."""
        subject, _, text = rendered.text.partition("\n")
        mail = MailMessage(key=message.id, to=message.address, subject=subject, text=text)
        try:
            await asyncio.to_thread(self._mail.send, mail)
        except MailLater as later:
            raise Throttled(_PAUSE) from later
        except MailRefused as refused:
            raise SendFailed(str(refused)) from refused
        return message.id
