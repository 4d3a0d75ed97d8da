"""How well a service worked, whether the agreement was kept, and claiming the credit where it was not."""

from collections.abc import Sequence
from datetime import date

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import read_named
from actions.periods import asked_period
from actions.trouble_spoken_of import service_in_trouble
from actions.watching import offer_to_watch
from telecom.management.inventory import label_of
from telecom.management.performance import Owed, Performance, may_claim_now, propose_credit, show_performance
from telecom.model.calendar import Period, month_of, overlap
from telecom.model.performance import Judged, Objective, ObjectiveStatus
from telecom.model.utterances import Attachment, ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work

MEGABIT = 1_000_000
FEWEST_DAYS, MOST_OTHERS = 3, 3
VERDICTS = {
    ObjectiveStatus.VIOLATED: "utter_performance_violated",
    ObjectiveStatus.AT_RISK: "utter_performance_at_risk",
    ObjectiveStatus.MET: "utter_performance_met",
}
KEPT = {
    ObjectiveStatus.VIOLATED: "utter_performance_is_violated",
    ObjectiveStatus.AT_RISK: "utter_performance_is_at_risk",
    ObjectiveStatus.MET: "utter_performance_is_met",
}


class CheckPerformance(DialtoneAction):
    """Figures of a service over a period, the verdict, and the credit that is owed."""

    called = "action_check_performance"

    def answer(self, asked: Asked, work: Work) -> Answer:
        found = show_performance(asked.actor, read_named(asked), period=asked_period(asked), work=work)
        assert asked.actor is not None
        claims = may_claim_now(asked.actor, work=work)
        owed = [] if claims else [_claim(found, each) for each in found.owed]
        values = {"service": label_of(found.service), "period": found.period, "lines": _lines(found)}
        figures = Utterance(
            _headline(found), values, [*owed, *_others(found), offer_to_watch(found.service)], _chart(found)
        )
        if not found.owed or not claims:
            return Answer([figures])
        month = found.owed[0].month.start
        assert month is not None
        offer = propose_credit(asked.actor, found.service.id, month=month, turn_id=asked.turn_id, work=work)
        return Answer([figures, offer])


def credit_for_service(asked: Asked, work: Work) -> Answer | None:
    """What is owed because a service was not as promised: the offer to take it off the bill, or why nothing is owed.

    None where nothing is promised for the services that are meant.
    """
    found = show_performance(asked.actor, service_in_trouble(asked, work), period=None, work=work)
    if found.agreement is None or asked.actor is None:
        return None
    named = asked_period(asked)
    meant = [each for each in found.owed if named is None or overlap(each.month, named)]
    if named is not None and not meant and (found.owed or _runs_on(named, work)):
        return Answer([_nothing_for(named, found, work)])
    if meant:
        if not may_claim_now(asked.actor, work=work):
            values = {"service": label_of(found.service), "month": meant[0].month, "amount": meant[0].amount}
            return Answer([Utterance("utter_performance_owed", values, [_claim(found, each) for each in meant])])
        month = meant[0].month.start
        assert month is not None
        return Answer([propose_credit(asked.actor, found.service.id, month=month, turn_id=asked.turn_id, work=work)])
    choices = [
        ask_for("report_fault", "utter_choice_fault", service=found.service.id),
        ask_for("check_performance", "utter_wish_check_performance", service=found.service.id),
        ask_for("dispute_charge", "utter_wish_dispute_charge"),
    ]
    values = {"service": label_of(found.service), "promises": [_promise(each) for each in found.judged]}
    return Answer([Utterance("utter_performance_no_credit", values, choices)])


def _runs_on(period: Period, work: Work) -> bool:
    """Whether the month of a period is not over: what is owed for it is reckoned at its end."""
    return overlap(month_of(work.today()), period) is not None


def _nothing_for(period: Period, found: Performance, work: Work) -> Utterance:
    """That nothing can be claimed for the time that was named, or not yet, with what can be claimed for another."""
    values = {"service": label_of(found.service), "month": period, "day": month_of(work.today()).end}
    response = "utter_performance_not_yet" if _runs_on(period, work) else "utter_performance_nothing_owed"
    return Utterance(response, values, [_claim(found, each) for each in found.owed])


