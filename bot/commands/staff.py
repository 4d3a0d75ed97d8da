"""`dialtone staff`, and how the operator's people log in to the other commands."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.commands.beside import business
from bot.settings import read_settings
from bot.supervisor.errors import CannotStart
from telecom.bootstrap import Telecom
from telecom.management.staff import add_staff, change_password, change_roles, disable_staff, has_accounts, list_staff
from telecom.model.errors import BusinessError
from telecom.model.policy import StaffRight
from telecom.model.staff import Officer, StaffMember, StaffRole
from telecom.support.staff import log_in_staff, require_role

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The operator's people: their accounts, roles and passwords."
)
Account = Annotated[str, typer.Argument(help="The name of the account.")]
Roles = Annotated[list[str], typer.Option("--role", help=", ".join(role.value for role in StaffRole))]
FullName = Annotated[str, typer.Option("--full-name", help="How they sign towards subscribers.")]
OfPartner = Annotated[str | None, typer.Option("--partner", help="Whose people it is for, with the role partner.")]
Database = Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")]
As = Annotated[str | None, typer.Option("--name", help="Who you are; else DIALTONE_STAFF_NAME.")]


def log_in(telecom: Telecom, name: str | None, *roles: StaffRole, right: StaffRight | None = None) -> Officer:
    """Who acts, with one of these roles, or one to which the policy gives this right (any, where none is named). The
    password is asked for at the keyboard, or
    stands in DIALTONE_STAFF_PASSWORD for what runs by itself. CannotStart where the log-in or the role is wrong."""
    settings = read_settings()
    name = name or settings.staff_name or getpass.getuser()
    with telecom.open_work() as work:
        if not has_accounts(work=work):
            advice = "Make the first with `dialtone staff add NAME --role administrator`."
            raise CannotStart("Nobody of the operator's people has an account yet.", advice=advice)
    given = settings.staff_password.get_secret_value() if settings.staff_password else None
    password = given or ask_password(f"Password of {name}: ")
    try:
        officer = log_in_staff(name.strip().casefold(), password, open_work=telecom.open_work)
        wanted = telecom.policy.rights[right] if right else roles
        return require_role(officer, *wanted) if right or roles else officer
    except BusinessError as refusal:
        raise CannotStart(in_words(refusal), advice="An administrator gives accounts and roles.") from refusal


def ask_password(prompt: str) -> str:
    """A password typed unseen; CannotStart where nobody can type."""
    if not sys.stdin.isatty():
        raise CannotStart("A password is needed.", advice="Set DIALTONE_STAFF_PASSWORD for what runs by itself.")
    return getpass.getpass(prompt)


def in_words(refusal: BusinessError) -> str:
    """A refusal in the words of the domain, for the person at the keyboard."""
    from bot.rendering.texts import load_texts  # takes a second, and is needed only here

    text = load_texts().find(refusal.name, language="en", channel="").text
    return text.format_map({name: str(value) for name, value in refusal.values.items()})


@app.command()
def add(
    account: Account,
    role: Roles,
    full_name: FullName = "",
    partner: OfPartner = None,
    name: As = None,
    database: Database = None,
) -> None:
    """Make an account. The first one needs no log-in and must be an administrator."""
    with business(database) as telecom:
        with telecom.open_work() as work:
            is_first = not has_accounts(work=work)
        by = None if is_first else log_in(telecom, name, right=StaffRight.ACCOUNTS)
        password = ask_password(f"A password for {account}: ")
        with _refused_in_words(), telecom.open_work() as work:
            made = add_staff(
                by, account, full_name=full_name, roles=role, password=password, partner=partner, work=work
            )
            _tell(made)


@app.command(name="list")
def list_them(name: As = None, database: Database = None) -> None:
    """All accounts with their roles."""
    with business(database) as telecom:
        by = log_in(telecom, name, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
        with telecom.open_work() as work:
            for member in list_staff(by, work=work):
                _tell(member)


@app.command()
def role(account: Account, role: Roles, name: As = None, database: Database = None) -> None:
    """Give an account these roles and no others."""
    with business(database) as telecom:
        by = log_in(telecom, name, right=StaffRight.ACCOUNTS)
        with _refused_in_words(), telecom.open_work() as work:
            _tell(change_roles(by, account, role, work=work))


@app.command()
def disable(account: Account, name: As = None, database: Database = None) -> None:
    """Close an account."""
    with business(database) as telecom:
        by = log_in(telecom, name, right=StaffRight.ACCOUNTS)
        with _refused_in_words(), telecom.open_work() as work:
            _tell(disable_staff(by, account, work=work))


@app.command()
def password(name: As = None, database: Database = None) -> None:
    """Set your own password anew."""
    with business(database) as telecom:
        officer = log_in(telecom, name)
        new = ask_password("The new password: ")
        with _refused_in_words(), telecom.open_work() as work:
            change_password(officer, new, work=work)


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """A refusal of the business inside the block becomes a sentence for the person at the keyboard."""
    try:
        yield
    except BusinessError as error:
        raise CannotStart(in_words(error), advice="Nothing was changed.") from error


def _tell(member: StaffMember) -> None:
    closed = "  closed" if member.disabled_at else ""
    of = f" of {member.partner}" if member.partner else ""
    sys.stdout.write(f"{member.name:16}  {member.full_name:24}  {', '.join(member.roles)}{of}{closed}\n")
