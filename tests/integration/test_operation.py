"""What those who run it see: that it lives, whether it can serve, and the figures for Prometheus."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from bot.commands.operation import Operation
from bot.metrics import Metrics
from bot.understanding import UnderstandingDown
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.support import messaging
from tests.asking import Asking
from tests.people import a_prepaid_subscriber, logged_in
from tests.talking import Talk, talking

DASHBOARD = Path(__file__).parents[2] / "docs" / "grafana.json"


class Served:
    """The port of those who run it, asked without a network."""

    def __init__(self, telecom: Telecom, metrics: Metrics | None = None) -> None:
        self._app = Operation(telecom, None, metrics or Metrics()).app()

    def get(self, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(path)

        return asyncio.run(ask())


def figure(text: str, name: str) -> float:
    (line,) = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(line.split()[-1])


def test_it_lives_and_is_ready_while_the_database_answers(telecom: Telecom) -> None:
    client = Served(telecom)
    assert client.get("/health").json() == {"status": "ok"}
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (200, {"database": True})


def test_it_lives_but_is_not_ready_without_the_database(telecom: Telecom, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Served(telecom)

    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(telecom.open_work), "__call__", away)
    assert client.get("/health").status_code == 200
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (503, {"database": False})
    assert "dialtone_turns_total" in client.get("/metrics").text
    assert "dialtone_sends" not in client.get("/metrics").text


def test_the_figures_of_the_database_are_shown(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=500))
        chat = work.of(Conversation).get(maya.conversation_id)
        chat.last_seen_at = work.now
        work.of(Conversation).add(Conversation(channel="sms", address="+447700900999", last_seen_at=work.now))
        messaging.answer(work, chat, [Utterance("utter_goodbye")], turn_id="turn 0")
    Asking(telecom).run(maya, "action_talk_to_agent")
    text = Served(telecom).get("/metrics").text
    assert figure(text, "dialtone_cases_open") == 1
    assert figure(text, "dialtone_containment") == 0.5
    assert figure(text, "dialtone_ledger_off_minor") == 0
    assert figure(text, 'dialtone_sends{state="initial"}') == 1


def test_turns_are_counted_with_their_wish_and_what_led_nowhere(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.answers["moon"] = UnderstandingDown("not up")
        for text in ("balance", "moon"):
            talk.write(text)
        await talk.until(lambda: talk.unhandled() == 0)
        await talk.until(lambda: figure(talk.turns._metrics.show().decode(), "dialtone_turns_total") == 2)
        text = talk.turns._metrics.show().decode()
        assert figure(text, 'dialtone_intents_total{intent="check_balance"}') == 1
        assert figure(text, 'dialtone_fallbacks_total{response="utter_understanding_down"}') == 1
        assert figure(text, "dialtone_turn_seconds_count") == 2

    talking(telecom, script)


def test_the_dashboard_asks_for_no_figure_that_there_is_not(telecom: Telecom) -> None:
    metrics = Metrics()
    metrics.understood("check_balance", [Utterance("utter_out_of_scope"), Utterance("utter_handover_waiting")])
    shown = Served(telecom, metrics).get("/metrics").text
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    names = {word for expr in asked for word in expr.replace("(", " ").replace("[", " ").replace("{", " ").split()}
    named = {word.rstrip(")") for word in names if word.startswith("dialtone_")}
    assert len(panels) >= 8 and named
    assert [name for name in named if f"\n{name}" not in shown] == []
