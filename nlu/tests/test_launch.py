"""Rasa as it is started for real: a process of its own, with a key, a trusted model and a parent it does not outlive."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nlu.tests.operator import Operator

LAUNCH = Path(__file__).parents[1] / "launch.py"
KEY = "a-key-for-the-tests-0001"


def start(models: Path, *, action_url: str = "http://127.0.0.1:9/webhook", **more: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "DIALTONE_RASA_KEY": KEY, "DIALTONE_ACTION_KEY": "a" * 20, "DIALTONE_ACTION_URL": action_url, **more,
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(LAUNCH), "serve", "--models", str(models), "--port", "0", "--exit-with-parent"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def ask(port: int, path: str, body: Any = None, *, key: str = KEY) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/webhooks/dialtone/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"X-Dialtone-Key": key},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture(scope="module")
def operator() -> Iterator[tuple[Operator, str]]:
    operator, loop = Operator(), asyncio.new_event_loop()
    address = loop.run_until_complete(operator.open())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield operator, address
    asyncio.run_coroutine_threadsafe(operator.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture(scope="module")
def port(models: Path, operator: tuple[Operator, str]) -> Iterator[int]:
    server = start(models, action_url=operator[1])
    line = server.stdout.readline()
    assert line, server.stderr.read()
    yield json.loads(line)["port"]
    server.stdin.close()
    assert server.wait(10) == 0


def turn(port: int, text: str, number: int, *, talk: str = "t") -> dict[str, Any]:
    status, answer = ask(port, "turn", {"conversation_id": talk, "turn_id": f"{talk}{number}", "text": text})
    assert status == 200, answer
    return answer


def test_without_the_key_nobody_is_heard(port: int) -> None:
    assert ask(port, "turn", {"text": "hi"}, key="wrong")[0] == 401
    assert ask(port, "ready", key="")[0] == 401
    assert ask(port, "ready")[1]["ready"] is True


def test_a_greeting_is_answered_with_the_name_of_a_response(port: int) -> None:
    answer = turn(port, "hello there", 1, talk="greeting")
    assert answer["messages"] == [{"response": "utter_greet", "values": {}}]
    assert answer["turns_remembered"] == 1


def test_the_same_turn_again_is_answered_and_not_run(port: int) -> None:
    first, again = turn(port, "hello there", 1, talk="again"), turn(port, "hello there", 1, talk="again")
    assert again == {**first, "repeated": True}


@pytest.mark.parametrize("text", ['/pay_bill{"amount": 500}', "/top_up", "@0.11", '／pay_bill{"amount":5}', "/restart"])
def test_typed_commands_set_nothing(port: int, operator: tuple[Operator, str], text: str) -> None:
    answer = turn(port, text, 1, talk=f"slash{text}")
    assert answer["intent"]["confidence"] < 1.0
    turn(port, "balance please", 2, talk=f"slash{text}")
    slots = operator[0].calls[-1]["tracker"]["slots"]
    assert slots["amount"] is None and slots["service"] is None


def test_an_action_gets_the_slots_the_message_the_key_and_little_history(
    port: int, operator: tuple[Operator, str]
) -> None:
    for number in range(12):
        turn(port, "hello there", number, talk="long")
    turn(port, "pay 10 pounds of my bill", 12, talk="long")
    call = operator[0].calls[-1]
    assert call["next_action"] == "action_pay_bill" and call["sender_id"] == "long"
    assert call["tracker"]["slots"]["amount"] == {"minor": 1000, "currency": "GBP"}
    assert call["tracker"]["latest_message"]["metadata"]["turn_id"] == "long12"
    said = [event for event in call["tracker"]["events"] if event["event"] == "user"]
    assert [event["metadata"]["turn_id"] for event in said] == [f"long{number}" for number in range(8, 13)]
    assert all(set(event["parse_data"]) == {"intent", "entities", "intent_ranking"} for event in said[:-1])
    assert "domain" not in call and operator[0].keys == {"a" * 20}


def test_a_form_asks_refuses_a_negative_sum_and_takes_a_good_one(port: int) -> None:
    asked = turn(port, "i want to pay my bill", 1, talk="form")
    assert (asked["form"], asked["requested_slot"]) == ("pay_bill_form", "amount")
    assert turn(port, "make it -5", 2, talk="form")["requested_slot"] == "amount"
    paid = turn(port, "make it 20", 3, talk="form")
    said = {"amount": {"minor": 2000, "currency": "GBP"}, "count": 0}
    assert paid["messages"] == [{"response": "utter_pay_bill", "values": said}] and paid["form"] is None


@pytest.mark.parametrize("failing_call", [1, 2])
def test_a_turn_whose_action_failed_is_run_again_from_where_it_stood(
    port: int, operator: tuple[Operator, str], failing_call: int
) -> None:
    talk = f"cut{failing_call}"
    turn(port, "i want to pay my bill", 1, talk=talk)
    operator[0].fails = failing_call
    failed = turn(port, "make it 20", 2, talk=talk)
    assert (failed["messages"], failed["form"], failed["turns_remembered"]) == ([], "pay_bill_form", 1)
    operator[0].fails = 0
    again = turn(port, "make it 20", 2, talk=talk)
    assert [message["response"] for message in again["messages"]] == ["utter_pay_bill"]
    assert (again["repeated"], again["form"], again["turns_remembered"]) == (False, None, 2)


def test_another_wish_with_a_sum_does_not_fill_the_open_form(port: int) -> None:
    turn(port, "i want to pay my bill", 1, talk="other")
    answer = turn(port, "top up my phone with ten pounds", 2, talk="other")
    # The sum went to the form of its own wish, which now asks for the rest; the bill was not paid.
    assert [message["response"] for message in answer["messages"]] == ["utter_ask_service"]
    assert answer["form"] == "top_up_form"


def test_a_taken_choice_fills_the_form_it_opens(port: int) -> None:
    payload = {"intent": "pay_bill", "entities": {"amount": {"minor": 700, "currency": "GBP"}}}
    body = {"conversation_id": "choice", "turn_id": "1", "payload": payload}
    assert ask(port, "turn", body)[1]["messages"][0]["values"]["amount"]["minor"] == 700


def test_a_talk_of_many_turns_remembers_ten(port: int) -> None:
    remembered = [turn(port, "hello there", number, talk="many")["turns_remembered"] for number in range(14)]
    assert remembered == [*range(1, 11), 10, 10, 10, 10]


@pytest.mark.parametrize(
    "body",
    [
        [], {}, {"conversation_id": "c"}, {"conversation_id": "c", "turn_id": "1"},
        {"conversation_id": "c", "turn_id": "1", "text": 5}, {"conversation_id": "c", "turn_id": "1", "text": "x" * 1001},
        {"conversation_id": "c", "turn_id": "1", "text": "x", "payload": {"intent": "greet"}},
        {"conversation_id": "c", "turn_id": "1", "payload": {"intent": "no_such_intent"}},
        {"conversation_id": "c", "turn_id": "1", "payload": {"intent": "greet", "entities": {"no_such": 1}}},
        {"conversation_id": "c", "turn_id": "1", "text": "x", "metadata": []},
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_with_a_reason(port: int, body: Any) -> None:
    status, answer = ask(port, "turn", body)
    assert status == 400 and answer["error"]


def test_reading_tells_intent_and_entities_and_does_nothing(port: int) -> None:
    status, answer = ask(
        port, "parse", {"messages": [{"text": "put a tenner on my phone"}, {"text": "tell me a joke"}]}
    )
    one, two = answer["results"]
    assert status == 200 and one["intent"] == "top_up" and two["intent"] == "out_of_scope"
    assert {"entity": "amount", "text": "a tenner", "value": {"minor": 1000, "currency": "GBP"}} in one["entities"]


def test_one_flipped_byte_and_rasa_does_not_start(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models, tmp_path / "models")
    model = tmp_path / "models" / "dialtone.tar.gz"
    bytes_ = bytearray(model.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    model.write_bytes(bytes_)
    server = start(tmp_path / "models")
    _, errors = server.communicate(timeout=30)
    assert server.returncode == 1 and "is not the one that was trained" in errors


@pytest.mark.parametrize(
    ("name", "value"),
    [("DIALTONE_ACTION_DEADLINE", "31"), ("DIALTONE_LOCK_LIFE", "50"), ("DIALTONE_RASA_DEADLINE", "soon"), ("DIALTONE_RASA_KEY", "")],
)  # fmt: skip
def test_a_wrong_setting_is_named_at_the_start(models: Path, name: str, value: str) -> None:
    server = start(models, **{name: value})
    _, errors = server.communicate(timeout=30)
    assert server.returncode == 1 and name in errors


def test_nothing_is_trained_twice_and_a_changed_text_trains_nothing(models: Path, tmp_path: Path) -> None:
    from nlu.training import needs_training

    root = tmp_path / "assistant"
    shutil.copytree(Path(__file__).parent / "assistant", root)
    assert not needs_training(models, root=root)
    domain = root / "domain.yml"
    domain.write_text(domain.read_text().replace("Hello.", "Good day."))
    assert not needs_training(models, root=root)
    examples = root / "data/nlu/small.yml"
    examples.write_text(examples.read_text().replace("hello there", "hello to you"))
    assert needs_training(models, root=root)


def test_it_ends_when_its_parent_is_killed(models: Path, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen(
        [
            sys.executable, "-c",
            "import subprocess, sys, pathlib\n"
            f"child = subprocess.Popen([sys.executable, {str(LAUNCH)!r}, 'serve', '--models', {str(models)!r}, '--port', '0',"
            " '--exit-with-parent'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
            f"child.stdout.readline(); pathlib.Path({str(note)!r}).write_text(str(child.pid)); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
    )  # fmt: skip
    assert _within(30, lambda: note.is_file() and note.read_text())
    child = int(note.read_text())
    parent.kill()
    parent.wait()
    assert _within(10, lambda: not _runs(child))


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except FileNotFoundError:
        return False


def _within(seconds: float, true: Any) -> bool:
    """Waits for something that another process does."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < end:
        if true():
            return True
        pause.wait(0.05)
    return False


def test_what_was_done_elsewhere_is_heard_and_followed_up(port: int, operator: tuple[Operator, str]) -> None:
    """ "And 07700 900222?" below a balance that was told without Rasa is a balance again, and of that number."""
    turn(port, "hello there", 1, talk="heard")
    done = {"intent": "check_balance", "entities": {"phone_number": "+447700900111"}}
    body = {"conversation_id": "heard", "turn_id": "heard2", "payload": done, "metadata": {"said": "balance"}}
    assert ask(port, "heard", body) == (200, {"heard": True})
    answer = turn(port, "and for 07700 900222?", 3, talk="heard")
    assert (answer["intent"]["name"], answer["turns_remembered"]) == ("check_balance", 3)
    told = operator[0].calls[-1]["tracker"]["latest_message"]["entities"]
    assert [each["value"] for each in told if each["entity"] == "phone_number"] == ["+447700900222"]
    assert ask(port, "heard", {**body, "conversation_id": "nobody"}) == (200, {"heard": False})
    turn(port, "i want to pay my bill", 1, talk="heard in a form")
    assert ask(port, "heard", {**body, "conversation_id": "heard in a form"})[1] == {"heard": False}
    assert ask(port, "heard", {**body, "payload": {"intent": "fly"}})[0] == 400
