"""The demo's provider as a program: its interface over HTTP, its page, and what it tells us, signed. [R13]"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from bot.channels.payments_webhook import PATH, PaymentsWebhook
from bot.listening import Listener
from demo.payment_server import Messages, payment_app, read_expiry
from demo.payments import LOST, REORDERED, TIMEOUT_AFTER, TWICE, SimulatedPayments, install
from telecom.bootstrap import Telecom
from telecom.gateways.payments import HostedPayments
from telecom.model.signatures import is_signed, sign
from telecom.ports import PaymentTimeout
from tests.loops import LoopThread, loop_in_thread
from tests.money import pounds

KEY, SECRET = "shop key", "webhook secret"
HALF_AN_HOUR = timedelta(minutes=30)
GOOD = {"number": "4242 4242 4242 4242", "expiry": "12/29"}


@dataclass
class Site:
    """The running provider, and the shop's way to it."""

    url: str
    shop: HostedPayments
    provider: SimulatedPayments
    loop: LoopThread

    def fill_in(self, link: str, **typed: str) -> httpx.Response:
        return httpx.post(link, data={**GOOD, **typed})


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    install(database_url)
    provider = SimulatedPayments(database_url, clock=lambda: datetime.now(UTC), wait=lambda _: None)
    with loop_in_thread() as loop:
        listener = Listener(payment_app(provider, key=KEY))
        provider._pages_at = listener.url
        loop.run(listener.start())
        yield Site(listener.url, HostedPayments(listener.url, key=KEY), provider, loop)
        loop.run(listener.stop())


def test_over_http_the_same_key_is_the_same_charge(site: Site) -> None:
    site.provider.add_card("card_1", expires_on=date(2099, 12, 31))
    first = site.shop.charge("k/1", method_token="card_1", amount=pounds(5), purpose="P-1")
    assert first.captured
    assert site.shop.charge("k/1", method_token="card_1", amount=pounds(5), purpose="P-1") == first
    assert site.shop.find_charge("k/1") == first
    assert site.shop.find_charge("never") is None


def test_a_provider_that_times_out_after_charging_is_asked_by_key(site: Site) -> None:
    site.provider.add_card("card_1", expires_on=date(2099, 12, 31))
    site.provider.set_fault(TIMEOUT_AFTER, times=1)
    with pytest.raises(PaymentTimeout):
        site.shop.charge("k", method_token="card_1", amount=pounds(5), purpose="P-1")
    found = site.shop.find_charge("k")
    assert found is not None and found.captured


def test_without_the_key_the_interface_is_shut(site: Site) -> None:
    assert httpx.get(f"{site.url}/statement").status_code == 401
    with pytest.raises(httpx.HTTPStatusError):
        HostedPayments(site.url, key="guessed").find_charge("k")


def test_a_page_is_paid_once_and_its_card_saved(site: Site) -> None:
    page = site.shop.open_page("k", amount=pounds(12.50), purpose="P-7", lasts=HALF_AN_HOUR)
    assert page.is_open
    assert "Pay 12.50 GBP" in httpx.get(page.url).text
    assert site.fill_in(page.url, number="4000000000000002").status_code == 402
    assert site.shop.find_page("k") == page
    for _ in range(2):
        assert "Thank you" in site.fill_in(page.url, save="1").text
    paid = site.shop.find_page("k")
    assert paid is not None and paid.charge is not None and paid.card is not None
    assert (paid.is_open, paid.charge.captured, paid.card.last_four) == (False, True, "4242")
    again = site.shop.charge("k2", method_token=paid.card.token, amount=pounds(1), purpose="P-8")
    assert again.captured


def test_a_page_that_ran_out_takes_no_money(site: Site) -> None:
    page = site.shop.open_page("k", amount=pounds(1), purpose="P-7", lasts=timedelta(0))
    assert "expired" in site.fill_in(page.url).text
    found = site.shop.find_page("k")
    assert found is not None and (found.is_open, found.charge) == (False, None)


def test_a_card_is_saved_without_paying(site: Site) -> None:
    page = site.shop.open_page("k", amount=None, purpose="card", lasts=HALF_AN_HOUR)
    site.fill_in(page.url)
    found = site.shop.find_page("k")
    assert found is not None and found.card is not None and found.charge is None
    site.shop.forget_card(found.card.token)
    assert not site.shop.charge("k2", method_token=found.card.token, amount=pounds(1), purpose="").captured


