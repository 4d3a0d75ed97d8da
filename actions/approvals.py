"""Wishes beyond one's rights, put to a manager. Approve and Refuse never come this way: they are the turn's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.frame import Answer, Asked, DialtoneAction
from telecom.model.errors import BusinessError
from telecom.ports import Work
from telecom.support.authorization import known


class NotAskable(BusinessError):
    """The wish is none that a manager could decide on as it was said."""

    response = "utter_approval_not_possible"


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
        said = [each for each in action().answer(put, work).said if each.response == "utter_approval_sent"]
        if not said:
            raise NotAskable()
        return Answer(said)


def _name(wish: Mapping[str, Any]) -> str:
    return str(wish.get("action") or f"action_{wish.get('form_intent')}")


def _intent(wish: Mapping[str, Any]) -> str | None:
    return wish.get("intent") or wish.get("form_intent")