class ClaimCredit(DialtoneAction):
    """Proposes the credit of one service and month."""

    called = "action_claim_credit"

    def answer(self, asked: Asked, work: Work) -> Answer:
        service, month = str(asked.value("service")), date.fromisoformat(str(asked.value("month")))
        return Answer([propose_credit(asked.actor, service, month=month, turn_id=asked.turn_id, work=work)])


def _headline(found: Performance) -> str:
    if not found.hours:
        return "utter_performance_nothing"
    worst = [status for status in VERDICTS if any(each.status is status for each in found.judged)]
    return VERDICTS[worst[0]] if worst else "utter_performance"


def _lines(found: Performance) -> list[Utterance]:
    lines = []
    if found.available is not None:
        values = {"percent": round(found.available, 2), "down": found.down, "breaks": len(found.breaks)}
        name = {0: "utter_performance_always", 1: "utter_performance_one_break"}
        lines.append(Utterance(name.get(len(found.breaks), "utter_performance_breaks"), values))
    if found.repair is not None and len(found.breaks) > 1:
        lines.append(Utterance("utter_performance_repair", {"mean": found.repair}))
    if found.speed is not None:
        low, middle, high = (round(v / MEGABIT) for v in (found.speed.low, found.speed.middle, found.speed.high))
        values = {"low": low, "middle": middle, "high": high}
        sold = {"sold": round(found.sold_down / MEGABIT)} if found.sold_down else {}
        lines.append(Utterance("utter_performance_speed_of" if sold else "utter_performance_speed", values | sold))
    if found.latency is not None and found.loss is not None:
        values = {"latency": round(found.latency), "loss": round(found.loss, 2)}
        lines.append(Utterance("utter_performance_delay", values))
    lines += [_promise(each) for each in found.judged]
    if found.agreement is None and found.hours:
        lines.append(Utterance("utter_performance_no_agreement"))
    return lines


def _promise(judged: Judged) -> Utterance:
    objective, kept = judged.objective, Utterance(KEPT[judged.status])
    if objective.kind is Objective.AVAILABILITY:
        return Utterance("utter_performance_promise_available", {"target": objective.conformance_target, "kept": kept})
    name = (
        "utter_performance_promise_repair" if objective.kind is Objective.REPAIR else "utter_performance_promise_speed"
    )
    values = {"target": round(objective.threshold), "hours": round(objective.conformance_target), "kept": kept}
    return Utterance(name, values)


def _claim(found: Performance, owed: Owed) -> Offered:
    assert owed.month.start is not None
    slots = {"service": found.service.id, "month": owed.month.start.isoformat()}
    label = Utterance("utter_choice_claim_credit", {"amount": owed.amount, "month": owed.month})
    return Offered(label, ChoiceKind.ACTION, {"action": "action_claim_credit", "slots": slots})


def _others(found: Performance) -> list[Offered]:
    return [
        ask_for("check_performance", "utter_choice_service", {"service": label_of(each)}, service=each.id)
        for each in found.others[:MOST_OTHERS]
    ]


def _chart(found: Performance) -> Sequence[Attachment]:
    """Each day's usual speed and the band in which most hours lay, against what was sold."""
    if len(found.days) < FEWEST_DAYS:
        return ()
    spreads = [spread for _, spread in found.days]
    values = {
        "title": Utterance("utter_performance_chart", {"service": found.service.name}),
        "unit": Utterance("utter_history_megabits"),
        "labels": [day for day, _ in found.days],
        "low": [round(each.low / MEGABIT, 1) for each in spreads],
        "amounts": [round(each.middle / MEGABIT, 1) for each in spreads],
        "high": [round(each.high / MEGABIT, 1) for each in spreads],
        "middle_label": Utterance("utter_performance_chart_middle"),
        "band_label": Utterance("utter_performance_chart_band"),
        "levels": _levels(found),
    }
    return (Attachment("chart", "performance", values),)


def _levels(found: Performance) -> list[dict[str, object]]:
    if found.sold_down is None:
        return []
    sold = found.sold_down / MEGABIT
    levels: list[dict[str, object]] = [
        {"label": Utterance("utter_history_chart_sold", {"sold": round(sold)}), "value": sold}
    ]
    for each in found.judged:
        if each.objective.kind is Objective.SPEED:
            least = sold * each.objective.threshold / 100
            label = Utterance("utter_performance_chart_promised", {"speed": round(least)})
            levels.append({"label": label, "value": least})
    return levels
