"""The demo operator for the chat: a seeded database to copy from, and what steers it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import CannotSteer
from bot.commands.partner_faults import repair_partner, set_partner_fault
from bot.commands.starting import fingerprint_of, say
from bot.database import DatabaseServer
from bot.settings import CHECKOUT
from bot.supervisor.errors import CannotStart
from demo.clock import advance
from demo.network import FAULTS, NotSimulated, SimulatedNetwork
from demo.payment_pages import Card
from demo.payments import SimulatedPayments
from demo.personas import PERSONAS
from demo.rating import use_meanwhile
from demo.register import SimulatedRegister
from demo.seed import is_demo, restart_clock, seed
from demo.warehouse import SimulatedWarehouse
from telecom.bootstrap import (
    Telecom,
    bootstrap,
    is_current,
    migrate,
    operators_mail,
    operators_partners,
    operators_payments,
)
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.parties import Individual, Membership
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import OpenWork, Outside
from telecom.settings import TelecomSettings

NO_DEMO = "This database is no demo: what steers the demo works only on a database that `dialtone seed` filled."


def libpq(url: str) -> str:
    """The address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def simulated(
    url: str, settings: TelecomSettings, *, mails: Path, pages_at: str | None
) -> Callable[[OpenWork], Outside]:
    """The simulated outside on the same database server, each part with connections of its own; the operator's
    payment provider and mail server where the settings name them."""

    def make(open_work: OpenWork) -> Outside:
        def now() -> datetime:
            with open_work() as work:
                return work.now

        plain = libpq(url)
        return Outside(
            operators_payments(settings)
            or SimulatedPayments(plain, clock=now, pages_at=pages_at or "http://127.0.0.1"),
            SimulatedNetwork(plain, clock=now),
            SimulatedWarehouse(plain, clock=now),
            SimulatedRegister(plain, clock=now, zone=ZoneInfo(settings.time_zone)),
            mail=operators_mail(settings, kept_in=mails),
            partners=operators_partners(settings),
        )

    return make


def open_telecom(
    settings: TelecomSettings, url: str, *, mails: Path = CHECKOUT / ".dialtone" / "mail", pages_at: str | None = None
) -> Telecom:
    """The business on a database, with the simulated outside. Without a mail server mails are kept in `mails`;
    `pages_at` is where the simulated provider's pages are shown."""
    chosen = settings.model_copy(update={"database_url": url})
    return bootstrap(chosen, outside=simulated(url, chosen, mails=mails, pages_at=pages_at), pool_size=20)


def seed_database(server: DatabaseServer, name: str, settings: TelecomSettings) -> None:
    """Migrate a database and fill it with the demo operator, as its owner."""
    url = server.owner_url(name)
    migrate(url, settings)
    telecom = open_telecom(settings, url)
    try:
        seed(telecom, libpq(url))
    finally:
        telecom.close()


def prepare(server: DatabaseServer, settings: TelecomSettings, *, fresh: bool, kept: str, scratch: str) -> str:
    """The name of the database to chat on: a fresh copy of the seeded template, or the one that was kept."""
    made_from = fingerprint_of(CHECKOUT / "demo", CHECKOUT / "migrations", CHECKOUT / "telecom" / "storage")
    prefix = "" if server.main == "dialtone" else f"{server.main}_"
    template, name = f"{prefix}template_{made_from}", f"{prefix}{scratch if fresh else kept}"
    if not fresh and server.exists(name) and is_current(server.owner_url(name)):
        return name
    if not server.exists(template):
        say("Setting up the demo operator (a few seconds) ...")
        making = f"{template}_new"
        server.drop(making)
        server.create(making)
        seed_database(server, making, settings)
        server.create(template, template=making)
        server.drop(making)
    server.drop(name)
    server.create(name, template=template)
    restart_clock(libpq(server.owner_url(name)))
    return name


