"""Questions below a trouble that was just told: when it ends, why it is so, and to be told of its end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from actions.asked import Asked
from actions.coverage import coverage_map
from actions.frame import Answer, DialtoneAction
from actions.trouble import outage_in_words
from actions.troubleshooting import describe_search, offer_visit, search_going_on
from actions.watching import offer_to_watch
from telecom.management.appointments import list_visits, window_values
from telecom.management.inventory import Meant, label_of
from telecom.management.tickets import due_of
from telecom.management.trouble import FaultAnswer, check_service_status, latest_trouble
from telecom.model.errors import BusinessError
from telecom.model.trouble import UNDER_WAY, ReportOutcome, ServiceProblem
from telecom.model.trouble_questions import TroubleQuestion, question_of_trouble
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

# Who asks within this time after telling a fault means that one.
_LATELY = timedelta(hours=6)
_OF_TROUBLE = frozenset({"report_fault", "check_service_status", "check_ticket", "update_ticket", "test_service"})
_OF_TROUBLE |= {"show_history", "manage_appointment", "report_experience"}
# Sentences about trouble begin like this, behind "utter_".
_TOLD = ("trouble_", "search_", "notice_outage", "notice_ticket", "experience_", "coverage")
_BOOKS = "action_book_visit"
# Why something is so, by what was found; several causes share their reason.
WHY = {
    fault: f"utter_why_{reason}"
    for reason, faults in {
        "ours": (
            "port fault", "stale profile", "session lost", "not provisioned", "wrong settings", "name service",
            "channels lost", "router hung", "set-top box frozen", "unstable line",
        ),
        "cable": ("cable cut", "noisy line"),
        "busy": ("busy area",),
        "radio": ("weak signal", "no signal", "cell down"),
        "wifi": ("weak wifi",),
        "home": ("no power", "unplugged", "off the hook", "phone off"),
    }.items()
    for fault in faults
}  # fmt: skip


# What is said of a fault that is searched for, and of one that a line has alone.
_SEARCHED = {
    TroubleQuestion.WHEN: "utter_trouble_when_searched",
    TroubleQuestion.WHY: "utter_trouble_why_searched",
}
ALONE = {
    TroubleQuestion.AGAIN: "utter_trouble_again",
    TroubleQuestion.OTHERS: "utter_trouble_others_none",
}


def below_trouble(asked: Asked, work: Work) -> Answer | None:
    """The answer to a question about the trouble that was told; None where no trouble was, or nothing is asked."""
    question = question_of_trouble(asked.text)
    if question is None or asked.actor is None or not _is_told(asked, work):
        return None
    if question is TroubleQuestion.OTHERS and asked.entities.get("service"):
        return None  # whether the telephone is hit too is how that one stands
    found = latest_trouble(asked.actor, within=_LATELY, work=work)
    problem = found.problem if found is not None else _outage(asked, work)
    if question is TroubleQuestion.OTHERS and _last_is_experience(asked, work):
        return coverage_map(asked, work)
    if problem is not None:
        return Answer([_of_outage(question, problem, work)])
    if found is None or _last_is_experience(asked, work):
        if question is TroubleQuestion.AGAIN:
            return None
        return (
            Answer([Utterance(f"utter_experience_{question.name.lower()}")])
            if _last_is_experience(asked, work)
            else None
        )
    if question in (TroubleQuestion.AGAIN, TroubleQuestion.OTHERS):
        return Answer(
            [Utterance(ALONE[question], {"service": label_of(found.service)}, [offer_to_watch(found.service)])]
        )
    if found.ticket is not None and found.ticket.status in UNDER_WAY and question is not TroubleQuestion.WHY:
        return Answer(_of_ticket(question, found, asked, work))
    return _of_search(question, found, asked, work) or _of_finding(question, found)


def _is_told(asked: Asked, work: Work) -> bool:
    """Whether the last answer was about trouble; times to choose from are asked about by themselves."""
    said = messaging.latest_answers(asked.conversation, work=work)
    if any(choice.content.get("action") == _BOOKS for each in said for choice in each.choices):
        return question_of_trouble(asked.text) is TroubleQuestion.WHY
    if question_of_trouble(asked.text) is TroubleQuestion.TELL and asked.intent in ("set_alerts", "out_of_scope"):
        return not (set(asked.entities) - {"service", "channel", "place"})
    told = any(each.response.removeprefix("utter_").startswith(_TOLD) for each in said)
    return told or (asked.last_wish is not None and asked.last_wish.intent in _OF_TROUBLE)


def _last_is_experience(asked: Asked, work: Work) -> bool:
    said = messaging.latest_answers(asked.conversation, work=work)
    if any(each.response.removeprefix("utter_").startswith("coverage") for each in said):
        return True
    return asked.last_wish is not None and asked.last_wish.intent == "report_experience"


def _outage(asked: Asked, work: Work) -> ServiceProblem | None:
    """The outage that hits one of theirs, where they told no fault of it."""
    try:
        statuses = check_service_status(asked.actor, Meant(), work=work)
    except BusinessError:
        return None
    return next((each.problem for each in statuses if each.problem is not None), None)


def _of_outage(question: TroubleQuestion, problem: ServiceProblem, work: Work) -> Utterance:
    if question is TroubleQuestion.OTHERS:
        return Utterance("utter_trouble_others_outage", {"place": problem.place})
    if question in (TroubleQuestion.WHEN, TroubleQuestion.AGAIN):
        return outage_in_words("utter_trouble_when", problem, work.now)
    name = "utter_trouble_why_outage" if question is TroubleQuestion.WHY else "utter_trouble_tell"
    return outage_in_words(name, problem, work.now) if question is TroubleQuestion.TELL else Utterance(
        name, {"place": problem.place, "started": problem.started_at}
    )  # fmt: skip


def _of_ticket(question: TroubleQuestion, found: FaultAnswer, asked: Asked, work: Work) -> Sequence[Utterance]:
    """By when a ticket is to be solved and who comes; or how its progress is told."""
    assert found.ticket is not None
    values = {"number": found.ticket.number, "service": label_of(found.service)}
    if question is TroubleQuestion.TELL:
        change = ask_for("update_ticket", "utter_choice_ticket_tell", ticket_id=found.ticket.number, value="tell")
        return [Utterance("utter_ticket_will_tell", values, [change])]
    visits = [v for v, service in list_visits(asked.actor, work=work) if service.id == found.service.id]
    if visits:
        return [Utterance("utter_ticket_when_visit", {**values, **window_values(visits[0], work)})]
    due = due_of(found.ticket, found.service, work=work)
    if due is None:
        return [Utterance("utter_ticket_when_open", values)]
    return [Utterance("utter_ticket_when", {**values, "by": due})]


def _of_search(question: TroubleQuestion, found: FaultAnswer, asked: Asked, work: Work) -> Answer | None:
    """While the fault is searched for with questions, nobody knows yet why it is so or how long it takes."""
    name = _SEARCHED.get(question)
    step = search_going_on(asked, work, service_id=found.service.id) if name is not None else None
    if name is None or step is None:
        return None
    said = describe_search(step)
    return Answer(
        [
            Utterance(name, {"service": label_of(found.service)}),
            replace(said, choices=[*said.choices, offer_visit(step)]),
        ]
    )


def _of_finding(question: TroubleQuestion, found: FaultAnswer) -> Answer | None:
    """What was mended or advised: why it came about, and that it is over."""
    still = ask_for("report_fault", "utter_choice_still_broken", service=found.service.id)
    if question is TroubleQuestion.WHY:
        return Answer([Utterance(WHY.get(found.report.fault or "", "utter_why_unclear"), {}, [still])])
    if question is TroubleQuestion.TELL:
        values = {"service": label_of(found.service)}
        return Answer([Utterance("utter_trouble_tell_alone", values, [offer_to_watch(found.service)])])
    name = {
        ReportOutcome.FIXED: "utter_trouble_when_fixed",
        ReportOutcome.ADVISED: "utter_trouble_when_advised",
    }.get(found.report.outcome or ReportOutcome.GUIDED)
    return Answer([Utterance(name, {"service": label_of(found.service)}, [still])]) if name else None


DialtoneAction.below_last.append(below_trouble)
