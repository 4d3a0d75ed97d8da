"""Logging in and out by words."""

from typing import Any

from actions.frame import Answer, Asked, DialtoneAction, say
from telecom.management.access import log_out
from telecom.management.profile import greeting_name
from telecom.ports import Work
from telecom.support.authorization import known


class LogIn(DialtoneAction):
    """Begins the proof, or says who is logged in already."""

    called = "action_log_in"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_access_already_in", name=greeting_name(known(asked.actor), work=work))

    def _wish(self, asked: Asked) -> dict[str, Any]:
        """Nothing is left to do once the proof has succeeded."""
        return {}


class LogOut(DialtoneAction):
    """Ends the session of this chat."""

    called = "action_log_out"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_access_logged_out" if log_out(asked.actor, work=work) else "utter_access_not_in")
