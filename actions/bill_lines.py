"""A line of a bill that is pointed at: "what's that second one?", "and the roaming?", "I don't know those"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.bills import bill_line
from actions.frame import Answer, DialtoneAction
from actions.spent_on import charges_named
from telecom.management.bill_lines import LinesTold, LineTold, Use, tell_lines
from telecom.model.bill_making import RECURRING, USED
from telecom.model.bills import ChargeKind, CustomerBill
from telecom.model.money import MINOR_UNITS_PER_UNIT
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

_TURNS_BACK = 4
_LONGEST = 14
# Says nothing but what for: "und wofür genau?" right below a line.
_WHAT_FOR = re.compile(
    r"\W*(?:(?:and|but|und|aber|so|ok)\W+)*(?:what(?: exactly)?(?: was| is|'s)?(?: it| that)? for|for what|why"
    r"|when was (?:it|that)"
    r"|wofür|warum|wann (?:war|waren) das|wieso)(?:\W+(?:genau|exactly|denn|then|das|that|please|bitte))*\W*",
    re.I,
)
_MOST_TOLD = 3
# What shows the lines of a bill, and what tells one of them.
_SHOWS = frozenset(
    {
        *("utter_bill_shown", "utter_bill_explained_more", "utter_bill_explained_less", "utter_bill_explained_same"),
        *("utter_bill_explained_first", "utter_bill_dearest", "utter_bill_one_cause"),
    }
)
_TELLS = "utter_bill_line_told"
# Wishes for which a question about a line is taken.
_MAY_MEAN = frozenset(
    {
        *("explain_bill", "show_bill", "ask_price", "browse_catalogue", "out_of_scope", "help", "inform", "repeat"),
        *("check_spending", "show_current_charges", "list_services", "check_usage", "show_history", "order_status"),
        *("check_contract", "show_payments", "recommend_product"),
    }
)
_PLACES = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "last": -1,
    "erste": 0, "zweite": 1, "dritte": 2, "vierte": 3, "fünfte": 4, "letzte": -1,
}  # fmt: skip
_PLACE = re.compile(
    rf"\b({'|'.join(_PLACES)})[nrs]?\b(?!\s+(?:month|week|year|time|bill|of|monat|woche|jahr|mal|rechnung))", re.I
)
_ASKS = re.compile(
    r"\?|^\W*(?:and|und|was|wofür)\b|\b(?:what|wat|wot|whats|what's|when|where|which|who|whom|why|explain|tell me|mean"
    r"|recogni[sz]e|know|understand|remember|was (?:ist|war|soll|sind)|wofür|wann|woher|wer|wen|warum|wieso|welche\w*"
    r"|erklär\w*|kenne|versteh\w*)\b",
    re.I,
)
_ONE = re.compile(
    r"\b(?:it|that|this|that one|this one)\b(?!\s+(?:month|week|year|bill|much))"
    r"|\b(?:das|die|der|davon|da)\b(?! rechnung)",
    re.I,
)
_SEVERAL = re.compile(r"\b(?:those|these|them|they|diese|welche sind das)\b", re.I)
# What is no question about a line: the sum, its payment, the whole bill.
_OTHER = re.compile(
    r"\b(?:pay|paid|due|total|altogether|bills?|invoice|month|months|plan|contract|happens|if|limit|block|zahl\w*|fällig"
    r"|rechnung\w*|monat\w*|tarif\w*|vertrag\w*|wenn|insgesamt)\b",
    re.I,
)
# "And Leo?" is about his lines of the bill.
_AND_WHO = re.compile(r"^\W*(?:and|und|what about|how about) ([^\W\d_]{3,})(?:'s)?\W*$", re.I)
_SUM = re.compile(
    r"(?<![\d.])(?:£\s*)?(\d{1,4}[.,]\d{2})\b(?![.\d])|£\s*(\d{1,4})\b|\b(\d{1,4})\s*(?:quid|pounds?|euros?)\b", re.I
)
_WORD = re.compile(r"\w{2,}")
_ONE_OF = re.compile(
    r"^\W*(?:and|und) (?:the|das|die|der)\b|\b(?:the|that) \w+ (?:one|bit|charge|thing|line)\b|\bposten\b", re.I
)
_FACT = {
    ChargeKind.SUBSCRIPTION: "utter_bill_line_is_plan",
    ChargeKind.PART_MONTH: "utter_bill_line_is_part_month",
    ChargeKind.ROAMING: "utter_bill_line_is_roaming",
    ChargeKind.INTERNATIONAL: "utter_bill_line_is_international",
    ChargeKind.PREMIUM: "utter_bill_line_is_premium",
    ChargeKind.DATA: "utter_bill_line_is_beyond",
    ChargeKind.CALLS: "utter_bill_line_is_beyond",
    ChargeKind.MESSAGES: "utter_bill_line_is_beyond",
}


def about_a_line(asked: Asked, work: Work) -> Answer | None:
    """What the lines are for that a question points at, below a bill or its explanation; None where it is none."""
    if asked.actor is None or asked.intent not in _MAY_MEAN or asked.entities.get("bill_id"):
        return None
    if len(asked.text.split()) > _LONGEST or not _ASKS.search(asked.text) or asked.entities.get("period"):
        return None
    found = lines_pointed_at(asked, work)
    if found is None or not found[1]:
        return None
    told, lines = found
    return Answer([_told(told, each) for each in lines[:_MOST_TOLD]])


def lines_pointed_at(asked: Asked, work: Work) -> tuple[LinesTold, Sequence[LineTold]] | None:
    """The bill that was shown lately, and the lines of it that the words point at; None where no bill was shown, or
    the words are about something else."""
    place = _PLACE.search(asked.text)
    points = (
        place
        or _ONE_OF.search(asked.text)
        or any(each.search(asked.text) for each in (_ONE, _SEVERAL, _WHAT_FOR))
        or charges_named(asked.text)
        or _SUM.search(asked.text)
        or _AND_WHO.search(asked.text)
    )
    if asked.actor is None or not asked.text or not points or (_OTHER.search(asked.text) and not place):
        return None
    shown = _shown_lately(asked, work)
    if shown is None:
        return None
    number, said, last = shown
    told = tell_lines(asked.actor, number, work=work)
    standing = [line for each in said if (line := _line_of(each, told)) is not None]
    single = [line for each in last if (line := _line_of(each, told)) is not None]
    if place is not None:
        standing, at = single if len(single) > 1 else standing, _PLACES[place[1].casefold()]
        return told, standing[at:][:1] if at < len(standing) else []
    if _SUM.search(asked.text):  # a sum that stands on no line, or on several, is no question about one
        return told, _costing(told.lines, asked.text)
    if named := [each for each in told.lines if each.line.kind in charges_named(asked.text)]:
        return told, named
    if charges_named(asked.text):  # of a kind that the bill has no line of: it is about something else
        return told, []
    if (who := _AND_WHO.search(asked.text)) is not None:
        name = re.compile(rf"\b{re.escape(who[1])}\b", re.I)
        return told, [each for each in told.lines if name.search(each.line.description)]
    if _ONE_OF.search(asked.text) and (described := _described(told.lines, asked.text)):
        return told, described
    if _SEVERAL.search(asked.text):
        return told, single or [each for each in standing if each.line.kind not in RECURRING]
    meant = single if len(single) == 1 else [each for each in standing if each.line.kind not in RECURRING]
    return told, meant if len(meant) == 1 else []


def charges_spoken_of(asked: Asked, work: Work) -> Sequence[LineTold]:
    """What came on top of the monthly prices, of what was last told of a bill; empty where no bill was shown lately."""
    shown = _shown_lately(asked, work, through=True) if asked.actor is not None else None
    if shown is None:
        return []
    number, said, last = shown
    told = tell_lines(asked.actor, number, work=work)
    found = [line for each in last or said if (line := _line_of(each, told)) is not None]
    return [each for each in found if each.line.kind in USED]


def _costing(lines: Sequence[LineTold], text: str) -> Sequence[LineTold]:
    """The line that is called by its sum: "and the 11.50?"."""
    match = _SUM.search(text)
    if match is None:
        return []
    sum_said = (match[1] or match[2] or match[3]).replace(",", ".")
    minor = round(float(sum_said) * MINOR_UNITS_PER_UNIT)
    whole = "." not in sum_said  # "the 11 quid" leaves the pence out
    sums = [(x, x.line.amount.minor) for x in lines]
    found = [x for x, each in sums if each == minor or (whole and each - each % MINOR_UNITS_PER_UNIT == minor)]
    return found if len(found) == 1 else []


def _described(lines: Sequence[LineTold], text: str) -> Sequence[LineTold]:
    """The line that is called by a word of its own: "and the TV one?"."""
    said = set(_WORD.findall(text.casefold()))
    own = [set(_WORD.findall(each.line.description.casefold())) for each in lines]
    found = [
        each
        for at, each in enumerate(lines)
        if said & (own[at] - set().union(*(words for other, words in enumerate(own) if other != at)))
    ]
    return found if len(found) == 1 else []


def _shown_lately(
    asked: Asked, work: Work, *, through: bool = False
) -> tuple[str, Sequence[Utterance], Sequence[Utterance]] | None:
    """The number and the lines of the bill shown last, and the lines told since; None where anything else came in
    between, unless one looks `through` that."""
    last: list[Utterance] = []
    is_told = False
    for said in messaging.answers_lately(asked.conversation, turns=_TURNS_BACK, work=work):
        for each in said:
            if each.response == _TELLS and not is_told:
                last.append(each)
            elif each.response in _SHOWS and (number := _number_of(each)):
                return number, _lines_in(each), last
        if not through and not any(each.response == _TELLS for each in said):
            return None
        is_told = True
    return None


def _number_of(shown: Utterance) -> str | None:
    """The number of the bill that an answer shows: it stands with its choices."""
    numbers = [(choice.content.get("entities") or {}).get("bill_id") for choice in shown.choices]
    return next((str(each) for each in numbers if each), None)


def _lines_in(shown: Utterance) -> Sequence[Utterance]:
    """The lines of an answer that are charges, in their order."""
    listed = [*shown.values.get("lines", ()), *shown.values.get("causes", ())]
    return [each for each in listed if isinstance(each, Utterance) and "description" in each.values]


def _line_of(said: Utterance, told: LinesTold) -> LineTold | None:
    """The line of the bill that a sentence spoke of: by what it is called, and what it came to."""
    values = said.values.get("line", said)
    values = values.values if isinstance(values, Utterance) else said.values
    amount = values.get("amount", values.get("after"))
    return next(
        (
            each
            for each in told.lines
            if each.line.description == values.get("description") and each.line.amount == amount
        ),
        None,
    )


def _told(told: LinesTold, line: LineTold) -> Utterance:
    facts = [*_what_it_is(line), *_uses(line), *_before(told, line)]
    values = {"line": bill_line(line.line), "facts": facts}
    return Utterance(_TELLS, values, _choices(told.bill, line))


def _what_it_is(line: LineTold) -> list[Utterance]:
    if line.bought_on is not None:
        return [Utterance("utter_bill_line_is_bought", {"day": line.bought_on})]
    summary = line.offering.description if line.offering is not None else ""
    if line.line.kind in RECURRING and not summary:
        return []
    name = _FACT.get(line.line.kind)
    return [Utterance(name, {"summary": summary})] if name else []


def _uses(line: LineTold) -> list[Utterance]:
    evidence = line.evidence
    if evidence is None or line.line.kind not in USED:
        return []
    values = {"count": evidence.count, "volumes": list(evidence.volumes), "days": evidence.days}
    if evidence.count == 1:
        return [_use(line.dearest[0])]
    dearest = [_use(each) for each in line.dearest] if evidence.count > len(line.dearest) else []
    each_one = [_use(each) for each in line.dearest] if not dearest else []
    top = [Utterance("utter_bill_line_dearest"), *dearest] if dearest else each_one
    return [Utterance("utter_bill_line_uses", values), *top]


def _use(use: Use) -> Utterance:
    values = {"day": use.day, "volume": use.volume, "cost": use.cost, "number": use.number or ""}
    return Utterance("utter_bill_line_use_to" if use.number else "utter_bill_line_use", values)


def _before(told: LinesTold, line: LineTold) -> list[Utterance]:
    if not told.has_before:
        return []
    if line.before is None:
        return [Utterance("utter_bill_line_new")]
    name = "utter_bill_line_same" if line.before == line.line.amount else "utter_bill_line_before"
    return [Utterance(name, {"before": line.before})]


def _choices(bill: CustomerBill, line: LineTold) -> list[Offered]:
    choices = [ask_for("show_bill", "utter_choice_bill_lines", bill_id=bill.number)]
    if line.id is not None and line.line.amount.is_positive:
        what = Utterance(f"utter_dispute_kind_{line.line.kind.name.lower()}", {"description": line.line.description})
        choices.insert(0, ask_for("dispute_charge", "utter_choice_dispute", {"what": what}, bill_id=bill.number,
                                  value=line.id))  # fmt: skip
    return choices


DialtoneAction.below_last.append(about_a_line)
