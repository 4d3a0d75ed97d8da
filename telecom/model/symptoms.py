"""What people say is wrong, sorted: slow, dead, dropping, noisy, no picture, no signal, no sound, one thing only."""

import re
from collections.abc import Mapping

# The first that fits counts: "no signal" is more than "no".
SYMPTOMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "wifi": r"\b(wi-?fi|wlan|wireless)\b.*\b(attic|loft|bedroom|kitchen|garden|upstairs|downstairs|basement"
        r"|cellar|shed"
        r"|room|corner|far|weak|poor|patchy|signal|dach\w*|schlafzimmer|küche|garten|oben|keller|zimmer|schwach\w*"
        r"|schlecht\w*)\b"
        r"|\b(attic|loft|bedroom|kitchen|garden|upstairs|dachboden|schlafzimmer|keller)\b.*\b(wi-?fi|wlan|wireless)\b",
        "no signal": r"\b(no|weak|bad|poor|lost|lose|patchy) (\w+ )?(signal|service|reception|bars|coverage)\b"
        r"|\bno bars\b|emergency calls only|not spot|dead (spot|zone)|\bkein(en)? (empfang|netz|signal)\b"
        r"|schlechte[rn]? empfang",
        "no picture": r"\b(no|black|blank|blue) (picture|image|screen)\b|fr[eo]+z|freez|pixel|block(y|s)|picture break"
        r"|\bkein bild\b|schwarz|eingefroren|friert|\b(stuck|black|blank)\b",
        "no sound": r"\bno (sound|audio)\b|can'?t hear|cannot hear|one way audio|out of sync|\bkein(en)? ton\b",
        "noise": r"nois|crackl|buzz|hiss|\bhum|static|echo|whistl|rausch|knist|knack|brumm|pfeif",
        "drops": r"\bdrop|cut(s|ting)? (out|off)|keeps? (going off|disconnect|cutting)|intermittent|disconnect"
        r"|on and off|in and out|comes and goes|unstable|restart(s|ing)|reboot"
        r"|bricht (\w+ )?ab|abbr[üu]ch|fliegt|immer wieder weg|setzt aus|aussetz",
        "slow": r"\bslow|sluggish|crawl|\blag|buffer|snail|take(s)? (for ?ever|ages)|only get|speed is"
        r"|langsam|lahm|ruckel|kriecht|hängt",
        "one thing": r"\b(one|only|just|certain|some) (site|page|app|channel|number|device|laptop|room)"
        r"|\bapp\b|website",
        "no connection": r"no (connection|internet|dial|line|tone|net)|not work|n.t work|dead|\bdown\b|offline|broken"
        r"|stopped|won'?t|nothing|can'?t (get|connect|call|ring)|red light|fault|\btot\b|geht nicht|nicht mehr"
        r"|kaputt|ausgefallen|funktioniert nicht",
    }.items()
}


def symptom_of(words: str) -> str | None:
    """The kind of trouble that somebody's words are about; None where they do not say."""
    return next((name for name, pattern in SYMPTOMS.items() if pattern.search(words)), None)
