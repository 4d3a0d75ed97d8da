"""The demo operator's people: who they are, what they have, and who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from demo.identities import demo_id
from demo.personas import PERSONAS
from telecom.model.authorization import Function, Permission
from telecom.model.calendar import start_of_day
from telecom.model.inventory import Product, Service
from telecom.model.parties import BillingAccount, BillingMode, Customer, Individual, Membership, PaymentStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.support.identity import hash_pin

CONTRACT_START = date(2025, 3, 1)
TEAM = (
    ("300", "Priya", "Shah"), ("301", "Daniel", "Moss"), ("302", "Aisha", "Rahman"), ("303", "Leo", "Grant"),
    ("304", "Chloe", "Hughes"), ("305", "Tom", "Reed"), ("306", "Zofia", "Nowak"), ("307", "Marcus", "Bell"),
    ("308", "Ines", "Costa"), ("309", "Owen", "Clarke"),
)  # fmt: skip


@dataclass
class People:
    """Everybody and everything they have, in the order in which it can be stored."""

    individuals: list[Individual] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    accounts: list[BillingAccount] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)

    def person(self, key: str, given: str, family: str, number: str, *, pin: str | None, **more: Any) -> Individual:
        email = f"{given}.{family}@example.com".lower()
        made = Individual(
            id=demo_id(f"person {key}"),
            given_name=given,
            family_name=family,
            phone_number=PhoneNumber(number),
            email=email,
            pin_hash=hash_pin(pin) if pin else None,
            **more,
        )
        self.individuals.append(made)
        return made

    def customer(
        self, key: str, number: str, name: str, *, manager: Individual, mode: BillingMode, kind: str = "person"
    ) -> BillingAccount:
        """A customer with a manager and one billing account."""
        made = Customer(id=demo_id(f"customer {key}"), number=number, name=name, kind=kind)
        self.customers.append(made)
        self.member(made.id, manager, Role.MANAGER)
        status = PaymentStatus.DUE if mode is BillingMode.POSTPAID else PaymentStatus.PAID
        account = BillingAccount(
            id=demo_id(f"account {key}"), customer_id=made.id, mode=mode, currency="GBP", payment_status=status
        )
        self.accounts.append(account)
        return account

    def member(self, customer_id: str, person: Individual, role: Role) -> None:
        key = f"membership {customer_id} {person.id}"
        self.memberships.append(Membership(id=demo_id(key), customer_id=customer_id, person_id=person.id, role=role))

    def service(
        self,
        key: str,
        account: BillingAccount,
        kind: str,
        name: str,
        *,
        products: Iterable[str],
        number: str | None = None,
        user: Individual | None = None,
        place: str | None = None,
        since: date = CONTRACT_START,
        **parameters: Any,
    ) -> Service:
        """A service with the products it stands on."""
        made = Service(
            id=demo_id(f"service {key}"),
            customer_id=account.customer_id,
            account_id=account.id,
            kind=kind,
            name=name,
            phone_number=PhoneNumber(number) if number else None,
            user_id=user.id if user else None,
            place=place,
            parameters=parameters,
        )
        self.services.append(made)
        for offering_id in products:
            self.product(made, offering_id, since=since)
        return made

    def product(self, service: Service, offering_id: str, *, since: date) -> Product:
        made = Product(
            id=demo_id(f"product {service.id} {offering_id}"),
            customer_id=service.customer_id,
            account_id=service.account_id,
            offering_id=offering_id,
            service_id=service.id,
            started_on=since,
        )
        self.products.append(made)
        return made

    def permit(
        self, manager: Individual, person: Individual, service: Service, *functions: Function, since: datetime
    ) -> None:
        for function in functions:
            key = f"permission {person.id} {service.id} {function.value}"
            self.permissions.append(
                Permission(
                    id=demo_id(key),
                    customer_id=service.customer_id,
                    granter_id=manager.id,
                    person_id=person.id,
                    function=function,
                    service_id=service.id,
                    valid_from=since,
                )
            )  # fmt: skip


def make_people(zone: ZoneInfo) -> People:
    """The prepaid with her sister, the postpaid, the family and the firm."""
    people = People()
    _prepaid(people)
    _postpaid(people)
    _home(people)
    _business(people, since=start_of_day(CONTRACT_START, zone))
    _sister(people)
    return people


def _prepaid(people: People) -> None:
    who = PERSONAS["prepaid"]
    maya = people.person(
        "prepaid",
        "Maya",
        "Lindqvist",
        who.phone_number,
        pin=who.pin,
        place="Northgate",
        address="4 Rope Walk, Northgate",
    )
    account = people.customer("prepaid", "C-1001", "Maya Lindqvist", manager=maya, mode=BillingMode.PREPAID)
    line = people.service(
        "prepaid mobile",
        account,
        "mobile",
        "Maya's mobile",
        products=["prepaid-start"],
        number=who.phone_number,
        user=maya,
    )
    people.product(line, "weekly-pack-3", since=date(2026, 6, 4))


def _sister(people: People) -> None:
    """Somebody else with prepaid credit, to whom some can be sent."""
    number = "+447700900111"
    elsa = people.person("sister", "Elsa", "Lindqvist", number, pin=None, place="Northgate")
    account = people.customer("sister", "C-1005", "Elsa Lindqvist", manager=elsa, mode=BillingMode.PREPAID)
    products = ["prepaid-start"]
    people.service("sister mobile", account, "mobile", "Elsa's mobile", products=products, number=number, user=elsa)


def _postpaid(people: People) -> None:
    who = PERSONAS["postpaid"]
    jonas = people.person(
        "postpaid",
        "Jonas",
        "Weber",
        who.phone_number,
        pin=who.pin,
        place="Old Town",
        address="17 Mint Street, Old Town",
    )
    account = people.customer("postpaid", "C-1002", "Jonas Weber", manager=jonas, mode=BillingMode.POSTPAID)
    line = people.service(
        "postpaid mobile",
        account,
        "mobile",
        "Jonas's mobile",
        products=["mobile-50"],
        number=who.phone_number,
        user=jonas,
    )
    people.product(line, "tv-anywhere", since=date(2026, 8, 10))


def _home(people: People) -> None:
    who = PERSONAS["home"]
    address = "22 Orchard Lane, Mill Hill"
    grace = people.person("home", "Grace", "Okafor", who.phone_number, pin=who.pin, place="Mill Hill", address=address)
    samuel = people.person(
        "home partner", "Samuel", "Okafor", "+447700900212", pin="2468", place="Mill Hill", address=address
    )
    account = people.customer(
        "home", "C-1003", "Okafor family", manager=grace, mode=BillingMode.POSTPAID, kind="family"
    )
    people.member(account.customer_id, samuel, Role.AUTHORIZED_USER)
    people.service("home broadband", account, "broadband", "Home broadband", products=["fibre-500"], place="Mill Hill")
    people.service(
        "home tv", account, "iptv", "Family TV box", products=["tv-family", "sports-pack"], place="Mill Hill"
    )
    people.service(
        "home line", account, "fixed", "Home landline", products=["home-talk"], number="+442079460018",
        place="Mill Hill",
    )  # fmt: skip


def _business(people: People, *, since: datetime) -> None:
    priya, tom = PERSONAS["business"], PERSONAS["member"]
    pins = {priya.phone_number: priya.pin, tom.phone_number: tom.pin}
    team = {}
    for ending, given, family in TEAM:
        number = f"+447700900{ending}"
        team[ending] = people.person(
            f"business {ending}", given, family, number, pin=pins.get(number), place="Harbour district"
        )
    manager = team["300"]
    account = people.customer(
        "business", "C-1004", "Shah Logistics Ltd", manager=manager, mode=BillingMode.POSTPAID, kind="company"
    )
    for ending, person in team.items():
        line = people.service(
            f"business {ending}",
            account,
            "mobile",
            f"{person.given_name}'s mobile",
            products=["business-mobile-20"],
            number=f"+447700900{ending}",
            user=person,
        )
        if person is not manager:
            people.member(account.customer_id, person, Role.USER)
        if ending == "305":
            people.permit(manager, person, line, Function.CHECK, Function.REPORT, since=since)
    people.service(
        "business office", account, "broadband", "Office broadband", products=["business-fibre-500"],
        place="Harbour district",
    )  # fmt: skip
    people.service(
        "business calls", account, "fixed", "Call centre", products=["call-centre-line"], number="+442079460050",
        place="Harbour district",
    )  # fmt: skip
