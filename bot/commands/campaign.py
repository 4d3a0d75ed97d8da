"""`dialtone campaign`: draft, preview, approve, start, pause, stop and report what is published."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.commands.beside import business
from bot.commands.staff import As, Database, in_words, log_in
from bot.supervisor.errors import CannotStart
from telecom.management import campaigns, offers
from telecom.model.campaigns import Campaign
from telecom.model.errors import BusinessError
from telecom.model.staff import Officer, StaffRole
from telecom.ports import Work

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Draft, preview, approve, start, pause, stop and report campaigns."
)
FileName = Annotated[
    Path, typer.Argument(help="YAML: name, kind, text, segment, offering, trial_days, control, rollout...")
]
Share = Annotated[int | None, typer.Option("--rollout", help="The share of people it comes to, in percent.")]
Picture = Annotated[Path | None, typer.Option("--picture", help="Where to put the results as a picture.")]
_AUTHOR, _APPROVER = StaffRole.CAMPAIGN_AUTHOR, StaffRole.CAMPAIGN_APPROVER
Change = Callable[[Officer, Work], list[str]]


def _do(change: Change, *roles: StaffRole, name: str | None, database: str | None) -> None:
    """Log in, do it in one transaction, and print what came of it."""
    with business(database) as telecom:
        officer = log_in(telecom, name, *roles)
        try:
            with telecom.open_work() as work:
                lines = change(officer, work)
        except BusinessError as refusal:
            raise CannotStart(in_words(refusal), advice="`dialtone campaign list` shows how each stands.") from refusal
    typer.echo("\n".join(lines))


def _line(campaign: Campaign) -> str:
    approved = f", approved by {campaign.approved_by}" if campaign.approved_by else ""
    shares = f"roll-out {campaign.rollout_percent} %, control {campaign.control_percent} %"
    return f"{campaign.state.value:<15} {campaign.name}: {campaign.kind.value}, {shares}{approved}"


def read_campaign(file: Path) -> dict[str, Any]:
    """A campaign as it was written down; CannotStart."""
    try:
        raw = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CannotStart(f"{file} cannot be read: {error}", advice="It has to be a YAML file.") from error
    if not isinstance(raw, dict):
        raise CannotStart(f"{file} holds no campaign.", advice="It needs at least name, kind and text.")
    return raw


@app.command()
def draft(file: FileName, name: As = None, database: Database = None) -> None:
    """Write a campaign down from a file, or write a draft anew."""
    raw = read_campaign(file)
    _do(
        lambda officer, work: [_line(campaigns.draft_campaign(officer, raw, work=work))],
        _AUTHOR, name=name, database=database,
    )  # fmt: skip


@app.command()
def preview(campaign: str, name: As = None, database: Database = None) -> None:
    """How many it would reach now, and a few of them; from then on it can be approved."""

    def look(officer: Officer, work: Work) -> list[str]:
        found = campaigns.preview_campaign(officer, campaign, work=work)
        free = [f"free for {found.free_days} days, then {found.then} a month if kept"] if found.free_days else []
        return [f"{found.count} people, {found.control} of them in the control group", *free, *found.sample]

    _do(look, _AUTHOR, _APPROVER, name=name, database=database)


@app.command()
def approve(campaign: str, name: As = None, database: Database = None) -> None:
    """The second person's yes; the author cannot give it."""
    _do(
        lambda officer, work: [_line(campaigns.approve_campaign(officer, campaign, work=work))],
        _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command()
def start(campaign: str, rollout: Share = None, name: As = None, database: Database = None) -> None:
    """Let it go out, go on after a pause, or raise the share of people it comes to."""
    _do(
        lambda officer, work: [_line(campaigns.start_campaign(officer, campaign, rollout=rollout, work=work))],
        _AUTHOR, _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command()
def pause(campaign: str, name: As = None, database: Database = None) -> None:
    """Nothing more goes out until it is started again."""
    _do(
        lambda officer, work: [_line(campaigns.pause_campaign(officer, campaign, work=work))],
        _AUTHOR, _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command()
def stop(campaign: str, name: As = None, database: Database = None) -> None:
    """End it for good; what has not gone out never will."""
    _do(
        lambda officer, work: [_line(campaigns.stop_campaign(officer, campaign, work=work))],
        _AUTHOR, _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command()
def kill(name: As = None, database: Database = None) -> None:
    """Pause everything that is published, at once."""
    _do(
        lambda officer, work: [f"{campaigns.stop_everything(officer, work=work)} paused"],
        _AUTHOR, _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command(name="list")
def list_all(name: As = None, database: Database = None) -> None:
    """Every campaign and how it stands."""
    _do(
        lambda officer, work: [_line(each) for each in campaigns.list_campaigns(work=work)] or ["None yet."],
        _AUTHOR, _APPROVER, name=name, database=database,
    )  # fmt: skip


@app.command()
def report(campaign: str, picture: Picture = None, name: As = None, database: Database = None) -> None:
    """What came of it, by group, with the lift against the control group; as a picture too."""

    with business(database) as telecom:
        log_in(telecom, name, _AUTHOR, _APPROVER)
        try:
            with telecom.open_work() as work:
                found = campaigns.find_campaign(campaign, work=work)
                results, trials = offers.results_of(found, work=work), offers.trials_of(found, work=work)
        except BusinessError as refusal:
            raise CannotStart(in_words(refusal), advice="`dialtone campaign list` names all.") from refusal
        if picture is not None:
            picture.write_bytes(telecom.paper.draw("usage", offers.picture_of(campaign, results)))
    typer.echo("\n".join([*offers.table_of(results), *trials]))
