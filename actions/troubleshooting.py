"""Looking for a fault together: the questions, their answers as choices, and how it ended."""

from collections.abc import Sequence

from actions.frame import Answer, Asked, DialtoneAction
from telecom.bootstrap import Telecom
from telecom.management.inventory import label_of
from telecom.management.troubleshooting import SearchStep, find_search, go_on, take_answer
from telecom.model.troubleshooting import SearchStatus
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work


def describe_search(step: SearchStep) -> Utterance:
    """The question that is open with its answers, or how the search ended."""
    service = label_of(step.service)
    if step.search.status is SearchStatus.SOLVED:
        again = ask_for("report_fault", "utter_choice_still_broken", service=step.service.id)
        return Utterance("utter_search_solved", {"service": service}, [again])
    if step.ticket is not None:
        choices = [ask_for("check_ticket", "utter_choice_tickets")]
        if step.service.kind != "mobile":
            visit = ask_for("manage_appointment", "utter_choice_visit_book", ticket_id=step.ticket.number)
            choices.insert(0, visit)
        return Utterance("utter_search_ticket", {"service": service, "number": step.ticket.number}, choices)
    assert step.node is not None and step.node.ask is not None
    answers = [
        Offered(
            Utterance(answer.label),
            ChoiceKind.ACTION,
            {
                "action": "action_search_fault",
                "slots": {"search": step.search.id, "node": step.node.name, "answer": position},
                "said": list(answer.said),
            },
        )
        for position, answer in enumerate(step.node.answers)
    ]
    return Utterance(step.node.ask, {"service": service}, answers)


class SearchFault(DialtoneAction):
    """Takes the answer to the open question and goes on; without one, asks the question again."""

    called = "action_search_fault"

    def answer(self, asked: Asked, work: Work) -> Answer:
        search_id, node = asked.slots.get("search"), asked.slots.get("node")
        if search_id is None:
            step = find_search(asked.actor, work=work)
            return Answer([describe_search(step) if step else Utterance("utter_search_over")])
        search = take_answer(
            asked.actor, str(search_id), node=str(node), answer=int(asked.slots.get("answer") or 0), work=work
        )

        def next_step(telecom: Telecom) -> Sequence[Utterance]:
            return [describe_search(go_on(search.id, open_work=telecom.open_work, outside=telecom.outside))]

        return Answer([], follow_up=next_step)
