"""What is said of an offering beside its price: options, terms, for whom it is, how it compares with what one has."""

import re
from collections.abc import Sequence

from telecom.management.catalogue import Comparison, Details
from telecom.management.contents import channels_in_words
from telecom.management.inventory import label_of
from telecom.management.order_items import price_utterance
from telecom.model.catalogue import Offering, Price
from telecom.model.needs import is_for_children
from telecom.model.utterances import Utterance
from telecom.support.joined import told_together

_FOR_WHOM = re.compile(
    r"\b(?:who(?:'?s| is| are| would)?\b.*\bfor|for who|who (?:is|would|should|uses|takes|gets)|suits? who|meant for"
    r"|für wen|wer (?:nimmt|nutzt|braucht))\b",
    re.I,
)


_OF_MINE = r"(?:mine|my|our|what i have|i have now|meinem|meinen|unserem|jetzigen|bisherigen)"
_DIFFERENCE = re.compile(
    rf"\b(?:differen\w*|compare\w*|versus|vs|unterschied\w*|unterscheide\w*|anders|vergleich\w*"
    rf"|(?:better|more|less|cheaper|dearer|worse|besser|mehr|weniger|günstiger|teurer) (?:than|as|als) {_OF_MINE}"
    r"|lose|losing|give up|miss out|verlier\w*|verzicht\w*|catch|haken|drawback\w*)\b",
    re.I,
)
_STARTS = re.compile(
    r"\b(?:when|how soon|how quick\w*|straight away|ab wann|wann|sofort)\b.*\b(?:start\w*|begin\w*|active|activated"
    r"|work|working|switch\w*|change\w*|kick in|go live|use|have it|get it|los\w*|anfang\w*|gilt|gelten"
    r"|beginnt|geht|nutzen"
    r"|aktiv|telefonieren)\b",
    re.I,
)
_RENEWS = re.compile(
    r"\b(?:renew\w*|by itself|automatic\w*|recurring|run out|runs out|expire\w*|verlänger\w*|erneuer\w*|automatisch"
    r"|von selbst|von allein\w*|läuft .*aus)\b",
    re.I,
)
_TIED = re.compile(
    r"\b(?:contracts?|tied|tie|lock\w*|minimum|notice|leave|cancel\w*|commit\w*|how long|term"
    r"|vertrag\w*|laufzeit|kündig\w*"
    r"|gebunden|bindung)\b",
    re.I,
)
# Nearer than "tied": of several products only the terms are told.
_BINDS = re.compile(
    r"\b(?:tied|tie|lock\w*|bound|bind\w*|committed|commitment|minimum (?:term|contract)|contract length|notice"
    r"|gebunden|bindung|laufzeit\w*|kündigungsfrist)\b",
    re.I,
)
_BRINGS = re.compile(
    r"\b(?:how (?:much|many)|includ\w*|come with|comes with|have|has|got|any|wie ?viel\w*|enthalten|drin|dabei"
    r"|inklusive|hat|sind)\b.*\b(?:data|internet|gigs?|gb|minutes|mins|calls|texts|sms|speed|daten|minuten|anrufe|telefonieren)\b"
    r"|\b(?:internet|daten|minuten|anrufe|telefonieren|sms|calls|texts)\b.*\b(?:included|dabei|enthalten|drin|inklusive)\b"
    r"|^\W*(?:and |und )?(?:the )?(?:data|minutes|mins|texts|calls|daten|minuten|sms)\W*$",
    re.I,
)
_PRICED = re.compile(
    r"\b(?:how much (?:is|s|does|do|would|will|more|extra|less|for)\b|how much\W*$|what(?:'?s| is| does| would| do)?"
    r"\b.*\b(?:cost|price|pay|fee)\b|first bill|today|upfront|set ?up|fees?"
    r"|(?:was|wie ?viel)\b.*\b(?:kostet|kosten|koste|zahl\w*|bezahl\w*|preis)\b|teuer\b|gebühr\w*)",
    re.I,
)
_NOW = re.compile(
    r"\b(?:today|now|upfront|straight away|first (?:bill|month)|heute|sofort|jetzt|erste\w* rechnung)\b", re.I
)
_SIM = re.compile(r"\be-?sims?\b|\bsim[- ]?(?:card|karte)\b|\bphysical sim\b", re.I)


def asks_about_offering(text: str) -> bool:
    """Whether a text asks something that can be told of any offering."""
    asked = (_FOR_WHOM, _DIFFERENCE, _STARTS, _RENEWS, _TIED, _BRINGS, _PRICED, _SIM)
    return any(words.search(text) for words in asked)


def facts_of(details: Details, text: str) -> Sequence[Utterance]:
    """All that is said of an offering below its price, to somebody who asks in these words."""
    return [
        *_chosen(details.offering, text),
        *_for_whom(details.offering, text),
        *_when_it_begins(details.offering, text),
        *_whether_it_renews(details.offering, text),
        *_facts(details),
        *_compared_all(details),
        *_yours_beside(details, text),
    ]


