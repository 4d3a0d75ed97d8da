"""Three days of the demo: what falls due is told, each thing once, in words a subscriber reads."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import Texts, load_domain
from bot.scheduler import let_time_pass
from bot.workers import Workers
from demo.clock import advance
from demo.identities import DEMO_START
from demo.personas import PERSONAS
from demo.seed import seed
from telecom.bootstrap import Telecom
from tests.fakes import TestClock
from tests.senders import KeptMessages


def test_three_days_of_the_demo_and_a_week_more(telecom: Telecom, clock: TestClock, database_url: str) -> None:
    seed(telecom, database_url)
    with telecom.open_work() as work:
        clock.at += DEMO_START - work.now
    sender = KeptMessages(repeats_safely=True)
    told: list[list[tuple[str, str]]] = []

    async def run() -> None:
        texts = Texts(load_domain()["responses"])
        renderer = Renderer(texts, "Dialtone Mobile", ZoneInfo("Europe/London"))
        outbox = Outbox(telecom, renderer, {"terminal": sender, "sms": sender})
        workers = Workers(telecom, outbox)
        await outbox.start()
        await workers.start()
        for days in (0, 3, 0, 7):
            before = len(sender.sent)
            await let_time_pass(
                lambda by=days: advance(telecom.open_work, timedelta(days=by)), telecom, workers, outbox
            )
            told.append([(m.address, r.text) for m, r in sender.sent[before:]])
        await workers.stop()
        await outbox.stop()

    asyncio.run(run())
    at_first, after_three_days, again, after_ten_days = told
    assert at_first == [] and again == []
    to_jonas = [text for address, text in after_three_days if address == PERSONAS["postpaid"].phone_number]
    assert len(to_jonas) == 1 and "is due tomorrow" in to_jonas[0] and "£" in to_jonas[0]
    to_maya = [text for address, text in after_three_days if address == PERSONAS["prepaid"].phone_number]
    assert len(to_maya) == 2
    assert any("is renewed for £8.00" in text for text in to_maya)
    assert any("running low" in text for text in to_maya)
    # Others hear of their bills by then, each thing once.
    assert len(set(after_ten_days)) == len(after_ten_days)
    to_maya = [text for address, text in after_ten_days if address == PERSONAS["prepaid"].phone_number]
    assert len(to_maya) == 1 and "has ended" in to_maya[0]
