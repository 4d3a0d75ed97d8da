"""What stands before a wish and is none: "thanks, and ...", "oh I see. ...", "sorry. so ..."."""

import re

_POLITE = (
    r"thanks?(?: you)?|thank u|thx|tx|ta|cheers|great|cool|perfect|lovely|brilliant|nice(?: one)?|good|super|awesome"
    r"|got it|i see|right|ok(?:ay)?|alright|understood|ah|aha|oh|hmm+|hm|sorry|excuse me|lol|haha|danke(?: schön)?"
    r"|ach so|entschuldigung"
)
_WITH = r"(?: (?:very much|so much|a lot|dear|mate|for that|for the info|then|again|there|love|man|sehr))*"
_JOINED = r"(?:(?:and|now|also|so|but|then|und|jetzt|auch)[\s,]+)*"
_LEAD = re.compile(rf"^\W*(?:{_POLITE})(?: (?:{_POLITE}))*{_WITH}\s*[.,!;:-]+\s*{_JOINED}(?=\w)", re.I)
SHORTEST_WISH = 3


def without_lead(text: str) -> str:
    """The words behind thanks and the like, where enough is left to be a wish; else the words as they are."""
    rest = text
    while (lead := _LEAD.match(rest)) is not None:
        rest = rest[lead.end() :]
    return rest if len(rest.split()) >= SHORTEST_WISH else text
