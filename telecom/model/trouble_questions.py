"""What people ask about a trouble that was just told: when it ends, why it is so, and to be told of its end."""

import re
from enum import Enum

LONGEST = 14


class TroubleQuestion(Enum):
    """What a short message below a trouble asks."""

    WHEN = "when it ends"
    WHY = "why it is so"
    TELL = "to be told of its end"


_BACK = (
    r"(?:back|over|again|end\w*|finish\w*|fix\w*|mend\w*|repair\w*|work\w*|sort\w*|resolved|restored|up|take|last|be"
    r"|done"
    r"|normal)"
)
_VORBEI = (
    r"(?:wieder|vorbei|end\w*|zu ende|fertig|behoben|repariert|geht|gehen|läuft|laufen|dauer\w*|rum|da|erledigt|zurück)"
)
_WHEN = re.compile(
    rf"\b(?:when|what time|by when|how (?:much )?long(?:er)?|how soon)\b(?!.*\b(?:come|comes|coming|visit|technician"
    rf"|engineer)\b)"
    rf".*\b{_BACK}\b|\b(?:when|how soon)\b.*\b(?:it|that|this|everything|internet|tv|telly|signal"
    rf"|service)\b.*\bcome back\b"
    r"|^\W*(?:(?:and|so|but|ok|any)\W+)*(?:until|till|til) when\b|\b(?:any )?eta\b|\bhow much longer\b"
    rf"|\b(?:wann|ab wann|wie lange|bis wann|wie schnell)\b(?!.*\b(?:kommt|techniker|termin)\b).*\b{_VORBEI}\b"
    r"|^\W*(?:(?:und|aber|ok|also)\W+)*(?:bis )?wann(?: denn| dann| ungefähr)?\W*$|^\W*wie lange(?: noch| denn)?\W*$"
    r"|^\W*(?:(?:and|so|but|ok)\W+)*(?:when|how long)(?: then| roughly)?\W*$",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|hmm|oh|und|aber|ach)\W+)*(?:why|how come|why'?s that|warum|wieso|weshalb|wie das)"
    r"(?:\W+(?:is|was|does|did|would|has|it|that|this|so|then|happen\w*|though|ist|das|denn|so|eigentlich|passiert\w*"
    r"|immer|always|again|schon wieder|the|line|tho|exactly|genau))*\W*$"
    r"|\bwhat (?:caused|causes|is causing|happened|went wrong|broke)\b|\bwhat(?:'s| is| was) (?:the (?:cause|reason"
    r"|matter)"
    r"|behind (?:it|that)|wrong (?:with it|there|exactly))\b|\b(?:woran|an was) (?:liegt|lag)\b"
    r"|\bwas ist (?:da )?(?:passiert|los"
    r"|kaputt|die ursache)\b|\bwhose fault\b|\bwas (?:war|ist) (?:denn )?der grund\b",
    re.I,
)
_TELL = re.compile(
    r"\b(?:tell|let|text|message|ping|notify|inform|update|ring|call|drop|shout)\b.*\b(?:when|once|as soon as|if)\b"
    rf".*\b{_BACK}\b|\bkeep me (?:posted|informed|updated|in the loop)\b"
    rf"|\b(?:sag\w*|gib|gebt|melde\w*|meld\w*|schreib\w*|informier\w*)\b.*\b(?:wenn|sobald|falls)\b.*\b{_VORBEI}\b"
    r"|\bhalt\w* mich auf dem laufenden\b",
    re.I,
)


def question_of_trouble(text: str) -> TroubleQuestion | None:
    """What a message asks where trouble was talked about; None for everything else."""
    if not 0 < len(text.split()) <= LONGEST:
        return None
    if _TELL.search(text):
        return TroubleQuestion.TELL
    if _WHY.search(text):
        return TroubleQuestion.WHY
    return TroubleQuestion.WHEN if _WHEN.search(text) else None
