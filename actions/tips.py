"""Tips among users: reading, voting, reporting and sharing them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from telecom.management.tips import BOARDS, read_tips, share_tip, vote_for_tip
from telecom.model.feedback import SHORTEST_TIP, board_of
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work

_ONLY_SAYS = re.compile(
    r"^\W*((i|ive|i've|have|got|a|an|the|can|could|let|me|my|new|want|would|like|to|new|please|how|where|do|good"
    r"|share|post|submit|add|leave|publish|contribute|write|give|edit|shrae)\W+)*(tips?|hint|advice|hack|trick)"
    r"(\W+(for|from|to|me|other|others|users|customers|clients|everyone|the|it|i|posted|can|share|with))*\W*$",
    re.IGNORECASE,
)

# "Do you know a trick for that?" wants the tips of others and has none to give.
_ASKS_FOR_SOME = re.compile(
    r"\b(?:habt ihr|haben sie|hast du|gibt es|gibt's|gibts|kennt|kennen sie|weiß (?:wer|jemand)|was (?:machen|tun)"
    r"|do you (?:have|know)|have you|is there|are there|any(?:one|body)? (?:got|have|know)|got any|know of"
    r"|any (?:tips?|tricks?|advice|hints?)|what (?:do|did) other)\b",
    re.IGNORECASE,
)


def _act(label: str, number: str, vote: str) -> Offered:
    content = {"action": "action_vote_for_tip", "slots": {"tip": number, "vote": vote}}
    return Offered(Utterance(label, {"number": number}), ChoiceKind.ACTION, content)


class ReadTips(DialtoneAction):
    """Some tips of the board that was meant, each to be found useful or reported; the next ones on demand."""

    called = "action_read_tips"
    for_anybody = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.value("tip_board") or asked.entities.get("service") or board_of(asked.text)
        page = read_tips(str(named), after=int(asked.slots.get("tips_read") or 0), work=work)
        share = ask_for("share_tip", "utter_wish_share_tip")
        if not page.tips:
            return Answer([Utterance("utter_tips_none", {}, [share])])
        lines = [
            Utterance("utter_tips_line", {"number": tip.number, "text": tip.text, "votes": tip.votes})
            for tip in page.tips
        ]
        choices = [_act("utter_choice_tip_useful", tip.number, "useful") for tip in page.tips]
        choices += [_act("utter_choice_tip_report", tip.number, "report") for tip in page.tips]
        if page.more:
            slots = {"tip_board": page.board or "all", "tips_read": page.after}
            content = {"action": self.called, "slots": slots}
            choices.append(
                Offered(Utterance("utter_choice_tips_more", {"more": page.more}), ChoiceKind.ACTION, content)
            )
        return Answer([Utterance("utter_tips_list", {"tips": lines}, [*choices, share])])


class VoteForTip(DialtoneAction):
    """A tip was useful, or should not stand there."""

    called = "action_vote_for_tip"

    def answer(self, asked: Asked, work: Work) -> Answer:
        is_report = asked.slots.get("vote") == "report"
        tip = vote_for_tip(asked.actor, str(asked.slots.get("tip") or ""), is_report=is_report, work=work)
        said = "utter_tips_reported" if is_report else "utter_tips_voted"
        return Answer([Utterance(said, {"number": tip.number, "votes": tip.votes})])


class ShareTipForm(DialtoneForm):
    """The tip itself, where the message only says that there is one."""

    form = "share_tip_form"
    form_slots = ("symptom",)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return () if _ASKS_FOR_SOME.search(asked.text) else self.form_slots

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        requested = asked.slots.get("requested_slot") == "symptom"
        is_tip = len(asked.text.strip()) >= SHORTEST_TIP and not _ONLY_SAYS.match(asked.text)
        if is_tip and (requested or asked.intent == "share_tip"):
            return {"symptom": asked.text}
        return {}


class AskTip(DialtoneAction):
    """Asks for the tip."""

    called = "action_ask_share_tip_form_symptom"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_tips_ask_words")])


class ShareTip(DialtoneAction):
    """Hands in a tip, for somebody to read before it is shown."""

    called = "action_share_tip"
    form_slots = ("symptom",)

    def answer(self, asked: Asked, work: Work) -> Answer:
        if _ASKS_FOR_SOME.search(asked.text):
            return ReadTips().answer(asked, work)
        tip = share_tip(asked.actor, str(asked.value("symptom") or asked.text), key=asked.turn_id, work=work)
        assert tip.board in BOARDS
        return Answer([Utterance("utter_tips_shared", {"number": tip.number})])
