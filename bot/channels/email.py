"""Mails out: the first line is the subject, papers go with them."""

import asyncio

from bot.channels.sender import SendFailed, Throttled
from bot.rendering.render import Rendered
from telecom.model.messaging import OutgoingMessage
from telecom.ports import Mail, MailAttachment, MailLater, MailMessage, MailRefused, Paper

EMAIL = "email"
# A server that is away is tried again later and later, for about a day; then the mail is given up.
_TRIES, _FIRST_PAUSE, _LONGEST_PAUSE = 30, 15.0, 3600.0


class EmailSender:
    """Hands mails to the operator's mail server. The message's id is the mail's, so a repeat is known as one."""

    repeats_safely = True

    def __init__(self, mail: Mail, paper: Paper) -> None:
        self._mail = mail
        self._paper = paper

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Hand one mail over. Throttled while the server is away, SendFailed where it refuses for good."""
        subject, _, text = rendered.text.partition("\n")
        papers = await asyncio.to_thread(self._draw, rendered)
        mail = MailMessage(message.id, message.address, subject, text or subject, papers)
        try:
            await asyncio.to_thread(self._mail.send, mail)
        except MailLater as later:
            if message.attempts >= _TRIES:
                raise SendFailed("given up") from later
            raise Throttled(min(_FIRST_PAUSE * 2.0 ** (message.attempts - 1), _LONGEST_PAUSE)) from later
        except MailRefused as refused:
            raise SendFailed(str(refused)) from refused
        return message.id

    def _draw(self, rendered: Rendered) -> list[MailAttachment]:
        drawn = []
        for attachment in rendered.attachments:
            content = self._paper.draw(attachment.name, attachment.values)
            is_paper = attachment.kind == "pdf"
            name = f"{attachment.values.get('number') or attachment.name}.{'pdf' if is_paper else 'png'}"
            drawn.append(MailAttachment(name, content, "application/pdf" if is_paper else "image/png"))
        return drawn
