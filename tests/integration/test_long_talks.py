"""A talk may go on for ever: a turn asks the same of the database at its sixtieth message as at its tenth. R34"""

from collections import Counter

import pytest
from sqlalchemy import event

from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingKind
from telecom.model.utterances import Utterance, ask_for
from tests.talking import Talk, talking

EARLY, LATE = range(10, 15), range(60, 65)


@pytest.mark.parametrize("kind", [IncomingKind.TEXT, IncomingKind.COMMAND])
def test_a_late_turn_reads_as_much_as_an_early_one(telecom: Telecom, kind: IncomingKind) -> None:
    statements, rows = Counter[int](), Counter[int]()
    turn = 0

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "inbox" in statement or "outbox" in statement or "choices" in statement or "conversations" in statement:
            statements[turn] += 1
            rows[turn] += max(0, getattr(cursor, "rowcount", 0))

    async def script(talk: Talk) -> None:
        nonlocal turn
        offered = [ask_for("check_balance", "utter_choice_balance"), ask_for("check_usage", "utter_choice_usage")]
        said = [Utterance("utter_plain", {"text": "yes?"}, choices=offered)]
        talk.understanding.answers["hello"] = Understood(said, turns_remembered=10)
        for turn in range(1, LATE.stop):
            waited_for = talk.write("hello" if kind is IncomingKind.TEXT else "/nothing", kind=kind)
            assert await talk.turns.wait_until_answered(waited_for, 10)
            # What is looked for in between, by nobody's wish, is not the turn's.
            turn = 0

    event.listen(telecom.open_work.engine, "after_cursor_execute", note)
    talking(telecom, script)
    assert min(statements[n] for n in EARLY) > 0
    # The idle look into the inbox may fall into a turn or not.
    assert max(statements[n] for n in LATE) <= max(statements[n] for n in EARLY) + 2
    assert min(statements[n] for n in LATE) <= max(statements[n] for n in EARLY)
    assert max(rows[n] for n in LATE) <= max(rows[n] for n in EARLY) + 2
