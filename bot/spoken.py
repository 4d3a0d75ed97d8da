"""Words that stand for one thing at any moment, in each of our languages, whichever a chat is in."""

import re
from collections.abc import Mapping

YES = frozenset(
    {"k", "kk", "k go", "ok go", "yes go"}
    | {"yes please do", "yes do it", "yes go ahead", "please do", "do it please", "ok yes", "yes ok", "go for it"}
    | {"yes", "y", "ye", "yeah", "yep", "yup", "ok", "okay", "sure", "confirm", "please", "yes please", "go ahead"}
    | {"do it", "ja", "jo", "jep", "jawohl", "gerne", "ja gerne", "ja bitte", "klar", "einverstanden", "passt"}
    | {"\U0001f44d", "\U0001f44c", "\u2705", "\u2714"}
)
# The same with words around that change nothing: "ok do it then", "yes go ahead please". Nothing else may stand there.
_SURE = (
    r"(?:yes|yeah|yea|yep|yup|yh|ya|ye|(?:please |i |ill |i'll )?"
    r"(?:do|block|unblock|pause|freeze|resume|order|pay|book|buy|send|add|set|activate|take|get|check|look into)"
    r" (?:it|that|this|them)"
    r"|go ahead|please do|go for it|let'?s do it|lets go|confirm|ja|gerne|jawohl"
    r"|mach(?:en wir|t)?(?: das| es| mal)?|machen sie das)"
)
_WELL = r"(?:oh|ok|okay|sure|alright|all right|right|fine|perfect|great|good|very well|sounds good|that'?s fine)"
_POLITE = (
    r"(?:please|pls|plz|then|now|thanks|thank you|ta|mate|bitte|dann|danke"
    # Why, or how soon, changes nothing in what is said yes to.
    r"|(?:just )?to be (?:safe|sure)|(?:just )?in case|any ?ways?|asap|(?:right|straight) away|at once|immediately"
    r"|sicherheitshalber|sofort)"
)
_PLAIN_YES = re.compile(
    rf"(?:{_WELL} )*{_SURE}(?: (?:{_SURE}|go|th(?:at|is)(?:'?s| is)?(?: one)?|correct"
    rf"|off (?:the|my|our)(?: next)? bill|passt(?: so)?|genau|so|stimmt|gut|prüfen|machen"
    rf"|einrichten|erledigen|{_POLITE}|{_WELL}))*"
    r"|(?:ok|okay|sure|alright|all right|fine|sounds good|that'?s fine)(?: (?:then|please|pls|ok|okay|fine|dann))*"
)
_TONES = dict.fromkeys([0xFE0F, *range(0x1F3FB, 0x1F400)])
NO = frozenset(
    {"\U0001f44e"}
    | {"no", "n", "nope", "nah", "thanks", "no thanks", "no thank you", "don't", "dont"}
    | {"nein", "nee", "nö", "noe", "nein danke", "lieber nicht", "doch nicht"}
)
STOP_WORDS = frozenset(
    {"stop", "cancel", "never mind", "nevermind", "nvm", "forget it", "leave it", "leave that", "leave it then"}
    | {"not now", "no not now", "maybe later", "not today", "actually leave it", "no leave it", "no forget it"}
    | {"ok leave it", "ok forget it", "ok never mind", "nah leave it", "nah forget it", "fine leave it"}
    | {"actually forget it", "no never mind", "actually never mind", "drop it", "skip it", "jetzt nicht", "später"}
    | {"stopp", "abbrechen", "abbruch", "vergiss es", "vergessen sie es", "lass gut sein"}
)
# The talk that stands open in another chat of the same person goes on here.
GO_ON = frozenset(
    {"continue", "continue here", "go on here", "carry on here", "where were we"}
    | {"weitermachen", "hier weiter", "hier weitermachen", "wo waren wir"}
)
MORE_WORDS = frozenset({"more", "mehr", "weiter"})
# The name of a language alone chooses it.
LANGUAGE_NAMES: Mapping[str, str] = {"english": "en", "englisch": "en", "deutsch": "de", "german": "de"}
SHORT_CODES: Mapping[str, str] = {
    "bal": "balance",
    "balance": "balance",
    "data": "usage",
    "usage": "usage",
    "bill": "bill",
    "pay": "pay",
    "help": "help",
    "menu": "menu",
    "info": "help",
    "start": "start",
    "services": "services",
    "agent": "agent",
    "human": "agent",
    "person": "agent",
    "talk to a person": "agent",
    "guthaben": "balance",
    "daten": "usage",
    "datenvolumen": "usage",
    "verbrauch": "usage",
    "rechnung": "bill",
    "zahlen": "pay",
    "hilfe": "help",
    "menü": "menu",
    "mensch": "agent",
    "mitarbeiter": "agent",
}
# Short ways to take what was just offered, as the English words that choices carry.
IN_ENGLISH: Mapping[str, str] = {
    **dict.fromkeys(("das nehme ich", "nehme ich", "dann nehme ich das", "ich nehme das", "nimm das"), "take it"),
    **dict.fromkeys(("dann das", "das da", "das bitte", "genau das"), "that one"),
    **dict.fromkeys(("mach das", "machen sie das", "dann mach das", "bestell das", "das will ich"), "do it"),
    **dict.fromkeys(("wechseln", "dann wechseln wir", "umstellen", "stell um", "dann wechsle ich"), "change it"),
}
# Of these words nobody types one who reads another language.
GERMAN_CODES = frozenset({"guthaben", "daten", "datenvolumen", "verbrauch", "rechnung", "zahlen", "hilfe", "menü"})


