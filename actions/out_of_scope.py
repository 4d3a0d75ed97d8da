"""Answers to what is not our business, or not clear enough to act on."""

import re
from typing import Any

from actions.asked import Asked
from actions.catalogue import choice_utterance
from actions.contents import about_contents
from actions.conversation import drop_proposal, menu
from actions.credit_history import about_credit, below_credit
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from actions.guesses import better_known_first, guessed_wishes
from actions.menu import topics
from actions.payments import spoke_of_money, when_to_pay
from actions.running_out import about_running_out
from actions.small_talk import small_talk
from actions.use_prices import about_use
from telecom.model.errors import ProofRequired
from telecom.model.utterances import Utterance
from telecom.ports import Work

_BEGINS_WITH_NO = re.compile(r"\W*(?:no|nah|nope|nein|nee|actually no|ach nein)\b(?! idea| problem)", re.I)
_TOPICS_OFFERED = 4


class OutOfScope(DialtoneAction):
    """Not our business: says so and offers what is. Not clear enough to act on: asks which wish it was."""

    called = "action_out_of_scope"

    def wish_of(self, asked: Asked) -> dict[str, Any]:
        """The words themselves: who is known then has lines and people of their own, which may make them clear."""
        return {"ask": asked.text, "said": asked.text}

    def answer(self, asked: Asked, work: Work) -> Answer:
        # Inside a form the open question comes again by itself, with choices of its own.
        if told := about_use(asked, work, home=self.telecom.settings.country, follows=True):
            return Answer(told)
        if asked.actor is not None and (then := about_running_out(asked, work)):
            return Answer(then)
        if asked.actor is not None and spoke_of_money(asked, work) and (when := when_to_pay(asked, work)) is not None:
            return Answer([when])
        if asked.conversation.form is None and (contents := about_contents(asked, work)) is not None:
            return Answer([contents])
        if asked.conversation.form is None and (chosen := choice_utterance(asked, work)) is not None:
            return Answer([chosen])
        if talked := small_talk(asked, work):
            return Answer([*talked, *offered_last(asked, work)])
        if asked.actor is not None and below_credit(asked, work) and (went := about_credit(asked, work)):
            return Answer(went)
        if _BEGINS_WITH_NO.match(asked.text) and (dropped := drop_proposal(asked, work)):  # "no, it's under the bed"
            return dropped
        guessed = guessed_wishes(asked) if asked.conversation.form is None else ()
        if guessed and better_known_first(asked):
            raise ProofRequired()
        if guessed:
            said = [Utterance("utter_did_you_mean", {}, guessed)]
        elif asked.text and not asked.guesses:  # our business, but none of our wishes came near
            said = [Utterance("utter_not_understood", {}, topics()[:_TOPICS_OFFERED])]
        else:
            near = menu("check_balance", "check_usage", "show_bill", "report_fault")
            said = [Utterance("utter_out_of_scope", {}, near)]
        return Answer([*said, *offered_last(asked, work)])
