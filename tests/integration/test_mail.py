"""Mail over SMTP: the paper arrives byte for byte; a busy server is tried again, a refused mail is not. [B10]"""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from telecom.gateways.mail import KeptMail, SmtpMail
from telecom.ports import MailAttachment, MailLater, MailMessage, MailRefused

PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 40
SENDER = "billing@dialtone.example"


class Postbox:
    """A mail server that keeps what it takes; `says` are answers it gives before it takes anything."""

    def __init__(self) -> None:
        self.says: list[str] = []
        self.kept: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 (named by aiosmtpd)
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.says:
            return self.says.pop(0)
        assert isinstance(envelope.content, bytes)
        self.kept.append(envelope.content)
        return "250 taken"


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[Controller]:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        good = getattr(told, "password", None) == b"right"
        return AuthResult(success=good, handled=False)

    controller = Controller(
        postbox, hostname="127.0.0.1", port=0, authenticator=authenticate, auth_require_tls=False, loop=None
    )
    controller.port = _free_port()
    controller.start()
    yield controller
    controller.stop()


def _free_port() -> int:
    async def find() -> int:
        listening = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port: int = listening.sockets[0].getsockname()[1]
        listening.close()
        return port

    return asyncio.run(find())


def a_mail(*, to: str = "maya@example.com") -> MailMessage:
    return MailMessage("e-bill:1", to, "Your bill: £25.90", "Hello,\nhere it is.", [MailAttachment("b.pdf", PAPER)])


def smtp(server: Controller, **more: Any) -> SmtpMail:
    return SmtpMail("127.0.0.1", port=server.port, sender=SENDER, security="none", **more)


def test_the_paper_arrives_byte_for_byte(server: Controller, postbox: Postbox) -> None:
    smtp(server, user="us", password="right").send(a_mail())
    mail = message_from_bytes(postbox.kept[0], policy=policy.default)
    assert (mail["To"], mail["From"], mail["Subject"]) == ("maya@example.com", SENDER, "Your bill: £25.90")
    (paper,) = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()) == ("b.pdf", PAPER)


def test_a_busy_server_is_tried_again_with_the_same_message_id(server: Controller, postbox: Postbox) -> None:
    postbox.says = ["451 try again later"]
    with pytest.raises(MailLater):
        smtp(server).send(a_mail())
    for _ in range(2):
        smtp(server).send(a_mail())
    first, second = (message_from_bytes(kept)["Message-ID"] for kept in postbox.kept)
    assert first == second and first.endswith("@dialtone.example>")


def test_an_address_that_does_not_exist_is_refused_for_good(server: Controller, postbox: Postbox) -> None:
    with pytest.raises(MailRefused):
        smtp(server).send(a_mail(to="nobody@example.com"))
    postbox.says = ["554 not wanted"]
    with pytest.raises(MailRefused):
        smtp(server).send(a_mail())
    assert postbox.kept == []


def test_a_refused_log_in_keeps_the_mail_for_later(server: Controller, postbox: Postbox) -> None:
    with pytest.raises(MailLater, match="log-in refused"):
        smtp(server, user="us", password="wrong").send(a_mail())
    assert postbox.kept == []


def test_a_server_that_is_away_is_tried_later() -> None:
    with pytest.raises(MailLater):
        SmtpMail("127.0.0.1", port=_free_port(), sender=SENDER, security="none").send(a_mail())


def test_without_a_server_mails_stand_in_a_folder_once(tmp_path: Path) -> None:
    kept = KeptMail(tmp_path / "mail", sender=SENDER)
    for _ in range(2):
        kept.send(a_mail())
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert b"maya@example.com" in path.read_bytes()
