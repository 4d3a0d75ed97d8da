"""Two customers who have the same of everything: each thing of the one is the other's, to be swapped in tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission
from telecom.model.balance import LedgerAccount
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind
from telecom.model.campaigns import Campaign
from telecom.model.disputes import Dispute
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.own_services import OwnPart, OwnService, PartKind
from telecom.model.parties import BillingAccount, BillingMode, GroupedLine, Individual, LineGroup, Membership, Role
from telecom.model.payments import Payment, PaymentState, Purpose
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.preferences import MessageKind
from telecom.model.restrictions import Restriction, RestrictionStatus
from telecom.model.sims import Sim, SimKind, SimStatus
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.trials import Trial
from telecom.model.warranty import WarrantyClaim
from telecom.ports import Work
from telecom.support import ledger
from tests.money import a_bill, a_card, pounds
from tests.people import a_subscriber, logged_in
from tests.twin_wishes import keep, trouble, wishes


@dataclass(frozen=True, slots=True)
class Twin:
    """A manager who is logged in, somebody of theirs without rights, and all that is theirs, by what it is called."""

    manager: Actor
    helper: Actor
    has: Mapping[str, Any]

    def marks(self) -> set[str]:
        """Ids, numbers and names by which a thing of theirs could be recognised."""
        return {mark for thing in self.has.values() for mark in _marks_of(thing)}


def _marks_of(thing: Any) -> Iterator[str]:
    if not is_dataclass(thing):
        return
    for name in {each.name for each in fields(thing)} & {"id", "number", "name", "phone_number", "given_name"}:
        value = getattr(thing, name)
        if isinstance(value, PhoneNumber):
            yield value.e164
        elif isinstance(value, str):
            yield value


def a_twin(work: Work, name: str, *, number: int) -> Twin:
    """A customer with one of everything. `number` tells it from its twin."""
    person = a_subscriber(work, mode=BillingMode.POSTPAID, name=name, number=number)
    person.place, person.address = "Northgate", f"{number} Rope Walk, Northgate"
    manager = logged_in(work, person)
    mobile = _one(work, Service, user_id=person.id)
    account = work.of(BillingAccount).get(mobile.account_id)
    account.cycle_day, account.billed_to, account.bill_on = 1, date(2026, 8, 31), date(2026, 10, 5)
    has: dict[str, Any] = {"person": person, "mobile": mobile, "account": account, "card": a_card(work, person)}
    has |= _lines(work, mobile, name, number) | _people(work, mobile, person, name, number)
    has["prepaid"].user_id = has["helper"].id
    has["helper"].address = f"{number} Mill Lane, Northgate"
    has |= _money(work, person, account, number) | trouble(work, has, person, number)
    has |= wishes(work, has, person, manager, number)
    has["trial"] = _trial(work, has["broadband"], person, number)
    work.flush()
    helper = logged_in(work, has["helper"])
    return Twin(manager, helper, has)


def _one(work: Work, kind: type, **where: Any) -> Any:
    found = work.of(kind).find(**where)
    assert found is not None
    return found


def _trial(work: Work, broadband: Service, person: Individual, number: int) -> Trial:
    """An add-on that a campaign gave for some days."""
    campaign = Campaign(
        name=f"trial {number}", kind=MessageKind.PROMOTIONS, texts={"en": "Try it."}, offering_id="wi-fi-plus",
        trial_days=14, drafted_by="ann", drafted_at=work.now,
    )  # fmt: skip
    keep(work, campaign)
    product = _product(work, broadband, "wi-fi-plus")
    trial: Trial = keep(
        work,
        Trial(
            campaign_id=campaign.id, customer_id=broadband.customer_id, person_id=person.id, offering_id="wi-fi-plus",
            product_id=product.id, first_day=date(2026, 9, 10), last_day=date(2026, 9, 23),
        ),
    )  # fmt: skip
    return trial


def _product(work: Work, service: Service, offering_id: str, **more: Any) -> Product:
    made: Product = keep(
        work,
        Product(
            customer_id=service.customer_id,
            account_id=service.account_id,
            offering_id=offering_id,
            service_id=service.id,
            started_on=date(2026, 1, 1),
            **more,
        ),
    )
    return made


def _lines(work: Work, mobile: Service, name: str, number: int) -> dict[str, Any]:
    """A mobile with its SIM, broadband, one that is paused, one that has ended, a prepaid mobile, and a handset."""
    of = {"customer_id": mobile.customer_id, "account_id": mobile.account_id, "place": "Northgate"}
    broadband = keep(work, Service(kind="broadband", name=f"{name}'s broadband", **of))
    paused = keep(
        work, Service(kind="broadband", name=f"{name}'s cabin", state=ServiceState.INACTIVE, **{**of, "place": "Cabin"})
    )
    ended = keep(work, Service(kind="iptv", name=f"{name}'s TV", state=ServiceState.TERMINATED, **of))
    prepaid = BillingAccount(customer_id=mobile.customer_id, mode=BillingMode.PREPAID, currency="GBP")
    keep(work, prepaid)
    held = LedgerAccount(name=f"credit {prepaid.id}", currency="GBP", billing_account_id=prepaid.id, floor=0)
    keep(work, held)
    clearing = ledger.operators_account("card clearing", work=work)
    ledger.move(work, pounds(400), source=clearing, target=held, key=f"opening {prepaid.id}", reason="opening")
    line = PhoneNumber(f"+447700901{number}")
    second = keep(
        work,
        Service(
            customer_id=mobile.customer_id,
            account_id=prepaid.id,
            kind="mobile",
            name=f"{name}'s prepaid",
            phone_number=line,
        ),
    )
    _product(work, mobile, "mobile-10gb")
    _product(work, broadband, "fibre-100")
    resting = _product(work, paused, "fibre-100", status=ProductStatus.SUSPENDED)
    lent = _product(work, ended, "tv-family", status=ProductStatus.TERMINATED, ended_on=date(2026, 9, 10))
    owner = {"customer_id": mobile.customer_id, "account_id": mobile.account_id}
    bought = keep(work, Product(**owner, offering_id="galaxy-a26", started_on=date(2026, 1, 1)))
    broken = keep(work, Product(**owner, offering_id="galaxy-a26", started_on=date(2026, 1, 2)))
    claim = WarrantyClaim(
        key=f"claim {number}", number=f"WTY-{number}", customer_id=mobile.customer_id, product_id=broken.id,
        offering_id="galaxy-a26", asked_by=str(mobile.user_id), what="Galaxy A26", words="it died", address="here",
        opened_at=work.now, send_by=date(2026, 9, 29), changed_at=work.now,
    )  # fmt: skip
    sim = Sim(key=f"sim {number}", service_id=mobile.id, kind=SimKind.CARD, asked_by="", asked_at=work.now)
    sim.status, sim.iccid, sim.asked_by = SimStatus.ACTIVE, f"8944{number}", str(mobile.user_id)
    waiting = Sim(key=f"new {number}", service_id=mobile.id, kind=SimKind.ESIM, asked_by="", asked_at=work.now)
    waiting.iccid, waiting.asked_by = f"8945{number}", str(mobile.user_id)
    pause = Suspension(
        key=f"pause {number}",
        service_id=paused.id,
        asked_by=str(mobile.user_id),
        first_day=date(2026, 9, 1),
        last_day=date(2026, 9, 30),
        starts_at=work.now - timedelta(days=14),
        ends_at=work.now + timedelta(days=15),
        status=SuspensionStatus.RUNNING,
        product_ids=[resting.id],
    )
    limit = Restriction(
        key=f"limit {number}",
        service_id=mobile.id,
        kind="receive only",
        asked_by=str(mobile.user_id),
        starts_at=work.now,
        status=RestrictionStatus.RUNNING,
    )
    kept = {"claim": claim, "sim": sim, "waiting_sim": waiting, "pause": pause, "restriction": limit}
    for each in kept.values():
        keep(work, each)
    return {"broadband": broadband, "paused": paused, "ended": ended, "prepaid": second, "lent": lent, "bought": bought,
            **kept}  # fmt: skip


def _people(work: Work, mobile: Service, person: Individual, name: str, number: int) -> dict[str, Any]:
    """Somebody who may act, with one right; a group with one line; a wish that waits for the manager."""
    helper = Individual(
        given_name=f"{name}-helper", family_name="Test", phone_number=PhoneNumber(f"+447700902{number}")
    )
    keep(work, helper)
    keep(work, Membership(customer_id=mobile.customer_id, person_id=helper.id, role=Role.AUTHORIZED_USER))
    partner = keep(work, Individual(given_name=f"{name}-partner", family_name="Test"))
    keep(work, Membership(customer_id=mobile.customer_id, person_id=partner.id, role=Role.MANAGER))
    permission = Permission(
        customer_id=mobile.customer_id,
        granter_id=person.id,
        person_id=helper.id,
        function=Function.CHECK,
        service_id=mobile.id,
        valid_from=work.now,
    )
    keep(work, permission)
    group = keep(work, LineGroup(customer_id=mobile.customer_id, name=f"{name}'s drivers"))
    keep(work, GroupedLine(service_id=mobile.id, group_id=group.id))
    own = keep(work, OwnService(key=f"own {number}", customer_id=mobile.customer_id, name=f"{name}'s office",
                                 made_by=person.id, made_at=work.now))  # fmt: skip
    keep(work, OwnPart(own_id=own.id, position=1, service_id=mobile.id, kind=PartKind.SERVICE))
    return {"helper": helper, "partner": partner, "permission": permission, "group": group, "own": own}


def _money(work: Work, person: Individual, account: BillingAccount, number: int) -> dict[str, Any]:
    """A bill with two lines, one of them contested, and a payment that came through."""
    bill = a_bill(work, person, total=30)
    lines = [
        AppliedCustomerBillingRate(
            bill_id=bill.id,
            position=position,
            kind=ChargeKind.SUBSCRIPTION,
            description=f"Plan {number}{position}",
            amount=pounds(15),
            tax=pounds(2.5),
        )
        for position in (1, 2)
    ]
    for each in lines:
        keep(work, each)
    payment = Payment(
        number=f"P-77{number}",
        key=f"payment {number}",
        purpose=Purpose.BILL,
        person_id=person.id,
        account_id=account.id,
        bill_id=bill.id,
        amount=pounds(5),
        state=PaymentState.DONE,
        created_at=work.now,
        settled_at=work.now,
    )
    dispute = Dispute(
        number=f"D-77{number}",
        key=f"dispute {number}",
        customer_id=account.customer_id,
        account_id=account.id,
        bill_id=bill.id,
        line_id=lines[1].id,
        person_id=person.id,
        words="not mine",
        amount=pounds(15),
        opened_at=work.now,
        changed_at=work.now,
    )
    return {"bill": bill, "line": lines[0], "payment": keep(work, payment), "dispute": keep(work, dispute)}
