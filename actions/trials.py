"""What is on trial: until when it is free, keeping it, ending it."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.trial_ends import propose_end_of_trial, propose_keep, show_trials
from telecom.model.trials import TrialWish
from telecom.ports import Work


class Trial(DialtoneAction):
    """Says how a trial stands, or proposes to keep or to end it."""

    called = "action_trial"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish, named = asked.slots.get("wish"), asked.slots.get("trial")
        trial_id = str(named) if named else None
        if wish == TrialWish.KEEP.value:
            return Answer([propose_keep(asked.actor, trial_id, turn_id=asked.turn_id, work=work)])
        if wish == TrialWish.END.value:
            return Answer([propose_end_of_trial(asked.actor, trial_id, turn_id=asked.turn_id, work=work)])
        return Answer([show_trials(asked.actor, work=work)])
