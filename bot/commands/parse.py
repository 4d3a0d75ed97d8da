"""`dialtone parse`: what the assistant would understand of each line."""

import asyncio
import json
import sys

from bot.commands.demo import open_telecom, prepare
from bot.commands.starting import (
    endpoint_of,
    find_server,
    open_logs,
    read_telecom_settings,
    running,
    train_model,
    with_message_key,
)
from bot.facts import facts_for_understanding
from bot.intake import make_plain, take_out_secrets
from bot.service import Service
from bot.settings import read_settings
from bot.supervisor.lock import StateLock
from telecom.bootstrap import Telecom
from telecom.model.messaging import LONGEST_TEXT
from telecom.support.recognition import recognise

BATCH = 200
PATIENCE = 180.0


def run_parse() -> None:
    """Read all lines of standard input; one JSON line each, in order, with the demo operator's catalogue and clock."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    open_logs(settings, to_file=True)
    texts = [line.rstrip("\r\n") for line in sys.stdin]
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        train_model(settings)
        name = prepare(server, telecom_settings, fresh=True, kept="parse", scratch="parse")
        telecom = open_telecom(telecom_settings, server.app_url(name))
        try:
            service = Service(settings, telecom, endpoint_of(telecom), roles=["actions", "rasa"])
            asyncio.run(_parse(service, texts))
        finally:
            telecom.close()


async def _parse(service: Service, texts: list[str]) -> None:
    async with service:
        if not await service.understanding.wait_until_ready(PATIENCE):
            trouble = service.rasa.trouble if service.rasa else None
            sys.stderr.write(f"Rasa did not come up. {trouble or ''}\n")
            sys.exit(2)
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            messages = await asyncio.to_thread(_prepared, service.telecom, batch)
            for text, found in zip(batch, await service.understanding.parse(messages), strict=True):
                sys.stdout.write(json.dumps({**found, "text": text}, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def _prepared(telecom: Telecom, texts: list[str]) -> list[dict[str, object]]:
    """The messages as a turn gives them to the language model."""
    with telecom.open_work() as work:
        facts = facts_for_understanding(telecom, work)
        plain = [take_out_secrets(make_plain(text)).text[:LONGEST_TEXT] for text in texts]
        return [{"text": text, "metadata": {**facts, "recognised": recognise(text, None, work=work)}} for text in plain]
