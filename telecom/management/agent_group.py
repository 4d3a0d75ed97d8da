"""The group chat of the operator's people: a topic for each case, what is new in it, and what they say there. [C9, 7.2]

Which group, and who is in it, is for the channel to say; here counts the account that somebody acts under.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from telecom.management.handover import CaseView, hand_back, reply_to_case, take_case
from telecom.model.handover import UNDER_WAY, AgentCase, CaseMessage, CaseStatus, CaseTopic, WrongCase
from telecom.model.messaging import IncomingKind, IncomingMessage
from telecom.model.parties import Individual
from telecom.model.staff import Officer, RoleMissing, StaffMember, StaffRole
from telecom.ports import Work
from telecom.support.audit import note_look

CHANNEL = "agents"
# How the trail names those who read a case because it was shown to all of them.
EVERYBODY = "the agents' group"
# What was said in the group itself need not be shown there again.
_SAID_THERE = "group:"


@dataclass(frozen=True, slots=True)
class News:
    """What a topic does not show yet. `thread` is None where the case has no topic so far; then all of it is new."""

    view: CaseView
    thread: int | None
    is_over: bool
    shown: int

    @property
    def case(self) -> AgentCase:
        return self.view.case


def find_news(*, work: Work) -> list[News]:
    """What is to be shown in the group, in the order of the queue."""
    topics = {topic.case_id: topic for topic in work.of(CaseTopic).list(closed_at=None)}
    cases = work.of(AgentCase).list(status=UNDER_WAY, order="opened_at,number")
    ended = set(topics) - {case.id for case in cases}
    if ended:
        cases += work.of(AgentCase).list(id=ended, order="number")
    if not cases:
        return []
    since = min((topics[case.id].shown if case.id in topics else 0) for case in cases)
    lines = work.of(CaseMessage).list(case_id=[case.id for case in cases], number__gt=since, order="number")
    return [news for case in cases if (news := _news_of(case, topics.get(case.id), lines, work)) is not None]


def _news_of(case: AgentCase, topic: CaseTopic | None, lines: Sequence[CaseMessage], work: Work) -> News | None:
    shown = topic.shown if topic else 0
    own = [line for line in lines if line.case_id == case.id and (line.number or 0) > shown]
    new = [line for line in own if not line.key.startswith(_SAID_THERE)]
    is_over = case.status is CaseStatus.COMPLETED
    if topic is not None and not new and not is_over:
        return None
    person = work.of(Individual).get(case.person_id) if case.person_id else None
    reached = max((line.number or 0 for line in own), default=shown)
    return News(CaseView(case, person, new), topic.thread if topic else None, is_over, reached)


def note_topic(case: AgentCase, thread: int, *, work: Work) -> None:
    """The case has a topic now, where all in the group read who it is about. [S5]"""
    work.of(CaseTopic).add_once(CaseTopic(case_id=case.id, thread=thread), key="case_id")
    note_look(work, EVERYBODY, subject=case.number, person_id=case.person_id, customer_id=case.customer_id)


def note_shown(news: News, *, work: Work) -> None:
    """The topic shows what was new; that of a case which is over is closed."""
    topic = work.of(CaseTopic).find(case_id=news.case.id, lock=True)
    if topic is not None:
        topic.shown = max(topic.shown, news.shown)
        topic.closed_at = work.now if news.is_over else None


def forget_topic(case: AgentCase, *, work: Work) -> None:
    """Somebody has deleted the topic: the case gets another."""
    topic = work.of(CaseTopic).find(case_id=case.id, lock=True)
    if topic is not None:
        work.of(CaseTopic).remove(topic)


def say_in_topic(thread: int, account: str, text: str, *, key: str, work: Work) -> AgentCase | None:
    """What an agent writes in a topic goes to the subscriber; who writes first takes the case. Once per `key`; None
    where the topic is no case's or this was said before. WrongCase where another has it, RoleMissing."""
    case = _case_at(thread, key, work)
    if case is None:
        return None
    officer = _agent(account, work)
    if case.status is CaseStatus.OPEN:
        take_case(case.number, officer.name, name=officer.signs_as, work=work)
    reply_to_case(case.number, officer.name, text, name=officer.signs_as, key=f"{_SAID_THERE}{key}", work=work)
    return case


def end_in_topic(thread: int, account: str, summary: str, *, key: str, work: Work) -> AgentCase | None:
    """An agent hands the chat back with a summary; as `say_in_topic`."""
    case = _case_at(thread, key, work)
    if case is None:
        return None
    officer = _agent(account, work)
    return hand_back(case.number, officer.name, summary, name=officer.signs_as, work=work)


def _case_at(thread: int, key: str, work: Work) -> AgentCase | None:
    topic = work.of(CaseTopic).find(thread=thread)
    if topic is None:
        return None
    case = work.of(AgentCase).get(topic.case_id, lock=True)
    # Kept without its words: what was said stands in the case.
    seen = IncomingMessage(
        channel=CHANNEL,
        source=key,
        address=case.number,
        conversation_id=case.conversation_id,
        kind=IncomingKind.TEXT,
        text=None,
        received_at=work.now,
        handled_at=work.now,
    )
    if not work.of(IncomingMessage).add_once(seen, key="channel,source"):
        return None
    if case.status is CaseStatus.COMPLETED:
        raise WrongCase(number=case.number)
    return case


def _agent(account: str, work: Work) -> Officer:
    """Whoever acts under this account, as long as it is open and an agent's; RoleMissing."""
    member = work.of(StaffMember).find(name=account)
    if member is None or member.disabled_at is not None or StaffRole.AGENT not in member.officer.roles:
        raise RoleMissing(name=account, roles=StaffRole.AGENT.value)
    return member.officer
