"""One of the demo's partners as a program of its own, with an interface over HTTP."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.partners import Silence, SimulatedPartner
from telecom.model.money import Money
from telecom.model.partners import NumberAnswer, PartnerOrder
from telecom.ports import PartnerRefuses

# Longer than anybody waits for an answer.
SLOW_SECONDS = 4.0
Handle = Callable[[Request], Awaitable[Response]]


def partner_app(partner: SimulatedPartner, *, key: str, slow: float = SLOW_SECONDS) -> Starlette:
    """The interface; but for `/health` only open to who has the key. What is slow answers after so many seconds."""
    site = _Site(partner)
    paths = [
        ("/catalogue", "GET", site.catalogue),
        ("/feasibility", "POST", site.check),
        ("/orders/{key:path}/provisioning", "POST", site.provision),
        ("/orders/{key:path}", "PUT", site.order),
        ("/orders/{key:path}", "GET", site.find),
        ("/orders/{key:path}", "DELETE", site.cancel),
        ("/lines/{key:path}", "GET", site.read_line),
        ("/lines/{key:path}", "PUT", site.set_line),
        ("/releases/{key:path}", "PUT", site.release),
        ("/releases/{key:path}", "DELETE", site.call_off_number),
        ("/takeovers/{key:path}", "PUT", site.take),
        ("/takeovers/{key:path}", "DELETE", site.call_off_number),
        ("/faults", "POST", site.set_fault),
        ("/faults", "DELETE", site.repair),
    ]
    routes = [Route(path, _locked(handle, key, slow), methods=[method]) for path, method, handle in paths]
    return Starlette(routes=[*routes, Route("/health", _healthy)])


async def _healthy(request: Request) -> Response:
    return JSONResponse({})


def _locked(handle: Handle, key: str, slow: float) -> Handle:
    async def checked(request: Request) -> Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), key.encode()):
            return Response(status_code=401)
        try:
            return await handle(request)
        except Silence:
            await asyncio.sleep(slow)
            return Response(status_code=504)
        except PartnerRefuses as no:
            return JSONResponse({"reason": no.reason}, status_code=409)

    return checked


class _Site:
    """Reads what is asked, has the partner do it in a thread, and says what came of it."""

    def __init__(self, partner: SimulatedPartner) -> None:
        self._partner = partner

    async def catalogue(self, request: Request) -> Response:
        products = self._partner.catalogue()
        return JSONResponse({"products": [{"id": p.id, "name": p.name, **_amount(p.monthly)} for p in products]})

    async def check(self, request: Request) -> Response:
        asked = await request.json()
        found = await run_in_threadpool(self._partner.check, asked["product"], asked["place"])
        price = _amount(found.monthly) if found.monthly else {}
        return JSONResponse({"possible": found.possible, "reason": found.reason, **price})

    async def order(self, request: Request) -> Response:
        asked, key = await request.json(), request.path_params["key"]
        return _order(await run_in_threadpool(self._partner.order, key, asked["product"], asked["place"]))

    async def provision(self, request: Request) -> Response:
        return _order(await run_in_threadpool(self._partner.provision, request.path_params["key"]))

    async def find(self, request: Request) -> Response:
        found = await run_in_threadpool(self._partner.find, request.path_params["key"])
        return _order(found) if found else Response(status_code=404)

    async def cancel(self, request: Request) -> Response:
        await run_in_threadpool(self._partner.cancel, request.path_params["key"])
        return JSONResponse({})

    async def read_line(self, request: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(self._partner.read_line, request.path_params["key"])))

    async def set_line(self, request: Request) -> Response:
        asked, key = await request.json(), request.path_params["key"]
        await run_in_threadpool(self._partner.set_line, key, working=asked["working"])
        return JSONResponse({})

    async def release(self, request: Request) -> Response:
        asked, key = await request.json(), request.path_params["key"]
        return _number(await run_in_threadpool(self._partner.release_number, key, asked["number"], asked["code"]))

    async def take(self, request: Request) -> Response:
        asked, key = await request.json(), request.path_params["key"]
        return _number(await run_in_threadpool(self._partner.take_number, key, asked["number"]))

    async def call_off_number(self, request: Request) -> Response:
        await run_in_threadpool(self._partner.call_off_number, request.path_params["key"])
        return JSONResponse({})

    async def set_fault(self, request: Request) -> Response:
        asked = await request.json()
        try:
            await run_in_threadpool(self._partner.set_fault, asked["kind"], times=asked.get("times"))
        except ValueError as unknown:
            return JSONResponse({"error": str(unknown)}, status_code=400)
        return JSONResponse({})

    async def repair(self, request: Request) -> Response:
        await run_in_threadpool(self._partner.repair)
        return JSONResponse({})


def _amount(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def _order(found: PartnerOrder) -> Response:
    return JSONResponse({"key": found.key, "state": found.state.value, "reason": found.reason})


def _number(answer: NumberAnswer) -> Response:
    return JSONResponse(asdict(answer))
