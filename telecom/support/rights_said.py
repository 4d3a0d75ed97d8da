"""Finding in a message what somebody is to be allowed, on what, and whether a "him" or "her" is meant."""

import re
from collections.abc import Sequence

from telecom.model.authorization import Function

_ONLY_LOOK = re.compile(
    r"\b((just|only) (to )?(look|see|view|watch|read)|(look|see|view|read)\w* (only|and nothing)|read[ -]only"
    r"|(see|look at|view) (everything|anything|it all)|(change|touch|alter) nothing"
    r"|(not|nt|n't) (change|touch|alter) (anything|things|stuff)"
    r"|(full|complete|whole) (view|overview|look|insight)( of| at| into)?)\b"
)
_EVERYTHING = re.compile(
    r"\b(everything|anything|whatever|(full|complete|unlimited) (access|rights|control|permission)|all (the )?rights"
    r"|run (it|the account|my account|things)"
    r"|(manage|handle|look after) (it|everything|things|my account|the account))\b"
)
_SEE = r"\b(see|look|view|watch|check|know|read|show)\b.{0,25}"
_SEE_USE = re.compile(_SEE + r"\b(usage|use|used|data|minutes|texts|allowances?|services?|left)\b")
_SEE_MONEY = re.compile(
    _SEE + r"\b(bills?|invoices?|owe|spend\w*|charges?|costs?)\b"
    r"|\b(?:rechnung\w*|kosten|ausgaben)\b.{0,25}\b(?:sehen|ansehen|einsehen|wissen)\b"
)
_LOOK = re.compile(r"\b(look|have a look|see (it|stuff|things))\b")
_WHOLE_ACCOUNT = re.compile(r"\b(account|contract|all my (services|stuff|things))\b")
_THEIR_OWN = re.compile(
    r"\b(?:(?:his|her|their|its|the) own|(?:his|her|their) (?:settings?|line|phone|number|mobile|sim|bills?"
    r"|usage|calls?|costs?|charges?|spending|allowance))\b"
)
_THEM = re.compile(
    r"\b(him|her|his|hers|them|their|he|she|they|that person|the same person|ihm|ihn|ihr|ihre|sein|seine|er)\b"
)


def find_functions(text: str, named: Sequence[str] = ()) -> list[Function]:
    """The functions that the words describe, beside those that they name: "just look" is seeing services and bills."""
    said = text.casefold()
    looking = [Function.CHECK, Function.BILL]
    if _ONLY_LOOK.search(said):
        return looking
    if _EVERYTHING.search(said):
        return list(Function)
    found = {Function(name) for name in named}
    found |= {Function.CHECK} if _SEE_USE.search(said) else set()
    found |= {Function.BILL} if _SEE_MONEY.search(said) else set()
    if Function.BILL in found and not _SEE_USE.search(said):
        found.discard(Function.CHECK)  # "look at the bills" is a way to say see
    if not found and _LOOK.search(said):
        return looking
    return [function for function in Function if function in found]


def is_about_their_own(text: str) -> bool:
    """Whether a right is for what somebody has themselves: "her own bill", "his settings"."""
    return _THEIR_OWN.search(text.casefold()) is not None


def is_whole_account(text: str) -> bool:
    """Whether the words are about the account as a whole."""
    return _WHOLE_ACCOUNT.search(text.casefold()) is not None


def is_somebody_named_before(text: str) -> bool:
    """Whether the words point to a person instead of naming one."""
    return _THEM.search(text.casefold()) is not None


_CALLED = (
    (Function.BILL, r"bills?|billing|invoices?|charges?|spending|costs?|rechnung(?:en)?"),
    (Function.CHECK, r"usage|use|data|minutes|services|lines?|verbrauch|dienste"),
    (Function.PAY, r"pay(?:ing|ments?)?|bezahlen|zahlen"),
    (Function.CONFIGURE, r"chang(?:e|es|ing)|settings?|configure|einstellungen"),
    (Function.REPORT, r"faults?|reports?|problems?|störungen"),
    (Function.ORDER, r"orders?|ordering|buy(?:ing)?|bestellen"),
)
_AROUND = re.compile(
    r"\b(?:no|not|only|just|and|or|the|my|his|her|their|please|pls|ok|okay|oh|well|but|see|seeing|look(?:ing)? at|view"
    r"|can|may|should|he|she|they|him|them|to|for|of|let|it|that|that's|thats|is|enough|fine|i|mean|meant|actually|sorry"
    r"|have thought again|thought again"
    r"|on (?:second thoughts?|reflection)|rather|instead|wait|after all|have|then|nothing else|without"
    r"|nur|und|bitte|die|das|den)\b"
)
_NARROWS = re.compile(r"\b(?:only|just|not|no|without|enough|nothing else|nur|ohne)\b")
_REFUSED = re.compile(r"\b(?:not|no|without|but not|except)\b(?:\s+(?:the|my|his|her|to|any))*\s*$")


_WIDENS = re.compile(r"\b(?:too|also|as well|on top|auch|zusätzlich|dazu)\b")


def functions_added(text: str, offered: Sequence[Function]) -> list[Function] | None:
    """What is offered with what a short addition names: "he should see the faults too"; None for anything else."""
    said = text.casefold()
    if not _WIDENS.search(said):
        return None
    named = functions_left(_WIDENS.sub(" ", said), [], narrows=False)
    return [each for each in Function if each in {*offered, *named}] if named else None


def functions_left(text: str, offered: Sequence[Function], *, narrows: bool = True) -> list[Function] | None:
    """The functions that a short correction of an offered right leaves: "just bills and usage", "not the bills"; None
    where the words are about anything else. Without `narrows` the functions need no "only" to be those alone."""
    said = text.casefold().replace("\u2019", "'")
    if narrows and not _NARROWS.search(said):
        return None
    left, wanted, refused = said, set[Function](), set[Function]()
    for function, words in _CALLED:
        for found in re.finditer(rf"\b(?:{words})\b", said):
            (refused if _REFUSED.search(said[: found.start()]) else wanted).add(function)
            left = left[: found.start()] + " " * len(found[0]) + left[found.end() :]
    if not (wanted or refused) or re.search(r"\w", _AROUND.sub(" ", left)):
        return None
    return [each for each in Function if each in (wanted or set(offered)) and each not in refused] or None
