"""`dialtone backup`: the database into one file, back from it, and the proof that it is worth something."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import typer

from bot.commands.beside import business, reached
from bot.commands.demo import libpq, open_telecom
from bot.commands.starting import find_server, read_telecom_settings, running, with_message_key
from bot.database import DatabaseServer
from bot.settings import read_settings
from bot.supervisor.cluster import find_programs
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from telecom.bootstrap import Telecom, is_current
from telecom.bootstrap import reseal as seal_anew
from telecom.management.restoring import Books, Closed, check_books, close_what_was_under_way, find_unbooked
from telecom.ports import PaymentTimeout

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The database into one file, back from it, and the proof of it."
)
FileName = Annotated[Path, typer.Argument(help="The file of the backup.")]
Database = Annotated[str | None, typer.Option("--database", help="Another than `dialtone serve` uses.")]
SCRATCH = "dialtone_backup_check"
# The provider is asked for what it took since so long before the newest entry of the books.
_LOOK_BACK = timedelta(days=1)


@app.command()
def make(file: FileName, database: Database = None) -> None:
    """Write all of the database into a file, as it is at this moment; what serves goes on serving."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    with reached(settings, telecom_settings) as server:
        dump(server.owner_url(database or server.main), file)
    _tell(f"{file}: {file.stat().st_size / 10**6:.1f} MB. The key for secrets is not in it: keep it elsewhere as well.")


@app.command()
def restore(file: FileName) -> None:
    """Make the main database from a file, close what was under way then, and prove the books. Nothing may serve on it,
    and it must not hold anything: an older one is renamed or removed by hand."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        load(server, server.main, file)
        telecom = open_telecom(telecom_settings, server.app_url(server.main))
        try:
            with telecom.open_work() as work:
                closed = close_what_was_under_way(work=work)
            books = _proved(telecom)
        finally:
            telecom.close()
    _tell(in_words(closed))
    raise typer.Exit(_say(books))


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A backup; without one the database in use.")] = None,
) -> None:
    """Prove the books: of the database in use, or of a file, which is restored beside it for that and removed again."""
    if file is None:
        with business() as telecom:
            raise typer.Exit(_say(_proved(telecom)))
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    with reached(settings, telecom_settings) as server:
        server.drop(SCRATCH)
        try:
            load(server, SCRATCH, file)
            telecom = open_telecom(telecom_settings, server.app_url(SCRATCH))
            try:
                books = _proved(telecom)
            finally:
                telecom.close()
        finally:
            server.drop(SCRATCH)
    raise typer.Exit(_say(books))


@app.command()
def reseal(database: Database = None) -> None:
    """After a change of the key for secrets: seal with it what earlier keys have sealed, so that these can go. What
    serves goes on serving; interrupted, it is run again."""
    with business(database) as telecom:
        rows = seal_anew(telecom)
    _tell(f"{rows} rows sealed anew with the newest key. Backups made before still need the earlier one.")


def dump(url: str, file: Path) -> None:
    """The database at an address into a file that only we can read; whole or not at all."""
    if file.exists():
        raise CannotStart(f"{file} exists already; it was left as it is.", advice="Name a file that does not.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={unfinished}")
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def load(server: DatabaseServer, name: str, file: Path) -> None:
    """Make a database from a file: all of it or nothing. CannotStart where one of the name holds anything, or where
    the file is of another version."""
    if not file.exists():
        raise CannotStart(f"There is no file {file}.", advice="Name the file that `dialtone backup make` wrote.")
    if server.exists(name) and not _is_empty(server.owner_url(name)):
        raise CannotStart(
            f"The database {name} holds something; it was left as it is.",
            advice="Rename it (alter database ... rename to ...) or drop it first.",
        )
    if not server.exists(name):
        server.create(name)
    url = server.owner_url(name)
    _run("pg_restore", url, "--no-owner", "--single-transaction", "--exit-on-error", str(file))
    if not is_current(url):
        raise CannotStart(
            f"{file} was made by another version of Dialtone.", advice="`dialtone serve` migrates it; then check it."
        )


def _is_empty(url: str) -> bool:
    with psycopg.connect(libpq(url)) as connection:
        found = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    return found is not None and not found[0]


def _run(program: str, url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database; the password travels in the environment, where no `ps` shows it."""
    parts = urlsplit(libpq(url))
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or ""), "PGHOST": host}
    environment |= {"PGPORT": str(parts.port or 5432), "PGUSER": unquote(parts.username or "")}
    name = unquote(parts.path.lstrip("/"))
    done = subprocess.run(
        [str(_find_program(program)), f"--dbname={name}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotStart(
            f"{program} failed: {done.stderr.strip()[-1500:]}", advice="Nothing was changed. Is the disk full?"
        )


def _find_program(name: str) -> Path:
    """The operator's own program, which fits their server, or the one that Dialtone brings along."""
    found = shutil.which(name) if read_telecom_settings().database_url is not None else None
    return Path(found) if found else find_programs(None) / name


def _proved(telecom: Telecom) -> tuple[Books, str]:
    with telecom.open_work() as work:
        books = check_books(work=work)
        since = (books.newest or work.now) - _LOOK_BACK
        try:
            unbooked = find_unbooked(since, work.now, work=work, outside=telecom.outside)
        except PaymentTimeout:
            return books, "The payment provider does not answer: ask again for what it took and the books do not have."
    taken = "".join(
        f"- the provider took {line.amount} ({line.reference}), the books do not have it\n" for line in unbooked
    )
    return books, taken.rstrip() or "All that the payment provider took stands in the books."


def in_words(closed: Closed) -> str:
    """What was closed after a restore."""
    return (
        f"Closed, as it was under way then: {closed.outgoing} messages on their way out (they are not sent again), "
        f"{closed.incoming} unanswered ones, {closed.sessions} log-ins, {closed.proposals} offers."
    )


def _say(found: tuple[Books, str]) -> int:
    """Print what was proved; the exit code says whether all is right."""
    books, provider = found
    _tell(
        f"{books.transactions} movements of the ledger, {books.bills} bills, {books.lines_of_trail} lines of the trail."
    )
    _tell(f"The newest movement is of {books.newest.isoformat()}." if books.newest else "There is no movement yet.")
    for finding in books.findings:
        _tell(f"- {finding}")
    _tell(provider)
    _tell("Something is not right; see above." if books.findings else "The books are right.")
    return 1 if books.findings else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
