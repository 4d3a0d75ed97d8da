"""Single calls, texts and data as a file: "export last week's calls to Excel", "call log for june"."""

import re
from collections.abc import Sequence
from contextlib import suppress

from actions.asked import Asked
from actions.frame import Answer
from actions.inventory import KINDS, read_named
from actions.periods import asked_period, period_shown
from telecom.management.inventory import Meant, label_of
from telecom.management.use_lists import UseList, list_use
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.utterances import Utterance, ask_for
from telecom.model.volumes import UsageKind
from telecom.ports import Work

_FILE = re.compile(
    r"\b(?:excel|xlsx?|csv|spread ?sheets?|export\w*|download\w*|(?:as|in|into) (?:a |one )?(?:file|table|list)|tabelle"
    r"|datei|exportier\w*|herunterladen)\b",
    re.I,
)
_LOG = re.compile(
    r"\b(?:(?:call|calls|text|usage) (?:logs?|records?|details?|lists?)|cdrs?"
    r"|(?:list|show me) (?:all |each of )?(?:my|our|the|his|her|their) calls\b"
    r"|(?:logs?|lists?|records?) of (?:\w+ ){0,3}calls|(?:every|each) (?:single |individual )?call"
    r"|who called (?:who|whom)|anrufliste\w*|einzelverbindung\w*)\b",
    re.I,
)
_OF = {
    UsageKind.VOICE: re.compile(r"\b(?:call\w*|cdrs?|minutes?|anruf\w*|gespräch\w*|einzelverbindung\w*)\b", re.I),
    UsageKind.SMS: re.compile(r"\b(?:texts?|sms|messages?|nachrichten)\b", re.I),
    UsageKind.DATA: re.compile(r"\b(?:mobile data|data (?:use|usage|used|sessions?)|gigs?|gb|datenverbrauch)\b", re.I),
}
_ALL_USE = re.compile(r"\b(?:usage|what (?:we|i|they) used|verbrauch)\b", re.I)
# A change of what is listed on the bill, or of who may be called.
_OTHER = re.compile(r"\b(?:itemi[sz]ed bill\w*|on (?:the|my|our) bills?|bills?|block\w*|sperr\w*|app)\b", re.I)


_NUMBERS = re.compile(
    r"\b(?:which|what|wich|welche) (?:phone )?(?:numbers?|nummern?)\b|\b(?:who|whom|wen) (?:did|have|has|habe)\b.*\b"
    r"(?:call|ring|phone|dial|angerufen)",
    re.I,
)
_BEFORE = re.compile(r"\b(?:was|were|did|have|has|been|called|rang|dialled|charged|habe|wurden?|angerufen)\b", re.I)
_ABROAD = re.compile(r"\b(?:other countr\w+|abroad|overseas|international\w*|ausland\w*)\b", re.I)
_BILL = ("bill", "spending", "explain", "dispute", "use_list", "abroad")


def numbers_called(asked: Asked, work: Work) -> Answer | None:
    """Which numbers were called, where that is asked: those called most, and all calls as a file; else None."""
    text = asked.text
    if asked.actor is None or not (_NUMBERS.search(text) and _BEFORE.search(text)) or _OTHER.search(text):
        return None
    if not _OF[UsageKind.VOICE].search(text) and not _NUMBERS.search(text):
        return None
    zones = (UsageZone.INTERNATIONAL,) if _ABROAD.search(text) else tuple(UsageZone)
    period = asked_period(asked) or period_shown(asked, work, about=_BILL)
    found = list_use(asked.actor, named_line(asked), kinds=(UsageKind.VOICE,), zones=zones, period=period, work=work)
    lines = [
        Utterance("utter_use_list_called", {"number": each.number, "count": each.count, "cost": each.cost})
        for each in found.called
    ]
    values = {"what": _subject(found), "period": found.period, "count": found.count, "lines": lines}
    return Answer([Utterance("utter_use_list_numbers", values, attachments=[found.paper])])


def use_as_file(asked: Asked, work: Work) -> Answer | None:
    """The calls, texts or data of the days that were named as a file, where that is what the words ask; else None."""
    if (numbers := numbers_called(asked, work)) is not None:
        return numbers
    kinds = _kinds_listed(asked.text)
    if not kinds:
        return None
    group = asked.entities.get("group")
    found = list_use(
        asked.actor, named_line(asked), kinds=kinds, group=str(group) if group else None, period=asked_period(asked),
        work=work,
    )  # fmt: skip
    values = {"what": _subject(found), "period": found.period, "count": found.count}
    choices = [ask_for("analyse_calls", "utter_wish_analyse_calls")] if UsageKind.VOICE in kinds else []
    name = "utter_use_list_cut" if found.is_cut else "utter_use_list"
    return Answer([Utterance(name, values, choices, [found.paper])])


def calls_one_by_one(asked: Asked, service: Service, period: Period, work: Work) -> list[Utterance]:
    """Each call of a line in a time, where they are few and the asker may see them; else none."""
    try:
        found = list_use(asked.actor, Meant(service.id), kinds=(UsageKind.VOICE,), period=period, work=work)
    except BusinessError:
        return []
    return [_call(each, work) for each in found.single]


def _call(record: UsageRecord, work: Work) -> Utterance:
    at = record.at.astimezone(work.zone)
    number: PhoneNumber | Utterance = Utterance("utter_calls_hidden")
    with suppress(ValueError):
        number = PhoneNumber(record.other_party or "")
    values = {"day": at.date(), "time": f"{at:%H:%M}", "number": number, "length": record.volume}
    if not record.answered:
        return Utterance("utter_calls_single_missed" if record.incoming else "utter_calls_single_unanswered", values)
    return Utterance("utter_calls_single_in" if record.incoming else "utter_calls_single_out", values)


def _kinds_listed(text: str) -> Sequence[UsageKind]:
    """The kinds of use of which every single one is wished; empty where that is not asked."""
    if _OTHER.search(text) or not (_FILE.search(text) or _LOG.search(text)):
        return ()
    named = tuple(kind for kind, words in _OF.items() if words.search(text))
    return named or (tuple(UsageKind) if _ALL_USE.search(text) else ())


def named_line(asked: Asked) -> Meant:
    """The line that was named; "our phones" means all that can be called, not only the mobiles."""
    meant = read_named(asked)
    return Meant(number=meant.number) if meant.named in KINDS else meant


def _subject(found: UseList) -> Utterance:
    if len(found.services) == 1:
        return label_of(found.services[0])
    return Utterance("utter_calls_all_lines", {"count": len(found.services)})
