"""The demo's payment provider as a program of its own: pages for people, an interface for shops, signed messages."""

import asyncio
import calendar
import hmac
import html
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from demo.payment_pages import Card
from demo.payments import LOST, REORDERED, TWICE, SimulatedPayments
from telecom.model.money import Money
from telecom.model.signatures import sign
from telecom.ports import PaymentPage, PaymentTimeout

log = structlog.get_logger("payment provider")
SIGNATURE = "X-Payment-Signature"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:16px sans-serif;max-width:26em;margin:3em auto;padding:0 1em}}
input,button{{font:inherit;padding:.5em;margin:.3em 0;width:100%;box-sizing:border-box}}.box{{width:auto}}
.no{{color:#a00}}</style><h1>{title}</h1>{body}</html>"""
_FORM = """<p>{purpose}</p>{refusal}<form method="post"><label>Card number
<input name="number" inputmode="numeric" autocomplete="cc-number" required></label>
<label>Good until (MM/YY)<input name="expiry" placeholder="12/29" autocomplete="cc-exp" required></label>
{save}<button>{button}</button></form>
<p>This is a demo: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined.</p>"""
_SAVE = '<label><input class="box" type="checkbox" name="save" value="1"> Save this card</label>'
Handle = Callable[[Request], Awaitable[Response]]


def payment_app(provider: SimulatedPayments, *, key: str) -> Starlette:
    """The whole site: `/pay/...` is open to who has the link, everything else to who has the key."""
    server = _Site(provider)
    shop = [
        ("/charges", "POST", server.charge),
        ("/charges/{key:path}", "GET", server.find_charge),
        ("/pages", "POST", server.open_page),
        ("/pages/{key:path}", "GET", server.find_page),
        ("/refunds", "POST", server.refund),
        ("/cards/{token:path}", "DELETE", server.forget_card),
        ("/statement", "GET", server.statement),
        ("/faults", "POST", server.set_fault),
        ("/faults", "DELETE", server.repair),
    ]
    routes = [Route(path, _locked(handle, key), methods=[method]) for path, method, handle in shop]
    routes += [Route("/pay/{token}", server.show, methods=["GET"]), Route("/pay/{token}", server.pay, methods=["POST"])]
    return Starlette(routes=routes, exception_handlers={PaymentTimeout: _timed_out})


def _locked(handle: Handle, key: str) -> Handle:
    async def checked(request: Request) -> Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), key.encode()):
            return Response(status_code=401)
        return await handle(request)

    return checked


async def _timed_out(request: Request, error: Exception) -> Response:
    return Response(status_code=504)


