"""The frame of every action: who asks, one unit of work, an answer whatever happens."""

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import Asked, read_asked
from actions.pointed import with_whose_line
from telecom.bootstrap import Telecom
from telecom.model.errors import BusinessError, NotAllowed, ProofRequired
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for, said_as
from telecom.model.wire import to_wire
from telecom.ports import Work
from telecom.support.approvals import customers_to_ask, managers_of
from telecom.support.authorization import has_nothing_yet
from telecom.support.proposals import open_proposal

log = structlog.get_logger("actions")


# What takes up the offer to ask a manager.
_ASKING = (
    "yes", "yeah", "yep", "ok", "okay", "sure", "please", "yes please", "ask", "ask them", "ask her", "ask him",
    "do that", "do it", "go ahead", "ja", "frag",
)  # fmt: skip
# As many choices has a question that comes again by itself.
_ASKED_AGAIN = 5
# After these the answer ends with the question, however often it was asked.
_ASKS_BACK = frozenset({"affirm", "help"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, and which slots to change; `clear` empties slots in the same answer.

    `follow_up` runs after the transaction, for what must not stand inside one (a measurement); it says the rest.
    """

    said: Sequence[Utterance]
    clear: Sequence[str] = ()
    set: Mapping[str, Any] = field(default_factory=dict)
    follow_up: Callable[[Telecom], Sequence[Utterance]] | None = None


def say(response: str, **values: Any) -> Answer:
    """An answer of one sentence."""
    return Answer([Utterance(response, values)])


# A question about how things are here, and none about what is the asker's own.
_ASKS = re.compile(
    r"^(?:\W*(?:(?:so|and|ok|hi|hello)\W+)*(?:can|could|may|do|does|how|what|is|are|will|would|when|which|kann|wie|wann)\b"
    r"|(?=.*\?\W*$))(?!.*\b(?:my|our|mein\w*|unser\w*)\b(?!.*\b(?:number|nummer)\b))",
    re.I,
)
_UNKNOWN = (ask_for("log_in", "utter_wish_log_in"), ask_for("request_account", "utter_choice_become_customer"))


class DialtoneAction(Action, ABC):
    """Base of all actions. A subclass names itself and its slots, and writes `answer`: read, call one management
    function, return the sentence. Errors, proof and the transaction are looked after here."""

    called: ClassVar[str]
    form_slots: ClassVar[Sequence[str]] = ()
    # Whether somebody whom nobody knows may have their wish gathered.
    for_anybody: ClassVar[bool] = False
    # Whether it tells of a line, which may be that of "him" or "her" of whom was spoken before.
    of_a_line: ClassVar[bool] = False
    # What is told to somebody whom nobody knows and who only asks how it is done; without it they are asked for proof.
    in_general: ClassVar[str | None] = None
    # What is answered to anybody, whatever the wish; the actions that know such answers put it here.
    told_to_anybody: ClassVar[Callable[..., Sequence[Utterance]]]
    # Answers to what belongs to the last answer, whatever wish it was taken for; each is None where it does not.
    below_last: ClassVar[list[Callable[..., "Answer | None"]]] = []
    telecom: ClassVar[Telecom]
    # Every action by its name; what is only a base for others has none.
    named: ClassVar[dict[str, type["DialtoneAction"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "called" in vars(cls):
            DialtoneAction.named[cls.called] = cls

    @property
    def emptied(self) -> Sequence[str]:
        """The slots that every answer of this action empties."""
        return self.form_slots

    def name(self) -> str:
        return self.called

    @abstractmethod
    def answer(self, asked: Asked, work: Work) -> Answer:
        """Read what is asked, call one management function, say what came of it."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        try:
            result = self._in_work(tracker)
            if result.follow_up is not None:
                result = replace(result, said=[*result.said, *result.follow_up(self.telecom)], follow_up=None)
        except NotAllowed as refusal:
            result = self._offer_to_ask(tracker, refusal)
        except BusinessError as refusal:
            result = Answer([Utterance(refusal.name, refusal.values)])
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("action failed", action=self.called, reference=reference)
            result = Answer([Utterance("utter_error_unexpected", {"reference": reference})])
        for utterance in result.said:
            dispatcher.utter_message(json_message={"utterance": to_wire(utterance)})
        # A form's slots are emptied in the answer that used them: a proposal is from then on the only state.
        changes: dict[str, Any] = dict.fromkeys((*self.emptied, *result.clear)) | dict(result.set)
        return [SlotSet(name, to_wire(value)) for name, value in changes.items()]

    def _in_work(self, tracker: Tracker) -> Answer:
        with self.telecom.open_work() as work:
            asked = read_asked(tracker, work)
            asked = with_whose_line(asked, work) if self.of_a_line else asked
            try:
                below = () if "_form" in self.called else (each(asked, work) for each in DialtoneAction.below_last)
                going_on = next((answer for answer in below if answer is not None), None)
                if going_on is not None:
                    return going_on
                # What a form gathers is judged only for somebody who is known: a refusal would lose the wish.
                if self.form_slots and asked.actor is None and not self.for_anybody:
                    raise ProofRequired()
                return self._in_short(asked, self.answer(asked, work), work)
            except ProofRequired as proof:
                if asked.actor is None and (told := self._told_in_general(asked, work)):
                    return Answer(told)
                values = {"level": proof.level, "wish": self.wish_of(asked), "contact": proof.contact}
                return Answer([Utterance("proof_required", values)])

    def _in_short(self, asked: Asked, answer: Answer, work: Work) -> Answer:
        """A question that comes again below the answer to something else shows its first choices only; below a second
        one it is left standing without a word, for nobody wants to be reminded each time."""
        form = asked.conversation.form
        if form is None or asked.intent in (form.removesuffix("_form"), "inform", None):
            return answer
        if not self.name().startswith(f"action_ask_{form}"):
            return answer
        if (
            asked.intent not in _ASKS_BACK
            and asked.last_wish is not None
            and asked.last_wish.intent != form.removesuffix("_form")
        ):
            return Answer([])
        offered = open_proposal(asked.conversation, work=work)
        if offered is not None and offered.key == asked.turn_id:
            return Answer([])  # what was just offered waits for a yes, and nothing else is asked below it
        return replace(answer, said=[replace(each, choices=each.choices[:_ASKED_AGAIN]) for each in answer.said])

    def _told_in_general(self, asked: Asked, work: Work) -> Sequence[Utterance]:
        """What somebody whom nobody knows is told without proof; empty where it takes one."""
        if told := DialtoneAction.told_to_anybody(asked, work, home=self.telecom.settings.country):
            return told
        if self.in_general and _ASKS.search(asked.text):
            return [Utterance(self.in_general, {}, _UNKNOWN)]
        return []

    def _told_to_beginner(self, asked: Asked, work: Work) -> Sequence[Utterance]:
        """The same for a customer who has no service yet; what would need one is not told."""
        try:
            return self._told_in_general(asked, work)
        except BusinessError:
            return []

    def _offer_to_ask(self, tracker: Tracker, refusal: NotAllowed) -> Answer:
        """The refusal; where a manager could allow it, with the choice to ask them. [M.3345 5.1]"""
        with self.telecom.open_work() as work:
            asked = read_asked(tracker, work)
            customers = customers_to_ask(asked.actor, work=work) if asked.actor else []
            if refusal.name == NotAllowed.response and has_nothing_yet(asked.actor, work=work):
                return Answer(self._told_to_beginner(asked, work) or [Utterance("utter_error_nothing_yet")])
            if not customers:
                return Answer([Utterance(refusal.name, refusal.values)])
            names = [each.given_name for each in managers_of(customers[0], work=work)]
            content = {"action": "action_ask_manager", "slots": {"wish": self.wish_of(replace(asked, text=""))}}
        offered = Offered(Utterance("utter_choice_ask_manager"), ChoiceKind.ACTION, content)
        offered = said_as(offered, *_ASKING, *(name.casefold() for name in names))
        if refusal.name != NotAllowed.response:
            return Answer([Utterance(refusal.name, refusal.values, [offered])])
        return Answer([Utterance("utter_approval_offer", {"managers": names}, [offered])])

    def wish_of(self, asked: Asked) -> dict[str, Any]:
        """What was wanted, to be carried out once the proof succeeded. A form's wish begins its form again, filled."""
        said = {"said": asked.text} if asked.text else {}
        if not self.form_slots:
            # What a choice or the turn itself told the action, such as which offer; a talk's own slots stay there.
            told = {} if asked.intent else {name: each for name, each in asked.slots.items() if each is not None}
            wish = {"action": self.called, "intent": asked.intent, "entities": dict(asked.entities), **said}
            return {**wish, "slots": told} if told else wish
        filled = {name: asked.slots[name] for name in self.form_slots if asked.slots.get(name) is not None}
        return {"form_intent": self.called.removeprefix("action_"), "entities": {**asked.entities, **filled}, **said}
