"""The command `dialtone`: talk, serve, train, parse, seed, and see what is wrong with the set-up."""

import importlib
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from bot.commands.loading import loading
from bot.settings import WrongSettings
from bot.supervisor.errors import CannotStart

# These have commands of their own, in a file of the same name.
AREAS = ("backup", "campaign", "offering", "staff")


class Areas(TyperGroup):
    """The commands and the areas; an area is loaded when it is called, as the business behind it takes seconds to."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, as the help shows them."""
        return [*super().list_commands(ctx), *AREAS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name, or None."""
        if cmd_name not in AREAS:
            return super().get_command(ctx, cmd_name)
        area = get_command(importlib.import_module(f"bot.commands.{cmd_name}").app)
        area.name = cmd_name
        return area


app = typer.Typer(
    cls=Areas,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Telecom self-service by messaging.",
)
PERSON = "Whose phone: prepaid, postpaid, home, business, member, stranger or newcomer."
ROLES_HELP = "Only these roles, with commas: channels, actions, workers, scheduler, rasa."


@app.command()
def chat(
    person: Annotated[str, typer.Option("--as", help=PERSON)] = "prepaid",
    json_lines: Annotated[bool, typer.Option("--json", help="For scripts: message lines in, JSON lines out.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with the demo as it was seeded.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Go on where the last such chat ended.")] = False,
) -> None:
    """A phone in the terminal: the chat, and the text messages that arrive on it."""
    if fresh and keep:
        raise typer.BadParameter("--fresh and --keep exclude each other")
    from bot.commands.chat import run_chat

    run_chat(person, json_lines=json_lines, fresh=fresh or (json_lines and not keep))


@app.command()
def serve(only: Annotated[str | None, typer.Option("--only", help=ROLES_HELP)] = None) -> None:
    """All channels, the action endpoint, workers, the scheduler, and Rasa as a child that is looked after."""
    with loading():
        from bot.commands.serve import run_serve

    run_serve(only)


@app.command()
def payments(
    what: Annotated[str | None, typer.Argument(help="compare: a day of the provider's file against our books.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Which day; else yesterday.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None,
    database: Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")] = None,
    port: Annotated[int, typer.Option(help="Where it answers, on this machine.")] = 8460,
    public_url: Annotated[str | None, typer.Option(help="How people's browsers reach it, where that differs.")] = None,
    rings_at: Annotated[str | None, typer.Option(help="Where `dialtone serve` hears of payments.")] = None,
) -> None:
    """The demo's payment provider: a page to pay on, and signed messages to `dialtone serve`; or, with `compare`, a
    provider's file held against our books."""
    if what is not None:
        if what != "compare":
            raise typer.BadParameter("what can be done is: compare")
        from bot.commands.compare import run_compare

        raise typer.Exit(run_compare(day.date() if day else None, name=name, database=database))
    from bot.commands.payments import run_payments

    run_payments(port=port, public_url=public_url, rings_at=rings_at)


@app.command()
def partners(
    only: Annotated[str | None, typer.Option(help="Just this one, in this process.")] = None,
    port: Annotated[int | None, typer.Option(help="Where that one answers, on this machine.")] = None,
) -> None:
    """The demo's partners, other providers whose products are sold here: each a process of its own."""
    from bot.commands.partners import run_partners

    run_partners(only=only, port=port)


@app.command()
def train(force: Annotated[bool, typer.Option("--force", help="Train even if nothing has changed.")] = False) -> None:
    """Train the model of understanding, unless it is up to date."""
    from bot.commands.train import run_train

    raise typer.Exit(run_train(force=force))


@app.command()
def parse() -> None:
    """Read messages, one a line, and print what the assistant would understand, as JSON lines."""
    from bot.commands.parse import run_parse

    run_parse()


@app.command()
def seed() -> None:
    """Fill an empty database with the demo operator: its people, three months of usage, bills."""
    from bot.commands.seed import run_seed

    run_seed()


@app.command(name="bill-run")
def bill_run(name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None) -> None:
    """Make the bills of all accounts whose billing period is over. Run again, it does what is left and no more."""
    from bot.commands.bill_run import run_bill_run

    run_bill_run(name)


@app.command()
def audit(
    what: Annotated[str, typer.Argument(help="check: the trail against its chain and the policy; follow: live.")],
    name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None,
    database: Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")] = None,
) -> None:
    """Look after the audit trail: was any of its lines changed, removed or slipped in, and what raises an alarm?"""
    if what not in ("check", "follow"):
        raise typer.BadParameter("what can be done is: check, follow")
    from bot.commands.audit import run_audit_check, run_audit_follow

    if what == "follow":
        run_audit_follow(name, database=database)
    else:
        raise typer.Exit(run_audit_check(name, database=database))


@app.command()
def agent(
    words: Annotated[list[str] | None, typer.Argument(help="list, take, resolve...; `help` names all.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None,
    database: Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")] = None,
) -> None:
    """What the operator's people do: tasks, tickets, visits, outages, questions without an answer."""
    from bot.commands.agent import run_agent

    run_agent(words or ["list"], name=name, database=database)


@app.command()
def report(
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=52, help="How many weeks up to now.")] = 8,
    name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None,
    database: Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")] = None,
) -> None:
    """The figures of self-service: done without anybody, how fast, how often again, how it was felt."""
    from bot.commands.report import run_report

    run_report(weeks=weeks, name=name, database=database)


@app.command()
def doctor() -> None:
    """Say what is missing or wrong in the set-up, and what to do."""
    from bot.commands.doctor import run_doctor

    raise typer.Exit(run_doctor())


def main() -> None:
    """The entry of the command; what stops it is said in words."""
    try:
        app()
    except (CannotStart, WrongSettings) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
