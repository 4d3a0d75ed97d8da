"""What people ask about a trouble that was just told: when it ends, why it is so, and to be told of its end."""

import re
from enum import Enum

LONGEST = 14


class TroubleQuestion(Enum):
    """What a short message below a trouble asks."""

    WHEN = "when it ends"
    WHY = "why it is so"
    TELL = "to be told of its end"
    AGAIN = "whether it will come back"
    OTHERS = "whether others have it too"


_BACK = (
    r"(?:back|over|again|end\w*|finish\w*|fix\w*|mend\w*|repair\w*|work\w*|sort\w*|resolved|restored|up|take|last|be"
    r"|done"
    r"|normal)"
)
_VORBEI = (
    r"(?:wieder|vorbei|end\w*|zu ende|fertig|behoben|repariert|geht|gehen|läuft|laufen|dauer(?:t|n|e)|rum|da|erledigt"
    r"|zurück|heile?|ganz)"
)
_WHEN = re.compile(
    rf"\b(?:will|would|can|could) (?:you|u|they|it|that|this) (?:ever |be )?(?:fix\w*|mend\w*|repair\w*|sort\w*)\b"
    rf"|\b(?:when|what time|by when|how (?:much )?long(?:er)?|how soon)\b(?!.*\b(?:come|comes|coming|visit"
    rf"|technician|he|she|him|here"
    rf"|engineer)\b)"
    rf".*\b{_BACK}\b|\b(?:when|how soon)\b.*\b(?:it|that|this|everything|internet|tv|telly|signal"
    rf"|service)\b.*\bcome back\b"
    r"|^\W*(?:(?:and|so|but|ok|any)\W+)*(?:until|till|til) when\b|\b(?:any )?eta\b|\bhow much longer\b"
    rf"|\b(?:wann|ab wann|wie lange|bis wann|wie schnell)\b(?!.*\b(?:kommt|techniker|termin)\b).*\b{_VORBEI}\b"
    r"|^\W*(?:(?:und|aber|ok|also)\W+)*(?:bis )?wann(?: denn| dann| ungefähr)?\W*$|^\W*wie lange(?: noch| denn)?\W*$"
    r"|^\W*(?:(?:and|so|but|ok)\W+)*(?:when|how long)(?: then| roughly)?\W*$"
    r"|\bhow long (?:are we talking|is (?:this|that|it) going|will (?:this|that|it|you|they)"
    r"|do (?:you|they) (?:need|think))\b"
    r"|\bwie lange (?:\w+ ){0,3}(?:noch|ihr|braucht|weg|aus|dann)\b(?!.*\bgedauert\b)",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|hmm|oh|und|aber|ach)\W+)*(?:why|how come|why'?s that|warum|wieso|weshalb|wie das)"
    r"(?:\W+(?:is|was|does|did|would|has|it|that|he|she|they|break|broke|broken|fail|failed|go|went|off|down|this|so"
    r"|then|happen\w*|though|ist|das|denn|so|eigentlich|passiert\w*"
    r"|immer|always|again|schon wieder|the|line|tho|exactly|genau))*\W*$"
    r"|\bwhat was (?:it|that|the (?:problem|issue|fault|trouble))\W*$"
    r"|\bwhat (?:had |has |was it that |was )?(?:caused|causes|is causing|happened|went wrong|broke|wrong)\b"
    r"|\bwhat(?:'s| is| was) (?:the (?:cause|reason"
    r"|matter)"
    r"|behind (?:it|that)|wrong (?:with it|there|exactly))\b|\b(?:woran|an was) (?:liegt|lag|hat)\b"
    r"|\bhow did (?:that|this|it) (?:happen|break|come about|go wrong|get (?:like|so|this|that))\b"
    r"|\bwie (?:kam|konnte|kommt|kann) (?:denn )?(?:das|es|sowas|so (?:et)?was)\b"
    r"|\bwas war (?:es |das |da )?(?:denn |nun |jetzt |eigentlich )*(?:los|kaputt|schuld)?\W*$"
    r"|\bwas ist (?:da )?(?:passiert|los"
    r"|kaputt|die ursache)\b|\bwhose fault\b|\bwas (?:war|ist) (?:denn )?der grund\b",
    re.I,
)
_TELL = re.compile(
    r"\b(?:tell|let|text|message|ping|notify|inform|update|ring|call|drop|shout|hear|know)\b"
    r".*\b(?:when|once|as soon as|if|the (?:moment|minute|second|instant))\b"
    rf".*\b{_BACK}\b|\bkeep me (?:posted|informed|updated|in the loop)\b"
    rf"|\b(?:sag\w*|gib|gebt|melde\w*|meld\w*|schreib\w*|informier\w*|bescheid|zeichen)\b.*\b(?:wenn|sobald|falls)\b.*\b{_VORBEI}\b"
    r"|\b(?:bescheid geben|bescheid sagen|gebt? bescheid|bescheid per sms|per sms bescheid)\b"
    r"|\bhalt\w* mich auf dem laufenden\b",
    re.I,
)


_AGAIN = re.compile(
    r"\b(?:will|would|could|can|might|is|if|should|gonna|going to|does)\b.*\b(?:happen\w*|come back|go(?:es)? (?:off"
    r"|down)|break|fail|occur)"
    r"\b.*\bagain\b|\b(?:happen|happens|occur)\b.*\bagain\b"
    r"|\b(?:wieder|nochmal|noch mal|erneut) (?:passier\w*|vorkomm\w*|auftret\w*|auftritt|ausfall\w*|kaputt\w*)\b"
    r"|\b(?:passiert|kommt) (?:das|es) (?:jetzt )?(?:wieder|öfter|nochmal|noch mal)\b"
    r"|^(?!.*\b(?:when|how soon)\b).*\b(?:could|might|may) (?:it|that|this) (?:come back|return|happen|go off)\b"
    r"|\bwhat (?:if|do i do if|when) (?:it|this|that) (?:\w+ )?(?:happens|starts|goes|comes|breaks|fails)\b"
    r"|\bwenn (?:es|das) (?:\w+ ){0,2}(?:wieder|nochmal|noch mal|erneut) (?:an\w*|aus\w*|passier\w*|los\w*|hängt|kommt"
    r"|weg|kaputt\w*|auftritt)\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:any|some)(?:one|body) else\b|\b(?:just|only) (?:me|us|my|our)\b|\bthe only one\b|\bothers? (?:have|got"
    r"|too|as well|also)\b"
    r"|\b(?:neighbours?|nachbarn?) (?:too|as well|also|have|auch)\b|\bder einzige\b|\bdie einzige\b|\bnur (?:ich"
    r"|bei mir|bei uns|wir)\b"
    r"|\b(?:sonst )?noch (?:wer|jemand|einer|andere)\b"
    r"|\b(?:andere|anderen|noch jemand) (?:auch|betroffen|das)\b|\b(?:haben|hat) (?:das )?(?:auch )?(?:andere"
    r"|noch jemand|noch wer)\b",
    re.I,
)
_IN_ORDER = {
    TroubleQuestion.AGAIN: _AGAIN,
    TroubleQuestion.OTHERS: _OTHERS,
    TroubleQuestion.TELL: _TELL,
    TroubleQuestion.WHY: _WHY,
    TroubleQuestion.WHEN: _WHEN,
}


def question_of_trouble(text: str) -> TroubleQuestion | None:
    """What a message asks where trouble was talked about; None for everything else."""
    if not 0 < len(text.split()) <= LONGEST:
        return None
    for question, words in _IN_ORDER.items():
        if words.search(text):
            return question
    return None
