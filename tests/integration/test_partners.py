"""The demo's partners: their interface over HTTP, keys, refusals, silence, and a crash of the process. [F8]"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.listening import Listener
from bot.settings import CHECKOUT
from bot.supervisor.children import find_free_port
from demo.catalogue import read_catalogue
from demo.partner_server import partner_app
from demo.partners import LATE, REFUSE, SLOW, WEAK, SimulatedPartner, make_companies
from telecom.gateways.partners import HostedPartners
from telecom.model.catalogue import price_of
from telecom.model.partners import PartnerOrderState, components_of, partner_of
from telecom.ports import NoPartners, PartnerDown, PartnerRefuses
from tests.loops import loop_in_thread

KEY, FIBRE = "partner key", "northlink-fibre-300"
WHERE = {"product": FIBRE, "place": "Northgate"}


def end() -> None:
    raise AssertionError("no crash was asked for")


@dataclass
class Site:
    """A running partner, and our way to it."""

    url: str
    ours: HostedPartners
    partner: SimulatedPartner


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    partner = SimulatedPartner(make_companies()["northlink"], tmp_path / "store.sqlite", die=end)
    with loop_in_thread() as loop:
        listener = Listener(partner_app(partner, key=KEY, slow=0.4))
        loop.run(listener.start())
        yield Site(listener.url, HostedPartners({"northlink": listener.url}, key=KEY, deadline=0.2), partner)
        loop.run(listener.stop())


def test_what_a_partner_sells_and_where(site: Site) -> None:
    [fibre] = site.ours.catalogue("northlink")
    assert (fibre.id, fibre.monthly.minor) == (FIBRE, 3100)
    assert site.ours.check("northlink", **WHERE).monthly == fibre.monthly
    nowhere = site.ours.check("northlink", product=FIBRE, place="Mill Hill")
    assert (nowhere.possible, nowhere.reason) == (False, "no network there")


def test_the_same_key_is_the_same_order_until_it_is_done(site: Site) -> None:
    site.partner.set_fault(LATE, times=1)
    assert site.ours.find("northlink", "k/1") is None
    for _ in range(2):
        assert site.ours.order("northlink", "k/1", **WHERE).state is PartnerOrderState.ACCEPTED
    assert site.ours.provision("northlink", "k/1").state is PartnerOrderState.PROVISIONING
    assert site.ours.provision("northlink", "k/1").state is PartnerOrderState.DONE
    # What is done is not accepted anew.
    assert site.ours.order("northlink", "k/1", **WHERE).state is PartnerOrderState.DONE


def test_a_refusal_stays_one(site: Site) -> None:
    site.partner.set_fault(REFUSE, times=1)
    first = site.ours.order("northlink", "k", **WHERE)
    assert (first.state, first.reason) == (PartnerOrderState.REFUSED, "credit check failed")
    assert site.ours.order("northlink", "k", **WHERE) == first


def test_an_order_that_comes_after_its_cancellation_is_not_carried_out(site: Site) -> None:
    site.ours.cancel("northlink", "k")
    assert site.ours.order("northlink", "k", **WHERE).state is PartnerOrderState.CANCELLED
    assert site.ours.provision("northlink", "k").state is PartnerOrderState.CANCELLED


def test_a_slow_partner_has_done_it_and_says_so_when_asked_again(site: Site) -> None:
    site.partner.set_fault(SLOW, times=1)
    with pytest.raises(PartnerDown):
        site.ours.order("northlink", "k", **WHERE)
    found = site.ours.find("northlink", "k")
    assert found is not None and found.state is PartnerOrderState.ACCEPTED


def test_a_line_is_measured_rested_and_refused(site: Site) -> None:
    with pytest.raises(PartnerRefuses) as unknown:
        site.ours.read_line("northlink", "k/1")
    assert unknown.value.reason == "we deliver no such line"
    site.ours.order("northlink", "k/1", **WHERE)
    site.ours.provision("northlink", "k/1")
    assert (site.ours.read_line("northlink", "k/1").down, site.ours.read_line("northlink", "k/1").snr) == (
        288 * 10**6,
        None,
    )
    for working in (False, True):
        site.ours.set_line("northlink", "k/1", working=working)
        assert site.ours.read_line("northlink", "k/1").reachable is working
    site.partner.set_fault(WEAK, times=1)
    assert site.ours.read_line("northlink", "k/1").down == 60 * 10**6
    site.partner.set_fault(REFUSE)
    site.ours.set_line("northlink", "k/1", working=True)  # it does already
    with pytest.raises(PartnerRefuses):
        site.ours.set_line("northlink", "k/1", working=False)
    site.partner.set_fault(SLOW, times=1)
    with pytest.raises(PartnerDown):
        site.ours.set_line("northlink", "k/1", working=True)


def test_a_number_leaves_with_the_right_code_only(site: Site) -> None:
    number = "+447700900888"
    wrong = site.ours.release_number("northlink", "a", number=number, code="GUESS1")
    assert (wrong.accepted, wrong.reason) == (False, "code does not fit")
    assert site.ours.release_number("northlink", "b", number=number, code="nlk888888").accepted
    site.ours.keep_number("northlink", "b")
    assert not site.ours.release_number("northlink", "b", number=number, code="NLK888888").accepted
    assert site.ours.take_number("northlink", "c", number="+447700900123").accepted
    assert site.ours.take_number("northlink", "d", number=number).reason == "number is with us already"


def test_without_the_key_a_partner_says_nothing(site: Site) -> None:
    assert httpx.get(f"{site.url}/catalogue").status_code == 401


def test_who_has_no_address_does_not_answer(site: Site) -> None:
    with pytest.raises(PartnerDown):
        site.ours.catalogue("citynet")
    with pytest.raises(PartnerDown):
        NoPartners().check("northlink", **WHERE)


def test_a_partner_whose_process_crashed_remembers_what_it_did(tmp_path: Path) -> None:
    port = find_free_port()
    command = [sys.executable, "-m", "bot.command", "partners", "--only", "northlink", "--port", str(port)]
    environment = {**os.environ, "DIALTONE_HOME": str(tmp_path), "DIALTONE_PARTNERS_KEY": KEY}
    ours = HostedPartners({"northlink": f"http://127.0.0.1:{port}"}, key=KEY, deadline=5)

    def started() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE)
        assert process.stderr is not None and b"answers at" in process.stderr.readline()
        return process

    first = started()
    asked = {"kind": "crash after", "times": 1}
    httpx.post(f"http://127.0.0.1:{port}/faults", json=asked, headers={"Authorization": f"Bearer {KEY}"})
    with pytest.raises(PartnerDown):
        ours.order("northlink", "k", **WHERE)
    assert first.wait(timeout=20) == 70
    second = started()
    try:
        found = ours.find("northlink", "k")
        assert found is not None and found.state is PartnerOrderState.ACCEPTED
    finally:
        second.terminate()
        assert second.wait(timeout=20) == 0
        for process in (first, second):
            assert process.stderr is not None
            process.stderr.close()


def test_what_the_demo_sells_of_partners_costs_what_they_ask_and_a_ready_made_product_the_sum_of_its_parts() -> None:
    offerings = read_catalogue().offerings
    asked = {product.id: product.monthly for company in make_companies().values() for product in company.products}
    assert {o.id: o.monthly for o in offerings.values() if partner_of(o)} == asked
    ready_made = [o for o in offerings.values() if components_of(o)]
    assert ready_made
    for each in ready_made:
        assert price_of([offerings[part].price for part in components_of(each)]) == each.price
