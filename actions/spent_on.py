"""Charges and uses by what people call them: "the roaming", "on data", "what of it was calls"."""

import re

from telecom.model.bills import ChargeKind

CHARGES = {
    ChargeKind.ROAMING: re.compile(r"\b(?:roam\w*|abroad|unterwegs|(?<!ins )ausland(?!s(?:gespr|anruf))\w*)\b", re.I),
    ChargeKind.INTERNATIONAL: re.compile(
        r"\b(?:international\w*|other countr\w+|overseas|ins ausland|auslandsgespräch\w*)\b", re.I
    ),
    ChargeKind.PREMIUM: re.compile(r"\b(?:premium\w*|0900|quiz|voting|special numbers?|sondernummer\w*)\b", re.I),
    ChargeKind.DATA: re.compile(r"\b(?:data|internet|daten)\b", re.I),
    ChargeKind.CALLS: re.compile(r"\b(?:calls?|anrufe?|gespräche?|telefonieren)\b", re.I),
    ChargeKind.MESSAGES: re.compile(r"\b(?:texts?|messages?|sms|nachrichten)\b", re.I),
}
USES = {
    ChargeKind.ROAMING: re.compile(r"\b(?:roaming|while abroad|use abroad)\b", re.I),
    ChargeKind.INTERNATIONAL: re.compile(
        r"\b(?:call(?:s|ed|ing)? (?:abroad|overseas)|international|calling abroad|other countries|auslandsgespr\w+)\b",
        re.I,
    ),
    ChargeKind.PREMIUM: re.compile(r"\bpremium\b", re.I),
    ChargeKind.DATA: re.compile(r"\b(?:on|for|auf|für) (?:mobile )?(?:data|gigs?|daten)\b", re.I),
    ChargeKind.CALLS: re.compile(r"\b(?:on|for) (?:phone )?calls(?! (?:abroad|overseas|to))\b", re.I),
    ChargeKind.MESSAGES: re.compile(r"\b(?:on|for) (?:texts?|sms|messages)\b", re.I),
}
# A part of what was just told, and what people call the uses there.
_OF_IT = re.compile(r"\b(?:of (?:it|that|this|them|those|which)|part|share|davon|anteil|teil)\b", re.I)
_OF_WHICH = {
    ChargeKind.CALLS: re.compile(r"\b(?:calls?|calling|anrufe\w*|gespräche\w*|telefon\w*)\b", re.I),
    ChargeKind.ROAMING: re.compile(r"\b(?:abroad|overseas|travel\w*|ausland\w*|reise\w*)\b", re.I),
    ChargeKind.INTERNATIONAL: re.compile(
        r"\b(?:calls?|calling|abroad|overseas|anrufe\w*|gespräche\w*|ausland\w*)\b", re.I
    ),
    ChargeKind.DATA: re.compile(r"\b(?:data|gigs?|daten)\b", re.I),
    ChargeKind.MESSAGES: re.compile(r"\b(?:texts?|sms|messages|nachrichten)\b", re.I),
}


def charges_named(text: str) -> set[ChargeKind]:
    """The kinds of charges that a text names."""
    return {kind for kind, words in CHARGES.items() if words.search(text)}


def uses_named(text: str) -> list[ChargeKind]:
    """The kinds of use that spending is asked on: "on data", or "what of it was calls"."""
    found = [kind for kind, words in USES.items() if words.search(text)]
    if found or not _OF_IT.search(text):
        return found
    return [kind for kind, words in _OF_WHICH.items() if words.search(text)]