def asks_for_whom(text: str) -> bool:
    """Whether it is asked who something is made for."""
    return _FOR_WHOM.search(text) is not None


def _when_it_begins(offering: Offering, text: str) -> list[Utterance]:
    """From when it works, and what is paid when, where that is asked."""
    facts = []
    is_mobile_plan = offering.is_base and offering.service_kind == "mobile"
    if is_mobile_plan and (_STARTS.search(text) or _SIM.search(text)):
        facts.append(Utterance("utter_catalogue_fact_sim"))
    elif _STARTS.search(text) and not offering.is_goods:
        facts.append(Utterance("utter_catalogue_fact_at_once"))
    if offering.monthly is not None and not offering.one_off and _NOW.search(text):
        facts.append(Utterance("utter_catalogue_fact_first_bill"))
    return facts


def _whether_it_renews(offering: Offering, text: str) -> list[Utterance]:
    if offering.is_goods or not _RENEWS.search(text):
        return []
    if offering.valid_days is not None and not offering.terms.get("renews"):
        return [Utterance("utter_catalogue_fact_ends")]
    return [Utterance("utter_catalogue_fact_renews")]


def _for_whom(offering: Offering, text: str) -> list[Utterance]:
    """Who it is made for, where that is asked, or where not everybody will want it."""
    audience = offering.terms.get("audience")
    if not audience or not (is_for_children(offering) or asks_for_whom(text)):
        return []
    return [Utterance("utter_catalogue_fact_audience", {"audience": offering.word(str(audience))})]


def _chosen(offering: Offering, text: str) -> list[Utterance]:
    """What it costs with the options that were asked about."""
    chosen = {o.name: value for o in offering.options if (value := o.named_in(text))}
    price = offering.price_with(chosen)
    if not chosen or price == offering.price:
        return []
    values = {"chosen": [offering.word(value) for value in chosen.values()], "price": price_utterance(price)}
    return [Utterance("utter_catalogue_fact_with", values)]


def _facts(details: Details) -> list[Utterance]:
    terms, facts, word = details.offering.terms, [], details.offering.word
    for option in details.offering.options:
        values = {"name": word(option.name), "values": [word(value) for value in option.values]}
        facts.append(Utterance("utter_catalogue_fact_option", values))
        facts += [
            Utterance(
                "utter_catalogue_fact_option_price",
                {"name": word(option.name), "value": word(value), "price": price_utterance(extra)},
            )
            for value, extra in option.values.items()
            if extra != Price()
        ]
    if channels := channels_in_words(details.offering):
        facts.append(Utterance("utter_catalogue_fact_channels", {"channels": channels}))
    if details.stock is not None:
        name = "utter_catalogue_fact_stock" if details.stock > 0 else "utter_catalogue_fact_no_stock"
        facts.append(Utterance(name, {"count": details.stock}))
    facts += terms_of(details.offering)
    if details.offering.valid_days:
        facts.append(Utterance("utter_catalogue_fact_days", {"days": details.offering.valid_days}))
    if terms.get("provider"):
        facts.append(Utterance("utter_catalogue_fact_provider", {"provider": str(terms["provider"])}))
    return facts


def asks_terms(text: str) -> bool:
    """Whether it is asked how long something binds."""
    return _BINDS.search(text) is not None


def terms_of(offering: Offering) -> list[Utterance]:
    """For how long it binds, and the notice; empty where nothing does."""
    months, notice = int(offering.terms.get("months", 0)), int(offering.terms.get("notice_days", 0))
    if months > 1:
        return [Utterance("utter_catalogue_fact_term", {"months": months, "notice": notice})]
    return [Utterance("utter_catalogue_fact_monthly", {"notice": notice})] if notice else []


def _compared_all(details: Details) -> list[Utterance]:
    """How it compares with each plan one has; said once where that is the same for many lines."""
    return told_together([_compared(each) for each in details.comparisons])


def _yours_beside(details: Details, text: str) -> list[Utterance]:
    """What the plan one has brings, where it is asked what another would take away."""
    own = {each.current.name: each.current for each in details.comparisons} if _DIFFERENCE.search(text) else {}
    return [Utterance("utter_catalogue_yours_has", {"current": o.name, "summary": o.description}) for o in own.values()]


def _compared(comparison: Comparison) -> Utterance:
    values = {"current": comparison.current.name, "service": label_of(comparison.service)}
    if comparison.more.is_zero:
        return Utterance("utter_catalogue_same_as_yours", values)
    if comparison.more.is_positive:
        return Utterance("utter_catalogue_more_than_yours", {**values, "difference": comparison.more})
    return Utterance("utter_catalogue_less_than_yours", {**values, "difference": -comparison.more})