_PLAIN_NO = re.compile(
    r"(?:(?:oh|ok|okay|hmm|hm|well|sorry|wait|actually) )*(?:no|nope|nah|nein|doch nicht)"
    r"(?: (?:thanks|thank you|ta|sorry|actually|please|dont|don'?t|danke|bitte|lieber nicht|doch nicht|not now"
    r"|not today|mate))*"
)


def is_no(simple: str) -> bool:
    """Whether some small letters without stops are a no and nothing else."""
    return _bare(simple) in NO or _PLAIN_NO.fullmatch(simple.replace("\u2019", "'")) is not None


def is_yes(simple: str) -> bool:
    """Whether some small letters without stops are a yes and nothing else."""
    return _bare(simple) in YES or _PLAIN_YES.fullmatch(simple.replace("\u2019", "'")) is not None


def says_pay(simple: str) -> bool:
    """Whether a yes names paying as what is to be done: to anything else it is none."""
    return re.search(r"\b(?:pay|zahl)", simple) is not None


def _bare(simple: str) -> str:
    """A thumb without the tone of its skin."""
    return simple.translate(_TONES)


_KEEPS = re.compile(
    r"(?:(?:no|nah|ok|oh|hm+|well|actually|then|i think)[ .]+)*(?:(?:i|i'll|ill|i will|i'd rather|let'?s) )?(?:just )?"
    r"(?:keep|stay with|stick with) (?:it|mine|what i(?: have|'?ve got| got)|my (?:old )?plan|the old (?:one|plan)"
    r"|everything|things)(?: as (?:it|they) (?:is|are)| the way it is)?(?: then| please| thanks| for now)*"
)
_ONLY_ASKED = re.compile(
    r"(?:(?:no|nah|oh|sorry|nein|ach) )*(?:(?:i'?m|i am|i was|was) )?(?:just|only|nur) (?:asking|wondering|curious"
    r"|mal gefragt|so gefragt)(?: thanks| though| for now| really)*"
)


def is_stop(simple: str) -> bool:
    """Whether some small letters drop what is under way, and say nothing else: "forget it", "I'll keep what I have"."""
    said = simple.replace("\u2019", "'")
    return simple in STOP_WORDS or any(drops.fullmatch(said) for drops in (_KEEPS, _ONLY_ASKED))
