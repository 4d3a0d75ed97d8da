"""What stands before a wish and is none: "thanks, and ...", "oh I see. ...", "no, leave it. ..."."""

import re

_POLITE = (
    r"thanks?(?: you)?|thank u|thx|tx|ta|cheers|great|cool|perfect|lovely|brilliant|nice(?: one)?|good|super|awesome"
    r"|got it|i see|right|ok(?:ay)?|alright|understood|ah|aha|oh|hmm+|hm|sorry|excuse me|lol|haha|danke(?: schön)?"
    r"|ach so|entschuldigung"
)
_WITH = (
    r"(?: (?:very much|so much|kindly|indeed|ever so much|a lot|dear|mate|for that|for the info|then|again|there|love"
    r"|man|sehr))*"
)
_JOINED = r"(?:(?:and|now|also|so|but|then|und|jetzt|auch)[\s,]+)*"
_LEAD = re.compile(rf"^\W*(?:{_POLITE})(?: (?:{_POLITE}))*{_WITH}\s*[.,!;:-]+\s*{_JOINED}(?=\w)", re.I)
# "Two things:" is no sum.
_COUNTS = re.compile(
    r"^\W*(?:(?:i|we|hi|hello|ok|just)\W+)*(?:(?:need|want|have|got|have got|'ve got)\s+)?"
    r"(?:two|2|three|3|a few|a couple of|some)\s+(?:quick\s+)?(?:things?|wishes|questions?|requests?|points?)"
    r"(?:\s+(?:please|for you|to do))*\s*[:,.;-]+\s*(?=\w)",
    re.I,
)
# Who changes something to us comes; who changes a plan, or moves to a place, says the wish itself.
_TO_US = r"[^.,;:!?-]{0,30}\b(?:you|u|yours|dialtone|networks?|providers?|compan\w+|operators?|over)\b"
# That somebody thinks of coming to us is told before what they want to know.
_COMING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|so|hallo|guten tag)\W+)*(?:(?:i|we|ich|wir)(?:\W?(?:'?m|am|'?re|are|was|were))?\s+)?"
    r"(?:(?:just|currently|maybe)\s+)?"
    r"(?:(?:thinking (?:of|about)|looking (?:to|into|at)|considering|interested in|planning (?:to|on)|might|want to"
    r"|would like to)\s+(?:(?:join|com|sign)\w*|(?:switch|chang)\w*(?=\s*[.,;:!-])"
    rf"|(?:switch|mov|chang)\w*(?={_TO_US}))|new here|not (?:a|your) customer(?: yet)?"
    r"|(?:überleg|denk|möcht|will|woll|würd)\w*\b[^.,;!?]{0,40}\b(?:wechseln|kunde werden|zu euch|zu ihnen))"
    r"[^.,;:!?-]{0,30}[.,;:!-]+\s*(?:(?:so|and|but|und)\s+)?"
    r"(?=(?:what|which|how|do|does|can|is|are|any|got|have|where|when|was|wie|welche|habt|haben|gibt|kann|ist)\w*\b)",
    re.I,
)
SHORTEST_WISH = 3


def without_lead(text: str) -> str:
    """The words behind thanks and the like, where enough is left to be a wish; else the words as they are."""
    rest = _COMING.sub("", _COUNTS.sub("", text))
    while (lead := _LEAD.match(rest)) is not None:
        rest = rest[lead.end() :]
    return rest if len(rest.split()) >= SHORTEST_WISH else text


_STOPS = re.compile(
    r"^\W*(?:(?:no|nah|nope|ok(?:ay)?|oh|actually|hmm|sorry|wait|well|right|nein|ach)[\s,.!]+)*"
    r"(?:never ?mind(?: (?:that|it|this))?|nvm|forget (?:it|that|about it)|leave (?:it|that)|not now|maybe later"
    r"|cancel (?:it|that)|drop (?:it|that)|scrap (?:it|that)|skip (?:it|that)|vergiss es|vergessen sie es|lass gut sein"
    r"|(?:(?:i'?m|i am|i was|was) )?(?:just|only) (?:asking|curious)"
    r"|jetzt nicht)"
    r"(?: (?:then|please|pls|thanks|thank you|for now|dann|bitte))*"
    r"(?:\s*[.,;:!-]+\s*(?:(?:and|but|so|instead|und)\s+)?"
    r"|\s+(?=(?:what|how|show|can|could|tell|give|why|when|i want|i'd|id)\b))"
    r"(?=\w)",
    re.I,
)
_REASON = re.compile(
    r"^(?:i'?m|i am|im|because|cos|coz|cause|maybe|i have to|i'?ll|it'?s|its|that'?s|another time|some other time|later"
    r"|too (?:much|expensive|dear|busy)|busy|no time|thanks?|thank you|talk later|weil|ich bin|ich muss)\b",
    re.I,
)


def wish_behind_stop(text: str) -> str | None:
    """What is wished where the words first drop what is under way: "no, leave it. Show me my bill"; empty where only a
    reason follows, None where nothing is dropped first."""
    stop = _STOPS.match(text)
    if stop is None:
        return None
    rest = text[stop.end() :].strip()
    if _REASON.match(rest):
        # A reason, and behind it perhaps a wish of its own: "cancel that, I'll walk. Can you show my bill?"
        rest = rest.partition(". ")[2].strip()
        return rest if len(rest.split()) >= SHORTEST_WISH else ""
    return rest if len(rest.split()) >= SHORTEST_WISH else None
