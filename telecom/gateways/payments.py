"""A payment provider behind HTTP: every call carries a key, and an answer that does not come is a timeout."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from telecom.model.money import Money
from telecom.ports import Charge, NewCard, PaymentPage, PaymentTimeout, Refunded, StatementLine

_DEADLINE = 4.0


class HostedPayments:
    """`telecom.ports.PaymentGateway` over HTTP."""

    def __init__(self, url: str, *, key: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=_DEADLINE)

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        asked = {"key": key, "card": method_token, "purpose": purpose, **_amount(amount)}
        return _charge(self._said("POST", "/charges", key, asked))

    def find_charge(self, key: str) -> Charge | None:
        found = self._found(f"/charges/{quote(key, safe='')}", key)
        return _charge(found) if found else None

    def open_page(self, key: str, *, amount: Money | None, purpose: str, lasts: timedelta) -> PaymentPage:
        asked = {"key": key, "purpose": purpose, "seconds": int(lasts.total_seconds())}
        return _page(self._said("POST", "/pages", key, asked | (_amount(amount) if amount else {})))

    def find_page(self, key: str) -> PaymentPage | None:
        found = self._found(f"/pages/{quote(key, safe='')}", key)
        return _page(found) if found else None

    def refund(self, key: str, *, reference: str, amount: Money) -> Refunded:
        made = self._said("POST", "/refunds", key, {"key": key, "charge": reference, **_amount(amount)})
        return Refunded(made["key"], made["done"], made["reference"], made["reason"])

    def forget_card(self, token: str) -> None:
        self._said("DELETE", f"/cards/{quote(token, safe='')}", "card")

    def statement(self, since: datetime, until: datetime) -> Sequence[StatementLine]:
        asked = {"since": since.isoformat(), "until": until.isoformat()}
        lines = self._said("GET", "/statement", "statement", query=asked)["lines"]
        return [StatementLine(one["key"], one["reference"], Money(one["minor"], one["currency"])) for one in lines]

    def _found(self, path: str, key: str) -> dict[str, Any] | None:
        answer = self._ask("GET", path, key)
        return None if answer.status_code == httpx.codes.NOT_FOUND else self._read(answer, key)

    def _said(
        self, method: str, path: str, key: str, body: Mapping[str, Any] | None = None, *, query: Any = None
    ) -> dict[str, Any]:
        return self._read(self._ask(method, path, key, body, query), key)

    def _ask(
        self, method: str, path: str, key: str, body: Mapping[str, Any] | None = None, query: Any = None
    ) -> httpx.Response:
        try:
            return self._client.request(method, path, json=body, params=query)
        except httpx.HTTPError as error:
            # Whatever went wrong on the way, the provider may have done it: to be asked again by key.
            raise PaymentTimeout(key) from error

    def _read(self, answer: httpx.Response, key: str) -> dict[str, Any]:
        if answer.is_server_error:
            raise PaymentTimeout(key)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read


def _amount(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def _charge(raw: Mapping[str, Any]) -> Charge:
    return Charge(raw["key"], raw["captured"], raw["reference"], raw["reason"])


def _page(raw: Mapping[str, Any]) -> PaymentPage:
    card = raw["card"]
    saved = (
        NewCard(card["token"], card["brand"], card["last_four"], date.fromisoformat(card["expires_on"]))
        if card
        else None
    )
    return PaymentPage(raw["key"], raw["url"], raw["is_open"], _charge(raw["charge"]) if raw["charge"] else None, saved)