class Demo:
    """Steers the demo behind a chat: its people, its clock, its network."""

    people: Mapping[str, str] = {key: persona.phone_number for key, persona in PERSONAS.items()}

    def __init__(self, telecom: Telecom, owner_url: str, *, mails: Path = CHECKOUT / ".dialtone" / "mail") -> None:
        self._telecom = telecom
        self._mails = mails
        self._read = set(mails.glob("*.eml"))
        self._owner_url = libpq(owner_url)
        if not is_demo(self._owner_url):
            raise CannotSteer(NO_DEMO)

    def advance(self, by: timedelta) -> None:
        """Move the clock on; meanwhile the lines are used as always."""
        with self._telecom.open_work() as work:
            since = work.now
        advance(self._telecom.open_work, by)
        use_meanwhile(self._telecom.open_work, since, since + by)

    def fault(self, number: str, service: str, kind: str) -> str:
        """Break a line of the phone's owner, or a partner by its name; says what was done."""
        if service in self._telecom.settings.partners:
            return set_partner_fault(self._telecom.settings, service, kind)
        found = self._find_service(number, service)
        try:
            self._network().break_line(found.id, *kind.split(" and "))
        except NotSimulated as refusal:
            possible = ", ".join(name for name, fault in FAULTS.items() if found.kind in fault.kinds)
            raise CannotSteer(f"{found.name} can't have the fault {kind!r}. It can have: {possible}.") from refusal
        return f"{found.name} has the fault: {kind}."

    def repair(self, number: str, service: str) -> str:
        """Mend a line of the phone's owner, or a partner by its name; says what was done."""
        if service in self._telecom.settings.partners:
            return repair_partner(self._telecom.settings, service)
        found = self._find_service(number, service)
        self._network().mend_line(found.id)
        return f"{found.name} works again."

    def pay(self, number: str) -> str:
        """Fill in the payment page that was opened last, with a card number; says what came of it."""
        provider = self._telecom.outside.payments
        if not isinstance(provider, SimulatedPayments) or (page := provider.newest_page()) is None:
            raise CannotSteer("No payment page is open.")
        digits = "".join(filter(str.isdigit, number)) or "4242424242424242"
        with self._telecom.open_work() as work:
            expires_on = work.today().replace(year=work.today().year + 2, day=1)
        refusal = provider.pay_page(page, Card(digits, expires_on), save=True)
        return f"The page says: {refusal}." if refusal else "The page says: thank you."

    def mails(self) -> Sequence[str]:
        """The mails that were kept and not looked at yet, oldest first: to whom, about what, the text, the files."""
        found = sorted(self._mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        new = [path for path in found if path not in self._read]
        self._read.update(new)
        return [_mail_in_words(path) for path in new]

    def agent(self, words: str) -> str:
        """Do what the operator's people would; says what came of it."""
        from bot.commands.agent import NotUnderstood, act, moves_money
        from bot.commands.staff import in_words

        asked = words.split()
        staff = "bea" if moves_money(asked) else "ann"
        try:
            return "\n".join(act(self._telecom, asked, staff=staff))
        except NotUnderstood as refusal:
            raise CannotSteer(f"{refusal} Try !agent help.") from refusal
        except BusinessError as refusal:
            raise CannotSteer(f"{in_words(refusal)} Try !agent help.") from refusal

    def publish(self, file: str) -> str:
        """Draft a campaign from its file as one of the operator's people, have another approve it, and let it go."""
        from bot.commands.campaign import read_campaign
        from telecom.management import campaigns
        from telecom.model.staff import StaffMember

        try:
            raw = read_campaign(Path(file))
            with self._telecom.open_work() as work:
                author, approver = (m.officer for m in work.of(StaffMember).list(name=["cora", "dev"], order="name"))
                campaigns.draft_campaign(author, raw, work=work)
            with self._telecom.open_work() as work:
                found = campaigns.preview_campaign(author, raw["name"], work=work)
                campaigns.approve_campaign(approver, raw["name"], work=work)
                campaigns.start_campaign(author, raw["name"], work=work)
        except (BusinessError, CannotStart) as refusal:
            raise CannotSteer(f"This could not be published: {refusal}") from refusal
        return f"{raw['name']} goes out to {found.count} {'person' if found.count == 1 else 'people'}."

    def _network(self) -> SimulatedNetwork:
        network = self._telecom.outside.network
        assert isinstance(network, SimulatedNetwork)
        return network

    def _find_service(self, number: str, wanted: str) -> Service:
        """A service of whoever has this phone: by kind, name, or the end of its number."""
        with self._telecom.open_work() as work:
            person = work.of(Individual).find(phone_number=PhoneNumber(number))
            memberships = work.of(Membership).list(person_id=person.id) if person else []
            services = work.of(Service).list(customer_id=[m.customer_id for m in memberships], order="kind,name")
        # Of several of a kind one's own is meant: an employee's phone breaks the employee's mobile.
        for service in sorted(services, key=lambda each: person is None or each.user_id != person.id):
            digits = str(service.phone_number or "")
            named = wanted.casefold() in service.name.casefold() if wanted else False
            if service.kind == wanted.casefold() or named or (wanted.isdigit() and digits.endswith(wanted)):
                return service
        raise CannotSteer(f"No service {wanted!r} here. There is: {', '.join(s.name for s in services) or 'none'}.")


def _mail_in_words(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    files = "".join(f"\n[{part.get_filename()}]" for part in mail.iter_attachments())
    text = str(body.get_content()).strip() if body else ""
    return f"Mail to {mail['To']}: {mail['Subject']}\n{text}{files}\n({path})"
