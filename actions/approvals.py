"""Wishes beyond one's rights, put to a manager. Approve and Refuse never come this way: they are the turn's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.approvals import ask_for_right
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.ports import Work
from telecom.support.authorization import known


class NotAskable(BusinessError):
    """The wish is none that a manager could decide on as it was said."""

    response = "utter_approval_not_possible"


# Wishes that only show something: for these the right itself is asked for, on the own lines or the whole contract.
_OF_LINES = frozenset({"check_spending", "show_current_charges"})
_SHOWS = dict.fromkeys(("show_bill", "explain_bill", "show_payments", *_OF_LINES), Function.BILL)


class AskManager(DialtoneAction):
    """Runs the wish again as one that a manager will decide on: it is put together, shown to the managers, not done.

    Whatever else the wish says or would do is dropped: all that counts is the question to the managers.
    """

    called = "action_ask_manager"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = asked.slots.get("wish") or {}
        action = DialtoneAction.named.get(_name(wish))
        if action is None or action is AskManager:
            raise NotAskable()
        actor = replace(known(asked.actor), asks_manager=True, proved_at=work.now)
        entities = wish.get("entities") or {}
        every = {name: [value] for name, value in entities.items()}
        put = replace(asked, actor=actor, intent=_intent(wish), entities=entities, slots={}, every=every, text="")
        if (shows := _SHOWS.get(str(put.intent))) is not None:
            own_lines = put.intent in _OF_LINES
            sent = ask_for_right(actor, shows, own_lines=own_lines, turn_id=asked.turn_id, work=work)
            return Answer([sent])
        said = [each for each in action().answer(put, work).said if each.response == "utter_approval_sent"]
        if not said:
            raise NotAskable()
        return Answer(said)


def _name(wish: Mapping[str, Any]) -> str:
    return str(wish.get("action") or f"action_{wish.get('form_intent')}")


def _intent(wish: Mapping[str, Any]) -> str | None:
    return wish.get("intent") or wish.get("form_intent")
