"""Going on here with a talk that was begun in another chat."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.going_on import go_on_here
from telecom.ports import Work


class GoOn(DialtoneAction):
    """Says again what stood open in the other chat."""

    called = "action_go_on"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer(go_on_here(asked.actor, asked.conversation, work=work))
