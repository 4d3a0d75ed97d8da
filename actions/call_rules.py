"""Whether a number may call another now or then, and why not; which rules stand on a line."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import read_meant
from actions.restrictions import numbers_said
from actions.use_prices import about_use
from telecom.management.call_rules import CallAnswer, RulesOfService, check_call, show_rules
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.lines import told_in_short
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.joined import told_together

# "Can 07700 900123 call me" and "would a call from it get through": the number named calls.
_INCOMING = re.compile(
    r"\b((call|ring|phone|reach|dial)s? (me|us|my|our)|get through|from|blocked|block list|blacklist|able to ring)\b",
    re.I,
)


class CheckCallRule(DialtoneAction):
    """Answers about one call, or shows the rules of a line."""

    called = "action_check_call_rule"

    def answer(self, asked: Asked, work: Work) -> Answer:
        numbers = [PhoneNumber(number) for number in numbers_said(asked)]
        if not numbers and (told := about_use(asked, work, home=self.telecom.settings.country)):
            return Answer(told)
        at = read_moment(asked, work)
        if len(numbers) > 1:
            return _say(check_call(asked.actor, numbers[0], numbers[1], at=at, work=work), at, work)
        if numbers and not _mine(asked, Meant(number=numbers[0].e164), work):
            return self._about_one(asked, numbers[0], at, work)
        meant = Meant(number=numbers[0].e164) if numbers else _line_meant(asked, work)
        services = access_meant(asked.actor, Function.CHECK, meant, work=work)
        return _show([show_rules(asked.actor, s.id, work=work) for s in services], work)

    def _about_one(self, asked: Asked, number: PhoneNumber, at: datetime | None, work: Work) -> Answer:
        """A number that is none of theirs, and their own lines."""
        lines = access_meant(asked.actor, Function.CHECK, _line_meant(asked, work), work=work)
        own = [s.phone_number for s in lines if s.phone_number]
        if not own:
            raise NotFound(kind="Service")
        incoming = _INCOMING.search(asked.text) is not None
        answers: list[CallAnswer] = []
        for line in own:
            pair = (number, line) if incoming else (line, number)
            answers += check_call(asked.actor, *pair, at=at, work=work)
        return _say(answers, at, work)


def _line_meant(asked: Asked, work: Work) -> Meant:
    meant = read_meant(asked)
    if meant.named:
        return Meant(meant.named)
    person = asked.entities.get("person")
    return Meant(str(person)) if person and _mine(asked, Meant(str(person)), work) else Meant()


def _mine(asked: Asked, meant: Meant, work: Work) -> list[Service]:
    try:
        return access_meant(asked.actor, Function.CHECK, meant, work=work)
    except BusinessError:
        return []


def read_moment(asked: Asked, work: Work) -> datetime | None:
    """The moment that a message names; None is now. A time of day that is over today is tomorrow's."""
    day, hour = asked.value("date"), asked.value("time_of_day")
    if not day and not hour:
        return None
    on = date.fromisoformat(str(day)) if day else work.today()
    at = datetime.combine(on, time.fromisoformat(str(hour)) if hour else time(12), tzinfo=work.zone)
    return at + timedelta(days=1) if not day and at < work.now else at


def _say(answers: Sequence[CallAnswer], at: datetime | None, work: Work) -> Answer:
    """One answer for the call: no where either line refuses it."""
    refusing = [each for each in answers if not each.decision.allowed]
    when = Utterance("utter_call_rule_at", {"at": at}) if at else Utterance("utter_call_rule_now")
    shown = refusing or list(answers)
    said = [_one(each, when) for each in shown[:1] + ([] if len(shown) < 2 or not refusing else shown[1:])]
    return Answer(said)


def _one(answer: CallAnswer, when: Utterance) -> Utterance:
    caller = answer.caller or Utterance("utter_call_rule_hidden")
    values: dict[str, Any] = {"caller": caller, "called": PhoneNumber(answer.called), "when": when}
    decision = answer.decision
    if decision.allowed:
        if decision.rate is None:
            return Utterance("utter_call_rule_yes", values)
        name = "utter_call_rule_yes_rate" if decision.rate.is_positive else "utter_call_rule_yes_covered"
        return Utterance(name, {**values, "rate": decision.rate})
    values |= {"why": answer.why, "until": decision.until}
    name = "utter_call_rule_no_until" if decision.until else "utter_call_rule_no"
    return Utterance(name, values, _remedies(answer))


def _remedies(answer: CallAnswer) -> list[Offered]:
    """What would let the call through."""
    decision, service = answer.decision, answer.service
    if decision.restriction is not None:
        lift = decision.restriction.id
        return [ask_for("restrict_calls", "utter_choice_lift", service=service.id, lift=lift)]
    if decision.reason == "paused":
        return [ask_for("resume_service", "utter_choice_resume_now", service=service.id)]
    parameter = str(decision.reason).removesuffix(" off")
    shown = {"parameter": parameter}
    return [
        ask_for(
            "configure_service", "utter_choice_switch_on", shown, service=service.id, parameter=parameter, value=True
        )
    ]


def _show(rules: Sequence[RulesOfService], work: Work) -> Answer:
    """What limits each line; those without limits in one sentence."""
    limited = [each for each in rules if each.lines]
    if not limited:
        choices = [ask_for("restrict_calls", "utter_choice_restrict")]
        names = told_in_short([label_of(each.service) for each in rules])
        return Answer([Utterance("utter_call_rule_none", {"services": names}, choices)])
    lines = [
        Utterance("utter_restriction_of", {"service": label_of(each.service), "line": line})
        for each in limited
        for line in each.lines
    ]
    lines = told_together(lines)
    choices = [ask_for("restrict_calls", "utter_choice_restrict")]
    if any(each.restriction_ids for each in limited):
        choices.insert(0, ask_for("restrict_calls", "utter_choice_lift", lift=True))
    return Answer([Utterance("utter_call_rule_list", {"lines": lines}, choices)])
