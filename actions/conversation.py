"""Answers to small talk, help, yes and no without a question, and dropping what is under way."""

import re
from collections.abc import Sequence

from actions.asides import answered_aside, what_comes_next
from actions.asked import Asked
from actions.catalogue import choice_utterance
from actions.continuing import go_on
from actions.e_bill import drop_awaited_address
from actions.explaining import explained, last_choices, offered_last, open_question
from actions.frame import Answer, DialtoneAction, say
from actions.menu import TOPIC, menu_of
from actions.more_of_it import more_of_it
from actions.numbers import sum_meant
from actions.other_product import other_product
from actions.other_times import other_times
from actions.settled import amend_what_was_done, has_just_changed_something, keeps_as_it_is
from actions.small_talk import small_talk
from actions.troubleshooting import answered_in_words
from actions.undoing import dropped_or_asked
from actions.use_prices import about_use
from telecom.management.profile import greeting_name
from telecom.management.suspension import PAUSE
from telecom.model.proposals import ProposalStatus
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.joined import offer_again
from telecom.support.undoing import find_undo

MENU = (
    ("check_balance", "utter_choice_balance"),
    ("check_usage", "utter_choice_usage"),
    ("show_bill", "utter_choice_bill"),
    ("pay_bill", "utter_choice_pay"),
    ("list_services", "utter_choice_services"),
    ("pause_service", "utter_choice_pause"),
    ("report_fault", "utter_choice_fault"),
    ("check_ticket", "utter_choice_tickets"),
)


def menu(*names: str) -> list[Offered]:
    """Choices of the menu, all or those named, in the menu's order."""
    return [ask_for(intent, label) for intent, label in MENU if not names or intent in names]


# Of what was done already; "leave it" is only of what is talked about.
_CALLS_OFF = re.compile(r"\b(?:cancel\w*|stop|undo|revoke|call (?:it|that) off|scrap|storn\w*|abbrech\w*)\b", re.I)


# "Leave it running" right after it was stopped; "leave it" alone is of what is talked about.
_GOES_ON = re.compile(
    r"\b(?:leave|keep|let|have)\b.*\b(?:running|run|on|going|working|active|as (?:it|they) (?:was|were))\b"
    r"|\b(?:lass|lassen)\b.*\b(?:laufen|an|weiter\w*|wie (?:es|sie) war\w*)\b",
    re.I,
)


# What a yes below a list could be for.
_TAKEN_UP = frozenset({"order_product", "change_plan"})


class Greet(DialtoneAction):
    """Greets by name where the person is known."""

    called = "action_greet"

    def answer(self, asked: Asked, work: Work) -> Answer:
        name = greeting_name(asked.actor, work=work)
        if name is None:
            return Answer([Utterance("utter_greet", {}, menu("check_balance", "show_bill", "report_fault"))])
        return Answer(
            [Utterance("utter_greet_known", {"name": name}, menu("check_usage", "show_bill", "list_services"))]
        )


class Goodbye(DialtoneAction):
    """Says good-bye."""

    called = "action_goodbye"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_goodbye")


class Thank(DialtoneAction):
    """Answers thanks; a proposal that is still open is shown again."""

    called = "action_thank"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_thank"), *offered_last(asked, work)])


class Affirm(DialtoneAction):
    """A yes that only the model recognised confirms nothing: the proposal is shown again for a plain one."""

    called = "action_affirm"

    def answer(self, asked: Asked, work: Work) -> Answer:
        proposal = proposals.open_proposal(asked.conversation, work=work)
        if proposal is not None and not has_just_changed_something(asked, work):
            why = "utter_proposal_needs_plain_yes" if offered_last(asked, work) else "utter_proposal_still_open"
            return Answer([Utterance(why), proposal.shown])
        if said := explained(asked, work):  # "why not?" after a refusal
            return Answer(said)
        if asked.conversation.form is not None:  # which asks again by itself
            return say("utter_affirm_form")
        if (again := _refused_lately(asked, work)) is not None:
            return Answer([again])
        if taken := _can_be_taken_up(asked, work):
            return Answer([Utterance("utter_affirm_take_up", {}, taken)])
        if has_just_changed_something(asked, work):
            return say("utter_affirm_settled")
        if several := _could_be_taken_up(asked, work):
            return Answer([Utterance("utter_affirm_which", {}, several)])
        nothing = Utterance("utter_affirm_nothing", {}, menu("check_balance", "show_bill", "report_fault"))
        return Answer(open_question(asked, work) or [nothing])  # "ok" is none of its answers


def _can_be_taken_up(asked: Asked, work: Work) -> list[Offered]:
    """The one choice of the last answer that is taken with "do it"; none where there are several."""
    takers = [choice for choice in last_choices(asked, work) if "do it" in (choice.content.get("said") or ())]
    return takers if len(takers) == 1 else []


def _could_be_taken_up(asked: Asked, work: Work) -> list[Offered]:
    """The choices of the last answer, where it had several; of those to order or change something only these."""
    choices = [choice for choice in last_choices(asked, work) if choice.kind is ChoiceKind.PAYLOAD]
    found = [choice for choice in choices if choice.content.get("intent") in _TAKEN_UP] or choices
    return found if len(found) > 1 else []


