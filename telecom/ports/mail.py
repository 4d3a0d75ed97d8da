"""What the business needs to send mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class MailMessage:
    """One mail. `key` becomes its Message-ID, by which a mail that came twice is known."""

    key: str
    to: str
    subject: str
    text: str
    attachments: Sequence[MailAttachment] = ()


class MailLater(Exception):
    """The mail server did not take it now (busy, away, our log-in refused): to be tried again."""


class MailRefused(Exception):
    """The mail server will never take it, such as for an address that does not exist."""


class Mail(Protocol):
    """The way out for mail. Called outside any transaction, may take seconds."""

    def send(self, message: MailMessage) -> None:
        """Hand a mail over. MailLater, MailRefused."""


class NoMail:
    """Where no mail server is set: every mail waits."""

    def send(self, message: MailMessage) -> None:
        raise MailLater("no mail server")
