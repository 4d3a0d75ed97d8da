"""Feedback and tips in `dialtone agent`: what was said, counted; answering it; reading tips before they are shown."""

from collections.abc import Sequence

from bot.commands.cases import NotUnderstood
from telecom.management.feedback import feedback_of, list_feedback, settle_feedback
from telecom.management.tips import judge_tip, waiting_tips
from telecom.model.feedback import InteractionStatus, PartyInteraction, tally
from telecom.ports import Work

SAID = ("feedback", "answer")
FEEDBACK = ("feedback", "answer", "tips", "publish", "refuse")
_SHOWN = 20


def act_on_feedback(name: str, rest: Sequence[str], staff: str, work: Work) -> list[str]:
    """Do what the words say; lines to read. NotUnderstood, or the BusinessError of what refused."""
    text = " ".join(rest[1:])
    if name == "feedback":
        return _feedback(rest[0] if rest else None, work) or ["Nothing."]
    if name == "tips":
        tips = waiting_tips(work=work)
        return [f"{tip.number}  {tip.board:10}  {tip.reports} reports  {tip.text!r}" for tip in tips] or ["Nothing."]
    if name == "answer" and text:
        return [f"{settle_feedback(rest[0], staff, text, work=work).number}: answered"]
    if name in ("publish", "refuse") and rest:
        tip = judge_tip(rest[0], staff, shown=name == "publish", why=text or None, work=work)
        return [f"{tip.number}: {tip.status.value}"]
    raise NotUnderstood(f"{name!r} needs a number" + (" and a text." if name == "answer" else "."))


def act_for_partner(name: str, rest: Sequence[str], staff: str, partner: str, work: Work) -> list[str]:
    """What a partner's people can do: read what was said of its own services, and answer it."""
    if name == "feedback":
        return _lines(feedback_of(partner, work=work)) or ["Nothing."]
    if name == "answer" and len(rest) > 1:
        text = " ".join(rest[1:])
        return [f"{settle_feedback(rest[0], staff, text, partner=partner, work=work).number}: answered"]
    raise NotUnderstood("There is `feedback`, and `answer NUMBER TEXT`.")


def _feedback(provider: str | None, work: Work) -> list[str]:
    return _lines(list_feedback(provider=provider, work=work))


def _lines(said: Sequence[PartyInteraction]) -> list[str]:
    lines = [
        f"{each.about:12}  {each.ratings} ratings"
        + (f", mean {each.mean:.1f}" if each.mean is not None else "")
        + "".join(f", {count} x {kind.value}" for kind, count in each.others.items())
        for each in tally(said)
    ]
    open_ones = [each for each in said if each.text and each.status is not InteractionStatus.COMPLETED]
    lines += [f"{e.number}  {e.said_at:%d %b}  {e.kind.value:10}  {e.about}: {e.text!r}" for e in open_ones[:_SHOWN]]
    return lines
