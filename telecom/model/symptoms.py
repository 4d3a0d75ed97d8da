"""What people say is wrong, sorted: slow, dead, dropping, noisy, no picture, no signal, no sound, one thing only."""

import re
from collections.abc import Mapping

# The first that fits counts: "no signal" is more than "no".
SYMPTOMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "no signal": r"\b(no|weak|bad|poor|lost|lose|patchy) (\w+ )?(signal|service|reception|bars|coverage)\b"
        r"|\bno bars\b|emergency calls only|not spot|dead (spot|zone)",
        "no picture": r"\b(no|black|blank|blue) (picture|image|screen)\b|fr[eo]+z|freez|pixel|block(y|s)|picture break",
        "no sound": r"\bno (sound|audio)\b|can'?t hear|cannot hear|one way audio|out of sync",
        "noise": r"nois|crackl|buzz|hiss|\bhum|static|echo|whistl",
        "drops": r"\bdrop|cut(s|ting)? (out|off)|keeps? (going off|disconnect|cutting)|intermittent|disconnect"
        r"|on and off|in and out|comes and goes|unstable|restart(s|ing)|reboot",
        "slow": r"\bslow|sluggish|crawl|\blag|buffer|snail|take(s)? (for ?ever|ages)|only get|speed is",
        "one thing": r"\b(one|only|just|certain|some) (site|page|app|channel|number|device|laptop|room)"
        r"|\bapp\b|website",
        "no connection": r"no (connection|internet|dial|line|tone|net)|not work|n.t work|dead|\bdown\b|offline|broken"
        r"|stopped|won'?t|nothing|can'?t (get|connect|call|ring)|red light|fault",
    }.items()
}


def symptom_of(words: str) -> str | None:
    """The kind of trouble that somebody's words are about; None where they do not say."""
    return next((name for name, pattern in SYMPTOMS.items() if pattern.search(words)), None)
