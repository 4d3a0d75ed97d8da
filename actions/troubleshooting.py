"""Looking for a fault together: the questions, their answers as choices, and how it ended."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.visits import offered_visits
from telecom.bootstrap import Telecom
from telecom.management.inventory import label_of
from telecom.management.troubleshooting import (
    SearchStep,
    end_by_visit,
    find_search,
    go_on,
    note_said,
    skip_question,
    skip_tried,
    take_answer,
)
from telecom.model.spoken_answers import answer_meant, only_says_done
from telecom.model.troubleshooting import FaultSearch, SearchStatus
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

# So long after a question a message may still be its answer, whatever was said in between.
_STILL_ASKED = timedelta(minutes=30)
# A message taken for one of these may be about the fault that is looked for.
_ABOUT_THE_FAULT = frozenset(
    [
        "inform",
        "affirm",
        "deny",
        "help",
        "out_of_scope",
        "report_fault",
        "check_ticket",
        "update_ticket",
        "test_service",
        "check_service_status",
        "report_experience",
        "ask_how_to",
        "repeat",
        "show_history",
        "check_performance",
    ]
)
_TELLS = frozenset({"inform", "affirm", "out_of_scope", "report_experience", "show_history"})
SHORTEST_TOLD = 3
_TRIED = re.compile(
    r"\b(?:turned|switched|restarted|rebooted|reset|unplugged|re-?plugged|power[- ]?cycled|pulled|plugged|tried"
    r"|neu ?gestartet|ausgesteckt|aus- und wieder|probiert|versucht|gemacht)\b"
    r"(?=.*\b(?:off|again|back|out|box|router|already|twice|plug|everything|times|still|same|restart\w*|an|immer noch"
    r"|schon|bereits)\b)"
    r"|\b(?:did|done|tried) (?:that|this|it|all that)\b|\balready (?:did|done|tried)\b"
    r"|\bschon (?:\w+ )?(?:gemacht|probiert|versucht|neu ?gestartet)\b",
    re.I,
)
# Who has had enough of questions is asked no more of them.
_GIVES_UP = re.compile(
    r"\bnothing (?:\w+ )?(?:helps?|helped|worked|makes a difference)\b|\bnone of (?:it|that|this) (?:help|work)\w*"
    r"|\b(?:tried|done|did) (?:it all|all (?:of )?(?:that|this|it)|everything)\b|\b(?:i|we) give up\b|\bgive up on\b"
    r"|\bno use\b|\b(?:pointless|useless|hopeless)\b|\bhad enough\b|\bfed up\b"
    r"|\bnichts (?:hilft|bringt|geholfen)|\b(?:hilft|bringt) (?:alles |auch )?nichts"
    r"|\balles (?:schon )?(?:versucht|probiert)",
    re.I,
)
# Who cannot or will not answer a question goes on with the next.
_SKIPS = re.compile(
    r"^\W*(?:(?:ok|no|please|can (?:we|you|i)|could (?:we|you)|let'?s|lass uns|bitte|nein)\W+)*"
    r"(?:skip|next (?:question|step|one)|leave (?:that|this|it) out|überspring\w*|nächste (?:frage|schritt))\b"
    r"|^\W*weiter\W*$|\b(?:don'?t|do not|haven'?t) (?:have|got) (?:a |the |one|any )?(?:remote|cable|router|spare"
    r"|other)\b",
    re.I,
)
# Nor is who wants it written down and looked at by people.
_WANTS_TICKET = re.compile(
    r"\b(?:report|log|raise) (?:it|this|that|the fault)\b|\b(?:open|make|raise|log) (?:a|the) (?:ticket|report|fault)\b"
    r"|\bticket (?:eröffnen|aufmachen|anlegen)\b|\bmelde(?:n sie|t)? (?:es|das)\b",
    re.I,
)
_WHAT_NEXT = re.compile(
    r"\W*(?:(?:ok|okay|and|so|right|well|yes|please)\W+)*"
    r"(?:what\W*(?:'?s|is|do (?:i|we)(?: do)?|should i do|now|happens)?|und|was)"
    r"\W*(?:is )?(?:do )?(?:next|now|then|nun|jetzt|dann)(?:\W+(?:then|please|next|i do))*\W*",
    re.I,
)
# In place of an answer: somebody is to come instead.
VISIT = "visit"


def describe_search(step: SearchStep) -> Utterance:
    """The question that is open with its answers, or how the search ended."""
    service = label_of(step.service)
    if step.search.status is SearchStatus.SOLVED:
        again = ask_for("report_fault", "utter_choice_still_broken", service=step.service.id)
        return Utterance("utter_search_solved", {"service": service}, [again])
    if step.ticket is not None:
        choices = [ask_for("check_ticket", "utter_choice_tickets")]
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


def search_going_on(asked: Asked, work: Work, *, service_id: str | None = None) -> SearchStep | None:
    """The search whose question was asked a moment ago, if one was."""
    step = find_search(asked.actor, work=work, service_id=service_id)
    is_fresh = step is not None and work.now - step.search.changed_at < _STILL_ASKED
    return step if step is not None and step.node is not None and is_fresh else None


def answered_in_words(asked: Asked, work: Work, *, service_id: str | None = None) -> Answer | None:
    """What comes next, where a message answers the open question of a search; None where it does not."""
    step = search_going_on(asked, work, service_id=service_id)
    if step is None or step.node is None or not asked.text:
        return None
    said = {str(position): answer.said for position, answer in enumerate(step.node.answers)}
    meant = answer_meant(asked.text, said)
    if meant is None:
        return None
    search = take_answer(asked.actor, step.search.id, node=step.node.name, answer=int(meant), work=work)
    return _next_step(search)


def during_search(asked: Asked, work: Work) -> Answer | None:
    """What comes next while the question of a search is the last thing that was said, and a message answers it, says
    what was tried already, asks what to do or tells more of the fault; None where it is about something else."""
    if asked.text and _SKIPS.search(asked.text) and is_asked_last(asked, work):
        going_on = search_going_on(asked, work)
        return _next_step(skip_question(asked.actor, going_on.search.id, work=work)) if going_on else None
    if asked.intent not in _ABOUT_THE_FAULT or not asked.text:
        return None
    if not is_asked_last(asked, work):
        # "What now?" below times to choose from, or any other question, is answered by asking it again.
        above = _question_above(asked, work) if _WHAT_NEXT.fullmatch(asked.text) else []
        return Answer(above) if above else None
    step = search_going_on(asked, work)
    if step is None or step.node is None:
        return None
    gives_up = (_GIVES_UP.search(asked.text) or _WANTS_TICKET.search(asked.text)) is not None
    if not gives_up and (answered := answered_in_words(asked, work)) is not None:
        return answered
    if not gives_up and only_says_done(asked.text):
        return Answer([Utterance("utter_search_and_now"), describe_search(step)])
    tried = gives_up or _TRIED.search(asked.text) is not None
    if tried and (search := skip_tried(asked.actor, step.search.id, work=work)) is not None:
        return _next_step(search)
    if gives_up:
        return visit_instead(asked, step, work)
    if _WHAT_NEXT.fullmatch(asked.text):
        return Answer([describe_search(step)])
    is_other = bool(set(asked.guesses[:1]) - _ABOUT_THE_FAULT)
    if asked.intent in _TELLS and not is_other and len(asked.text.split()) > SHORTEST_TOLD and "?" not in asked.text:
        note_said(asked.actor, step.search.id, asked.text, work=work)
        return Answer([Utterance("utter_search_noted"), describe_search(step)])
    return None


def _question_above(asked: Asked, work: Work) -> Sequence[Utterance]:
    return [said for said in messaging.latest_answers(asked.conversation, work=work) if said.choices]


def is_asked_last(asked: Asked, work: Work) -> bool:
    """Whether the question of a search stands in the last answer, though an open offer be repeated below it."""
    said = messaging.latest_answers(asked.conversation, work=work)
    return any(choice.content.get("action") == SearchFault.called for each in said for choice in each.choices)


def visit_instead(
    asked: Asked, step: SearchStep, work: Work, *, from_day: date | None = None, earliest: int = 0
) -> Answer:
    """Ends a search with a ticket, so that somebody can come; the times from a day on, where one was named."""
    return _next_step(end_by_visit(asked.actor, step.search.id, work=work), from_day=from_day, earliest=earliest)


def offer_visit(step: SearchStep) -> Offered:
    """The choice to have somebody come instead of going on with the questions."""
    slots = {"search": step.search.id, "node": step.search.node, "answer": VISIT}
    content = {"action": SearchFault.called, "slots": slots}
    return Offered(Utterance("utter_choice_search_visit"), ChoiceKind.ACTION, content)


def _next_step(search: FaultSearch, *, from_day: date | None = None, earliest: int = 0) -> Answer:
    def ask(telecom: Telecom) -> Sequence[Utterance]:
        step = go_on(search.id, open_work=telecom.open_work, outside=telecom.outside)
        if step.ticket is None or step.service.kind == "mobile":
            return [describe_search(step)]
        with telecom.open_work() as work:
            times = offered_visits(step.ticket, step.service, work, from_day=from_day, earliest=earliest)
        values = {"service": label_of(step.service), "number": step.ticket.number}
        return [Utterance("utter_search_ticket_visit", values, times)] if times else [describe_search(step)]

    return Answer([], follow_up=ask)


class SearchFault(DialtoneAction):
    """Takes the answer to the open question and goes on; without one, asks the question again."""

    called = "action_search_fault"

    def answer(self, asked: Asked, work: Work) -> Answer:
        search_id, node = asked.slots.get("search"), asked.slots.get("node")
        if search_id is None:
            step = find_search(asked.actor, work=work)
            return Answer([describe_search(step) if step else Utterance("utter_search_over")])
        if asked.slots.get("answer") == VISIT:
            return _next_step(end_by_visit(asked.actor, str(search_id), work=work))
        answer = int(asked.slots.get("answer") or 0)
        return _next_step(take_answer(asked.actor, str(search_id), node=str(node), answer=answer, work=work))


DialtoneAction.below_last.append(during_search)
