"""Words that put an answer off: "not sure yet", "let me think"."""

import re

_HESITATES = re.compile(
    r"^\W*(?:(?:oh|ok|okay|um+|hm+|well|so|hang on|wait|but|ach|na ja|naja|also)\W+)*"
    r"(?:(?:i'?m|im|i am|we'?re|we are|not|still)\s+)*(?:(?:really|quite|that|so)\s+)?"
    r"(?:not (?:\w+ )?(?:sure|certain)|unsure|undecided|in two minds|dunno|(?:i )?(?:do not|don'?t|dont) know"
    r"|(?:i )?(?:need|want|have|would like|'?d like) to think|(?:let me|lemme) (?:think|see|check|sleep)|i'?ll think"
    r"|(?:ich )?(?:bin )?(?:mir )?(?:noch )?nicht (?:ganz )?sicher|weiß (?:ich )?(?:noch )?nicht|(?:ich )?(?:muss|will)"
    r" (?:noch )?(?:überlegen|nachdenken))\b",
    re.I,
)
_LONGEST = 16


def hesitates(text: str) -> bool:
    """Whether the words put off a yes: "not sure, it may be at work"."""
    return len(text.split()) <= _LONGEST and _HESITATES.search(text) is not None
