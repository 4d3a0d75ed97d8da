"""How Germans join two wishes, and begin or end one: "bezahl die Rechnung und pausier das Festnetz ab Montag"."""

from __future__ import annotations

import re

JOINT = r"und\s+dann|und\s+außerdem|und\s+auch|und\s+noch|und|u|außerdem|dann|sowie"
FILLER = (
    r"bitte|bidde|auch|dann|und|ich|wir|möchte|möchten|will|wollen|würde|würden|gern|gerne|kannst|könntest|können|könnten"
    r"|du|sie|mir|uns|mal|noch|außerdem|einfach|jetzt|gleich"
)
_ACT = (
    r"bezahl|zahl|begleich|pausier|unterbrich|unterbrech|sperr|entsperr|auflad|lad|bestell|kauf|buch|kündig|beend|stornier"
    r"|schalt|einschalt|ausschalt|aktivier|deaktivier|stell|änder|wechs|zeig|sag|schick|erklär|test|prüf|überprüf|mach"
    r"|setz|erhöh|senk|richt|einricht|verleg|verschieb|melde|meld|hol|verlänger|reaktivier|fortsetz|widerruf|übertrag"
)
BEGINS = rf"(?:{_ACT})(?:e|en|n|t|le|el)?|gib|nimm|wie|wieviel|was|wann|wo|warum|wieso|wer|welche[rns]?|ist|sind|gibt|habe|hab"
ENDS = re.compile(rf"\b(?:{_ACT})(?:en|n)(?:\s(?:bitte|danke|lassen))?\W*$", re.I)
POINTS_BACK = (
    r"(?<!gibt\s)(?<!geht\s)es|ihn|ihm|ihr|ihnen|davon|dafür|damit|darauf|darüber|stattdessen|rest|zurück|diese[rmns]?|beide[sn]?"
    r"|das(?=\W*$|\s+(?:ist|war|geht|bitte|auch|dann))"
)
TAKES_BACK = r"nicht|kein|keine|keinen|nie|wenn|falls|bevor|nachdem|sonst|außer|sondern"
