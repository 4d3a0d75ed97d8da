"""Questions about what calling, texting and using data costs, here and abroad, read from their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telecom.model.usage import UsageZone
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind, Volume

_KINDS = (
    (UsageKind.DATA, r"\b(?:data|internet|mbs?|megs?|megabytes?|gbs?|gigs?|gigabytes?|online|browse|browsing|surf\w*"
     r"|daten\w*|whatsapp|maps)\b"),
    (UsageKind.VOICE, r"\b(?:call\w*|ring\w*|rang|phoning|to phone|(?<!my )phone (?:my|him|her|them|home|people)"
     r"|dial\w*|minutes?|mins?|talk\w*|speak\w*|telephon\w*|anruf\w*|anrufen|telefonier\w*|minuten?|gespräch\w*|ruf\w*)"),
    (UsageKind.SMS, r"\b(?:texts?|texting|sms|messages?|messaging|nachricht\w*|simsen)\b"),
)  # fmt: skip
_ABROAD = re.compile(r"\b(?:abroad|overseas|foreign|other countr\w+|international\w*|ausland\w*|roaming|roam)\b", re.I)
# Being there, or going there.
_THERE = re.compile(
    r"\b(?:roam\w*|going|goin|travel\w*|trips?|holidays?|vacation|fly|flying|flight|off to|visit\w*|land|landing"
    r"|abroad|over there|when i'?m (?:in|there|away)|while i'?m|i'?m in|im in|i am in|we'?re in|be in|whilst"
    r"|cruise|away|receiv\w*|incoming|(?:get|got) (?:a |any )?calls?|calls? me|rings? me"
    r"|work (?:in|there|over)|use (?:my|the|it|data|internet) .*\bin|fahre?n?|flieg\w*|reis\w*|urlaub|im ausland"
    r"|unterwegs)\b",
    re.I,
)
_BEING_THERE = re.compile(
    r"\b(?:when|while|whilst|travel\w*|holiday|trip|roam\w*|wenn|receiv\w*|incoming|(?:get|got) (?:a |any )?calls?"
    r"|(?:calls?|rings?|texts?) me)\b",
    re.I,
)
_IN_A_COUNTRY = r"\b(?:in|from|across|around|aus)\s+(?:the\s+)?(?:{names})"
_CALLS_INTO = r"\b(?:call\w*|ring\w*|phon\w+|dial\w*|text\w*|sms|messag\w*|minutes?)\b.*\b(?:{names})"
_SOMEBODY = re.compile(
    r"\b(?:him|her|them|son|daughter|mum|mom|mother|dad|father|brother|sister|cousin|nan|gran\w*|famil\w+|friends?|mates?"
    r"|parents|sohn|tochter|mutter|vater|bruder|schwester|freund\w*)\b",
    re.I,
)
_FROM_HOME = re.compile(r"\bfrom (?:here|home|the uk|uk|england|britain)\b|\bvon (?:hier|zuhause|daheim)\b", re.I)
_PREMIUM = re.compile(r"\b(?:premium|special rate|0900|09\d* numbers?|hotlines?)\b", re.I)
_COSTS = re.compile(
    r"\b(?:cost\w*|price\w*|pric[ei]ng|charge[ds]?|rates?|cheap\w*|dear(?! (?:sirs?|madam|m[rs]|mrs|all|team|me)\b)\w*"
    r"|expensive|how much|free|included?|per|tariff"
    r"|pence|p a min\w*|extra|pay|kost\w*|preis\w*|teuer|günstig\w*|billig\w*|inklusive|wie ?viel|save|saving|same)\b",
    re.I,
)
_UNIT = re.compile(
    r"\b(?:a|an|per|each|one|1|every|pro|eine?|the)\s+(?:mb|meg\w*|min(?:ute)?|text|sms|message|call|gb|gig"
    r"|anruf|nachricht)\b"
    r"|\b(?:calls?|calling|texts?|texting|minutes) (?:cost|charged|are|is|rate|price)"
    r"|\b(?:calls?|texts?|minutes|data)\b.{0,30}\b(?:cost|charged)\b|\bwithin the country\b"
    r"|\b(?:cost|price|rate)s? (?:of|for|to) (?:calls?|calling|call|texts?|texting|text|ring|minutes)",
    re.I,
)
_GOES = re.compile(
    r"\b(?:going|(?:we|i|i'?ll|we'?ll|shall|to) go to"
    r"|goin|travel\w*|trips?|holidays?|vacation|fly\w*|flight|off to|visit\w*|land in|landing"
    r"|will (?:my|it|the) .*\bwork|(?:phone|mobile|sim|it|plan|data|internet)\s+(?:still )?works?"
    r"|use (?:my|it|the) .*\b(?:in|there|abroad)"
    r"|do anything|i need|need to|im in|i'm in|i am in|fahre?n?|flieg\w*|reis\w*|urlaub"
    r"|funktionier\w*|klappt|geht (?:da|dort|das|mein))\b",
    re.I,
)
# What is wanted done, or is wrong, is no question about prices.
_OTHER = re.compile(
    r"\b(?:block|bar|ban|stop|allow\w*|unblock|turn|switch|enable|disable|activate|deactivate|pause|freeze|hold|cancel"
    r"|dispute|refund|wrong|not working|doesn'?t work|isn'?t working|won'?t|can'?t|cannot"
    r"|no (?:signal|service|internet)"
    r"|(?:order|get|add|buy|take|give|want|have)\b.*\b(?:packs?|bundles?|add-?ons?)"
    r"|bill|warn|alert|limit|cap|sperr\w*|used|did|was (?:i|my|it|the|that)|were|spent|spend|left"
    r"|remaining|last (?:week|month)|yesterday)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class UseQuestion:
    """What somebody wants to know the price of: which zone, which kinds of use (all where none was named), and whether
    they ask about going there."""

    zone: UsageZone
    kinds: Sequence[UsageKind]
    travels: bool = False


def read_use_question(text: str, *, countries: Sequence[str] = (), is_price: bool = False) -> UseQuestion | None:
    """The question in a message; None where it is none. `countries` are other countries as they are written in it;
    `is_price`: the message is known to ask for a price."""
    said = text.replace("’", "'")
    if _OTHER.search(said):
        return None
    kinds = kinds_said(said)
    is_price = is_price or _COSTS.search(said) is not None
    if _PREMIUM.search(said):
        return UseQuestion(UsageZone.PREMIUM, kinds) if is_price else None
    if not countries and not _ABROAD.search(said):
        return UseQuestion(UsageZone.HOME, kinds) if is_price and kinds and _UNIT.search(said) else None
    goes = _GOES.search(said) is not None
    zone = _zone(said, countries, kinds)
    if zone is UsageZone.ROAMING and (goes or is_price):
        return UseQuestion(zone, kinds, travels=goes)
    return UseQuestion(zone, kinds) if is_price and (kinds or countries) else None


def _zone(said: str, countries: Sequence[str], kinds: Sequence[UsageKind]) -> UsageZone:
    """Whether it is used over there, or called from here."""
    if _FROM_HOME.search(said):
        return UsageZone.INTERNATIONAL
    names = "|".join(re.escape(each) for each in countries) or "abroad|other countr"
    to_somebody = bool(kinds) and _SOMEBODY.search(said) is not None
    calls = (to_somebody or _written(_CALLS_INTO, names, said)) and UsageKind.DATA not in kinds
    if calls and not _BEING_THERE.search(said):
        return (
            UsageZone.INTERNATIONAL if not re.search(rf"\bfrom (?:the )?(?:{names})", said, re.I) else UsageZone.ROAMING
        )
    there = _THERE.search(said) or _written(_IN_A_COUNTRY, names, said) or UsageKind.DATA in kinds or not kinds
    return UsageZone.ROAMING if there else UsageZone.INTERNATIONAL


def _written(pattern: str, names: str, said: str) -> bool:
    return re.search(pattern.format(names=names), said, re.I) is not None


def kinds_said(text: str) -> tuple[UsageKind, ...]:
    """The kinds of use that a text names."""
    return tuple(kind for kind, words in _KINDS if re.search(words, text, re.I))


_MUCH = re.compile(
    r"(?<![\w.,£€$])(\d{1,5}(?:[.,]\d{1,2})?)\s*(?:more |extra |mehr )?"
    r"(?:(?P<gb>gbs?|gigs?|gigabytes?)|(?P<mb>mbs?|megs?|megabytes?)|(?P<hour>hours?|hrs?|stunden?)"
    r"|(?P<min>min(?:ute)?s?|minuten)|(?P<sms>texts?|sms|messages|nachrichten))\b",
    re.I,
)
_UNITS = {
    "gb": (UsageKind.DATA, GIGABYTE),
    "mb": (UsageKind.DATA, MEGABYTE),
    "hour": (UsageKind.VOICE, 3600),
    "min": (UsageKind.VOICE, 60),
    "sms": (UsageKind.SMS, 1),
}


def read_volume(text: str) -> Volume | None:
    """How much use is named first: "5 gigs", "another 100 minutes"; None where none is."""
    return next(iter(read_volumes(text)), None)


def read_volumes(text: str) -> list[Volume]:
    """All the amounts of use that a text names, in its order."""
    found = [(_UNITS[match.lastgroup], match[1]) for match in _MUCH.finditer(text) if match.lastgroup]
    return [Volume(kind, round(float(number.replace(",", ".")) * unit)) for (kind, unit), number in found]
