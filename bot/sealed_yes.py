"""By text message a yes is said with its number: who forges a sender never reads what we answer. [R23]"""

from bot import reading
from bot.intake import make_plain
from bot.login import find_kept
from bot.plans import Confirm, Plan, Run
from telecom.model.messaging import Choice, Conversation, IncomingKind, IncomingMessage
from telecom.model.sealed_yes import FORGEABLE, TRIES, number_of, number_said
from telecom.model.utterances import ChoiceKind, Utterance
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.guessing import count_failure, failures_since, find_lock
from telecom.support.identity import actor_of


def read(conversation: Conversation, message: IncomingMessage, *, country: str, work: Work) -> Plan:
    """Decide what a message is; on a channel where anybody can write in another's name, nothing that takes a yes is
    done without the number that stood beside it, or the code that was just sent to the SIM."""
    if conversation.channel not in FORGEABLE or message.kind is not IncomingKind.TEXT:
        return reading.read(conversation, message, country=country, work=work)
    if (plan := _read_number(make_plain(message.text or ""), conversation, work=work)) is not None:
        return plan
    plan = reading.read(conversation, message, country=country, work=work)
    if find_kept(conversation, turn_id=message.turn_id) is not None:
        return plan
    number = _number_needed(plan, conversation, work=work)
    return plan if number is None else Plan([*plan.said, Utterance("utter_yes_by_number", {"number": number})])


def _number_needed(plan: Plan, conversation: Conversation, *, work: Work) -> str | None:
    """The number without which what is planned is not done; None where nothing new would be."""
    step = plan.then
    if isinstance(step, Confirm):
        standing = proposals.open_proposal(conversation, work=work)
        is_open = standing is not None and standing.id == step.content.get("proposal_id")
        return number_of(ChoiceKind.CONFIRM, step.content) if is_open else None
    return number_of(ChoiceKind.ACTION, {"slots": step.slots}) if isinstance(step, Run) else None


def _read_number(text: str, conversation: Conversation, *, work: Work) -> Plan | None:
    """The yes with its number, or a wrong number where one was asked for; None for all else."""
    said = number_said(text.casefold().strip(" .!"))
    numbered = _numbered_choice(conversation, work=work) if said is not None else None
    if said is None or numbered is None:
        return None
    choice, number = numbered
    if said != number and (conversation.waiting is not None or conversation.form is not None):
        return None
    if (locked := find_lock(conversation.address, conversation, work=work)) is not None:
        raise locked
    if said != number:
        return _wrong(choice, number, conversation, work=work)
    if choice.kind is ChoiceKind.CONFIRM:
        return Plan(then=Confirm(choice.content))
    return Plan(then=Run(choice.content["action"], slots=choice.content["slots"]))


def _numbered_choice(conversation: Conversation, *, work: Work) -> tuple[Choice, str] | None:
    """The choice on the screen that is taken with a number, where it still stands open."""
    for choice in messaging.newest_choices(conversation, work=work):
        number = number_of(choice.kind, choice.content)
        if number is not None:
            return choice, number
    return None


def _wrong(choice: Choice, number: str, conversation: Conversation, *, work: Work) -> Plan:
    """A wrong number counts as a wrong code does; after some, what was offered is dropped."""
    actor = actor_of(conversation, work=work)
    count_failure(conversation.address, conversation, actor.person_id if actor else None, work=work)
    wrong = failures_since(choice.created_at, conversation.address, work=work)
    if wrong >= TRIES and choice.kind is ChoiceKind.CONFIRM:
        proposals.refuse(choice.content, conversation, work=work)
        return Plan([Utterance("utter_yes_number_dropped")])
    return Plan([Utterance("utter_yes_number_wrong", {"number": number})])
