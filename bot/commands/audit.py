"""`dialtone audit check`: is the audit trail as it was written?"""

import sys

from bot.commands.demo import open_telecom
from bot.commands.staff import log_in
from bot.commands.starting import find_server, read_telecom_settings, running, with_message_key
from bot.settings import read_settings
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from telecom.management.trail import TrailReport, check_trail
from telecom.model.staff import StaffRole

_UNTOUCHED, _TOUCHED = 0, 1


def run_audit_check(name: str | None = None) -> int:
    """Reckon the trail of the main database anew; the exit code says whether anything was found."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        if not server.exists(server.main):
            raise CannotStart("There is no database yet.", advice="`dialtone seed` fills one with the demo operator.")
        telecom = open_telecom(telecom_settings, server.app_url(server.main))
        try:
            log_in(telecom, name, StaffRole.AUDITOR)
            with telecom.open_work() as work:
                report = check_trail(work=work)
        finally:
            telecom.close()
    sys.stdout.write(in_words(report))
    return _TOUCHED if report.findings else _UNTOUCHED


def in_words(report: TrailReport) -> str:
    """What was looked at, and a line for each thing found."""
    looked = f"{report.lines} lines in {report.chains} chains, {report.seals} seals"
    if not report.findings:
        return f"The audit trail is as it was written: {looked}.\n"
    found = [f"- {each.chain}, number {each.number}: {each.what}\n" for each in report.findings]
    return f"The audit trail was touched ({looked}):\n{''.join(found)}"
