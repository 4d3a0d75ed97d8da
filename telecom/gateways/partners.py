"""Partners behind HTTP: every call carries a key, and an answer that does not come is asked for again by key."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from telecom.model.money import Money
from telecom.model.partners import Feasibility, NumberAnswer, PartnerOrder, PartnerOrderState, PartnerProduct
from telecom.ports import LineReading, PartnerDown, PartnerRefuses

_DEADLINE = 2.0


class HostedPartners:
    """`telecom.ports.Partners` over HTTP, each partner at its address."""

    def __init__(self, addresses: Mapping[str, str], *, key: str, deadline: float = _DEADLINE) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._clients = {
            name: httpx.Client(base_url=url, headers=headers, timeout=deadline) for name, url in addresses.items()
        }

    def catalogue(self, partner: str) -> Sequence[PartnerProduct]:
        products = self._said(partner, "GET", "/catalogue")["products"]
        return [PartnerProduct(raw["id"], raw["name"], _money(raw)) for raw in products]

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        said = self._said(partner, "POST", "/feasibility", {"product": product, "place": place})
        return Feasibility(said["possible"], _money(said) if said["possible"] else None, said.get("reason"))

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        return _order(
            self._said(partner, "PUT", f"/orders/{quote(key, safe='')}", {"product": product, "place": place})
        )

    def provision(self, partner: str, key: str) -> PartnerOrder:
        return _order(self._said(partner, "POST", f"/orders/{quote(key, safe='')}/provisioning"))

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        answer = self._ask(partner, "GET", f"/orders/{quote(key, safe='')}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else _order(_read(partner, answer))

    def cancel(self, partner: str, key: str) -> None:
        self._said(partner, "DELETE", f"/orders/{quote(key, safe='')}")

    def read_line(self, partner: str, key: str) -> LineReading:
        return LineReading(**self._of_line(partner, "GET", key))

    def set_line(self, partner: str, key: str, *, working: bool) -> None:
        self._of_line(partner, "PUT", key, {"working": working})

    def _of_line(self, partner: str, method: str, key: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self._ask(partner, method, f"/lines/{quote(key, safe='')}", body)
        if answer.status_code == httpx.codes.CONFLICT:
            raise PartnerRefuses(answer.json()["reason"])
        return _read(partner, answer)

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        said = self._said(partner, "PUT", f"/releases/{quote(key, safe='')}", {"number": number, "code": code})
        return NumberAnswer(said["accepted"], said["reason"])

    def keep_number(self, partner: str, key: str) -> None:
        self._said(partner, "DELETE", f"/releases/{quote(key, safe='')}")

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        said = self._said(partner, "PUT", f"/takeovers/{quote(key, safe='')}", {"number": number})
        return NumberAnswer(said["accepted"], said["reason"])

    def leave_number(self, partner: str, key: str) -> None:
        self._said(partner, "DELETE", f"/takeovers/{quote(key, safe='')}")

    def _said(self, partner: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return _read(partner, self._ask(partner, method, path, body))

    def _ask(self, partner: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        if partner not in self._clients:
            raise PartnerDown(f"no address for {partner}")
        try:
            return self._clients[partner].request(method, path, json=body)
        except httpx.HTTPError as error:
            # Whatever went wrong on the way, the partner may have done it: to be asked again by key.
            raise PartnerDown(partner) from error


def _read(partner: str, answer: httpx.Response) -> dict[str, Any]:
    if answer.is_server_error:
        raise PartnerDown(partner)
    answer.raise_for_status()
    read: dict[str, Any] = answer.json()
    return read


def _order(raw: Mapping[str, Any]) -> PartnerOrder:
    return PartnerOrder(raw["key"], PartnerOrderState(raw["state"]), raw["reason"])


def _money(raw: Mapping[str, Any]) -> Money:
    return Money(raw["minor"], raw["currency"])
