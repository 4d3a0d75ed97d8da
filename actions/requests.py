"""All that is under way, in one list."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.payments import spoke_of_money, what_is_owed
from telecom.management.requests import list_requests
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_MOST_CHOICES = 6


class ListRequests(DialtoneAction):
    """Each open request with its state, what comes next, and by when."""

    called = "action_list_requests"

    def answer(self, asked: Asked, work: Work) -> Answer:
        found = list_requests(asked.actor, work=work)
        if not found:
            # "What is still open?" after a payment is about the bill.
            owed = what_is_owed(asked, work) if spoke_of_money(asked, work) else None
            return Answer([owed or Utterance("utter_request_none")])
        choices = [
            ask_for(each.intent, each.label.response, each.label.values, **each.entities)
            for each in found[:_MOST_CHOICES]
        ]
        return Answer([Utterance("utter_request_list", {"requests": [each.line for each in found]}, choices)])
