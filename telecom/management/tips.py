"""Tips among users: written, read by a person before they are shown, voted for, and reported. [M.3345 5.3.2]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telecom.model.access import Actor
from telecom.model.errors import InvalidValue
from telecom.model.feedback import HIDDEN_AFTER, SHORTEST_TIP, TIPS_A_DAY, Tip, TipStatus, TipVote, WrongTip, board_of
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.trouble import LONGEST_WORDS
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import telling
from telecom.support.authorization import known

BOARDS = ("mobile", "broadband", "iptv", "fixed", "general")
_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Page:
    """Some tips of a board, the most liked first, and how many more there are."""

    board: str | None
    tips: Sequence[Tip]
    more: int
    after: int


def read_tips(board: str | None, *, after: int = 0, work: Work) -> Page:
    """The tips of a board, or of all where none or the general one is named; for anybody. `after` so many read."""
    where: dict[str, Any] = {"board": board} if board in BOARDS and board != "general" else {}
    shown = work.of(Tip).list(status=TipStatus.SHOWN, order="-votes,-written_at", **where)
    page = shown[after : after + _A_PAGE]
    return Page(board if board in BOARDS else None, page, max(len(shown) - after - len(page), 0), after + len(page))


def share_tip(actor: Actor | None, text: str, *, key: str, work: Work) -> Tip:
    """Hand in a tip, once per key; it is shown when a person has read it. InvalidValue for one too short, or the
    sixth of a day."""
    actor = known(actor)
    standing = work.of(Tip).find(key=key)
    if standing is not None:
        return standing
    if len(text.strip()) < SHORTEST_TIP:
        raise InvalidValue("utter_tips_too_short")
    since = work.now - timedelta(days=1)
    if work.of(Tip).count(person_id=actor.person_id, written_at__gt=since) >= TIPS_A_DAY:
        raise InvalidValue("utter_tips_enough", most=TIPS_A_DAY)
    tip = Tip(
        key=key,
        number=f"TIP-{work.next_number('ticket')}",
        board=board_of(text),
        person_id=actor.person_id,
        text=text.strip()[:LONGEST_WORDS],
        written_at=work.now,
    )
    return work.of(Tip).add(tip)


def vote_for_tip(actor: Actor | None, number: str, *, is_report: bool, work: Work) -> Tip:
    """Say that a tip is useful, or report it; each person once. Reported by several it goes back to be read. WrongTip
    for one that is not shown, or one's own."""
    actor = known(actor)
    tip = work.of(Tip).find(number=number.upper(), status=TipStatus.SHOWN, lock=True)
    if tip is None or tip.person_id == actor.person_id:
        raise WrongTip()
    vote = TipVote(tip_id=tip.id, person_id=actor.person_id, is_report=is_report, at=work.now)
    if work.of(TipVote).add_once(vote, key="tip_id,person_id,is_report"):
        tip.votes += not is_report
        tip.reports += is_report
    if is_report and tip.reports >= HIDDEN_AFTER:
        tip.become(TipStatus.WAITING)
    return tip


def waiting_tips(*, work: Work) -> list[Tip]:
    """The tips that nobody of the operator's has read yet, or that were reported; the oldest first."""
    return work.of(Tip).list(status=TipStatus.WAITING, order="written_at,number")


def judge_tip(number: str, staff: str, *, shown: bool, why: str | None = None, work: Work) -> Tip:
    """Somebody has read a tip: it is shown, or not; its writer is told. WrongTip."""
    tip = work.of(Tip).find(number=number.strip().upper(), lock=True)
    if tip is None:
        raise WrongTip()
    tip.become(TipStatus.SHOWN if shown else TipStatus.REFUSED)
    tip.read_by, tip.reports = staff, 0
    person = work.of(Individual).get(tip.person_id)
    said = Utterance("utter_tips_published", {"number": tip.number})
    if not shown:
        because = [Utterance("utter_plain", {"text": why})] if why else []
        said = Utterance("utter_tips_refused", {"number": tip.number, "why": because})
    key = f"tip:{tip.id}:{tip.status.value}"
    telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.PROGRESS)
    return tip