def test_what_is_typed_on_the_page_is_shown_back_harmless(site: Site) -> None:
    page = site.shop.open_page("k", amount=pounds(1), purpose="<script>x</script>", lasts=HALF_AN_HOUR)
    assert "<script>" not in httpx.get(page.url).text
    assert httpx.get(f"{site.url}/pay/guessed").status_code == 404
    assert read_expiry("13/29") is None and read_expiry("2/28") == date(2028, 2, 29)


def test_money_is_given_back_once_and_never_more_than_was_taken(site: Site) -> None:
    site.provider.add_card("card_1", expires_on=date(2099, 12, 31))
    charge = site.shop.charge("k", method_token="card_1", amount=pounds(10), purpose="P-1")
    first = site.shop.refund("r", reference=charge.reference, amount=pounds(6))
    assert first.done and site.shop.refund("r", reference=charge.reference, amount=pounds(6)) == first
    assert not site.shop.refund("r2", reference=charge.reference, amount=pounds(5)).done
    now = datetime.now(UTC)
    lines = site.shop.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    assert [(line.key, line.amount) for line in lines] == [("k", pounds(10)), ("r", -pounds(6))]


class Shop:
    """Hears the provider ring."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, telecom: Telecom, loop: LoopThread) -> None:
        self.heard: list[str] = []
        monkeypatch.setattr("bot.channels.payments_webhook.hear_of_payment", self._hear)
        self._loop = loop
        self.listener = Listener(PaymentsWebhook(telecom, secret=SECRET).app())

    def _hear(self, key: str, *, work: object) -> bool:
        self.heard.append(key)
        return True

    def __enter__(self) -> "Shop":
        self._loop.run(self.listener.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self.listener.stop())


def ring_all(site: Site, url: str) -> None:
    async def send() -> None:
        async with httpx.AsyncClient() as client:
            await Messages(site.provider, url, secret=SECRET).send_waiting(client)

    site.loop.run(send())


def test_what_happens_is_rung_once_twice_in_any_order_or_never(
    site: Site, telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.provider.add_card("card_1", expires_on=date(2099, 12, 31))
    with Shop(monkeypatch, telecom, site.loop) as shop:
        url = f"{shop.listener.url}{PATH}"
        for fault, rung in ((None, ["a", "b"]), (TWICE, ["a", "a", "b", "b"]), (REORDERED, ["b", "a"]), (LOST, [])):
            site.provider.repair()
            if fault:
                site.provider.set_fault(fault)
            for name in ("a", "b"):
                site.shop.charge(f"{fault} {name}", method_token="card_1", amount=pounds(1), purpose="")
            shop.heard.clear()
            ring_all(site, url)
            assert [key.split()[-1] for key in shop.heard] == rung


def test_only_what_the_provider_signed_lately_is_heard(
    site: Site, telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b'{"key": "k"}'
    now = datetime.now(UTC)
    with Shop(monkeypatch, telecom, site.loop) as shop:
        url = f"{shop.listener.url}{PATH}"
        for signature in ("", "t=1,v1=00", sign("guessed", body, at=now), sign(SECRET, body, at=now - HALF_AN_HOUR)):
            answer = httpx.post(url, content=body, headers={"X-Payment-Signature": signature})
            assert answer.status_code == 403
        signed = {"X-Payment-Signature": sign(SECRET, body, at=now)}
        assert httpx.post(url, content=b'{"key": "x"}', headers=signed).status_code == 403
        assert httpx.post(url, content=body, headers=signed).status_code == 200
        assert shop.heard == ["k"]


def test_a_signature_holds_for_its_message_alone() -> None:
    at = datetime(2026, 9, 15, tzinfo=UTC)
    signature = sign(SECRET, b"one", at=at)
    assert is_signed(signature, SECRET, b"one", now=at + timedelta(minutes=4))
    assert not is_signed(signature, SECRET, b"two", now=at)
    assert not is_signed(signature, SECRET, b"one", now=at + timedelta(minutes=6))
