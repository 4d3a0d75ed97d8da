"""`dialtone offering`: draft, launch, retire and list what is sold, without code and without training."""

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.commands.beside import business
from bot.supervisor.errors import CannotStart
from telecom.management.offerings import (
    WrongOffering,
    draft_offering,
    launch_offering,
    list_offerings,
    retire_offering,
)
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Draft, launch, retire and list what is sold.")
DATABASE = typer.Option("--database", help="Another database than the one that `dialtone serve` uses, such as chat's.")
Database = Annotated[str | None, DATABASE]
FileName = Annotated[Path, typer.Argument(help="YAML: one offering, or a list of them.")]


@app.command()
def draft(file: FileName, database: Database = None) -> None:
    """Draft offerings from a file. They are not on sale until they are launched."""
    with business(database) as telecom, telecom.open_work() as work:
        for raw in _read(file):
            try:
                offering = draft_offering(raw, work=work)
            except WrongOffering as refusal:
                raise CannotStart(f"{file}: {refusal.values['reason']}.", advice="Nothing was drafted.") from refusal
            _tell(offering)


@app.command()
def launch(offering_id: str, database: Database = None) -> None:
    """Put a drafted offering on sale; subscribers find it at once."""
    with business(database) as telecom, telecom.open_work() as work:
        _change(lambda: launch_offering(offering_id, work=work), offering_id)


@app.command()
def retire(offering_id: str, database: Database = None) -> None:
    """Take an offering off sale. Who has it keeps it."""
    with business(database) as telecom, telecom.open_work() as work:
        _change(lambda: retire_offering(offering_id, work=work), offering_id)


@app.command(name="list")
def list_all(database: Database = None) -> None:
    """Everything that is, was or will be sold."""
    with business(database) as telecom, telecom.open_work() as work:
        for offering in list_offerings(work=work):
            _tell(offering)


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CannotStart(f"{file} cannot be read: {error}", advice="It has to be a YAML file.") from error
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(isinstance(each, dict) for each in listed):
        raise CannotStart(f"{file} holds no offering.", advice="See demo/catalogue.yaml for what one looks like.")
    return listed


def _change(change: Any, offering_id: str) -> None:
    try:
        _tell(change())
    except BusinessError as refusal:
        current = refusal.values.get("current")
        reason = f"it is {current}" if current else "there is none of this id"
        raise CannotStart(
            f"{offering_id}: {reason}.", advice="`dialtone offering list` shows what there is."
        ) from refusal


def _tell(offering: Offering) -> None:
    asked = ((offering.one_off, "once"), (offering.monthly, "a month"))
    prices = [f"{price.minor / 100:.2f} {price.currency} {how}" for price, how in asked if price]
    cost = " + ".join(prices) or "free"
    typer.echo(f"{offering.status.value:<9} {offering.id:<24} {offering.name}, {offering.category}, {cost}")
