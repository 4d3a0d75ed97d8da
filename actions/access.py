"""Logging in and out by words."""

import re
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction, say
from telecom.management.access import (
    OpenSession,
    begin_pin_change,
    end_sessions,
    has_pin,
    list_sessions,
    log_out,
)
from telecom.management.profile import greeting_name
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for, said_as
from telecom.ports import Work
from telecom.support.authorization import known

_MOST_CHOICES = 5
_LOST = re.compile(
    r"forg[eo]t|lost|can.?t remember|don.?t (know|remember)|recover|reset"
    r"|vergessen|verloren|zurücksetzen|weiß .*nicht mehr",
    re.IGNORECASE,
)


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


class ListSessions(DialtoneAction):
    """The chats in which the person is logged in, each to be ended."""

    called = "action_list_sessions"

    def answer(self, asked: Asked, work: Work) -> Answer:
        sessions = list_sessions(asked.actor, work=work)
        others = [s for s in sessions if not s.is_this]
        lines = [_session_line(session) for session in sessions]
        choices = [
            _ending("utter_choice_end_session", {"channel": s.channel, "at": s.started_at}, session_id=s.id)
            for s in others[:_MOST_CHOICES]
        ]
        if len(others) > 1:
            choices.append(_ending("utter_choice_end_others", {}))
        return Answer([Utterance("utter_sessions_list", {"sessions": lines}, choices)])


def _session_line(session: OpenSession) -> Utterance:
    name = "utter_sessions_this" if session.is_this else "utter_sessions_other"
    return Utterance(name, {"channel": session.channel, "at": session.started_at})


def _ending(label: str, values: dict[str, Any], **slots: Any) -> Offered:
    return Offered(Utterance(label, values), ChoiceKind.ACTION, {"action": EndSessions.called, "slots": slots})


class EndSessions(DialtoneAction):
    """Ends one session, or all others."""

    called = "action_end_sessions"

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.slots.get("session_id")
        ended = end_sessions(asked.actor, str(named) if named else None, work=work)
        return say("utter_sessions_ended", count=ended)


# "Do I have a PIN?", "what's it for?" want to know, and change nothing.
_ASKS_OF_PIN = re.compile(
    r"^\W*(?:(?:and|so|but|ok|hi|wait|um+|und|aber)\W+)*(?:do|does|did|will|would|have|is|are|what|why|when|where|which|who|must|hab\w*|gibt|ist"
    r"|was|wozu|warum|wann|wo|welche\w*|brauche)\b"
    r"(?!.*\b(?:change|new|reset|set|choose|another|different|make|get|neue\w*|änder\w*|setz\w*|wähl\w*)\b)",
    re.I,
)
_CHANGES_IT = ("do it", "change it", "change that", "new one", "ändern", "mach das")
_OF_SIM = re.compile(r"\b(?:sim|sim-?cards?|sim-?karte)\b", re.I)


class ChangePin(DialtoneAction):
    """Begins the dialogue of a new PIN, which the language model never sees; or says what the PIN is for."""

    called = "action_change_pin"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if _OF_SIM.search(asked.text):
            puk = ask_for("report_lost_phone", "utter_choice_puk", puk=True)
            return Answer([Utterance("utter_pin_of_sim", {}, [puk])])
        if _ASKS_OF_PIN.search(asked.text) and not _LOST.search(asked.text):
            if asked.actor is None:
                return say("utter_pin_in_general")
            name = "utter_pin_have" if has_pin(asked.actor, work=work) else "utter_pin_have_none"
            return Answer(
                [Utterance(name, {}, [said_as(ask_for("change_pin", "utter_wish_change_pin"), *_CHANGES_IT)])]
            )
        forgotten = _LOST.search(asked.text) is not None
        begin_pin_change(asked.actor, forgotten=forgotten, work=work)
        raise AssertionError("the dialogue of the PIN begins by asking for a proof")
