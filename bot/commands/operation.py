"""For those who run it: /health, /ready and /metrics on a port of this machine. Part of `dialtone serve`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.commands.starting import say
from bot.listening import Listener
from bot.metrics import Metrics, StoredFigures
from bot.service import Service
from bot.settings import BotSettings
from bot.understanding import Understanding
from telecom.bootstrap import Telecom
from telecom.management.operation import Figures, read_figures

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Operation:
    """Says whether the process lives, whether it can serve, and its figures."""

    def __init__(self, telecom: Telecom, understanding: Understanding | None, metrics: Metrics) -> None:
        self._telecom = telecom
        self._understanding = understanding
        self._metrics = metrics
        metrics.registry.register(StoredFigures(self._figures, telecom.open_work.jobs_waiting))

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/health", self._health, methods=["GET"]),
                Route("/ready", self._ready, methods=["GET"]),
                Route("/metrics", self._show, methods=["GET"]),
            ]
        )

    def _figures(self) -> Figures:
        with self._telecom.open_work() as work:
            return read_figures(work=work)

    async def _health(self, request: Request) -> Response:
        """This process answers, whatever it stands on."""
        return JSONResponse({"status": "ok"})

    async def _ready(self, request: Request) -> Response:
        """200 where the database answers; without the language model it can serve, but less."""
        parts = {"database": await asyncio.to_thread(self._database_answers)}
        if self._understanding is not None:
            parts["understanding"] = await self._understanding.is_ready()
        return JSONResponse(parts, status_code=200 if parts["database"] else 503)

    def _database_answers(self) -> bool:
        try:
            with self._telecom.open_work() as work:
                return bool(work.now)
        except Exception:
            return False

    async def _show(self, request: Request) -> Response:
        return Response(await asyncio.to_thread(self._metrics.show), media_type=_TEXT)


@contextlib.asynccontextmanager
async def watched(service: Service, settings: BotSettings, *, understands: bool) -> AsyncIterator[None]:
    """The figures are served on this machine only; where the port is taken, it is said and all else goes on."""
    if settings.metrics_port == 0:
        yield
        return
    app = Operation(service.telecom, service.understanding if understands else None, service.metrics).app()
    try:
        listener = Listener(app, port=settings.metrics_port)
    except OSError:
        say(f"Port {settings.metrics_port} is taken: no /health, /ready, /metrics here. Set DIALTONE_METRICS_PORT.")
        yield
        return
    await listener.start()
    try:
        yield
    finally:
        await listener.stop()
