"""Handing a talk over to a person, and going back to the assistant."""

from actions.asked import Asked
from actions.conversation import menu
from actions.explaining import about_ourselves, asks_what_answers
from actions.frame import Answer, DialtoneAction
from actions.use_prices import about_use
from telecom.management.handover import back_choice, leave_case, open_case
from telecom.model.utterances import Utterance
from telecom.ports import Work


class TalkToAgent(DialtoneAction):
    """Opens a case and says the place in the queue, or when people are there again."""

    called = "action_talk_to_agent"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_what_answers(asked.text):
            return Answer(about_ourselves(asked))
        if use := about_use(asked, work, home=self.telecom.settings.country, follows=True):
            return Answer(use)  # "and a call to a friend back home?"
        report = open_case(
            asked.conversation, asked.actor, wish=asked.text, heard=asked.heard, key=asked.turn_id, work=work
        )
        values = {"number": report.case.number, "place": report.place}
        if report.opens_at is not None:
            return Answer([Utterance("utter_handover_closed", {**values, "opens": report.opens_at})])
        if report.place == 0:
            return Answer([Utterance("utter_handover_standing", values, [back_choice()])])
        return Answer([Utterance("utter_handover_waiting", values, [back_choice()])])


class LeaveAgent(DialtoneAction):
    """The assistant goes on."""

    called = "action_leave_agent"

    def answer(self, asked: Asked, work: Work) -> Answer:
        left = leave_case(asked.conversation, work=work)
        response = "utter_handover_left" if left else "utter_cancel_nothing"
        return Answer([Utterance(response, {}, menu("check_balance", "show_bill", "report_fault"))])
