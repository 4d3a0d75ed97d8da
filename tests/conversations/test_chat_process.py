"""The process behind `dialtone chat --json`: leaves nothing behind however it ends, and each line ends in one turn."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor.postgres import EmbeddedPostgres
from tests.below import ENDS_WITHIN, all_below, command_lines_of, names_of, still_there
from tests.conversations.phone import ChatProcess
from tests.conversations.searching import away, opened

# What can be said without the language model, which takes longest to come up.
LINES = {
    "": "That message was empty",
    "   ": "That message was empty",
    "\x00\x07": "That message was empty",
    "/help": "own words",
    "/nothing{}": "don't know that command",
    "!": "I don't know !",
    "!nonsense": "I don't know !nonsense",
    "!as": "There is no ''",
    "!as nobody": "There is no 'nobody'",
    "!as home": "phone of home now",
    "!press": "number of a choice",
    "!press 1 2": "number of a choice",
    "!advance": "span of time",
    "!advance -3d": "span of time",
    "!advance 99999999999d": "span of time",
    "!fault": "No service ''",
    "!repair fridge": "No service 'fridge'",
    "!sms": "No unread text messages",
    "!redeliver now": "phone of|own words|empty|Nothing was sent",
    " !help": "",
    "!help": "moves the clock",
}


@pytest.fixture
def home(chat: ChatProcess, chat_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A state folder of its own, with the model that the other chat has by now."""
    shutil.copytree(chat_home / "models", tmp_path / "models")
    yield tmp_path
    EmbeddedPostgres(tmp_path).discard()


def test_whatever_ends_a_chat_leaves_no_process_behind_and_keep_goes_on_where_it_was(home: Path) -> None:
    """The demo begins on a Tuesday; each of these chats moves its clock by one day."""
    walk = [
        ([], None, "Wednesday"),
        (["--keep"], signal.SIGKILL, "Thursday"),
        (["--keep"], signal.SIGINT, "Friday"),
        ([], signal.SIGTERM, "Wednesday"),
    ]
    for arguments, number, day in walk:
        chat = ChatProcess(home, *arguments)
        try:
            (note,) = chat.say("!advance 1d").notes
            assert day in note, (arguments, number)
            below = all_below(chat.process.pid)
            assert {"postgres"} <= names_of(below)
            assert any("nlu/launch.py" in line for line in command_lines_of(below)), "Rasa"
            if number is None:
                assert chat.end(within=ENDS_WITHIN) == 0
            else:
                chat.process.send_signal(number)
                assert chat.process.wait(ENDS_WITHIN) == (-number if number == signal.SIGKILL else 0)
        finally:
            chat.kill()
        assert still_there(below) == [], (arguments, number)


def test_a_second_chat_in_the_same_folder_says_who_holds_it(chat: ChatProcess, chat_home: Path) -> None:
    second = ChatProcess(chat_home)
    assert second.process.wait(ENDS_WITHIN) == 2
    second.reader.join(ENDS_WITHIN)
    told = "".join(second.errors)
    assert f"already running in {chat_home.resolve()} (process {chat.process.pid})" in told
    assert f"kill {chat.process.pid}" in told
    assert "Traceback" not in told
    assert chat.say("!help").error is None


def test_every_line_ends_in_exactly_one_turn(chat: ChatProcess) -> None:
    chat.say("!as stranger")
    for line, told in LINES.items():
        turn = chat.say(line)  # raises where a turn is missing, or one too many came before it
        heard = " ".join([turn.text, *turn.notes, turn.error or ""])
        assert any(part in heard for part in told.split("|")), (line, heard)
    for line in list(LINES)[:3] * 3:
        chat.write(line)
    for line in list(LINES)[:3] * 3:
        assert chat.read_turn(line, within=20).text, "lines that come at once are answered one by one"


def test_a_line_that_cannot_be_taken_is_an_error_and_the_next_one_is_answered(
    chat: ChatProcess, chat_home: Path
) -> None:
    with opened(chat_home, "script") as connection, away(connection, "inbox"):
        assert "could not be taken" in (chat.say("hello").error or "")
        assert "could not be taken" in (chat.say("/help").error or "")
    assert "own words" in chat.say("/help").text


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        (["--as", "nobody"], {}, "There is no 'nobody' here. People: prepaid"),
        (["--fresh", "--keep"], {}, "exclude each other"),
        ([], {"DIALTONE_LOCK_LIFE": "2"}, "DIALTONE_ACTION_DEADLINE < DIALTONE_LOCK_LIFE"),
        ([], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "PostgreSQL of DATABASE_URL does not answer"),
    ],
)
def test_a_chat_that_cannot_start_says_why(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], told: str
) -> None:
    chat = ChatProcess(tmp_path, *arguments, **settings)
    try:
        assert chat.process.wait(60) == 2
    finally:
        chat.kill()
    chat.reader.join(ENDS_WITHIN)
    assert told in "".join(chat.errors)
    assert "Traceback" not in "".join(chat.errors)
