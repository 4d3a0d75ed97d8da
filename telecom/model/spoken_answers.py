"""Reading which of some answers a message gives, where each has words of its own."""

import re
from collections.abc import Iterable, Mapping

# "It isn't working" answers no; a longer message is a wish of its own rather than an answer.
# German says so after its verb ("geht nicht").
NEGATED = re.compile(r"\b(?:not|cannot|never|\w+n't|isnt|doesnt|didnt|wont|hasnt|cant|dont)\b.*|.*\b(?:nicht|nie)\b.*")
# More ways to say a yes and a no.
_PLAIN = ((re.compile(r"\b(?:nope|nah|no way|nee|nö)\b"), "no"), (re.compile(r"\b(?:yep|yeah|yup|yh|jep|jo)\b"), "yes"))
# "No better" is no better answer than "no", and neither is "nothing helps".
_NOTHING_NEW = re.compile(
    r"\b(?:no|hardly|barely|not any) (?:better|faster|improvement|luck|joy|good|use|help)\b"
    r"|\b(?:nothing|none of (?:it|that|this|them))(?: (?:really|ever|has|have|seems? to|i (?:do|did|try|tried)))*"
    r" (?:help\w*|work(?:s|ed)|chang\w+|makes? (?:a|any) difference|did it)\b"
    r"|\bnichts (?:hilft|geholfen|gebracht|bringt|ändert)\b|\b(?:hilft|bringt|half) (?:alles |auch )?nichts?\b"
)
# "Yeah, plugged in" says that it was done, and nothing of whether it helped.
_ONLY_DONE = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|ok|okay|ja)\b\W*"
    r"(?:(?:i|i'?ve|have|it'?s|its|is|the|that|all|both|ich habe|hab ich|ist|es)\W+)*"
    r"(?:plugged|pushed|pressed|checked|tried|unplugged|pulled|switched|turned|done|did|restarted|rebooted|gemacht"
    r"|probiert|eingesteckt|gedrückt|gezogen|neu ?gestartet)\b"
    r"(?!.*\b(?:works?|back|helped|better|geht|läuft|wieder)\b)",
    re.I,
)
LONGEST_SHORT = 7
# How people say that something works again, and that it does not.
WORKS = (
    "yes", "it does", "works", "working", "all good", "all fine", "fixed", "sorted", "perfect", "ja", "geht", "läuft",
)  # fmt: skip
STILL_BAD = (
    "no", "not", "still", "still not", "same as before", "no change", "no better", "it doesn't", "nein", "immer noch",
    "noch nicht", "geht nicht", "keine änderung", "hilft nicht",
)  # fmt: skip
# In a whole sentence these say nothing about the question.
_SLIGHT = frozenset(
    {"yes", "no", "still", "all", "one", "some", "same", "none", "off", "nothing", "every", "everything", "back", "ok"}
    | {
        "fine",
        "good",
        "works",
        "working",
        "words",
        "text",
        "both",
        "ja",
        "nein",
        "alle",
        "geht",
        "eins",
        "nichts",
        "aus",
    }
)


def only_says_done(text: str) -> bool:
    """Whether a message says that something was done as asked, and not what came of it."""
    return _ONLY_DONE.search(text.replace("\u2019", "'")) is not None


def answer_meant(text: str, answers: Mapping[str, Iterable[str]], *, in_passing: bool = False) -> str | None:
    """The one answer whose own words a message has, the longest of them; None where none or several have. What is said
    `in_passing` was no answer to the question, and short words in it say nothing about it."""
    simple = text.casefold().replace("\u2019", "'").replace(",", "").strip(" .!?")
    for words_said, word in _PLAIN:
        simple = words_said.sub(word, simple)
    if only_says_done(simple):
        simple = re.sub(r"\b(?:yes|ja|ok|okay)\b", "", simple)
    plain = NEGATED.sub("no", _NOTHING_NEW.sub("no", simple))
    is_short = len(simple.split()) <= LONGEST_SHORT and not in_passing
    longest: dict[str, int] = {}
    for name, words in answers.items():
        told = [word for word in words if is_short or word not in _SLIGHT]
        if in_passing:  # "dead" is how everything is called, and "no dial tone" is none
            told = [word for word in told if word != "dead" and not _is_denied(word, simple)]
        # "I don't know" and "not sure" are answers of their own, where they are among the words.
        fitting = [len(word) for word in told if _says(word, plain) or (" " in word and _says(word, simple))]
        if fitting:
            longest[name] = max(fitting)
    # "I have no other" says more than its "no".
    best = [name for name, length in longest.items() if length == max(longest.values())]
    return best[0] if len(best) == 1 else None


def _is_denied(word: str, plain: str) -> bool:
    return (
        re.search(rf"\b(?:no|not|any|without|kein|keine|keinen)\s+(?:\w+\s+)?{re.escape(word)}(?!\w)", plain)
        is not None
    )


def _says(word: str, plain: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) is not None
