"""Puts the real pieces of the business together; the only place that knows them all."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telecom import management
from telecom.gateways.articles import MarkdownArticles
from telecom.gateways.mail import KeptMail, SmtpMail
from telecom.gateways.paper.drawings import Drawings
from telecom.gateways.partners import HostedPartners
from telecom.gateways.payments import HostedPayments
from telecom.gateways.policies import read_policy
from telecom.gateways.trees import read_trees
from telecom.management import troubleshooting
from telecom.model.policy import SecurityPolicy
from telecom.ports import Articles, Mail, NoPartners, Outside, Paper, Partners, PaymentGateway
from telecom.settings import TelecomSettings
from telecom.storage import resealing, schema
from telecom.storage.secrecy import secrecy
from telecom.storage.work import Lease, WorkOpener, open_engine

ACTION_DEADLINE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Telecom:
    """The business, ready to be asked: open a unit of work and call a management function."""

    settings: TelecomSettings
    open_work: WorkOpener
    outside: Outside
    paper: Paper
    articles: Articles
    policy: SecurityPolicy

    def lease(self, number: int) -> Lease:
        """A claim on a number that lasts as long as this process lives."""
        return Lease(self.open_work.engine, number)

    def close(self) -> None:
        """Let go of the database."""
        self.open_work.engine.dispose()


def machine_clock() -> datetime:
    """Now, in UTC: the only reading of the machine's clock in the business."""
    return datetime.now(UTC)


def load_management() -> None:
    """Import every management function, so that each kind of proposal knows its effect."""
    for module in pkgutil.iter_modules(management.__path__):
        importlib.import_module(f"telecom.management.{module.name}")


def migrate(url: str, settings: TelecomSettings) -> None:
    """Bring a database to the present shape, as its owner, with the key of the settings."""
    schema.migrate(url, message_key=settings.message_key.get_secret_value() if settings.message_key else None)


def reseal(telecom: Telecom) -> int:
    """Seal with the message key of the settings what earlier ones have sealed; how many rows that were."""
    return resealing.reseal(telecom.open_work.engine)


def is_current(url: str) -> bool:
    """Whether a database is in the present shape."""
    return schema.is_current(url)


def operators_payments(settings: TelecomSettings) -> PaymentGateway | None:
    """The payment provider at the address of the settings; None where there is none and one is simulated."""
    if settings.payments_url is None or settings.payments_key is None:
        return None
    return HostedPayments(settings.payments_url, key=settings.payments_key.get_secret_value())


def operators_partners(settings: TelecomSettings) -> Partners:
    """The partners at the addresses of the settings; where there are none, no partner answers."""
    if not settings.partners or settings.partners_key is None:
        return NoPartners()
    return HostedPartners(settings.partners, key=settings.partners_key.get_secret_value())


def operators_mail(settings: TelecomSettings, *, kept_in: Path) -> Mail:
    """The mail server of the settings, or a folder where none is set."""
    if settings.smtp_host is None:
        return KeptMail(kept_in, sender=settings.mail_from)
    return SmtpMail(
        settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        security=settings.smtp_security,
    )


def bootstrap(
    settings: TelecomSettings,
    *,
    outside: Callable[[WorkOpener], Outside],
    system_clock: Callable[[], datetime] = machine_clock,
    pool_size: int = 10,
) -> Telecom:
    """The business on the database of the settings. `outside` makes the operator's other systems, real or simulated."""
    if settings.database_url is None or settings.message_key is None:
        raise ValueError("a database and a message key are needed: DATABASE_URL, DIALTONE_MESSAGE_KEY")
    secrecy.use(*settings.keys())
    load_management()
    troubleshooting.use_trees(read_trees())
    engine = open_engine(settings.database_url, pool_size=pool_size, statement_timeout=ACTION_DEADLINE * 0.8)
    open_work = WorkOpener(
        engine, zone=ZoneInfo(settings.time_zone), currency=settings.currency, system_clock=system_clock
    )
    articles, policy = MarkdownArticles(settings.articles), read_policy(settings.policy)
    return Telecom(settings, open_work, outside(open_work), Drawings(), articles, policy)
