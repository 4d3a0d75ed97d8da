"""Messages that wish for nothing: anger, question marks, a smile; or that the answer was not what was asked."""

import re
import unicodedata
from dataclasses import dataclass

# The help answers them; what each is called there, and as what it is told.
TOPIC = "topic"
MISSED, ANGRY, PUZZLED, GLAD, SAD, WORDLESS = "missed", "angry", "puzzled", "glad", "sad", "wordless"
UNSURE = "unsure"

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_MISSED = tuple(
    re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for words in (
        r"(?:not|n't|isn'?t|wasn'?t|never) (?:what|wot|wat|the (?:thing|question|one)(?: that)?) (?:i|we)"
        r"(?: (?:am|was|were|have|had|did|just))* (?:ask\w*|mean\w*|said|say\w*|want\w*|need\w*|after|on about"
        r"|look\w* for|talk\w* about)",
        r"(?:not|n't|isn'?t|wasn'?t) (?:what|wot|wat) (?:im|i'm) \w+(?: (?:for|about))?",
        r"(?:you |u )?(?:did(?:n'?t| not)|do(?:n'?t| not)|have(?:n'?t| not)|never) (?:really )?"
        r"(?:answer(?:ed)?|understand|understood|get) (?:me|(?:my|the) (?:question|message)|what i (?:\w+))",
        r"(?:you|u) (?:just )?(?:did|do)(?:n'?t| not) (?:get|understand|listen|read)(?: me| it)?",
        r"(?:you )?(?:misunderst\w+|got me wrong|got (?:it|that) wrong|missed the point)",
        r"i? ?(?:meant|mean|want|wanted) (?:the other (?:thing|question)|something (?:else|different))",
        r"not my question|wrong (?:answer|thing)|(?:no|nope|nah),? (?:not|n't) that",
        r"(?:das )?(?:meinte|wollte) ich nicht|(?:das )?hab(?:e)? ich nicht (?:gefragt|gemeint)|falsch verstanden",
    )
)
_ASIDE = frozenset(
    _WORD.findall(
        """no nope nah hey hello oh ok okay but listen sorry well again still you ur u thats that's it's its it this
    that is was are wrong come on please pls man mate dude bro stupid omg wtf ffs really i just so at all the a about
    either though nein das doch aber"""
    )
)
_ANGER = frozenset(
    _WORD.findall(
        """fuck fucking fucked fck shit shite bullshit bs crap damn dammit bloody hell wtf ffs arse ass asshole bastard
    bastards wanker wankers bitch idiot idiots stupid dumb moron useless rubbish garbage trash pathetic ridiculous
    disgrace disgraceful disgusting awful terrible horrible worst joke scam scammers thieves thief robbers robbery
    ripoff ripped crooks hate sick angry furious fuming mad outrageous unacceptable annoying annoyed cross
    upset unhappy disappointed dissatisfied frustrated frustrating scheiße mist
    verdammt unverschämt frechheit"""
    )
)
_AROUND_ANGER = _ASIDE | frozenset(
    _WORD.findall(
        """am rather quite
    what an your yourself yours of off go lot bunch company service bot people me my im i'm fed up with to how
    such very too absolute absolutely total complete totally completely utter utterly have had enough off rip like all
    ever been being makes make her him they them and for as don't dont lol haha nothing works ihr seid ist eine"""
    )
)
_SIGNS = {
    ANGRY: "😠😡🤬😤👿💢🖕💩🙄😒",
    SAD: "😢😭😞😔☹🙁😟😩😫😖💔",
    GLAD: "😀😃😄😁😊🙂😉😍🥰❤🙏😂🤣😅🎉💯🥳😎💪👏✨💖🤗🤩",
}
_LEADS_ON = re.compile(r"^(?:[\s,.;:!?-]+|(?:but|and|so|at all|either|though|i)(?!\w))+")
_SHORTEST_REST = 2


@dataclass(frozen=True, slots=True)
class Aside:
    """What a message is beside wishes; `rest` is what it wishes for after all."""

    what: str
    rest: str = ""


def read_aside(text: str) -> Aside | None:
    """What a message is that wishes for nothing; None for one that is about something."""
    plain = text.casefold().replace("\u2019", "'")
    words = _WORD.findall(plain)
    if not words:
        return _without_words(text)
    found = next((match for each in _MISSED if (match := each.search(plain))), None)
    if found is not None and _is_only(plain[: found.start()], _ASIDE):
        rest = _LEADS_ON.sub("", plain[found.end() :]).strip()
        if _is_only(rest, _ASIDE):
            return Aside(MISSED)
        return Aside(MISSED, text[len(text) - len(rest) :]) if len(rest.split()) >= _SHORTEST_REST else None
    if set(words) & _ANGER and all(word in _ANGER | _AROUND_ANGER for word in words):
        return Aside(ANGRY)
    return None


def _is_only(text: str, words: frozenset[str]) -> bool:
    return all(word in words for word in _WORD.findall(text))


def _without_words(text: str) -> Aside | None:
    """What a message of signs and pictures says."""
    shown = {sign for sign in text if unicodedata.category(sign) == "So"}
    for what, signs in _SIGNS.items():
        if shown & set(signs):
            return Aside(what)
    if shown:
        return Aside(WORDLESS)
    return Aside(PUZZLED) if "?" in text else None