def _still_offered(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What was offered last, below an answer that says nothing about it."""
    offered = offered_last(asked, work)
    return [Utterance("utter_inform_unread"), *offered] if offered else []


def _refused_lately(asked: Asked, work: Work) -> Utterance | None:
    """The offer that was refused a moment ago, made anew: "no wait, do it"."""
    last = proposals.latest_proposal(asked.conversation, work=work)
    if last is None or last.status is not ProposalStatus.REFUSED or work.now >= last.expires_at:
        return None
    if asked.actor is None or last.person_id != asked.actor.person_id:
        return None
    said = messaging.latest_answers(asked.conversation, work=work)
    if not any(each.response == "utter_proposal_refused" for each in said):
        return None
    return offer_again(asked.actor, last, turn_id=asked.turn_id, work=work)


class Deny(DialtoneAction):
    """A no drops the open proposal: dropping is always safe."""

    called = "action_deny"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asked.conversation.form is None and (question := open_question(asked, work)):
            return Answer(question)
        if (times := other_times(asked, work)) is not None:  # "no, earlier" below times for a visit
            return Answer([times])
        dropped = drop_proposal(asked, work)
        if (other := other_product(asked, work) or choice_utterance(asked, work)) is not None:  # "no, a cheaper one"
            return Answer([*(dropped.said if dropped else ()), other])
        return dropped or say("utter_deny_nothing")


class Cancel(DialtoneAction):
    """Drops what is under way: form, proposal."""

    called = "action_cancel"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if aside := answered_aside(asked, work):
            return Answer(aside)
        dropped = drop_proposal(asked, work)
        if dropped is not None:
            return dropped
        if asked.conversation.form or drop_awaited_address(asked):
            return say("utter_cancelled")
        if open_question(asked, work):
            return say("utter_search_left")
        if _goes_on_after_all(asked, work):
            return DialtoneAction.named["action_undo"]().answer(asked, work)
        # "Cancel that" after it was done.
        if _CALLS_OFF.search(asked.text) and (drops := dropped_or_asked(asked, work)) is not None:
            return drops
        return Answer([Utterance("utter_cancel_nothing", {}, menu("check_usage", "show_bill", "report_fault"))])


def _goes_on_after_all(asked: Asked, work: Work) -> bool:
    """Whether what was just paused is to be left running."""
    if asked.actor is None or not _GOES_ON.search(asked.text):
        return False
    return find_undo(asked.actor, asked.conversation, kind=PAUSE, work=work) is not None


def drop_proposal(asked: Asked, work: Work) -> Answer | None:
    proposal = proposals.open_proposal(asked.conversation, work=work, lock=True)
    if proposal is None:
        return None
    proposal.status = ProposalStatus.REFUSED
    return say("utter_proposal_refused")


class Inform(DialtoneAction):
    """An answer without a question: it corrects what is proposed or was just set, or is to be asked back about."""

    called = "action_inform"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asked.actor is not None:
            told = {**asked.entities, **sum_meant(asked), "text": asked.text}
            corrected = proposals.correct(asked.actor, asked.conversation, told, turn_id=asked.turn_id, work=work)
            if corrected is not None:
                return Answer([corrected])
            if keeps_as_it_is(asked) and (kept := drop_proposal(asked, work)) is not None:
                return kept
            if (amended := amend_what_was_done(asked, work)) is not None:
                return Answer(amended)
        if asked.conversation.form is not None:  # which asks again by itself
            return say("utter_inform_unread")
        said, home = explained(asked, work) or _one(other_times(asked, work)), self.telecom.settings.country
        if said := said or about_use(asked, work, home=home, follows=True):
            return Answer(said)
        if (chosen := other_product(asked, work) or choice_utterance(asked, work)) is not None:  # "and the bigger one?"
            return Answer([chosen])
        is_offered = proposals.open_proposal(asked.conversation, work=work) is not None
        if not is_offered and (answered := answered_in_words(asked, work)) is not None:
            return answered
        if (question := open_question(asked, work)) or (offer := _still_offered(asked, work)):
            return Answer(question or offer)
        if (continued := go_on(asked, work)) is not None:
            return continued
        return Answer([Utterance("utter_inform_nothing", {}, menu("check_usage", "show_bill", "report_fault"))])


def _one(said: Utterance | None) -> Sequence[Utterance]:
    return [said] if said is not None else []


class Help(DialtoneAction):
    """The menu, its topics or what there is under one of them; or what was unclear, in other words."""

    called = "action_help"

    def answer(self, asked: Asked, work: Work) -> Answer:
        topic = asked.entities.get(TOPIC)
        if aside := answered_aside(asked, work):
            return Answer(aside)
        if topic is None and (then := what_comes_next(asked, work)):
            return Answer(then)
        if topic is None and (said := explained(asked, work) or small_talk(asked, work)):
            return Answer(said)
        return Answer([menu_of(str(topic) if topic else None)])


class Repeat(DialtoneAction):
    """Says the last answer again."""

    called = "action_repeat"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (more := more_of_it(asked, work)) is not None:
            return more
        last = [_whole(said) for said in messaging.latest_answers(asked.conversation, work=work)]
        return Answer(last) if last else say("utter_nothing_to_repeat")


def _whole(said: Utterance) -> Utterance:
    """What a later page of a text message was a page of: it is said again from its beginning."""
    of = said.values.get("of")
    if said.response != "utter_sms_page" or not isinstance(of, Utterance):
        return said
    return Utterance(of.response, of.values, said.choices, said.attachments)
