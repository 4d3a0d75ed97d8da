"""Papers behind a link: who holds the link in a text message reads the PDF, for a day."""

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.sms_words import PAPERS_PATH
from bot.rendering.render import Renderer
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation
from telecom.support import sms

log = structlog.get_logger("papers")
_UNSEEN = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class Papers:
    """Serves each paper drawn anew from what its message holds."""

    def __init__(self, telecom: Telecom, renderer: Renderer) -> None:
        self._telecom = telecom
        self._renderer = renderer

    def route(self) -> Route:
        """Where links lead."""
        return Route(PAPERS_PATH + "/{token}", self._serve)

    async def _serve(self, request: Request) -> Response:
        found = await asyncio.to_thread(self._draw, request.path_params["token"])
        if found is None:
            return PlainTextResponse("This link is no longer valid. Ask for the paper again.", 404, _UNSEEN)
        name, content = found
        shown = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_UNSEEN}
        return Response(content, media_type="application/pdf", headers=shown)

    def _draw(self, token: str) -> tuple[str, bytes] | None:
        with self._telecom.open_work() as work:
            found = sms.find_paper(token, work=work)
            if found is None:
                return None
            message, wanted = found
            chat = work.of(Conversation).find(id=message.conversation_id) if message.conversation_id else None
            rendered = self._renderer.render(
                message.utterance,
                channel=message.channel,
                language=chat.language if chat else "en",
                today=work.today(),
            )
        paper = rendered.attachments[list(message.utterance.attachments).index(wanted)]
        return paper.name, self._telecom.paper.draw(paper.name, paper.values)
