"""The way out for mail: an SMTP server, or a folder where no server is set."""

import asyncio
import hashlib
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import aiosmtplib

from telecom.ports import MailLater, MailMessage, MailRefused

_DEADLINE = 20.0


class SmtpMail:
    """`telecom.ports.Mail` over SMTP."""

    def __init__(
        self,
        host: str,
        *,
        port: int,
        sender: str,
        user: str | None = None,
        password: str | None = None,
        security: str = "starttls",
    ) -> None:
        self._host, self._port, self._sender = host, port, sender
        self._user, self._password, self._security = user, password, security

    def send(self, message: MailMessage) -> None:
        mail = compose(message, sender=self._sender)
        try:
            asyncio.run(self._hand_over(mail))
        except aiosmtplib.SMTPAuthenticationError as refused:
            # Our own log-in is wrong: that is mended by us, not by giving the mail up.
            raise MailLater(f"log-in refused ({refused.code})") from refused
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [one.code for one in refused.recipients]
            raise (MailRefused if all(code >= 500 for code in codes) else MailLater)(f"recipient {codes}") from refused
        except aiosmtplib.SMTPResponseException as answer:
            raise (MailRefused if answer.code >= 500 else MailLater)(f"server said {answer.code}") from answer
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailLater(type(error).__name__) from error

    async def _hand_over(self, mail: EmailMessage) -> None:
        await aiosmtplib.send(
            mail,
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            timeout=_DEADLINE,
        )


class KeptMail:
    """`telecom.ports.Mail` into a folder, one file for each mail; the same mail twice is the same file."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, message: MailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(message.key.encode()).hexdigest()[:16]
        (self._folder / f"{name}.eml").write_bytes(compose(message, sender=self._sender).as_bytes())


def compose(message: MailMessage, *, sender: str) -> EmailMessage:
    """The mail as it travels. Its Message-ID is made from its key: the same mail, the same id."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Date"] = formatdate(usegmt=True)
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    mail.set_content(message.text)
    for attached in message.attachments:
        main, _, sub = attached.kind.partition("/")
        mail.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.name)
    return mail
