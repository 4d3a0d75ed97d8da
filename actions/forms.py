"""The frame of every form: which slots are still needed, whether a value will do, and asking with choices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Tracker

from actions.asked import Asked, read_asked
from actions.frame import Answer, DialtoneAction
from telecom.model.errors import BusinessError
from telecom.model.utterances import Utterance
from telecom.ports import Work

REQUESTED_SLOT = "requested_slot"


class DialtoneForm(DialtoneAction):
    """Validation of a form. A subclass names `form` and its slots in the order in which they are asked (`form_slots`).

    `check_<slot>(value, asked, work)` returns the value to keep, or an Utterance saying why it will not do; without
    such a method any value is kept. The form ends when nothing is needed any more; its action then proposes or does.
    """

    form: ClassVar[str]
    # Slots that are never asked for, but taken where they are said.
    also_taken: ClassVar[Sequence[str]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "form" in vars(cls):
            cls.called = f"validate_{cls.form}"
        super().__init_subclass__(**kwargs)

    @property
    def emptied(self) -> Sequence[str]:
        return ()

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        """The slots that must be filled, in order; those filled already do not matter here."""
        return self.form_slots

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """Slots that this form fills from the message by rules of its own, beside those of the language model."""
        return {}

    def answer(self, asked: Asked, work: Work) -> Answer:
        raise AssertionError("a form validates, it does not answer")

    def _in_work(self, tracker: Tracker) -> Answer:
        with self.telecom.open_work() as work:
            asked = self._only_ours(read_asked(tracker, work))
            changes = self._fresh_start(asked)
            asked = replace(asked, slots={**asked.slots, **changes})
            slots = dict(asked.slots)
            said: list[Utterance] = []
            # A form that begins is offered what is left of an earlier one, as if it had just been said.
            filled_now = {} if self._begins(asked) else tracker.slots_to_validate()
            said_slots = {**self._said(asked), **filled_now, **self.filled(asked, work)}
            # Nobody is asked anything before they are known: the form ends, and its action asks for the proof.
            if asked.actor is None and not self.for_anybody:
                return Answer([], set={**changes, **said_slots, REQUESTED_SLOT: None})
            for slot, value in said_slots.items():
                kept = self._checked(slot, value, asked, work)
                if isinstance(kept, Utterance):
                    said.append(kept)
                    kept = None
                slots[slot] = changes[slot] = kept
            told = replace(asked, slots=slots)
            open_slots = [slot for slot in self.needed(told, work) if slots.get(slot) is None]
            changes[REQUESTED_SLOT] = open_slots[0] if open_slots else None
            if open_slots and asked.intent == self._wish_of_form and asked.conversation.form == self.form:
                # The wish again, with nothing new: setting a slot, empty as it is, has Rasa ask anew.
                changes.setdefault(open_slots[0], None)
            return Answer(said, set=changes)

    def _only_ours(self, asked: Asked) -> Asked:
        """What was said with another wish does not answer our question: its entities are left alone."""
        return asked if asked.intent in (self._wish_of_form, "inform") else replace(asked, entities={})

    @property
    def _wish_of_form(self) -> str:
        return self.form.removesuffix("_form")

    def _begins(self, asked: Asked) -> bool:
        return asked.intent == self._wish_of_form and asked.conversation.form != self.form

    def _fresh_start(self, asked: Asked) -> dict[str, Any]:
        """Slots that an earlier, unfinished form has left behind are emptied when this form begins."""
        if not self._begins(asked):
            return {}
        return {name: None for name in (*self.form_slots, *self.also_taken) if asked.slots.get(name) is not None}

    def _said(self, asked: Asked) -> Mapping[str, Any]:
        """What the wish itself brings along; the language model does not fill it in when another form was open."""
        if asked.intent != self._wish_of_form:
            return {}
        ours = (*self.form_slots, *self.also_taken)
        return {name: asked.entities[name] for name in ours if asked.entities.get(name) is not None}

    def _checked(self, slot: str, value: Any, asked: Asked, work: Work) -> Any:
        check: Callable[[Any, Asked, Work], Any] | None = getattr(self, f"check_{slot}", None)
        if check is None or value is None:
            return value
        try:
            return check(value, asked, work)
        except BusinessError as refusal:
            return Utterance(refusal.name, refusal.values)
