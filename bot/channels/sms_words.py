"""A reply in the form that suits a text message: words, numbered choices, a link for a paper, pages of two messages."""

from collections.abc import Callable

from bot.channels.sms_text import pages
from bot.rendering.render import Rendered
from bot.rendering.texts import Texts
from telecom.bootstrap import Telecom
from telecom.model.messaging import OutgoingMessage
from telecom.support import sms

CHANNEL = "sms"
PAPERS_PATH = "/papers"
PAGE_VALUE = "page"


class SmsWords:
    """Puts a rendered message into one text. `public_url` is where papers can be fetched; without it none is."""

    def __init__(self, telecom: Telecom, texts: Texts, *, public_url: str | None) -> None:
        self._telecom = telecom
        self._texts = texts
        self._public_url = public_url.rstrip("/") if public_url else None

    def text_of(self, message: OutgoingMessage, rendered: Rendered) -> str:
        """The page of the reply that is to go; links are made here, so this writes to the database."""
        lines = [rendered.text]
        papers = [at for at, attachment in enumerate(rendered.attachments) if attachment.kind == "pdf"]
        lines += [self._paper_line(message, at, rendered.language) for at in papers]
        lines += [f"{choice.mark} {choice.label}" for choice in rendered.choices]
        say = self._sentences(rendered.language)
        found = pages("\n".join(lines), ending=say("utter_sms_more"))
        wanted = int(message.utterance.values.get(PAGE_VALUE, 1))
        return found[wanted - 1] if wanted <= len(found) else say("utter_sms_no_more")

    def _sentences(self, language: str) -> Callable[[str], str]:
        return lambda name: self._texts.find(name, language=language, channel=CHANNEL).text

    def _paper_line(self, message: OutgoingMessage, position: int, language: str) -> str:
        say = self._sentences(language)
        if self._public_url is None:
            return say("utter_sms_paper_elsewhere")
        with self._telecom.open_work() as work:
            token = sms.make_link(message.id, position, work=work)
        return say("utter_sms_paper").format(link=f"{self._public_url}{PAPERS_PATH}/{token}")