class _Site:
    """What the site does, each in a thread, because the provider's database is waited for."""

    def __init__(self, provider: SimulatedPayments) -> None:
        self._provider = provider

    async def charge(self, request: Request) -> Response:
        asked = await request.json()
        made = await run_in_threadpool(
            self._provider.charge,
            asked["key"],
            method_token=asked["card"],
            amount=Money(asked["minor"], asked["currency"]),
            purpose=asked["purpose"],
        )
        return JSONResponse(asdict(made))

    async def find_charge(self, request: Request) -> Response:
        found = await run_in_threadpool(self._provider.find_charge, request.path_params["key"])
        return JSONResponse(asdict(found)) if found else Response(status_code=404)

    async def open_page(self, request: Request) -> Response:
        asked = await request.json()
        amount = Money(asked["minor"], asked["currency"]) if "minor" in asked else None
        lasts = timedelta(seconds=asked["seconds"])
        page = await run_in_threadpool(
            self._provider.open_page, asked["key"], amount=amount, purpose=asked["purpose"], lasts=lasts
        )
        return JSONResponse(_page_as_json(page))

    async def find_page(self, request: Request) -> Response:
        found = await run_in_threadpool(self._provider.find_page, request.path_params["key"])
        return JSONResponse(_page_as_json(found)) if found else Response(status_code=404)

    async def refund(self, request: Request) -> Response:
        asked = await request.json()
        amount = Money(asked["minor"], asked["currency"])
        made = await run_in_threadpool(self._provider.refund, asked["key"], reference=asked["charge"], amount=amount)
        return JSONResponse(asdict(made))

    async def forget_card(self, request: Request) -> Response:
        await run_in_threadpool(self._provider.forget_card, request.path_params["token"])
        return JSONResponse({})

    async def statement(self, request: Request) -> Response:
        since, until = (datetime.fromisoformat(request.query_params[name]) for name in ("since", "until"))
        lines = await run_in_threadpool(self._provider.statement, since, until)
        return JSONResponse({"lines": [{"key": x.key, "reference": x.reference, **asdict(x.amount)} for x in lines]})

    async def set_fault(self, request: Request) -> Response:
        asked = await request.json()
        try:
            await run_in_threadpool(self._provider.set_fault, asked["kind"], times=asked.get("times"))
        except ValueError as unknown:
            return JSONResponse({"error": str(unknown)}, status_code=400)
        return JSONResponse({})

    async def repair(self, request: Request) -> Response:
        await run_in_threadpool(self._provider.repair)
        return JSONResponse({})

    async def show(self, request: Request) -> Response:
        return await self._shown(request.path_params["token"], None)

    async def pay(self, request: Request) -> Response:
        token = request.path_params["token"]
        typed = {name: values[0] for name, values in parse_qs((await request.body())[:4096].decode()).items()}
        expires_on = read_expiry(typed.get("expiry", ""))
        if expires_on is None:
            return await self._shown(token, "that is no month and year")
        number = "".join(filter(str.isdigit, typed.get("number", "")))
        try:
            refusal = await run_in_threadpool(
                self._provider.pay_page, token, Card(number, expires_on), save="save" in typed
            )
        except LookupError:
            return Response(status_code=404)
        return await self._shown(token, refusal)

    async def _shown(self, token: str, refusal: str | None) -> Response:
        try:
            page = await run_in_threadpool(self._provider.read_page, token)
        except LookupError:
            return Response(status_code=404)
        if page.state == "expired":
            return HTMLResponse(
                _PAGE.format(title="Too late", body="<p>This page has expired. Nothing was charged.</p>")
            )
        if page.state == "done":
            return HTMLResponse(_PAGE.format(title="Thank you", body="<p>Done. You can go back to your chat.</p>"))
        title = f"Pay {page.amount.minor / 100:.2f} {page.amount.currency}" if page.amount else "Save a card"
        refused = f'<p class="no">Refused: {html.escape(refusal)}. Nothing was charged.</p>' if refusal else ""
        form = _FORM.format(
            purpose=html.escape(page.purpose),
            refusal=refused,
            save=_SAVE if page.amount else "",
            button="Pay" if page.amount else "Save",
        )
        return HTMLResponse(_PAGE.format(title=title, body=form), status_code=402 if refusal else 200)


def _page_as_json(page: PaymentPage) -> dict[str, Any]:
    card = {**asdict(page.card), "expires_on": page.card.expires_on.isoformat()} if page.card else None
    charge = asdict(page.charge) if page.charge else None
    return {"key": page.key, "url": page.url, "is_open": page.is_open, "charge": charge, "card": card}


def read_expiry(typed: str) -> date | None:
    """The last day of a month written MM/YY, or None."""
    month, _, year = typed.strip().partition("/")
    if not (month.isdecimal() and year.isdecimal() and 1 <= int(month) <= 12 and len(year) in (2, 4)):
        return None
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return date(full, int(month), calendar.monthrange(full, int(month))[1])


class Messages:
    """Tells the shop what happened, signed, as often as it takes; or as the set faults have it."""

    def __init__(self, provider: SimulatedPayments, url: str, *, secret: str, every: float = 0.3) -> None:
        self._provider = provider
        self._url = url
        self._secret = secret
        self._every = every

    async def run(self) -> None:
        """Send until cancelled."""
        async with httpx.AsyncClient(timeout=5) as client:
            while True:
                try:
                    await self.send_waiting(client)
                except Exception as error:
                    log.warning("messages not sent", reason=type(error).__name__)
                await asyncio.sleep(self._every)

    async def send_waiting(self, client: httpx.AsyncClient) -> None:
        """Send what waits, once through."""
        waiting = await run_in_threadpool(self._provider.waiting_webhooks)
        faults = set(await run_in_threadpool(self._provider.faults)) if waiting else set()
        for number, event, kind, key in reversed(waiting) if REORDERED in faults else waiting:
            body = json.dumps({"event": event, "kind": kind, "key": key}).encode()
            for _ in range(0 if LOST in faults else 2 if TWICE in faults else 1):
                header = {SIGNATURE: sign(self._secret, body, at=datetime.now(UTC)), "Content-Type": "application/json"}
                answer = await client.post(self._url, content=body, headers=header)
                answer.raise_for_status()
            await run_in_threadpool(self._provider.mark_sent, number)
