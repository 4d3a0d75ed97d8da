"""Words that stand for one thing at any moment, in each of our languages, whichever a chat is in."""

import re
from collections.abc import Mapping

YES = frozenset(
    {"yes please do", "yes do it", "yes go ahead", "please do", "do it please", "ok yes", "yes ok", "go for it"}
    | {"yes", "y", "ye", "yeah", "yep", "yup", "ok", "okay", "sure", "confirm", "please", "yes please", "go ahead"}
    | {"do it", "ja", "jo", "jep", "jawohl", "gerne", "ja gerne", "ja bitte", "klar", "einverstanden", "passt"}
)
NO = frozenset(
    {"no", "n", "nope", "nah", "thanks", "no thanks", "no thank you", "don't", "dont"}
    | {"nein", "nee", "nö", "noe", "nein danke", "lieber nicht", "doch nicht"}
)
# "It isn't working" answers no; a longer message is a wish of its own rather than an answer.
# German says so after its verb ("geht nicht").
NEGATED = re.compile(r"\b(?:not|cannot|never|\w+n't|isnt|doesnt|didnt|wont|hasnt|cant)\b.*|.*\b(?:nicht|nie)\b.*")
STOP_WORDS = frozenset(
    {"stop", "cancel", "never mind", "nevermind", "nvm", "forget it", "leave it"}
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
# Of these words nobody types one who reads another language.
GERMAN_CODES = frozenset({"guthaben", "daten", "datenvolumen", "verbrauch", "rechnung", "zahlen", "hilfe", "menü"})
